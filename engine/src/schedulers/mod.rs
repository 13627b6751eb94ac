//! Schedulers: how much noise each timestep holds and how one step takes some of it away.
//!
//! One file an algorithm, behind one small trait. They work on plain slices on the host: latents are small, and so
//! every device, and the reference, sees the same arithmetic. Settings come from a checkpoint's own
//! `scheduler_config.json`.

mod betas;
mod config;
mod ddpm;
mod posterior;
mod unclip;

pub use config::{BetaSchedule, DdpmConfig, PredictionType, TimestepSpacing, UnClipConfig, VarianceType};
pub use ddpm::Ddpm;
pub use unclip::UnClip;

use crate::rng::Normal;

/// What a network predicted for one sample.
#[derive(Debug, Clone, Copy)]
pub struct Prediction<'a> {
    /// The noise, the clean sample or the velocity, whichever the network was trained for.
    pub value: &'a [f32],
    /// The learned interpolation between the smallest and the largest variance, in about −1..1.
    pub variance: Option<&'a [f32]>,
}

/// A sampler over a fixed list of timesteps.
pub trait Scheduler {
    /// The timesteps of this run, noisiest first.
    fn timesteps(&self) -> &[usize];

    /// Takes one sample from timestep number `index` of the list to the next, drawing fresh noise where the
    /// algorithm asks for it.
    ///
    /// # Panics
    /// Where `prediction.value` is not as long as `sample`, or `index` is past the list: mistakes of the caller.
    fn step(&self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal);
}
