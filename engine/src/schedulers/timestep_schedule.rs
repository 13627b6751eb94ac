//! A run over whole timesteps: which of them it visits, and ᾱ there.

use super::betas::alphas_of;
use super::config::SamplerConfig;
use super::mixture::Mixture;
use super::scheduler::NoiseSchedule;
use super::spacing::{Grid, spaced, within};
use crate::error::Result;

/// The timesteps of a run, noisiest first, and ᾱ for each training timestep.
pub(super) struct TimestepSchedule {
    /// ᾱ for each training timestep.
    pub(super) alphas_cumprod: Vec<f32>,
    /// The training timesteps that are visited.
    pub(super) timesteps: Vec<usize>,
}

impl TimestepSchedule {
    /// The schedule of a decoder's run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
    pub(super) fn new(config: &SamplerConfig, steps: usize) -> Result<Self> {
        Ok(Self { alphas_cumprod: alphas_of(config), timesteps: spaced(config, steps, Grid::Full)? })
    }

    /// Those of the authors' DDIM and PLMS: every so many timesteps from the second on, which may be a step more than
    /// asked for.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub(super) fn uniform(config: &SamplerConfig, steps: usize) -> Result<Self> {
        let trained = within(config, steps)?;
        // The last one of theirs may lie behind the trained ones, where their code ends with an error.
        let timesteps = (1..trained).step_by(trained / steps).collect::<Vec<usize>>();
        Ok(Self { alphas_cumprod: alphas_of(config), timesteps: timesteps.into_iter().rev().collect() })
    }

    /// Those of the authors' ancestral sampler: from the first timestep to the last one, evenly.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub(super) fn even(config: &SamplerConfig, steps: usize) -> Result<Self> {
        let trained = within(config, steps)?;
        let stride = if steps > 1 { (trained - 1) as f64 / (steps - 1) as f64 } else { 1.0 };
        // Added up as they add it up, for the sake of what lies between two numbers.
        let places = std::iter::successors(Some(0.0_f64), |place| Some(place + stride));
        let mut timesteps: Vec<usize> = places.take(steps).map(|place| place.round_ties_even() as usize).collect();
        timesteps.reverse();
        Ok(Self { alphas_cumprod: alphas_of(config), timesteps })
    }

    /// Those of the sampler of Kandinsky 3's authors: from the last timestep down to above the first, evenly.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub(super) fn downwards(config: &SamplerConfig, steps: usize) -> Result<Self> {
        let trained = within(config, steps)?;
        let timesteps = (1..trained).rev().step_by(trained.div_ceil(steps)).collect();
        Ok(Self { alphas_cumprod: alphas_of(config), timesteps })
    }

    /// These timesteps, noisiest first; `None` where the model was not trained with one of them.
    pub(super) fn given(config: &SamplerConfig, timesteps: Vec<usize>) -> Option<Self> {
        let alphas_cumprod = alphas_of(config);
        let known = timesteps.iter().all(|&t| t < alphas_cumprod.len());
        known.then_some(Self { alphas_cumprod, timesteps })
    }

    /// ᾱ at step `index`, and 1 after the last step.
    pub(super) fn alpha_bar(&self, index: usize) -> f32 {
        self.timesteps.get(index).map_or(1.0, |&t| self.alphas_cumprod[t])
    }
}

impl NoiseSchedule for TimestepSchedule {
    fn steps(&self) -> usize {
        self.timesteps.len()
    }

    fn timestep(&self, index: usize) -> f32 {
        self.timesteps[index] as f32
    }

    fn mixture(&self, index: usize) -> Mixture {
        Mixture::of_alpha_bar(self.alpha_bar(index))
    }
}
