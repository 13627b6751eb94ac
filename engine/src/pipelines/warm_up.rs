//! The warm-up: each network of a picture once, at the picture's size, so that an adapter's backend compiles its
//! kernels and finds out which are fastest. That takes minutes; so it is done before the first picture, where it can be
//! watched and stopped, and not within its first step.

use burn::tensor::Device;

use super::latents::Latents;
use super::pipeline::Pipeline;
use super::progress::ProgressObserver;
use super::request::PaintRequest;
use super::tensors::download;
use crate::error::{Cause, ErrorKind, Result};
use crate::models::autoencoder::LatentSize;
use crate::models::layers::holding_scores;
use crate::protocol::{PRIOR_STEPS, Phase, Sampling};
use crate::rng::Normal;

/// What is counted beside the UNet's blocks: the words, the prior's fewest steps, and the decoder.
const BESIDE: u64 = 8;
/// A timestep in the middle; any is as good.
const TIMESTEP: f32 = 500.0;

impl Pipeline {
    /// Runs each network that the picture takes once. Nothing comes of it.
    ///
    /// # Errors
    /// Where the checkpoint is broken, the device fails or has no memory, or `observer` stops it: at the latest within
    /// a block of the UNet.
    pub fn warm_up(
        &mut self,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<()> {
        holding_scores(self.networks.policy().scores, || self.warm_up_stages(request, noise, observer))
    }

    fn warm_up_stages(
        &mut self,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<()> {
        let task = request.task.fitted(request.width, request.height)?;
        let which = self.unet_for(&task)?.network;
        let config = self.networks.checkpoint.unet_config(which)?;
        let mut observer = WarmUp { observer, done: 0, of: BESIDE + config.blocks() as u64 };
        observer.step()?;
        let sampling = Sampling { prior_steps: *PRIOR_STEPS.start(), ..request.sampling };
        let short = PaintRequest { sampling, ..request.clone() };
        let conditioning = self.conditioner.condition(&short, &mut self.networks, noise, &mut observer)?;

        let size = LatentSize::covering(request.width, request.height, self.autoencoder_config.scale_factor());
        let mut drawn = |shape: [usize; 4]| {
            let mut values = vec![0.0; shape.iter().product()];
            noise.fill(&mut values);
            values
        };
        let placement = self.networks.placement();
        let network = self.networks.unet(which, &mut observer)?;
        let batch = if request.guidance() > 1.0 { 2 } else { 1 };
        let shape = [batch, config.in_channels(), size.height, size.width];
        let input = placement.upload(drawn(shape), shape);
        let mut each = || {
            settle(&placement.device)?;
            observer.step()
        };
        let context = network.context(conditioning)?;
        download(network.forward_by_blocks(input, TIMESTEP, &context, &mut each)?)?;
        self.networks.offload();

        let channels = self.autoencoder_config.latent_channels;
        let latents = Latents { values: drawn([1, channels, size.height, size.width]), channels, size };
        match self.decode(&latents, &mut observer) {
            // Noise need not be a picture.
            Err(error) if error.kind() != ErrorKind::NotAPicture => return Err(error),
            _ => self.networks.offload(),
        }
        observer.observer.progress(Phase::WarmUp, observer.of, observer.of)
    }
}

/// Waits until a device has done what it was given, and has it give back what trying took: each kernel that is tried
/// has results of its own, and together they would be more than a picture needs.
fn settle(device: &Device) -> Result<()> {
    device.sync().map_err(|error| Cause::DeviceLost.detail(format!("{error:?}")))?;
    device.memory_cleanup();
    Ok(())
}

/// Tells of one phase what its stages tell of several; files are read as ever.
struct WarmUp<'a> {
    observer: &'a mut dyn ProgressObserver,
    done: u64,
    of: u64,
}

impl WarmUp<'_> {
    fn step(&mut self) -> Result<()> {
        let done = self.done;
        // The last one is said when all is done.
        self.done = (done + 1).min(self.of - 1);
        self.observer.progress(Phase::WarmUp, done, self.of)
    }
}

impl ProgressObserver for WarmUp<'_> {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        match phase {
            Phase::Convert | Phase::Load => self.observer.progress(phase, done, of),
            _ => self.step(),
        }
    }
}
