//! Schedulers: how much noise each timestep holds and how one step takes some of it away.
//!
//! One file an algorithm, behind one small trait. They work on plain slices on the host: latents are small, and so
//! every device, and the reference, sees the same arithmetic. Settings come from a checkpoint's own
//! `scheduler_config.json`.

mod betas;
mod clean;
mod config;
mod ddim;
mod ddpm;
mod dpm_solver;
mod euler;
mod flash;
mod kandinsky3;
mod linear;
mod plms;
mod posterior;
mod sampler;
mod sigmas;
mod solver;
mod spacing;
mod timetable;
mod unclip;
mod unipc;

pub use config::{BetaSchedule, PredictionType, Reference, SamplerConfig, TimestepSpacing, UnClipConfig, VarianceType};
pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dpm_solver::DpmSolver;
pub use euler::Euler;
pub use flash::Flash;
pub use kandinsky3::Kandinsky3;
pub use linear::linear_mixture;
pub use plms::Plms;
pub use sampler::Sampler;
pub use unclip::UnClip;
pub use unipc::UniPc;

use crate::rng::Normal;

/// What a network predicted for one sample.
#[derive(Debug, Clone, Copy)]
pub struct Prediction<'a> {
    /// The noise, the clean sample or the velocity, whichever the network was trained for.
    pub value: &'a [f32],
    /// The learned interpolation between the smallest and the largest variance, in about −1..1.
    pub variance: Option<&'a [f32]>,
    /// What is known of the clean sample; the authors' ancestral sampler alone reads it.
    pub kept: Option<Kept<'a>>,
}

/// A part of a clean sample that is known, and stays while the rest is painted.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// The sample, `[channels, height, width]`.
    pub latents: &'a [f32],
    /// 1 where it stays and 0 where it is painted, `[height, width]`.
    pub mask: &'a [f32],
}

impl Kept<'_> {
    /// Puts what is known back into `sample`.
    pub fn put_back(&self, sample: &mut [f32]) {
        for (i, (x, kept)) in sample.iter_mut().zip(self.latents).enumerate() {
            let keep = self.mask[i % self.mask.len()];
            *x = keep * kept + (1.0 - keep) * *x;
        }
    }
}

/// A run over a fixed list of timesteps. Its steps are taken in order, each once: some remember the ones before.
pub trait Scheduler {
    /// Number of steps.
    fn steps(&self) -> usize;

    /// The run begins with step `first`, and not with the noisiest.
    fn begin(&mut self, _first: usize) {}

    /// The timestep that the network is told at step `index`, the noisiest first; whole for most samplers.
    fn timestep(&self, index: usize) -> f32;

    /// What standard noise is multiplied with to start from.
    fn initial_scale(&self) -> f32 {
        1.0
    }

    /// Makes what the first step starts from of standard noise; `noise` is for what else that takes.
    fn start(&self, sample: &mut [f32], _noise: &mut dyn Normal) {
        let scale = self.initial_scale();
        if scale != 1.0 {
            sample.iter_mut().for_each(|value| *value *= scale);
        }
    }

    /// What the sample is multiplied with before the network sees it at step `index`; after the last step, before it is
    /// decoded.
    fn input_scale(&self, _index: usize) -> f32 {
        1.0
    }

    /// How much of the clean sample and of standard noise the sample holds that step `index` starts from; all and none
    /// after the last step.
    fn mixture(&self, index: usize) -> (f32, f32);

    /// Takes one sample from step `index` to the next, drawing fresh noise where the algorithm asks for it.
    ///
    /// # Panics
    /// Where `prediction.value` is not as long as `sample`, or `index` is past the last step: mistakes of the caller.
    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal);
}
