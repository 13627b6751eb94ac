//! Stage two: from an image embedding to latents; from noise, from a picture, or in the gap of one.
//!
//! Reference: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2.py`, and beside it `…_img2img.py`,
//! `…_inpainting.py` and `…_controlnet.py`.

use std::borrow::Cow;

use burn::tensor::{DType, Device, Tensor};

use super::guard::finite;
use super::prior::{download, upload};
use super::size::LatentSize;
use super::watch::{Phase, Watch};
use crate::error::Result;
use crate::models::unet::UNet;
use crate::rng::Normal;
use crate::schedulers::{Prediction, Scheduler};

/// What to denoise.
#[derive(Debug, Clone)]
pub struct DenoiseRequest<'a> {
    /// The image embedding to paint.
    pub positive: &'a [f32],
    /// The image embedding to lead away from.
    pub negative: &'a [f32],
    /// How far to lead away from it; at 1 and below there is no guidance.
    pub guidance: f32,
    /// Size of the latents.
    pub size: LatentSize,
    /// Where to start.
    pub start: Start<'a>,
    /// What stays of a picture.
    pub kept: Option<Kept<'a>>,
    /// Further channels of the UNet's input after the latents, the same for all steps, `[channels, height, width]`.
    pub further: &'a [f32],
}

/// Where denoising starts.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// From noise alone.
    Noise,
    /// From a picture's latents with the noise of step `first`; the steps before it are left out.
    Picture {
        /// The latents, `[channels, height, width]`.
        latents: &'a [f32],
        /// The first step that is taken.
        first: usize,
    },
}

/// A part of a picture that stays while the rest is painted.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// The picture's latents, `[channels, height, width]`.
    pub latents: &'a [f32],
    /// 1 where they stay and 0 where they are painted, `[height, width]`.
    pub mask: &'a [f32],
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
    unet: &UNet,
    channels: usize,
    (device, dtype): (&Device, DType),
    scheduler: &mut dyn Scheduler,
    noise: &mut dyn Normal,
    watch: &mut dyn Watch,
) -> Result<Latents> {
    let guided = request.guidance > 1.0;
    let embeds = if guided { [request.negative, request.positive].concat() } else { request.positive.to_vec() };
    let batch = if guided { 2 } else { 1 };
    let context = unet.context(upload(embeds, [batch, request.positive.len()], device, dtype));

    let LatentSize { height, width, .. } = request.size;
    let mut latents = Latents { values: vec![0.0; channels * height * width], channels, size: request.size };
    let mut fresh = vec![0.0; latents.values.len()];
    noise.fill(&mut fresh);
    let first = match request.start {
        Start::Noise => {
            latents.values.copy_from_slice(&fresh);
            scale(&mut latents.values, scheduler.initial_scale());
            0
        }
        Start::Picture { latents: picture, first } => {
            latents.values = noised(picture, &fresh, scheduler.mixture(first));
            first
        }
    };
    let inputs = channels + request.further.len() / (height * width);
    let steps = scheduler.steps();
    let of = (steps - first) as u64;
    watch.progress(Phase::Denoise, 0, of)?;
    for index in first..steps {
        let mut seen = scaled(&latents, scheduler.input_scale(index)).into_owned().values;
        seen.extend_from_slice(request.further);
        let input: Tensor<4> = upload(seen, [1, inputs, height, width], device, dtype);
        let input = if guided { Tensor::cat(vec![input.clone(), input], 0) } else { input };
        let output = finite("UNet", download(unet.forward(input, scheduler.timestep(index), &context))?)?;
        let (value, variance) = guide(&output, latents.values.len(), batch, request.guidance);
        scheduler.step(index, Prediction { value: &value, variance }, &mut latents.values, noise);
        if let Some(kept) = &request.kept {
            let picture = noised(kept.latents, &fresh, scheduler.mixture(index + 1));
            put_back(&mut latents.values, &picture, kept.mask);
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

/// Puts a picture's latents back where the mask keeps them.
fn put_back(latents: &mut [f32], picture: &[f32], mask: &[f32]) {
    for (i, (x, p)) in latents.iter_mut().zip(picture).enumerate() {
        let keep = mask[i % mask.len()];
        *x = keep * p + (1.0 - keep) * *x;
    }
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
