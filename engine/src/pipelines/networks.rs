//! The networks of a checkpoint: loaded when a stage asks for them, given back after it where they are not to stay.

use burn::tensor::{DType, Device};

use super::economy::Economy;
use super::watch::{Phase, Watch};
use crate::checkpoint::{Checkpoint, LoadProgress, Loading, Network, Precision, StreamedT5};
use crate::error::Result;
use crate::kernels;
use crate::memory::give_back;
use crate::models::autoencoder::Autoencoder;
use crate::models::clip::{TextModel, VisionModel};
use crate::models::prior::PriorTransformer;
use crate::models::unets::AnyUNet;
use crate::models::xlm_roberta::MultilingualClip;

/// A checkpoint and those of its networks that are in memory.
pub(super) struct Networks {
    pub(super) checkpoint: Checkpoint,
    pub(super) device: Device,
    precision: Precision,
    pub(super) economy: Economy,
    held: Held,
}

/// Networks that are in memory.
#[derive(Default)]
struct Held {
    text: Option<TextModel>,
    prior: Option<PriorTransformer>,
    multilingual: Option<MultilingualClip>,
    /// One of the two, and which.
    unet: Option<(Network, AnyUNet)>,
    autoencoder: Option<Autoencoder>,
}

impl Networks {
    pub(super) fn new(checkpoint: Checkpoint, device: Device, precision: Precision, economy: Economy) -> Self {
        Self { checkpoint, device, precision, economy, held: Held::default() }
    }

    /// What they compute in, and their weights are kept in.
    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// Where tensors for the networks go, and of which type they are.
    pub(super) fn place(&self) -> (Device, DType) {
        (self.device.clone(), self.precision.computing())
    }

    pub(super) fn text(&mut self, watch: &mut dyn Watch) -> Result<&TextModel> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.text, |p| from.0.text_encoder(from.1, from.2, p), watch)
    }

    pub(super) fn prior(&mut self, watch: &mut dyn Watch) -> Result<&PriorTransformer> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.prior, |p| from.0.prior(from.1, from.2, p), watch)
    }

    pub(super) fn multilingual_clip(&mut self, watch: &mut dyn Watch) -> Result<&MultilingualClip> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.multilingual, |p| from.0.multilingual_clip(from.1, from.2, p), watch)
    }

    /// T5, of which nothing is kept: its layers come and go.
    pub(super) fn t5(&self, watch: &mut dyn Watch) -> Result<StreamedT5> {
        self.checkpoint.t5(self.precision, &self.device, &mut report(watch))
    }

    /// The UNet `which`, one of the two; the other is given back.
    pub(super) fn unet(&mut self, which: Network, watch: &mut dyn Watch) -> Result<&AnyUNet> {
        let from = (&self.checkpoint, self.precision, &self.device);
        self.held.unet.take_if(|(held, _)| *held != which);
        let load = |p: LoadProgress<'_>| Ok((which, from.0.unet(which, from.1, from.2, p)?));
        ready(&mut self.held.unet, load, watch).map(|(_, unet)| unet)
    }

    pub(super) fn autoencoder(&mut self, watch: &mut dyn Watch) -> Result<&Autoencoder> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.autoencoder, |p| from.0.autoencoder(from.1, from.2, p), watch)
    }

    /// The image encoder. It is never kept: what it computes for text-to-image is, in a file.
    pub(super) fn image(&self, watch: &mut dyn Watch) -> Result<VisionModel> {
        self.checkpoint.image_encoder(self.precision, &self.device, &mut report(watch))
    }

    /// Gives networks back after a stage, where they are not to stay.
    pub(super) fn settle(&mut self) {
        if self.economy.keep {
            return;
        }
        self.held = Held::default();
        self.device.memory_cleanup();
        kernels::release();
        give_back();
    }
}

/// Tells `watch` how far loading is.
pub(super) fn report(watch: &mut dyn Watch) -> impl FnMut(Loading, u64, u64) -> Result<()> {
    |loading, done, of| {
        let phase = match loading {
            Loading::Convert => Phase::Convert,
            Loading::Read => Phase::Load,
        };
        watch.progress(phase, done, of)
    }
}

/// The network in `slot`, loaded first where it is not there.
fn ready<'a, N>(
    slot: &'a mut Option<N>,
    load: impl FnOnce(LoadProgress<'_>) -> Result<N>,
    watch: &mut dyn Watch,
) -> Result<&'a N> {
    let network = match slot.take() {
        Some(network) => network,
        None => load(&mut report(watch))?,
    };
    Ok(slot.insert(network))
}
