//! Where a picture that is painted over begins: which step, and with how much noise. Each system has its own way.

use super::prior::first_step;
use crate::checkpoint::System;
use crate::error::{EngineError, Result};
use crate::schedulers::{Reference, Sampler, SamplerConfig, Scheduler, linear_mixture};

/// The first step that is taken of a run, and how much of the picture and of standard noise it starts from.
///
/// `strength` is the share of the way that is taken, above 0 to 1: how much of the picture goes. (The authors of 2.0 and 2.1
/// count the other way round.)
///
/// # Errors
/// Where the share leaves no step.
pub(super) fn start(
    system: System,
    (sampler, config): (Sampler, &SamplerConfig),
    scheduler: &dyn Scheduler,
    strength: f64,
) -> Result<(usize, (f32, f32))> {
    let own = matches!(sampler, Sampler::Ddpm | Sampler::Ddim | Sampler::Plms);
    if config.reference == Reference::Authors && own {
        return authors(sampler, config, scheduler, strength);
    }
    // A PLMS run has a call more than steps.
    let calls = scheduler.steps();
    let steps = if sampler == Sampler::Plms { calls - 1 } else { calls };
    let first = first_step(steps, strength, "strength")?;
    let usual = scheduler.mixture(first);
    // 2.1 adds noise by another schedule than it takes it away by. Samplers that count noise from 0 up have no place for that.
    let keeps_variance = (usual.0.powi(2) + usual.1.powi(2) - 1.0).abs() < 1e-3;
    if system == System::Kandinsky21 && keeps_variance {
        let t = (config.num_train_timesteps as f64 * strength) as usize;
        let t = t.checked_sub(2).ok_or_else(|| too_little(strength))?;
        return Ok((first, linear_mixture(t)));
    }
    Ok((first, usual))
}

/// As `generate_img2img` of `kandinsky2/kandinsky2_model.py` of ai-forever/Kandinsky-2 has it.
fn authors(
    sampler: Sampler,
    config: &SamplerConfig,
    scheduler: &dyn Scheduler,
    strength: f64,
) -> Result<(usize, (f32, f32))> {
    let nothing = || too_little(strength);
    if sampler == Sampler::Ddpm {
        // A share of the steps.
        let steps = scheduler.steps();
        let taken = (steps as f64 * strength) as usize;
        let first = steps.checked_sub(taken).filter(|_| taken > 0).ok_or_else(nothing)?;
        return Ok((first, linear_mixture(scheduler.timestep(first) as usize)));
    }
    // A share of the trained timesteps; of the run's, those within it.
    let limit = (config.num_train_timesteps as f64 * strength) as usize;
    let level = limit.checked_sub(1).ok_or_else(nothing)?;
    let steps = if sampler == Sampler::Plms { scheduler.steps() - 1 } else { scheduler.steps() };
    // Before it begins, PLMS counts its second step twice.
    let timestep = |step: usize| scheduler.timestep(if sampler == Sampler::Plms && step > 0 { step + 1 } else { step });
    let first = (0..steps).find(|&step| timestep(step) <= limit as f32).ok_or_else(nothing)?;
    Ok((first, linear_mixture(level)))
}

fn too_little(strength: f64) -> EngineError {
    EngineError::invalid(
        "strength",
        format!("A strength of {strength} leaves no step to take, so nothing would change."),
        "Choose a greater strength, or more steps.",
    )
}
