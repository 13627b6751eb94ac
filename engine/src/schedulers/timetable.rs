//! A run over whole timesteps: which of them it visits, and ᾱ there.

use super::betas::alphas_of;
use super::config::SamplerConfig;
use super::spacing::{Grid, spaced};
use crate::error::Result;

/// The timesteps of a run, noisiest first, and ᾱ for each training timestep.
pub(super) struct Timetable {
    /// ᾱ for each training timestep.
    pub(super) alphas_cumprod: Vec<f32>,
    /// The training timesteps that are visited.
    pub(super) timesteps: Vec<usize>,
}

impl Timetable {
    /// The timetable of a decoder's run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub(super) fn new(config: &SamplerConfig, steps: usize) -> Result<Self> {
        Ok(Self { alphas_cumprod: alphas_of(config), timesteps: spaced(config, steps, Grid::Full)? })
    }

    /// Number of steps.
    pub(super) fn steps(&self) -> usize {
        self.timesteps.len()
    }

    /// ᾱ at step `index`, and 1 after the last step.
    pub(super) fn alpha_bar(&self, index: usize) -> f32 {
        self.timesteps.get(index).map_or(1.0, |&t| self.alphas_cumprod[t])
    }

    /// Weights of the clean sample and of the noise at step `index`.
    pub(super) fn mixture(&self, index: usize) -> (f32, f32) {
        let alpha_bar = self.alpha_bar(index);
        (alpha_bar.sqrt(), (1.0 - alpha_bar).sqrt())
    }
}
