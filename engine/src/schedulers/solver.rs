//! What the multistep solvers share: a run's noise levels, and the half-logarithm of signal to noise they step along.

use super::betas::alphas_of;
use super::config::{BetaSchedule, SamplerConfig};
use super::spacing::{Grid, spaced};
use super::x0::{predict_x0, threshold};
use super::{Mixture, NoiseSchedule, Prediction, sigmas};
use crate::error::Result;

/// The levels of a run; the last one is the clean sample's.
pub(super) struct Levels {
    config: SamplerConfig,
    timesteps: Vec<f32>,
    sigmas: Vec<f64>,
}

/// One level: how much of the clean sample and of the noise there is, and the half-logarithm of their ratio squared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) signal: f64,
    pub(super) noise: f64,
    pub(super) lambda: f64,
}

impl Levels {
    /// Levels at evenly spaced timesteps, or, with `karras`, at the powers of Karras et al.
    pub(super) fn new(config: SamplerConfig, steps: usize, karras: bool) -> Result<Self> {
        let table = sigmas::table(&alphas_of(&config));
        let even = spaced(&config, steps, Grid::Open)?;
        let (timesteps, mut levels): (Vec<f32>, Vec<f64>) = if karras {
            let levels = sigmas::karras(table[0], table[table.len() - 1], steps);
            // The reference asks the network at whole timesteps, but for the cosine schedule cuts instead of rounding.
            let whole = |t: f64| {
                if config.beta_schedule == BetaSchedule::SquaredcosCapV2 { t.trunc() } else { t.round_ties_even() }
            };
            (levels.iter().map(|&s| whole(sigmas::timestep(&table, s)) as f32).collect(), levels)
        } else {
            even.iter().map(|&t| (t as f32, table[t])).unzip()
        };
        levels.push(0.0);
        Ok(Self { config, timesteps, sigmas: levels })
    }

    /// Level number `index`; the one after the last step is the clean sample.
    pub(super) fn level(&self, index: usize) -> Level {
        // In single precision, as the reference keeps them.
        let (signal, noise) = sigmas::weights(f64::from(self.sigmas[index] as f32));
        Level { signal, noise, lambda: signal.ln() - noise.ln() }
    }

    /// The clean sample that is predicted at level `index`.
    pub(super) fn predict_x0(&self, index: usize, prediction: Prediction<'_>, sample: &[f32]) -> Vec<f32> {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let mut x0 = predict_x0(self.config.prediction_type, self.mixture(index), prediction.value, sample);
        threshold(&self.config, &mut x0);
        x0
    }
}

impl NoiseSchedule for Levels {
    fn steps(&self) -> usize {
        self.timesteps.len()
    }

    fn timestep(&self, index: usize) -> f32 {
        self.timesteps[index]
    }

    fn mixture(&self, index: usize) -> Mixture {
        let Level { signal, noise, .. } = self.level(index);
        Mixture { signal: signal as f32, noise: noise as f32 }
    }
}
