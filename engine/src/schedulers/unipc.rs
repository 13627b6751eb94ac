//! UniPC, second order: each step first corrects the sample with the prediction it has just led to, then goes on.
//!
//! Paper: Zhao et al., "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models" (2023).
//! Reference: diffusers `schedulers/scheduling_unipc_multistep.py` with its default settings (B(h) = eʰ − 1).

use super::config::SamplerConfig;
use super::solver::{Level, Levels};
use super::{NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A UniPC run of a fixed number of steps.
pub struct UniPc {
    levels: Levels,
    /// Predicted clean samples of the two steps before, the latest last.
    x0s: Vec<Vec<f32>>,
    /// The sample that the step before started from, corrected, and the order it went with.
    last: Option<(Vec<f32>, usize)>,
}

impl UniPc {
    /// Prepares a run of `steps` steps.
    ///
    /// # Errors
    /// Where `steps` is 0 or not less than the model was trained with, or the spacing leaves the trained range.
    pub fn new(config: SamplerConfig, steps: usize) -> Result<Self> {
        Ok(Self { levels: Levels::new(config, steps, false)?, x0s: Vec::new(), last: None })
    }

    /// The sample at level `index`, once more and better, now that `x0` is predicted there.
    fn corrected(&self, index: usize, x0: &[f32], sample: &mut [f32]) {
        let (Some((last, order)), Some(newest)) = (&self.last, self.x0s.last()) else { return };
        let stride = Stride::new(self.levels.level(index - 1), self.levels.level(index));
        let older = self.x0s.len().checked_sub(2).map(|i| &self.x0s[i]);
        let (ratio, [old, new]) = match (order, older) {
            (2, Some(_)) => {
                let ratio = stride.ratio(self.levels.level(index - 2));
                (ratio, stride.corrector(ratio))
            }
            _ => (1.0, [0.0, 0.5]),
        };
        for (i, x) in sample.iter_mut().enumerate() {
            let base = f64::from(newest[i]);
            let bend = older.map_or(0.0, |older| old * (f64::from(older[i]) - base) / ratio);
            let turn = bend + new * (f64::from(x0[i]) - base);
            *x = stride.go(f64::from(last[i]), base, turn) as f32;
        }
    }

    /// From level `index` to the next one.
    fn predict(&self, index: usize, order: usize, sample: &mut [f32]) {
        let Some(newest) = self.x0s.last() else { return };
        let stride = Stride::new(self.levels.level(index), self.levels.level(index + 1));
        let older = self.x0s.len().checked_sub(2).filter(|_| order == 2).map(|i| &self.x0s[i]);
        let ratio = if older.is_some() { stride.ratio(self.levels.level(index - 1)) } else { 1.0 };
        for (i, x) in sample.iter_mut().enumerate() {
            let base = f64::from(newest[i]);
            let turn = older.map_or(0.0, |older| 0.5 * (f64::from(older[i]) - base) / ratio);
            *x = stride.go(f64::from(*x), base, turn) as f32;
        }
    }
}

/// One stride between two levels.
struct Stride {
    from: Level,
    to: Level,
    /// −h, where h is the stride along λ.
    minus: f64,
}

impl Stride {
    fn new(from: Level, to: Level) -> Self {
        Self { from, to, minus: from.lambda - to.lambda }
    }

    /// How far back `level` lies, in strides; negative.
    fn ratio(&self, level: Level) -> f64 {
        (self.from.lambda - level.lambda) / self.minus
    }

    /// To the next level, with the clean sample `x0` and what is known of its change.
    fn go(&self, x: f64, x0: f64, turn: f64) -> f64 {
        let gain = self.minus.exp_m1();
        self.to.noise / self.from.noise * x - self.to.signal * gain * (x0 + turn)
    }

    /// Weights of the older and of the new prediction in a corrector of second order: the solution of
    /// `[1 1; ratio 1] · w = b`.
    fn corrector(&self, ratio: f64) -> [f64; 2] {
        let gain = self.minus.exp_m1();
        let first = gain / self.minus - 1.0;
        let second = first / self.minus - 0.5;
        let b = [first / gain, 2.0 * second / gain];
        let old = (b[1] - b[0]) / (ratio - 1.0);
        [old, b[0] - old]
    }
}

impl Scheduler for UniPc {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.levels
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], _noise: &mut dyn Normal) {
        let x0 = self.levels.predict_x0(index, prediction, sample);
        self.corrected(index, &x0, sample);
        if self.x0s.len() == 2 {
            self.x0s.remove(0);
        }
        self.x0s.push(x0);
        // The first step has nothing behind it, and the last one goes to no noise at all in one plain step.
        let order = if index == 0 || index + 1 == self.steps() { 1 } else { 2 };
        self.last = Some((sample.to_vec(), order));
        self.predict(index, order, sample);
    }
}
