//! The sampler of Kandinsky 3's authors: DDIM whose noise goes through the clean sample after that was kept in range.
//!
//! Paper: Song, Meng & Ermon, "Denoising Diffusion Implicit Models" (2020), formula 12 and 16; dynamic thresholding is
//! that of Saharia et al., "Imagen" (2022). Reference: `p_sample` in `kandinsky3/model/diffusion.py` of
//! ai-forever/Kandinsky-3.

use super::config::SamplerConfig;
use super::timestep_schedule::TimestepSchedule;
use super::x0::{clip_x0, predict_x0};
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A run of a fixed number of steps.
pub struct Kandinsky3 {
    config: SamplerConfig,
    schedule: TimestepSchedule,
    eta: f32,
}

impl Kandinsky3 {
    /// Prepares a run of `steps` steps. `eta` is the share of DDPM's variance that steps add, 0 to 1; the authors add
    /// all.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub fn new(config: SamplerConfig, steps: usize, eta: f32) -> Result<Self> {
        Ok(Self { schedule: TimestepSchedule::downwards(&config, steps)?, config, eta })
    }

    /// ᾱ behind step `index`; behind the last one it is that of the first trained timestep.
    fn previous(&self, index: usize) -> f32 {
        let t = self.schedule.timesteps.get(index + 1).copied().unwrap_or(0);
        self.schedule.alphas_cumprod[t]
    }
}

impl Scheduler for Kandinsky3 {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let Mixture { signal, noise: level } = self.mixture(index);
        let mut x0 = predict_x0(self.config.prediction_type, self.mixture(index), prediction.value, sample);
        clip_x0(&self.config, &mut x0);
        if let Some(kept) = prediction.known {
            kept.put_back(&mut x0);
        }
        // In double precision: at the noisiest steps the variance is nearly all that is left of 1.
        let (alpha_bar, previous) = (f64::from(self.schedule.alpha_bar(index)), f64::from(self.previous(index)));
        let variance = f64::from(self.eta) * (1.0 - alpha_bar / previous) * (1.0 - previous) / (1.0 - alpha_bar);
        let onwards = (1.0 - previous - variance).max(0.0).sqrt() as f32;
        // Drawn behind the last step too, where nothing is added.
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        let deviation = if index + 1 < self.steps() { variance.sqrt() as f32 } else { 0.0 };
        let towards = previous.sqrt() as f32;
        for ((x, c), n) in sample.iter_mut().zip(&x0).zip(&fresh) {
            let predicted = (*x - signal * c) / level;
            *x = towards * c + onwards * predicted + deviation * n;
        }
    }
}
