//! From a sampler's name to its scheduler.

use super::config::{Reference, SamplerConfig};
use super::{Ddim, Ddpm, DpmSolver, Euler, Flash, Kandinsky3, Plms, Scheduler, UniPc};
use crate::error::Result;
use crate::protocol::Sampler;

impl Sampler {
    /// Prepares a run of `steps` steps with the settings `config`. `eta` is the share of DDPM's noise that DDIM adds.
    ///
    /// # Errors
    /// Where the model cannot be sampled in so many steps.
    pub fn scheduler(self, config: &SamplerConfig, steps: usize, eta: f32) -> Result<Box<dyn Scheduler>> {
        let config = config.clone();
        Ok(match self {
            // Theirs draws as much noise as DDPM, and takes none as DDIM does.
            Self::Ddpm if config.reference == Reference::Authors3 => Box::new(Kandinsky3::new(config, steps, 1.0)?),
            Self::Ddim if config.reference == Reference::Authors3 => Box::new(Kandinsky3::new(config, steps, eta)?),
            Self::Ddpm => Box::new(Ddpm::new(config, steps)?),
            Self::Ddim => Box::new(Ddim::new(config, steps, eta)?),
            Self::Plms => Box::new(Plms::new(config, steps)?),
            Self::DpmSolver => Box::new(DpmSolver::new(config, steps, false)?),
            Self::DpmSolverKarras => Box::new(DpmSolver::new(config, steps, true)?),
            Self::Euler => Box::new(Euler::new(config, steps, false)?),
            Self::EulerAncestral => Box::new(Euler::new(config, steps, true)?),
            Self::UniPc => Box::new(UniPc::new(config, steps)?),
            Self::Flash => Box::new(Flash::new(config, steps)?),
        })
    }
}
