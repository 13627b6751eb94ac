//! The unCLIP sampler of the prior: DDPM with a cosine schedule and its own spacing of timesteps.
//!
//! Paper: Ramesh et al., "Hierarchical Text-Conditional Image Generation with CLIP Latents" (2022).
//! Reference: diffusers `schedulers/scheduling_unclip.py`.

use super::betas::{alphas_cumprod, betas};
use super::config::{BetaSchedule, PredictionType, UnClipConfig, VarianceType};
use super::posterior::Posterior;
use super::timestep_schedule::TimestepSchedule;
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::{Cause, Result};
use crate::rng::Normal;

/// An unCLIP run of a fixed number of steps.
pub struct UnClip {
    config: UnClipConfig,
    betas: Vec<f32>,
    schedule: TimestepSchedule,
}

impl UnClip {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is less than 2 (the spacing divides by steps − 1) or more than the model was trained with, or
    /// the settings are none that a Kandinsky prior has.
    pub fn new(config: UnClipConfig, steps: usize) -> Result<Self> {
        let trained = config.num_train_timesteps;
        if steps < 2 || steps > trained {
            return Err(Cause::StepsOutOfRange { field: "prior_steps".into(), steps, least: 2, most: trained }.into());
        }
        let known = config.variance_type == VarianceType::FixedSmallLog
            && config.beta_schedule == BetaSchedule::SquaredcosCapV2
            && config.prediction_type != PredictionType::VPrediction;
        if !known {
            return Err(Cause::PriorScheduler.detail(format!("{config:?}")));
        }
        let betas = betas(config.beta_schedule, 0.0, 0.0, trained);
        let alphas_cumprod = alphas_cumprod(&betas);
        let stride = (trained - 1) as f64 / (steps - 1) as f64;
        let timesteps = (0..steps).rev().map(|i| (i as f64 * stride).round_ties_even() as usize).collect();
        Ok(Self { config, betas, schedule: TimestepSchedule { alphas_cumprod, timesteps } })
    }
}

impl Scheduler for UnClip {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let t = self.schedule.timesteps[index];
        // The last step goes to "one before t", which is before the first training timestep where t is 0.
        let previous = self.schedule.timesteps.get(index + 1).copied().or(t.checked_sub(1));
        let alpha_bar = self.schedule.alpha_bar(index);
        let alpha_bar_previous = previous.map_or(1.0, |p| self.schedule.alphas_cumprod[p]);
        let Mixture { signal, noise: left } = self.mixture(index);
        let beta =
            if previous.map_or(t == 0, |p| p + 1 == t) { self.betas[t] } else { 1.0 - alpha_bar / alpha_bar_previous };
        let posterior = Posterior::new(alpha_bar, alpha_bar_previous, beta, 1.0 - beta);

        let range = if self.config.clip_sample { self.config.clip_sample_range } else { f32::INFINITY };
        for (x, v) in sample.iter_mut().zip(prediction.value) {
            let x0 = match self.config.prediction_type {
                PredictionType::Epsilon => (*x - left * v) / signal,
                PredictionType::Sample | PredictionType::VPrediction => *v,
            };
            *x = posterior.x0 * x0.clamp(-range, range) + posterior.current * *x;
        }
        if t == 0 {
            return;
        }
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        let deviation = posterior.deviation(self.config.variance_type, None);
        sample.iter_mut().zip(&fresh).for_each(|(x, n)| *x += deviation * n);
    }
}
