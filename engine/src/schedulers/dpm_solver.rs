//! DPM-Solver++, second order, multistep: a step also knows the prediction before it, so fewer of them are needed.
//!
//! Paper: Lu et al., "DPM-Solver++: Fast Solver for Guided Sampling of Diffusion Probabilistic Models" (2022).
//! Reference: diffusers `schedulers/scheduling_dpmsolver_multistep.py` with its default settings.

use super::config::SamplerConfig;
use super::solver::Levels;
use super::{NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A DPM-Solver++ 2M run of a fixed number of steps.
pub struct DpmSolver {
    levels: Levels,
    /// The clean sample that the step before predicted.
    before: Option<Vec<f32>>,
}

impl DpmSolver {
    /// Prepares a run of `steps` steps, at even timesteps or at the noise levels of Karras et al.
    ///
    /// # Errors
    /// Where `steps` is 0 or not less than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize, karras: bool) -> Result<Self> {
        Ok(Self { levels: Levels::new(config, steps, karras)?, before: None })
    }
}

impl Scheduler for DpmSolver {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.levels
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], _noise: &mut dyn Normal) {
        let x0 = self.levels.predict_x0(index, prediction, sample);
        let (here, next) = (self.levels.level(index), self.levels.level(index + 1));
        let keep = next.noise / here.noise;
        // 1 − e⁻ʰ; the last step, to no noise at all, goes all the way.
        let gain = -next.signal * (here.lambda - next.lambda).exp_m1();
        // The first step has nothing before it, and the last one would divide by an infinite stride.
        let before = self.before.take().filter(|_| index > 0 && index + 1 < self.levels.steps());
        let slope = match &before {
            Some(_) => {
                let stride = here.lambda - self.levels.level(index - 1).lambda;
                0.5 * gain * (next.lambda - here.lambda) / stride
            }
            None => 0.0,
        };
        for (i, x) in sample.iter_mut().enumerate() {
            let turn = before.as_ref().map_or(0.0, |before| f64::from(x0[i] - before[i]));
            *x = (keep * f64::from(*x) + gain * f64::from(x0[i]) + slope * turn) as f32;
        }
        self.before = Some(x0);
    }
}
