//! Which of the training timesteps a run visits.

use super::config::{SamplerConfig, TimestepSpacing};
use crate::error::{Cause, Result};

/// How a sampler reads the settings of the spacing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// From the noisiest timestep to the first.
    Full,
    /// One stride more is laid out and the last one left away, because the sampler itself steps to the clean sample.
    Open,
}

/// The timesteps of a run of `steps` steps, noisiest first.
///
/// # Errors
/// Where `steps` is 0 or more than the model was trained with, or the spacing leaves the trained range.
pub(super) fn spaced(config: &SamplerConfig, steps: usize, grid: Grid) -> Result<Vec<usize>> {
    let trained = config.num_train_timesteps;
    check(steps, if grid == Grid::Open { trained.saturating_sub(1) } else { trained })?;
    let points = if grid == Grid::Open { steps + 1 } else { steps };
    let mut list: Vec<usize> = match config.timestep_spacing {
        TimestepSpacing::Linspace => linspace(trained, points).map(|t| t.round_ties_even() as usize).collect(),
        TimestepSpacing::Leading => (0..points).map(|i| i * (trained / points) + config.steps_offset).collect(),
        TimestepSpacing::Trailing => {
            let stride = trained as f64 / steps as f64;
            let back = |i: usize| (trained as f64 - i as f64 * stride).round_ties_even() as usize - 1;
            (0..steps).rev().map(back).collect()
        }
    };
    list.reverse();
    list.truncate(steps);
    let known = config.trained_betas.as_ref().map_or(trained, Vec::len);
    if list.iter().any(|&t| t >= known) {
        return Err(Cause::StepsPastTraining { steps, trained: known }.into());
    }
    Ok(list)
}

/// The timesteps that a model was trained with, where `steps` of them can be taken.
///
/// # Errors
/// Where they cannot.
pub(super) fn within(config: &SamplerConfig, steps: usize) -> Result<usize> {
    let known = config.trained_betas.as_ref().map_or(config.num_train_timesteps, Vec::len);
    check(steps, known)?;
    Ok(known)
}

fn check(steps: usize, most: usize) -> Result<()> {
    if (1..=most).contains(&steps) {
        return Ok(());
    }
    Err(Cause::StepsOutOfRange { field: "steps".into(), steps, least: 1, most }.into())
}

/// `points` places from 0 to `trained` − 1, evenly.
pub(super) fn linspace(trained: usize, points: usize) -> impl Iterator<Item = f64> {
    let stride = if points > 1 { (trained - 1) as f64 / (points - 1) as f64 } else { 0.0 };
    (0..points).map(move |i| i as f64 * stride)
}
