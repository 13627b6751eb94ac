//! Euler's method along the noise level, plain or ancestral (each step overshoots and adds fresh noise).
//!
//! Paper: Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models" (2022); the ancestral
//! steps are those of Crowson's k-diffusion. Reference: diffusers `schedulers/scheduling_euler_discrete.py` without
//! churn, `scheduling_euler_ancestral_discrete.py`.
//!
//! Samples are clean + σ·noise here, so the network sees them scaled down to unit variance.

use super::betas::alphas_of;
use super::config::{SamplerConfig, TimestepSpacing};
use super::spacing::{Grid, linspace, spaced};
use super::x0::predict_x0;
use super::{Mixture, NoiseSchedule, Prediction, Scheduler, sigmas};
use crate::error::Result;
use crate::rng::Normal;

/// An Euler run of a fixed number of steps.
pub struct Euler {
    config: SamplerConfig,
    levels: Levels,
    ancestral: bool,
}

/// The noise levels of a run.
struct Levels {
    timesteps: Vec<f32>,
    /// Of the steps, then 0.
    sigmas: Vec<f32>,
}

impl NoiseSchedule for Levels {
    fn steps(&self) -> usize {
        self.timesteps.len()
    }

    fn timestep(&self, index: usize) -> f32 {
        self.timesteps[index]
    }

    fn mixture(&self, index: usize) -> Mixture {
        Mixture { signal: 1.0, noise: self.sigmas[index] }
    }
}

impl Euler {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize, ancestral: bool) -> Result<Self> {
        let table = sigmas::table(&alphas_of(&config));
        let whole = spaced(&config, steps, Grid::Full)?;
        let timesteps: Vec<f32> = match config.timestep_spacing {
            // Between the trained timesteps, unlike other samplers.
            TimestepSpacing::Linspace => {
                let mut list: Vec<f32> = linspace(config.num_train_timesteps, steps).map(|t| t as f32).collect();
                list.reverse();
                list
            }
            TimestepSpacing::Leading | TimestepSpacing::Trailing => whole.into_iter().map(|t| t as f32).collect(),
        };
        let levels = timesteps.iter().map(|&t| sigmas::at(&table, f64::from(t)) as f32);
        let sigmas = levels.chain(std::iter::once(0.0)).collect();
        Ok(Self { config, levels: Levels { timesteps, sigmas }, ancestral })
    }
}

impl Scheduler for Euler {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.levels
    }

    fn initial_scale(&self) -> f32 {
        let largest = self.levels.sigmas[0];
        if self.config.timestep_spacing == TimestepSpacing::Leading { largest.hypot(1.0) } else { largest }
    }

    fn input_scale(&self, index: usize) -> f32 {
        1.0 / self.levels.sigmas[index].hypot(1.0)
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let (from, to) = (self.levels.sigmas[index], self.levels.sigmas[index + 1]);
        let scale = self.input_scale(index);
        let seen: Vec<f32> = sample.iter().map(|x| x * scale).collect();
        let mixture = Mixture { signal: scale, noise: from * scale };
        let x0 = predict_x0(self.config.prediction_type, mixture, prediction.value, &seen);

        let fresh_share = (to * to * (from * from - to * to) / (from * from)).max(0.0).sqrt();
        let (up, down) = if self.ancestral {
            (fresh_share, (to * to - fresh_share * fresh_share).max(0.0).sqrt())
        } else {
            (0.0, to)
        };
        for (x, c) in sample.iter_mut().zip(&x0) {
            *x += (*x - c) / from * (down - from);
        }
        if self.ancestral {
            let mut fresh = vec![0.0; sample.len()];
            noise.fill(&mut fresh);
            sample.iter_mut().zip(&fresh).for_each(|(x, n)| *x += up * n);
        }
    }
}
