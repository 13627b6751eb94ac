//! What the engine's thread owns: the device and the model that is loaded on it.

use std::path::PathBuf;

use super::EngineConfig;
use crate::checkpoint::{Kandinsky22, Precision};
use crate::device::{self, DeviceInfo, Opened};
use crate::error::{EngineError, Result};
use crate::etude;
use crate::pipelines::{LatentPreview, Pipeline, Watch};
use crate::protocol::Model;

/// The device and the loaded model.
pub(super) struct Studio {
    opened: Opened,
    /// Why the preferred device is not the one; told with the first job.
    pub(super) refusal: Option<EngineError>,
    cache: Option<PathBuf>,
    keep_below: u64,
    loaded: Option<Loaded>,
}

/// A model whose configs are read; its networks come and go.
pub(super) struct Loaded {
    model: Model,
    precision: Precision,
    pub(super) pipeline: Pipeline,
    pub(super) preview: Option<LatentPreview>,
    pub(super) hash: String,
}

/// The files of a model.
///
/// # Errors
/// Where a folder is not there, or a part of the checkpoint is missing.
pub fn checkpoint(model: &Model) -> Result<Kandinsky22> {
    match model {
        Model::Etude => Ok(etude::checkpoint()),
        Model::Folder { decoder, prior } => Kandinsky22::in_folder(decoder, prior.as_deref()),
    }
}

impl Studio {
    pub(super) fn new((opened, refusal): (Opened, Option<EngineError>), config: &EngineConfig) -> Self {
        Self { opened, refusal, cache: config.cache.clone(), keep_below: config.keep_below, loaded: None }
    }

    pub(super) fn info(&self) -> &DeviceInfo {
        &self.opened.info
    }

    /// The precision that the device paints in by itself.
    pub(super) fn precision(&self) -> Precision {
        self.opened.precision
    }

    /// The pipeline of `model`, opened unless it is the one that is open.
    pub(super) fn load(&mut self, model: &Model, precision: Precision, watch: &mut dyn Watch) -> Result<&mut Loaded> {
        let ready = self.loaded.take().filter(|l| l.model == *model && l.precision == precision);
        let loaded = match ready {
            Some(loaded) => loaded,
            None => self.open(model, precision, watch)?,
        };
        Ok(self.loaded.insert(loaded))
    }

    fn open(&self, model: &Model, precision: Precision, watch: &mut dyn Watch) -> Result<Loaded> {
        let checkpoint = checkpoint(model)?;
        let hash = checkpoint.fingerprint()?;
        let keep = checkpoint.bytes() < self.keep_below;
        let device = self.opened.device.clone();
        let mut pipeline = Pipeline::open(checkpoint, device, precision, self.cache.clone(), keep)?;
        let preview = pipeline.preview(watch)?;
        Ok(Loaded { model: model.clone(), precision, pipeline, preview, hash })
    }

    /// Forgets the loaded model, whose state is not known after a panic.
    pub(super) fn forget(&mut self) {
        self.loaded = None;
    }

    /// Goes on on the CPU. Returns what the engine runs on from now on, or `None` where it already is the CPU.
    pub(super) fn fall_back(&mut self) -> Option<DeviceInfo> {
        self.forget();
        if self.opened.info.backend == "flex" {
            return None;
        }
        self.opened = device::cpu();
        Some(self.opened.info.clone())
    }
}
