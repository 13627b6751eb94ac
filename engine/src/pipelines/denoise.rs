//! Stage two: from what the UNet is told to latents; from noise, from a picture, or in the gap of one.
//!
//! References: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2.py`, and beside it `…_img2img.py`, `…_inpainting.py`
//! and `…_controlnet.py`; for 2.1 those in `pipelines/kandinsky`; for 2.0 `kandinsky2/kandinsky2_model.py` of
//! ai-forever/Kandinsky-2; for 3.0 those in `pipelines/kandinsky3`; for 3.1 `kandinsky3/model/diffusion.py` of
//! ai-forever/Kandinsky-3. Those of 3.x count guidance from 0 on, and here it is as everywhere: one more.

use std::borrow::Cow;

use burn::tensor::{DType, Device, Tensor};

use super::guard::finite;
use super::prior::{download, upload};
use super::size::LatentSize;
use super::watch::{Phase, Watch};
use crate::error::Result;
use crate::models::unets::{AnyContext, AnyUNet};
use crate::rng::{Normal, Twofold};
use crate::schedulers::{Kept, Prediction, Scheduler};

/// What to denoise.
#[derive(Clone)]
pub(super) struct DenoiseRequest<'a> {
    /// What the UNet is told: to paint this; with guidance, first what to lead away from.
    pub(super) context: &'a AnyContext,
    /// How far to lead away from it; at 1 and below there is no guidance.
    pub(super) guidance: f32,
    /// Each step draws twice as much as it uses.
    pub(super) twofold: bool,
    /// Size of the latents.
    pub(super) size: LatentSize,
    /// Where to start.
    pub(super) start: Start<'a>,
    /// What stays of a picture, and how it is kept.
    pub(super) kept: Option<(Kept<'a>, Keeping)>,
    /// Further channels of the UNet's input after the latents, the same for all steps, `[channels, height, width]`.
    pub(super) further: &'a [f32],
}

/// Where denoising starts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start<'a> {
    /// From noise alone.
    Noise,
    /// From a picture's latents with noise; the steps before `first` are left out.
    Picture {
        /// The latents, `[channels, height, width]`.
        latents: &'a [f32],
        /// The first step that is taken.
        first: usize,
        /// How much of the latents and of standard noise it starts from.
        mixture: (f32, f32),
    },
}

/// How a part of a picture stays while the rest is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It is put back after each step, with the noise of the next one.
    AfterSteps,
    /// Each step takes it for known.
    InSteps,
    /// The UNet is told of it, and nothing else is done.
    Told,
}

/// Latents of one picture on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct Latents {
    /// `[channels, height, width]`, row by row.
    pub values: Vec<f32>,
    /// Channels, 4 for Kandinsky.
    pub channels: usize,
    /// Their size.
    pub size: LatentSize,
}

/// Runs the UNet over all steps of `scheduler`.
pub(super) fn denoise(
    request: &DenoiseRequest<'_>,
    unet: &AnyUNet,
    channels: usize,
    (device, dtype): (&Device, DType),
    scheduler: &mut dyn Scheduler,
    noise: &mut dyn Normal,
    watch: &mut dyn Watch,
) -> Result<Latents> {
    let guided = request.guidance > 1.0;
    let batch = if guided { 2 } else { 1 };

    let LatentSize { height, width, .. } = request.size;
    let mut latents = Latents { values: vec![0.0; channels * height * width], channels, size: request.size };
    let mut fresh = vec![0.0; latents.values.len()];
    // The authors' code draws for the prompt and for what leads away from it, and uses the first; but a picture's noise once.
    let mut twofold = Twofold::new(noise);
    match (request.twofold, request.start) {
        (true, Start::Noise) => twofold.fill(&mut fresh),
        _ => twofold.inner().fill(&mut fresh),
    }
    let first = match request.start {
        Start::Noise => {
            latents.values.copy_from_slice(&fresh);
            scheduler.start(&mut latents.values, twofold.inner());
            0
        }
        Start::Picture { latents: picture, first, mixture } => {
            latents.values = noised(picture, &fresh, mixture);
            first
        }
    };
    scheduler.begin(first);
    let inputs = channels + request.further.len() / (height * width);
    let steps = scheduler.steps();
    let of = (steps - first) as u64;
    watch.progress(Phase::Denoise, 0, of)?;
    for index in first..steps {
        let mut seen = scaled(&latents, scheduler.input_scale(index)).into_owned().values;
        seen.extend_from_slice(request.further);
        let input: Tensor<4> = upload(seen, [1, inputs, height, width], device, dtype);
        let input = if guided { Tensor::cat(vec![input.clone(), input], 0) } else { input };
        let output = finite("UNet", download(unet.forward(input, scheduler.timestep(index), request.context)?)?)?;
        let (value, variance) = guide(&output, latents.values.len(), batch, request.guidance);
        let kept = |keeping| request.kept.filter(|(_, how)| *how == keeping).map(|(kept, _)| kept);
        let prediction = Prediction { value: &value, variance, kept: kept(Keeping::InSteps) };
        let noise: &mut dyn Normal = if request.twofold { &mut twofold } else { twofold.inner() };
        scheduler.step(index, prediction, &mut latents.values, noise);
        if let Some(kept) = kept(Keeping::AfterSteps) {
            let picture = noised(kept.latents, &fresh, scheduler.mixture(index + 1));
            Kept { latents: &picture, ..kept }.put_back(&mut latents.values);
        }
        watch.latents(&scaled(&latents, scheduler.input_scale(index + 1)));
        watch.progress(Phase::Denoise, (index - first) as u64 + 1, of)?;
    }
    latents.values = finite("UNet", latents.values)?;
    Ok(latents)
}

/// Clean values and noise, mixed.
pub(super) fn noised(clean: &[f32], noise: &[f32], (signal, level): (f32, f32)) -> Vec<f32> {
    clean.iter().zip(noise).map(|(c, n)| signal * c + level * n).collect()
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
    let (away, towards) = output.split_at(output.len() / batch * (batch - 1));
    let value = if batch == 2 {
        away[..size].iter().zip(&towards[..size]).map(|(u, c)| u + scale * (c - u)).collect()
    } else {
        towards[..size].to_vec()
    };
    (value, towards.get(size..2 * size))
}
