//! Denoising diffusion probabilistic models, ancestral sampling.
//!
//! Paper: Ho, Jain & Abbeel, "Denoising Diffusion Probabilistic Models" (2020); the learned variance is that of
//! Nichol & Dhariwal, "Improved DDPM" (2021), dynamic thresholding that of Saharia et al., "Imagen" (2022).
//! References: diffusers `schedulers/scheduling_ddpm.py`; for 2.0 `p_sample_loop` in
//! `kandinsky2/model/gaussian_diffusion.py` of ai-forever/Kandinsky-2.

use super::config::{Reference, SamplerConfig, VarianceType};
use super::posterior::Posterior;
use super::timestep_schedule::TimestepSchedule;
use super::x0::{clip_x0, predict_x0};
use super::{NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A DDPM run of a fixed number of steps.
pub struct Ddpm {
    config: SamplerConfig,
    schedule: TimestepSchedule,
}

impl Ddpm {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize) -> Result<Self> {
        let schedule = match config.reference {
            Reference::Diffusers | Reference::Authors3 => TimestepSchedule::new(&config, steps)?,
            Reference::Authors => TimestepSchedule::even(&config, steps)?,
        };
        Ok(Self { schedule, config })
    }

    /// True where the scheduler reads the variance half of the network's output.
    pub fn wants_variance(config: &SamplerConfig) -> bool {
        matches!(config.variance_type, VarianceType::Learned | VarianceType::LearnedRange)
    }
}

impl Scheduler for Ddpm {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let (alpha_bar, previous) = (self.schedule.alpha_bar(index), self.schedule.alpha_bar(index + 1));
        let posterior = Posterior::new(alpha_bar, previous, 1.0 - alpha_bar / previous, alpha_bar / previous);

        let mut x0 = predict_x0(self.config.prediction_type, self.mixture(index), prediction.value, sample);
        clip_x0(&self.config, &mut x0);
        if let Some(kept) = prediction.known {
            kept.put_back(&mut x0);
            clip_x0(&self.config, &mut x0);
        }
        for (x, c) in sample.iter_mut().zip(&x0) {
            *x = posterior.x0 * c + posterior.current * *x;
        }
        let last = self.schedule.timesteps[index] == 0;
        if last && self.config.reference == Reference::Diffusers {
            return;
        }
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        if last {
            return;
        }
        let learned = prediction.variance.filter(|_| Self::wants_variance(&self.config));
        for (i, (x, n)) in sample.iter_mut().zip(&fresh).enumerate() {
            *x += posterior.deviation(self.config.variance_type, learned.map(|v| v[i])) * n;
        }
    }
}
