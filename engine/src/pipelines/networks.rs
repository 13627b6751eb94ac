//! The networks of a checkpoint: loaded when a stage asks for them, given back after it where they are not to stay.

use burn::tensor::{DType, Device};

use super::economy::Economy;
use super::watch::{Phase, Watch};
use crate::checkpoint::{Kandinsky22, Precision};
use crate::error::Result;
use crate::kernels;
use crate::memory::give_back;
use crate::models::clip::{TextModel, VisionModel};
use crate::models::movq::MoVq;
use crate::models::prior::PriorTransformer;
use crate::models::unet::UNet;

/// A checkpoint and those of its networks that are in memory.
pub(super) struct Networks {
    pub(super) checkpoint: Kandinsky22,
    pub(super) device: Device,
    precision: Precision,
    pub(super) economy: Economy,
    text: Option<TextModel>,
    prior: Option<PriorTransformer>,
    unet: Option<UNet>,
    movq: Option<MoVq>,
}

impl Networks {
    pub(super) fn new(checkpoint: Kandinsky22, device: Device, precision: Precision, economy: Economy) -> Self {
        Self { checkpoint, device, precision, economy, text: None, prior: None, unet: None, movq: None }
    }

    /// Where tensors for the networks go, and of which type they are.
    pub(super) fn place(&self) -> (Device, DType) {
        (self.device.clone(), self.precision.computing())
    }

    pub(super) fn text(&mut self, watch: &mut dyn Watch) -> Result<&TextModel> {
        ready(&mut self.text, |p| self.checkpoint.text_encoder(self.precision, &self.device, p), watch)
    }

    pub(super) fn prior(&mut self, watch: &mut dyn Watch) -> Result<&PriorTransformer> {
        ready(&mut self.prior, |p| self.checkpoint.prior(self.precision, &self.device, p), watch)
    }

    pub(super) fn unet(&mut self, watch: &mut dyn Watch) -> Result<&UNet> {
        ready(&mut self.unet, |p| self.checkpoint.unet(self.precision, &self.device, p), watch)
    }

    pub(super) fn movq(&mut self, watch: &mut dyn Watch) -> Result<&MoVq> {
        ready(&mut self.movq, |p| self.checkpoint.movq(self.precision, &self.device, p), watch)
    }

    /// The image encoder. It is never kept: what it computes for text-to-image is, in a file.
    pub(super) fn image(&self, watch: &mut dyn Watch) -> Result<VisionModel> {
        self.checkpoint
            .image_encoder(self.precision, &self.device, &mut |done, of| watch.progress(Phase::Load, done, of))
    }

    /// Gives networks back after a stage, where they are not to stay.
    pub(super) fn settle(&mut self) {
        if self.economy.keep {
            return;
        }
        (self.text, self.prior, self.unet, self.movq) = (None, None, None, None);
        self.device.memory_cleanup();
        kernels::release();
        give_back();
    }
}

/// The network in `slot`, loaded first where it is not there.
fn ready<'a, N>(
    slot: &'a mut Option<N>,
    load: impl FnOnce(&mut dyn FnMut(u64, u64) -> Result<()>) -> Result<N>,
    watch: &mut dyn Watch,
) -> Result<&'a N> {
    let network = match slot.take() {
        Some(network) => network,
        None => load(&mut |done, of| watch.progress(Phase::Load, done, of))?,
    };
    Ok(slot.insert(network))
}
