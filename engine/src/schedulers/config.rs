//! `scheduler_config.json` as checkpoints carry it, with the reference's defaults for what a file leaves out.

use serde::Deserialize;

use crate::error::{Cause, Result};

/// How β grows over the training timesteps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BetaSchedule {
    /// Evenly spaced from `beta_start` to `beta_end`.
    Linear,
    /// Squares of evenly spaced square roots.
    ScaledLinear,
    /// The cosine schedule of Nichol & Dhariwal.
    SquaredcosCapV2,
    /// A sigmoid from `beta_start` to `beta_end`.
    Sigmoid,
}

/// What the network predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictionType {
    /// The noise.
    Epsilon,
    /// The clean sample.
    Sample,
    /// The velocity √ᾱ·noise − √(1−ᾱ)·clean.
    VPrediction,
}

/// How much fresh noise a step adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VarianceType {
    /// The posterior's variance.
    FixedSmall,
    /// The same, through its logarithm.
    FixedSmallLog,
    /// β itself.
    FixedLarge,
    /// What the network says.
    Learned,
    /// Between the posterior's variance and β, where the network says.
    LearnedRange,
}

/// How the run's timesteps are spread over the training ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimestepSpacing {
    /// From first to last, evenly.
    Linspace,
    /// Whole strides from the first.
    Leading,
    /// Strides back from the last.
    Trailing,
}

/// Whose sampling code a run repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// diffusers'.
    #[default]
    Diffusers,
    /// That of the authors of 2.0: other timesteps, and a draw at every step, whether it is used or not.
    Authors,
    /// That of the authors of 3.0: other timesteps, and noise that is worked out again of what was kept in range.
    Authors3,
}

/// Settings of the decoder's samplers. They share one file and each reads what concerns it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of scheduler_config.json")]
pub struct SamplerConfig {
    pub num_train_timesteps: usize,
    pub beta_start: f32,
    pub beta_end: f32,
    pub beta_schedule: BetaSchedule,
    pub trained_betas: Option<Vec<f32>>,
    pub variance_type: VarianceType,
    pub clip_sample: bool,
    pub prediction_type: PredictionType,
    pub thresholding: bool,
    pub dynamic_thresholding_ratio: f32,
    pub clip_sample_range: f32,
    pub sample_max_value: f32,
    pub timestep_spacing: TimestepSpacing,
    pub steps_offset: usize,
    pub rescale_betas_zero_snr: bool,
    pub set_alpha_to_one: bool,
    pub reference: Reference,
}

impl Default for SamplerConfig {
    fn default() -> Self {
        Self {
            num_train_timesteps: 1000,
            beta_start: 0.0001,
            beta_end: 0.02,
            beta_schedule: BetaSchedule::Linear,
            trained_betas: None,
            variance_type: VarianceType::FixedSmall,
            clip_sample: true,
            prediction_type: PredictionType::Epsilon,
            thresholding: false,
            dynamic_thresholding_ratio: 0.995,
            clip_sample_range: 1.0,
            sample_max_value: 1.0,
            timestep_spacing: TimestepSpacing::Leading,
            steps_offset: 0,
            rescale_betas_zero_snr: false,
            set_alpha_to_one: true,
            reference: Reference::Diffusers,
        }
    }
}

/// Timesteps that a network may have been trained with.
const MOST_TIMESTEPS: usize = 100_000;

impl SamplerConfig {
    /// Refuses settings that no table can be made of.
    ///
    /// # Errors
    /// Where a number is none that a schedule can have.
    pub fn check(&self) -> Result<()> {
        let betas = self.trained_betas.as_ref();
        let beta = |beta: f32| beta > 0.0 && beta < 1.0;
        let fits = (1..=MOST_TIMESTEPS).contains(&self.num_train_timesteps)
            && self.steps_offset < self.num_train_timesteps
            && beta(self.beta_start)
            && beta(self.beta_end)
            && betas.is_none_or(|betas| betas.len() == self.num_train_timesteps && betas.iter().all(|b| beta(*b)))
            && (0.0..=1.0).contains(&self.dynamic_thresholding_ratio)
            && self.clip_sample_range > 0.0
            && self.sample_max_value > 0.0;
        if fits { Ok(()) } else { Err(Cause::SettingsUnreadable.detail(format!("{self:?}"))) }
    }
}

impl UnClipConfig {
    /// Refuses settings that no table can be made of.
    ///
    /// # Errors
    /// Where a number is none that a schedule can have.
    pub fn check(&self) -> Result<()> {
        let fits = (2..=MOST_TIMESTEPS).contains(&self.num_train_timesteps) && self.clip_sample_range > 0.0;
        if fits { Ok(()) } else { Err(Cause::PriorScheduler.detail(format!("{self:?}"))) }
    }
}

/// Settings of the UnCLIP scheduler, which knows the cosine schedule only.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of scheduler_config.json")]
pub struct UnClipConfig {
    pub num_train_timesteps: usize,
    pub variance_type: VarianceType,
    pub clip_sample: bool,
    pub clip_sample_range: f32,
    pub prediction_type: PredictionType,
    pub beta_schedule: BetaSchedule,
}

impl Default for UnClipConfig {
    fn default() -> Self {
        Self {
            num_train_timesteps: 1000,
            variance_type: VarianceType::FixedSmallLog,
            clip_sample: true,
            clip_sample_range: 1.0,
            prediction_type: PredictionType::Epsilon,
            beta_schedule: BetaSchedule::SquaredcosCapV2,
        }
    }
}
