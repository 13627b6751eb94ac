//! T5's encoder, a layer at a time: read from the files, applied, given back. While a layer computes, the
//! system fetches the next one, so two are in memory at most, however large the encoder is.

use std::thread::JoinHandle;

use burn::module::Module;
use burn::tensor::{DType, Device, FloatDType, Tensor, TensorData};

use super::load::{KeyNames, LoadProgress, Loading, check, fill};
use super::safetensors::Weights;
use crate::error::{Cause, EngineError, Result};
use crate::models::NetworkConfig;
use crate::models::t5::{Layers, T5Config, T5Encoder};
use crate::precision::Precision;

/// What the keys begin with of all that is read whole: not the table of words.
const LAYERS: &str = "encoder.";

/// The encoder, with none of its layers in memory.
pub struct StreamedT5 {
    config: T5Config,
    weights: Weights,
    precision: Precision,
    device: Device,
}

impl StreamedT5 {
    /// Checks that `weights` are those that `config` says.
    ///
    /// # Errors
    /// Where they are not.
    pub(super) fn new(config: T5Config, weights: Weights, precision: Precision, device: &Device) -> Result<Self> {
        check(&config.init(device), &weights, KeyNames::of::<T5Config>())?;
        Ok(Self { config, weights, precision: precision.streamed(), device: device.clone() })
    }

    /// Encodes token ids, one list a text, all of one length, to `[batch, tokens, d_model]` in single precision.
    /// `mask`: which of them are words and not padding.
    ///
    /// # Errors
    /// Where an id is none of the table's, weights cannot be read, the device fails, or `progress` stops it.
    pub fn forward(&self, ids: &[Vec<u32>], mask: &[Vec<bool>], progress: LoadProgress<'_>) -> Result<Tensor<3>> {
        let tokens = ids.first().map_or(0, Vec::len);
        let rows: Vec<usize> = ids.iter().flatten().map(|&id| id as usize).collect();
        let words = self.weights.rows(T5Encoder::WORDS, &rows)?;
        let words = words.ok_or_else(|| EngineError::from(Cause::UnknownToken))?;
        let words = TensorData::new(words, [ids.len(), tokens, self.config.d_model]);
        let words = Tensor::from_data(words, (&self.device, DType::F32));
        let mut pass =
            Pass { encoder: self, progress, done: 0, of: self.weights.floats(LAYERS) as u64, fetching: None };
        self.config.init(&self.device).forward(words, mask, &mut pass)
    }
}

/// One pass through the layers.
struct Pass<'a> {
    encoder: &'a StreamedT5,
    progress: LoadProgress<'a>,
    /// Bytes that are read.
    done: u64,
    of: u64,
    /// Fetches the next layer.
    fetching: Option<JoinHandle<()>>,
}

impl Layers for Pass<'_> {
    fn fill<M: Module>(&mut self, name: &str, part: M) -> Result<M> {
        let StreamedT5 { weights, precision, device, .. } = self.encoder;
        if let Some(fetching) = self.fetching.take()
            && fetching.join().is_err()
        {
            log::warn!("the next layer was not fetched ahead");
        }
        let (before, of, progress) = (self.done, self.of, &mut *self.progress);
        let mut now = before;
        let part = fill(part, (weights, name), T5Config::KEY_RENAMES, *precision, device, &mut |done, _| {
            now = before + done;
            progress(Loading::Read, now, of)
        })?;
        self.done = now;
        if let Some(next) = next(name) {
            self.fetching = weights.fetch_ahead(&next);
        }
        Ok(part)
    }

    fn computed(&mut self, x: &Tensor<3>) -> Result<()> {
        let one = x.clone().slice([0..1, 0..1, 0..1]).cast(FloatDType::F32);
        one.try_into_data().map(drop).map_err(|error| Cause::DeviceLostEncoding.detail(format!("{error:?}")))
    }
}

/// The beginning of the next layer's keys.
fn next(name: &str) -> Option<String> {
    let (list, place) = name.rsplit_once('.')?;
    let place: usize = place.parse().ok()?;
    Some(format!("{list}.{}.", place + 1))
}
