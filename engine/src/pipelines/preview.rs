//! Latents made visible while they come clear: a linear map from the latent channels to red, green and blue.
//!
//! The map is fitted by least squares, once for each MoVQ, on pictures of plain coloured patches that the MoVQ itself
//! encodes. Applying it costs a few thousand multiplications a step.

use super::latents::Latents;
use super::tensors::{Placement, download};
use crate::error::Result;
use crate::models::autoencoder::{Autoencoder, AutoencoderConfig};
use crate::rng::{Normal, TorchCpu};

/// Side of the fitted pictures in pixels, and of their patches.
const SIDE: usize = 128;
const PATCH: usize = 32;
/// Pictures to fit on.
const PICTURES: usize = 6;

/// The map: for each colour the weights of the latent channels, then a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentPreview {
    rows: Vec<f32>,
    channels: usize,
}

impl LatentPreview {
    /// The map with these `3 · (channels + 1)` numbers; `None` where there are not so many.
    pub fn new(rows: Vec<f32>, channels: usize) -> Option<Self> {
        (rows.len() == 3 * (channels + 1)).then_some(Self { rows, channels })
    }

    /// An 8-bit RGB picture of the latents' own size, row by row.
    pub fn render(&self, latents: &Latents) -> Vec<u8> {
        let area = latents.size.area();
        let mut pixels = Vec::with_capacity(3 * area);
        for place in 0..area {
            for row in self.rows.chunks_exact(self.channels + 1) {
                let value: f32 = (0..self.channels).map(|c| row[c] * latents.values[c * area + place]).sum();
                let value = (value + row[self.channels]).clamp(-1.0, 1.0);
                pixels.push(((value + 1.0) * 127.5).round() as u8);
            }
        }
        pixels
    }
}

/// Fits the map of `autoencoder`, whose settings are `config`; the numbers are those that [`LatentPreview::new`] takes.
pub(super) fn fit(autoencoder: &Autoencoder, config: &AutoencoderConfig, placement: &Placement) -> Result<Vec<f32>> {
    let (channels, scale) = (config.latent_channels, config.scale_factor());
    let unknowns = channels + 1;
    // The normal equations: (AᵀA) w = Aᵀb, one right side for each colour.
    let mut square = vec![vec![0.0f64; unknowns]; unknowns];
    let mut right = vec![vec![0.0f64; 3]; unknowns];
    let mut noise = TorchCpu::new(0);
    for _ in 0..PICTURES {
        let pixels = patches(&mut noise);
        let latents = download(autoencoder.encode(placement.upload(pixels.clone(), [1, 3, SIDE, SIDE])))?;
        let side = SIDE / scale;
        for place in 0..side * side {
            // Where latents are drawn, these are their means.
            let latent = |c: usize| f64::from(latents[c * side * side + place] * config.latent_scale);
            let at = |c: usize| if c < channels { latent(c) } else { 1.0 };
            let corner = (place / side * scale + scale / 2) * SIDE + place % side * scale + scale / 2;
            for i in 0..unknowns {
                (0..unknowns).for_each(|j| square[i][j] += at(i) * at(j));
                (0..3).for_each(|c| right[i][c] += at(i) * f64::from(pixels[c * SIDE * SIDE + corner]));
            }
        }
    }
    // A touch of ridge keeps the fit finite where a channel does not vary.
    let ridge = 1e-6 * square.iter().enumerate().map(|(i, row)| row[i]).sum::<f64>();
    square.iter_mut().enumerate().for_each(|(i, row)| row[i] += ridge);
    solve(&mut square, &mut right);
    Ok((0..3).flat_map(|c| right.iter().map(move |row| row[c] as f32)).collect())
}

/// A picture of plain patches in −1..1, `[3, SIDE, SIDE]`.
fn patches(noise: &mut dyn Normal) -> Vec<f32> {
    let across = SIDE / PATCH;
    let mut colours = vec![0.0; 3 * across * across];
    noise.fill(&mut colours);
    let pixel = |i: usize| {
        let (c, y, x) = (i / (SIDE * SIDE), i / SIDE % SIDE, i % SIDE);
        colours[(c * across + y / PATCH) * across + x / PATCH].clamp(-1.0, 1.0)
    };
    (0..3 * SIDE * SIDE).map(pixel).collect()
}

/// Solves a small positive definite system in place, by elimination without pivoting. So few unknowns are no reason for
/// a linear algebra crate.
fn solve(square: &mut [Vec<f64>], right: &mut [Vec<f64>]) {
    for pivot in 0..square.len() {
        let (row, answer) = (square[pivot].clone(), right[pivot].clone());
        for other in (0..square.len()).filter(|&other| other != pivot) {
            let share = square[other][pivot] / row[pivot];
            square[other].iter_mut().zip(&row).for_each(|(v, p)| *v -= share * p);
            right[other].iter_mut().zip(&answer).for_each(|(v, p)| *v -= share * p);
        }
    }
    for (i, answer) in right.iter_mut().enumerate() {
        answer.iter_mut().for_each(|v| *v /= square[i][i]);
    }
}
