//! Stage two: from an image embedding to latents.
//!
//! Reference: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2.py`.

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
    noise.fill(&mut latents.values);
    scale(&mut latents.values, scheduler.initial_scale());
    let steps = scheduler.steps();
    watch.progress(Phase::Denoise, 0, steps as u64)?;
    for index in 0..steps {
        let seen = scaled(&latents, scheduler.input_scale(index));
        let input: Tensor<4> = upload(seen.values, [1, channels, height, width], device, dtype);
        let input = if guided { Tensor::cat(vec![input.clone(), input], 0) } else { input };
        let output = finite("UNet", download(unet.forward(input, scheduler.timestep(index), &context))?)?;
        let (value, variance) = guide(&output, latents.values.len(), batch, request.guidance);
        scheduler.step(index, Prediction { value: &value, variance }, &mut latents.values, noise);
        watch.latents(&scaled(&latents, scheduler.input_scale(index + 1)));
        watch.progress(Phase::Denoise, index as u64 + 1, steps as u64)?;
    }
    finite("UNet", latents.values.clone())?;
    Ok(latents)
}

/// The latents times `factor`.
fn scaled(latents: &Latents, factor: f32) -> Latents {
    let mut latents = latents.clone();
    scale(&mut latents.values, factor);
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
