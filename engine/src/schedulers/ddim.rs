//! Denoising diffusion implicit models: DDPM's training, and steps that may add less noise than it, or none.
//!
//! Paper: Song, Meng & Ermon, "Denoising Diffusion Implicit Models" (2020).
//! Reference: diffusers `schedulers/scheduling_ddim.py`.

use super::betas::alphas_of;
use super::clean::{clean, limit};
use super::config::{PredictionType, SamplerConfig};
use super::spacing::{Grid, spaced};
use super::{Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A DDIM run of a fixed number of steps.
pub struct Ddim {
    config: SamplerConfig,
    alphas_cumprod: Vec<f32>,
    timesteps: Vec<usize>,
    eta: f32,
}

impl Ddim {
    /// Prepares a run of `steps` steps. `eta` is the share of DDPM's noise that steps add, 0 to 1.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize, eta: f32) -> Result<Self> {
        let timesteps = spaced(&config, steps, Grid::Full)?;
        Ok(Self { alphas_cumprod: alphas_of(&config), timesteps, config, eta })
    }

    /// ᾱ at the timestep before `t`: a whole stride back, wherever the list goes next.
    fn previous(&self, t: usize) -> f32 {
        let stride = self.config.num_train_timesteps / self.timesteps.len();
        match t.checked_sub(stride) {
            Some(t) => self.alphas_cumprod[t],
            None if self.config.set_alpha_to_one => 1.0,
            None => self.alphas_cumprod[0],
        }
    }
}

impl Scheduler for Ddim {
    fn steps(&self) -> usize {
        self.timesteps.len()
    }

    fn timestep(&self, index: usize) -> f32 {
        self.timesteps[index] as f32
    }

    fn mixture(&self, index: usize) -> (f32, f32) {
        let alpha_bar = self.timesteps.get(index).map_or(1.0, |&t| self.alphas_cumprod[t]);
        (alpha_bar.sqrt(), (1.0 - alpha_bar).sqrt())
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let t = self.timesteps[index];
        let (alpha_bar, previous) = (self.alphas_cumprod[t], self.previous(t));
        let (signal, left) = (alpha_bar.sqrt(), (1.0 - alpha_bar).sqrt());
        let variance = (1.0 - previous) / (1.0 - alpha_bar) * (1.0 - alpha_bar / previous);
        let deviation = self.eta * variance.max(0.0).sqrt();
        let direction = (1.0 - previous - deviation * deviation).max(0.0).sqrt();

        let kind = self.config.prediction_type;
        let mut clean = clean(kind, (signal, left), prediction.value, sample);
        // The noise is that of the prediction, not of the clean sample after it was kept in range.
        let noises: Vec<f32> = match kind {
            PredictionType::Epsilon => prediction.value.to_vec(),
            PredictionType::Sample => sample.iter().zip(&clean).map(|(x, c)| (x - signal * c) / left).collect(),
            PredictionType::VPrediction => {
                sample.iter().zip(prediction.value).map(|(x, v)| signal * v + left * x).collect()
            }
        };
        limit(&self.config, &mut clean);
        for ((x, c), n) in sample.iter_mut().zip(&clean).zip(&noises) {
            *x = previous.sqrt() * c + direction * n;
        }
        if self.eta > 0.0 {
            let mut fresh = vec![0.0; sample.len()];
            noise.fill(&mut fresh);
            sample.iter_mut().zip(&fresh).for_each(|(x, n)| *x += deviation * n);
        }
    }
}
