//! Kandinsky 3.1 Flash: four steps, each of which guesses the clean sample and adds new noise for the next.
//!
//! Paper: Arkhipkin et al., "Kandinsky 3: Text-to-Image Synthesis for Multifunctional Generative Framework" (2024), on
//! the adversarial distillation of Sauer et al. (2023). Reference: `p_sample_loop` with `gan` in
//! `kandinsky3/model/diffusion.py` of ai-forever/Kandinsky-3.

use super::config::SamplerConfig;
use super::timestep_schedule::TimestepSchedule;
use super::x0::predict_x0;
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::{Cause, Result};
use crate::rng::Normal;

/// The timesteps that it was distilled for.
const TIMESTEPS: [usize; 4] = [979, 729, 479, 229];

/// A run of Flash.
pub struct Flash {
    config: SamplerConfig,
    schedule: TimestepSchedule,
}

impl Flash {
    /// Steps of a run; there is no other number.
    pub const STEPS: usize = TIMESTEPS.len();

    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` are not four, or the model was trained with too few timesteps.
    pub fn new(config: SamplerConfig, steps: usize) -> Result<Self> {
        let schedule = TimestepSchedule::given(&config, TIMESTEPS.to_vec());
        match schedule.filter(|_| steps == Self::STEPS) {
            Some(schedule) => Ok(Self { config, schedule }),
            None => Err(Cause::FlashSteps { steps, needed: Self::STEPS }.into()),
        }
    }

    /// Mixes `sample` with new noise, as step `index` starts from it.
    fn renoise(&self, index: usize, sample: &mut [f32], noise: &mut dyn Normal) {
        let Mixture { signal, noise: level } = self.schedule.mixture(index);
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        sample.iter_mut().zip(&fresh).for_each(|(x, n)| *x = signal * *x + level * n);
    }
}

impl Scheduler for Flash {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    /// The reference takes noise for the first guess.
    fn start(&self, sample: &mut [f32], noise: &mut dyn Normal) {
        self.renoise(0, sample, noise);
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let guess = predict_x0(self.config.prediction_type, self.mixture(index), prediction.value, sample);
        sample.copy_from_slice(&guess);
        if index + 1 < self.steps() {
            self.renoise(index + 1, sample, noise);
        }
    }
}
