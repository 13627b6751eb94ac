//! Pseudo linear multistep: DDIM's steps along a mean of the latest predictions.
//!
//! Paper: Liu et al., "Pseudo Numerical Methods for Diffusion Models on Manifolds" (2022).
//! Reference: `PLMSSampler` in `kandinsky2/model/samplers.py` of ai-forever/Kandinsky-2.

use super::config::{PredictionType, Reference, SamplerConfig};
use super::timestep_schedule::TimestepSchedule;
use super::x0::predict_x0;
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// Predictions of noise that are remembered.
const REMEMBERED: usize = 3;

/// A PLMS run of a fixed number of steps. Its first step asks the network twice, so there is a call more than steps.
pub struct Plms {
    config: SamplerConfig,
    schedule: TimestepSchedule,
    /// The step that the run begins with.
    first: usize,
    /// Where the first step began, while it is taken a second time.
    begun: Option<Vec<f32>>,
    /// The latest predictions of noise, newest first.
    past: Vec<Vec<f32>>,
}

impl Plms {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub fn new(config: SamplerConfig, steps: usize) -> Result<Self> {
        let schedule = TimestepSchedule::uniform(&config, steps)?;
        Ok(Self { config, schedule, first: 0, begun: None, past: Vec::new() })
    }

    /// The step of the schedule that call `index` is about: what the network sees then.
    fn place(&self, index: usize) -> usize {
        let last = self.schedule.steps() - 1;
        match index - self.first {
            0 => self.first,
            1 => (self.first + 1).min(last),
            _ => index - 1,
        }
    }

    /// A step of DDIM from step `place` along `noise`.
    fn along(&self, place: usize, noise: &[f32], sample: &[f32]) -> Vec<f32> {
        let mixture = self.schedule.mixture(place);
        let after = match self.schedule.timesteps.get(place + 1) {
            Some(&t) => self.schedule.alphas_cumprod[t],
            None => self.schedule.alphas_cumprod[0],
        };
        let x0 = predict_x0(PredictionType::Epsilon, mixture, noise, sample);
        Mixture::of_alpha_bar(after).of(&x0, noise)
    }

    /// The noise that a prediction means.
    fn noise(&self, place: usize, prediction: &Prediction<'_>, sample: &[f32]) -> Vec<f32> {
        let kind = self.config.prediction_type;
        if kind == PredictionType::Epsilon {
            return prediction.value.to_vec();
        }
        let mixture @ Mixture { signal, noise: level } = self.schedule.mixture(place);
        let x0 = predict_x0(kind, mixture, prediction.value, sample);
        sample.iter().zip(&x0).map(|(x, c)| (x - signal * c) / level).collect()
    }
}

/// A weighted sum of predictions of the same length.
fn mean(parts: &[(f32, &[f32])]) -> Vec<f32> {
    let length = parts.first().map_or(0, |(_, part)| part.len());
    (0..length).map(|i| parts.iter().map(|(weight, part)| weight * part[i]).sum()).collect()
}

impl Scheduler for Plms {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn steps(&self) -> usize {
        self.schedule.steps() + 1
    }

    fn begin(&mut self, first: usize) {
        self.first = first;
    }

    fn timestep(&self, index: usize) -> f32 {
        self.schedule.timesteps[self.place(index)] as f32
    }

    fn mixture(&self, index: usize) -> Mixture {
        self.schedule.mixture(if index == self.steps() { self.schedule.steps() } else { self.place(index) })
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        if self.config.reference == Reference::Authors {
            noise.fill(&mut vec![0.0; sample.len()]);
        }
        let found = self.noise(self.place(index), &prediction, sample);
        if index == self.first {
            let after = self.along(index, &found, sample);
            self.begun = Some(sample.to_vec());
            self.past.insert(0, found);
            sample.copy_from_slice(&after);
            return;
        }
        // The first step again, along the mean of what was predicted at both its ends.
        if let (Some(begun), Some(before)) = (self.begun.take(), self.past.first()) {
            let after = self.along(self.first, &mean(&[(0.5, before), (0.5, &found)]), &begun);
            sample.copy_from_slice(&after);
            return;
        }
        let noise = match &self.past[..] {
            [] => found.clone(),
            [a] => mean(&[(1.5, &found), (-0.5, a)]),
            [a, b] => mean(&[(23.0 / 12.0, &found), (-16.0 / 12.0, a), (5.0 / 12.0, b)]),
            [a, b, c, ..] => mean(&[(55.0 / 24.0, &found), (-59.0 / 24.0, a), (37.0 / 24.0, b), (-9.0 / 24.0, c)]),
        };
        let after = self.along(index - 1, &noise, sample);
        self.past.insert(0, found);
        self.past.truncate(REMEMBERED);
        sample.copy_from_slice(&after);
    }
}
