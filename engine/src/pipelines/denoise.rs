//! Stage two: from what the UNet is told to latents; from noise, from a picture, or in the gap of one.
//!
//! References: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2.py`, and beside it `…_img2img.py`,
//! `…_inpainting.py` and `…_controlnet.py`; for 2.1 those in `pipelines/kandinsky`; for 2.0
//! `kandinsky2/kandinsky2_model.py` of ai-forever/Kandinsky-2; for 3.0 those in `pipelines/kandinsky3`; for 3.1
//! `kandinsky3/model/diffusion.py` of ai-forever/Kandinsky-3. Those of 3.x count guidance from 0 on, and here it is as
//! everywhere: one more.

use std::borrow::Cow;

use burn::tensor::Tensor;

use super::guard::finite;
use super::latents::Latents;
use super::progress::ProgressObserver;
use super::start::Start;
use super::tensors::{Placement, download};
use crate::error::Result;
use crate::models::autoencoder::LatentSize;
use crate::models::unets::{AnyContext, AnyUNet};
use crate::protocol::Phase;
use crate::rng::{Normal, PairedNoise};
use crate::schedulers::{KnownRegion, Prediction, Scheduler};

/// What to denoise.
#[derive(Clone)]
pub(super) struct DenoiseRequest<'a> {
    /// What the UNet is told: to paint this; with guidance, first what to lead away from.
    pub(super) context: &'a AnyContext,
    /// How far to lead away from it; at 1 and below there is no guidance.
    pub(super) guidance: f32,
    /// Each step draws twice as much as it uses.
    pub(super) paired: bool,
    /// Size of the latents.
    pub(super) size: LatentSize,
    /// What to start from; `None` starts from noise alone.
    pub(super) start: Option<StartLatents<'a>>,
    /// What stays of a picture, and how it is kept.
    pub(super) known: Option<(KnownRegion<'a>, InpaintMode)>,
    /// Further channels of the UNet's input after the latents, the same for all steps, `[channels, height, width]`.
    pub(super) further: &'a [f32],
}

/// A picture's latents that denoising starts from; the steps before [`Start::first`] are left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct StartLatents<'a> {
    /// The latents, `[channels, height, width]`.
    pub(super) latents: &'a [f32],
    /// Where the run begins, and with how much of them.
    pub(super) start: Start,
}

/// How a part of a picture stays while the rest is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InpaintMode {
    /// It is put back after each step, with the noise of the next one.
    BlendLatents,
    /// Each step takes it for known.
    BlendX0,
    /// The UNet is told of it, and nothing else is done.
    Conditioned,
}

/// Runs the UNet over all steps of `scheduler`.
pub(super) fn denoise(
    request: &DenoiseRequest<'_>,
    unet: &AnyUNet,
    channels: usize,
    placement: &Placement,
    scheduler: &mut dyn Scheduler,
    noise: &mut dyn Normal,
    observer: &mut dyn ProgressObserver,
) -> Result<Latents> {
    let guided = request.guidance > 1.0;
    let batch = if guided { 2 } else { 1 };

    let LatentSize { height, width, .. } = request.size;
    let mut latents = Latents { values: vec![0.0; channels * height * width], channels, size: request.size };
    let mut fresh = vec![0.0; latents.values.len()];
    // The authors' code draws for the prompt and for what leads away from it, and uses the first; but a picture's noise
    // once.
    let mut paired = PairedNoise::new(noise);
    match (request.paired, request.start) {
        (true, None) => paired.fill(&mut fresh),
        _ => paired.inner().fill(&mut fresh),
    }
    let first = match request.start {
        None => {
            latents.values.copy_from_slice(&fresh);
            scheduler.start(&mut latents.values, paired.inner());
            0
        }
        Some(StartLatents { latents: picture, start }) => {
            latents.values = start.mixture.of(picture, &fresh);
            start.first
        }
    };
    scheduler.begin(first);
    let inputs = channels + request.further.len() / (height * width);
    let steps = scheduler.steps();
    let of = (steps - first) as u64;
    observer.progress(Phase::Denoise, 0, of)?;
    for index in first..steps {
        let mut seen = scaled(&latents, scheduler.input_scale(index)).into_owned().values;
        seen.extend_from_slice(request.further);
        let input: Tensor<4> = placement.upload(seen, [1, inputs, height, width]);
        let input = if guided { Tensor::cat(vec![input.clone(), input], 0) } else { input };
        let output = finite("UNet", download(unet.forward(input, scheduler.timestep(index), request.context)?)?)?;
        let (value, variance) = guide(&output, latents.values.len(), batch, request.guidance);
        let known = |mode| request.known.filter(|(_, how)| *how == mode).map(|(region, _)| region);
        let prediction = Prediction { value: &value, variance, known: known(InpaintMode::BlendX0) };
        let noise: &mut dyn Normal = if request.paired { &mut paired } else { paired.inner() };
        scheduler.step(index, prediction, &mut latents.values, noise);
        if let Some(known) = known(InpaintMode::BlendLatents) {
            let picture = scheduler.mixture(index + 1).of(known.latents, &fresh);
            KnownRegion { latents: &picture, ..known }.put_back(&mut latents.values);
        }
        observer.latents(&scaled(&latents, scheduler.input_scale(index + 1)));
        observer.progress(Phase::Denoise, (index - first) as u64 + 1, of)?;
    }
    latents.values = finite("UNet", latents.values)?;
    Ok(latents)
}

/// The latents times `factor`, which for most samplers is 1.
fn scaled(latents: &Latents, factor: f32) -> Cow<'_, Latents> {
    let mut latents = Cow::Borrowed(latents);
    if factor != 1.0 {
        scale(&mut latents.to_mut().values, factor);
    }
    latents
}

fn scale(values: &mut [f32], factor: f32) {
    values.iter_mut().for_each(|v| *v *= factor);
}

/// Guidance on the predicted noise; the learned variance, in the second half of the channels, is that of the prompt.
fn guide(output: &[f32], size: usize, batch: usize, scale: f32) -> (Vec<f32>, Option<&[f32]>) {
    let (uncond, cond) = output.split_at(output.len() / batch * (batch - 1));
    let value = if batch == 2 {
        uncond[..size].iter().zip(&cond[..size]).map(|(u, c)| u + scale * (c - u)).collect()
    } else {
        cond[..size].to_vec()
    };
    (value, cond.get(size..2 * size))
}
