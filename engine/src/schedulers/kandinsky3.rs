//! The sampler of Kandinsky 3's authors: DDIM whose noise goes through the clean sample after that was kept in range.
//!
//! Paper: Song, Meng & Ermon, "Denoising Diffusion Implicit Models" (2020), formula 12 and 16; dynamic thresholding is
//! that of Saharia et al., "Imagen" (2022). Reference: `p_sample` in `kandinsky3/model/diffusion.py` of
//! ai-forever/Kandinsky-3.

use super::config::SamplerConfig;
use super::timestep_schedule::TimestepSchedule;
use super::x0::{clip_x0, predict_x0};
use super::{Mixture, NoiseSchedule, Prediction, Scheduler};
use crate::error::Result;
use crate::rng::Normal;

/// A run of a fixed number of steps.
pub struct Kandinsky3 {
    config: SamplerConfig,
    schedule: TimestepSchedule,
    eta: f32,
}

impl Kandinsky3 {
    /// Prepares a run of `steps` steps. `eta` is the share of DDPM's variance that steps add, 0 to 1; the authors add
    /// all.
    ///
    /// # Errors
    /// Where `steps` is 0 or more than the model was trained with.
    pub fn new(config: SamplerConfig, steps: usize, eta: f32) -> Result<Self> {
        Ok(Self { schedule: TimestepSchedule::downwards(&config, steps)?, config, eta })
    }

    /// The root of step `index`'s variance as the reference rounds it.
    fn as_rounded_there(&self, index: usize, root: f32) -> f32 {
        let to = self.schedule.timesteps.get(index + 1).copied().unwrap_or(0);
        let off = ROOTS.iter().find(|(there, _)| *there == to && self.schedule.timesteps[index] == 999);
        off.map_or(root, |(_, up)| f32::from_bits(root.to_bits().wrapping_add_signed(*up)))
    }

    /// ᾱ behind step `index`; behind the last one it is that of the first trained timestep.
    fn previous(&self, index: usize) -> f32 {
        let t = self.schedule.timesteps.get(index + 1).copied().unwrap_or(0);
        self.schedule.alphas_cumprod[t]
    }
}

/// Where PyTorch's root of the variance of a step from timestep 999 is another number than the nearest one: the
/// timestep that the step leads to, and how many numbers farther up its root is.
///
/// Roots of several numbers are MKL's there, whose last bit is off in one of five. Elsewhere that is nothing; but of
/// such a step's variance, 1 − 4·10⁻⁹ and more, the last bit decides how much of the predicted noise is kept: none of
/// it, or 2.4·10⁻⁴. Made by `tests/reference/kandinsky3_samplers.py`.
const ROOTS: [(usize, i32); 25] = [
    (997, 1),
    (996, 1),
    (995, 1),
    (993, 1),
    (992, 1),
    (990, 1),
    (988, 1),
    (987, -1),
    (984, 1),
    (983, -1),
    (982, 1),
    (980, 1),
    (975, 1),
    (973, 1),
    (969, 1),
    (966, 1),
    (965, 1),
    (961, -1),
    (960, 1),
    (959, 1),
    (936, 1),
    (915, 1),
    (832, 1),
    (799, 1),
    (665, -1),
];

impl Scheduler for Kandinsky3 {
    fn schedule(&self) -> &dyn NoiseSchedule {
        &self.schedule
    }

    fn step(&mut self, index: usize, prediction: Prediction<'_>, sample: &mut [f32], noise: &mut dyn Normal) {
        assert_eq!(prediction.value.len(), sample.len(), "a prediction has the sample's size");
        let Mixture { signal, noise: level } = self.mixture(index);
        let mut x0 = predict_x0(self.config.prediction_type, self.mixture(index), prediction.value, sample);
        clip_x0(&self.config, &mut x0);
        if let Some(kept) = prediction.known {
            kept.put_back(&mut x0);
        }
        // In single precision and in the reference's order: at the noisiest steps the variance is nearly all that is
        // left of 1, and what rounding leaves of the difference is what their pictures were painted with.
        let (alpha_bar, previous) = (self.schedule.alpha_bar(index), self.previous(index));
        let root = (self.eta * (1.0 - alpha_bar / previous) * (1.0 - previous) / (1.0 - alpha_bar)).sqrt();
        let deviation = if self.eta == 1.0 { self.as_rounded_there(index, root) } else { root };
        let onwards = (1.0 - previous - deviation * deviation).max(0.0).sqrt();
        // Drawn behind the last step too, where nothing is added.
        let mut fresh = vec![0.0; sample.len()];
        noise.fill(&mut fresh);
        let deviation = if index + 1 < self.steps() { deviation } else { 0.0 };
        let towards = previous.sqrt();
        for ((x, c), n) in sample.iter_mut().zip(&x0).zip(&fresh) {
            let predicted = (*x - signal * c) / level;
            *x = towards * c + onwards * predicted + deviation * n;
        }
    }
}
