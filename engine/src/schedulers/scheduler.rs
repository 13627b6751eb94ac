//! What every scheduler does.

use super::known_region::KnownRegion;
use super::mixture::Mixture;
use crate::rng::Normal;

/// What a network predicted for one sample.
#[derive(Debug, Clone, Copy)]
pub struct Prediction<'a> {
    /// The noise, the clean sample or the velocity, whichever the network was trained for.
    pub value: &'a [f32],
    /// The learned interpolation between the smallest and the largest variance, in about −1..1.
    pub variance: Option<&'a [f32]>,
    /// What is known of the clean sample; the authors' ancestral sampler alone reads it.
    pub known: Option<KnownRegion<'a>>,
}

/// The timesteps of a run, noisiest first, and how much noise there is at each.
pub trait NoiseSchedule {
    /// Number of steps.
    fn steps(&self) -> usize;

    /// The timestep of step `index`.
    fn timestep(&self, index: usize) -> f32;

    /// What the sample holds that step `index` starts from; after the last step, no noise.
    fn mixture(&self, index: usize) -> Mixture;
}

/// A run over a fixed list of timesteps. Its steps are taken in order, each once: some remember the ones before.
pub trait Scheduler {
    /// Its timesteps, and how much noise there is at each.
    fn schedule(&self) -> &dyn NoiseSchedule;

    /// Number of steps.
    fn steps(&self) -> usize {
        self.schedule().steps()
    }

    /// The run begins with step `first`, and not with the noisiest.
    fn begin(&mut self, _first: usize) {}

    /// The timestep that the network is told at step `index`, the noisiest first; whole for most samplers.
    fn timestep(&self, index: usize) -> f32 {
        self.schedule().timestep(index)
    }

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
    fn mixture(&self, index: usize) -> Mixture {
        self.schedule().mixture(index)
    }

    /// Takes one sample from step `index` to the next, drawing fresh noise where the algorithm asks for it.
    ///
    /// # Panics
    /// Where `prediction.value` is not as long as `sample`, or `index` is past the last step: mistakes of the caller.
    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal);
}
