//! Where a picture that is painted over begins: which step, and with how much noise. Each system has its own way.

use crate::error::{Cause, EngineError, Result};
use crate::protocol::{Sampler, System};
use crate::schedulers::{Mixture, Reference, SamplerConfig, Scheduler, linear_mixture};

/// Where a run over a picture begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Start {
    /// The first step that is taken.
    pub(super) first: usize,
    /// How much of the picture and of standard noise it starts from.
    pub(super) mixture: Mixture,
}

/// Where a run over a picture begins.
///
/// `strength` is the share of the way that is taken, above 0 to 1: how much of the picture goes. (The authors of 2.0
/// and 2.1 count the other way round.)
///
/// # Errors
/// Where the share leaves no step.
pub(super) fn start(
    system: System,
    sampler: Sampler,
    config: &SamplerConfig,
    scheduler: &dyn Scheduler,
    strength: f64,
) -> Result<Start> {
    let own = matches!(sampler, Sampler::Ddpm | Sampler::Ddim | Sampler::Plms);
    if config.reference == Reference::Authors && own {
        return authors(sampler, config, scheduler, strength);
    }
    // A PLMS run has a call more than steps.
    let calls = scheduler.steps();
    let steps = if sampler == Sampler::Plms { calls - 1 } else { calls };
    let first = first_step(steps, strength, "strength")?;
    let usual = scheduler.mixture(first);
    // 2.1 adds noise by another schedule than it takes it away by. Samplers that count noise from 0 up have no place
    // for that.
    let keeps_variance = (usual.signal.powi(2) + usual.noise.powi(2) - 1.0).abs() < 1e-3;
    if system == System::Kandinsky21 && keeps_variance {
        let t = (config.num_train_timesteps as f64 * strength) as usize;
        let t = t.checked_sub(2).ok_or_else(|| too_little(strength))?;
        return Ok(Start { first, mixture: linear_mixture(t) });
    }
    Ok(Start { first, mixture: usual })
}

/// The step of `steps` that a run starts with which takes the share `strength` of them.
///
/// # Errors
/// Where the share is none, or leaves no step; `field` is what the recipe calls it.
pub(super) fn first_step(steps: usize, strength: f64, field: &str) -> Result<usize> {
    let taken = (steps as f64 * strength) as usize;
    if (0.0..=1.0).contains(&strength) && taken > 0 {
        return Ok(steps - taken.min(steps));
    }
    Err(Cause::StrengthTakesNoStep {
        field: field.to_owned(),
        strength: strength.to_string(),
        steps,
        least: format!("{:.2}", 1.0 / steps as f64),
    }
    .into())
}

/// As `generate_img2img` of `kandinsky2/kandinsky2_model.py` of ai-forever/Kandinsky-2 has it.
fn authors(sampler: Sampler, config: &SamplerConfig, scheduler: &dyn Scheduler, strength: f64) -> Result<Start> {
    let nothing = || too_little(strength);
    if sampler == Sampler::Ddpm {
        // A share of the steps.
        let steps = scheduler.steps();
        let taken = (steps as f64 * strength) as usize;
        let first = steps.checked_sub(taken).filter(|_| taken > 0).ok_or_else(nothing)?;
        return Ok(Start { first, mixture: linear_mixture(scheduler.timestep(first) as usize) });
    }
    // A share of the trained timesteps; of the run's, those within it.
    let limit = (config.num_train_timesteps as f64 * strength) as usize;
    let level = limit.checked_sub(1).ok_or_else(nothing)?;
    let steps = if sampler == Sampler::Plms { scheduler.steps() - 1 } else { scheduler.steps() };
    // Before it begins, PLMS counts its second step twice.
    let timestep = |step: usize| scheduler.timestep(if sampler == Sampler::Plms && step > 0 { step + 1 } else { step });
    let first = (0..steps).find(|&step| timestep(step) <= limit as f32).ok_or_else(nothing)?;
    Ok(Start { first, mixture: linear_mixture(level) })
}

fn too_little(strength: f64) -> EngineError {
    Cause::StrengthTooSmall { strength: strength.to_string() }.into()
}
