//! Denoising diffusion probabilistic models, ancestral sampling.
//!
//! Paper: Ho, Jain & Abbeel, "Denoising Diffusion Probabilistic Models" (2020); the learned variance is that of
//! Nichol & Dhariwal, "Improved DDPM" (2021), dynamic thresholding that of Saharia et al., "Imagen" (2022).
//! Reference: diffusers `schedulers/scheduling_ddpm.py`.

use super::betas::{alphas_cumprod, betas};
use super::config::{DdpmConfig, PredictionType, TimestepSpacing, VarianceType};
use super::posterior::Posterior;
use super::{Prediction, Scheduler};
use crate::error::{EngineError, Result};
use crate::rng::Normal;

/// A DDPM run of a fixed number of steps.
pub struct Ddpm {
    config: DdpmConfig,
    alphas_cumprod: Vec<f32>,
    timesteps: Vec<usize>,
}

impl Ddpm {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: DdpmConfig, steps: usize) -> Result<Self> {
        let trained = config.num_train_timesteps;
        if steps == 0 || steps > trained {
            return Err(EngineError::invalid(
                "steps",
                format!("The picture cannot be painted in {steps} steps: this model takes 1 to {trained}."),
                "Choose a number of steps in that range; 25 to 100 is usual.",
            ));
        }
        let betas = match &config.trained_betas {
            Some(betas) => betas.clone(),
            None => betas(config.beta_schedule, config.beta_start, config.beta_end, trained),
        };
        let mut alphas_cumprod = alphas_cumprod(&betas);
        if config.rescale_betas_zero_snr {
            alphas_cumprod = zero_terminal_snr(&alphas_cumprod);
        }
        let timesteps = spaced(&config, steps);
        if timesteps.iter().any(|&t| t >= alphas_cumprod.len()) {
            return Err(EngineError::invalid(
                "steps",
                format!("{steps} steps reach past the {trained} timesteps that this model was trained with."),
                "Choose fewer steps.",
            ));
        }
        Ok(Self { config, alphas_cumprod, timesteps })
    }

    /// True where the scheduler reads the variance half of the network's output.
    pub fn wants_variance(config: &DdpmConfig) -> bool {
        matches!(config.variance_type, VarianceType::Learned | VarianceType::LearnedRange)
    }

    /// The predicted clean sample, before clipping.
    fn clean(&self, alpha_bar: f32, value: &[f32], sample: &[f32]) -> Vec<f32> {
        let (signal, noise) = (alpha_bar.sqrt(), (1.0 - alpha_bar).sqrt());
        let pairs = value.iter().zip(sample);
        match self.config.prediction_type {
            PredictionType::Epsilon => pairs.map(|(v, x)| (x - noise * v) / signal).collect(),
            PredictionType::Sample => value.to_vec(),
            PredictionType::VPrediction => pairs.map(|(v, x)| signal * x - noise * v).collect(),
        }
    }

    /// Keeps the predicted clean sample in range, by dynamic thresholding or plain clipping.
    fn limit(&self, clean: &mut [f32]) {
        if self.config.thresholding {
            let size = quantile(clean, self.config.dynamic_thresholding_ratio);
            let size = size.clamp(1.0, self.config.sample_max_value.max(1.0));
            clean.iter_mut().for_each(|v| *v = v.clamp(-size, size) / size);
        } else if self.config.clip_sample {
            let range = self.config.clip_sample_range;
            clean.iter_mut().for_each(|v| *v = v.clamp(-range, range));
        }
    }
}

impl Scheduler for Ddpm {
    fn timesteps(&self) -> &[usize] {
        &self.timesteps
    }

    fn step(&self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let t = self.timesteps[index];
        let alpha_bar = self.alphas_cumprod[t];
        let previous = self.timesteps.get(index + 1).map_or(1.0, |&t| self.alphas_cumprod[t]);
        let posterior = Posterior::new(alpha_bar, previous, 1.0 - alpha_bar / previous, alpha_bar / previous);

        let mut clean = self.clean(alpha_bar, prediction.value, sample);
        self.limit(&mut clean);
        for (x, c) in sample.iter_mut().zip(&clean) {
            *x = posterior.clean * c + posterior.current * *x;
        }
        if t == 0 {
            return;
        }
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        let learned = prediction.variance.filter(|_| Self::wants_variance(&self.config));
        for (i, (x, n)) in sample.iter_mut().zip(&fresh).enumerate() {
            *x += posterior.deviation(self.config.variance_type, learned.map(|v| v[i])) * n;
        }
    }
}

/// The run's timesteps, noisiest first.
fn spaced(config: &DdpmConfig, steps: usize) -> Vec<usize> {
    let trained = config.num_train_timesteps;
    let mut list: Vec<usize> = match config.timestep_spacing {
        TimestepSpacing::Linspace => {
            let stride = if steps > 1 { (trained - 1) as f64 / (steps - 1) as f64 } else { 0.0 };
            (0..steps).map(|i| (i as f64 * stride).round_ties_even() as usize).collect()
        }
        TimestepSpacing::Leading => (0..steps).map(|i| i * (trained / steps) + config.steps_offset).collect(),
        TimestepSpacing::Trailing => {
            let stride = trained as f64 / steps as f64;
            let back = |i: usize| (trained as f64 - i as f64 * stride).round_ties_even() as usize - 1;
            return (0..steps).map(back).collect();
        }
    };
    list.reverse();
    list
}

/// The value below which the share `q` of the magnitudes lies, interpolated between neighbours.
fn quantile(values: &[f32], q: f32) -> f32 {
    let mut sizes: Vec<f32> = values.iter().map(|v| v.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(last) = sizes.len().checked_sub(1) else { return 0.0 };
    let rank = f64::from(q) * last as f64;
    let (low, high) = (sizes[rank.floor() as usize], sizes[rank.ceil() as usize]);
    low + (high - low) * rank.fract() as f32
}

/// Shifts and stretches √ᾱ so that the last training timestep is pure noise (Lin et al., 2023).
fn zero_terminal_snr(alphas_cumprod: &[f32]) -> Vec<f32> {
    let roots: Vec<f32> = alphas_cumprod.iter().map(|a| a.sqrt()).collect();
    let (Some(&first), Some(&last)) = (roots.first(), roots.last()) else { return Vec::new() };
    roots.iter().map(|r| ((r - last) * (first / (first - last))).powi(2)).collect()
}
