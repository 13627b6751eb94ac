//! Denoising diffusion implicit models: DDPM's training, and steps that may add less noise than it, or none.
//!
//! Paper: Song, Meng & Ermon, "Denoising Diffusion Implicit Models" (2020).
//! References: diffusers `schedulers/scheduling_ddim.py`; for 2.0 `DDIMSampler` in `kandinsky2/model/samplers.py` of
//! ai-forever/Kandinsky-2, whose settings never reach it: it always runs without fresh noise, and draws it.

use super::config::{PredictionType, Reference, SamplerConfig};
use super::timestep_schedule::TimestepSchedule;
use super::x0::{clip_x0, predict_x0};
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A DDIM run of a fixed number of steps.
pub struct Ddim {
    config: SamplerConfig,
    schedule: TimestepSchedule,
    /// Training timesteps from one step to the next.
    stride: usize,
    eta: f32,
}

impl Ddim {
    /// Prepares a run of `steps` steps. `eta` is the share of DDPM's noise that steps add, 0 to 1.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize, eta: f32) -> Result<Self> {
        let schedule = match config.reference {
            Reference::Diffusers | Reference::Authors3 => TimestepSchedule::new(&config, steps)?,
            Reference::Authors => TimestepSchedule::uniform(&config, steps)?,
        };
        Ok(Self { stride: config.num_train_timesteps / steps, schedule, config, eta })
    }

    /// ᾱ behind step `index`: a whole stride back, wherever the list goes next.
    fn previous(&self, index: usize) -> f32 {
        match self.schedule.timesteps[index].checked_sub(self.stride) {
            Some(t) => self.schedule.alphas_cumprod[t],
            None if self.config.set_alpha_to_one => 1.0,
            None => self.schedule.alphas_cumprod[0],
        }
    }
}

impl Scheduler for Ddim {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let (alpha_bar, previous) = (self.schedule.alpha_bar(index), self.previous(index));
        let Mixture { signal, noise: left } = self.mixture(index);
        let variance = (1.0 - previous) / (1.0 - alpha_bar) * (1.0 - alpha_bar / previous);
        let deviation = self.eta * variance.max(0.0).sqrt();
        let direction = (1.0 - previous - deviation * deviation).max(0.0).sqrt();

        let kind = self.config.prediction_type;
        let mut x0 = predict_x0(kind, self.mixture(index), prediction.value, sample);
        // The noise is that of the prediction, not of the clean sample after it was kept in range.
        let noises: Vec<f32> = match kind {
            PredictionType::Epsilon => prediction.value.to_vec(),
            PredictionType::Sample => sample.iter().zip(&x0).map(|(x, c)| (x - signal * c) / left).collect(),
            PredictionType::VPrediction => {
                sample.iter().zip(prediction.value).map(|(x, v)| signal * v + left * x).collect()
            }
        };
        clip_x0(&self.config, &mut x0);
        for ((x, c), n) in sample.iter_mut().zip(&x0).zip(&noises) {
            *x = previous.sqrt() * c + direction * n;
        }
        if self.eta > 0.0 || self.config.reference == Reference::Authors {
            let mut fresh = vec![0.0; sample.len()];
            noise.fill(&mut fresh);
            sample.iter_mut().zip(&fresh).for_each(|(x, n)| *x += deviation * n);
        }
    }
}
