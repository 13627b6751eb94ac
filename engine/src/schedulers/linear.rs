//! The schedule that 2.0 was trained with, by which 2.1 too adds noise to pictures that it paints over.

use super::betas::{alphas_cumprod, betas};
use super::config::BetaSchedule;
use super::mixture::Mixture;

/// Timesteps of training.
const TRAINED: usize = 1000;

/// How much of a clean sample and of standard noise there is at timestep `t`, the last one at most.
pub fn linear_mixture(t: usize) -> Mixture {
    let alphas = alphas_cumprod(&betas(BetaSchedule::Linear, 0.0001, 0.02, TRAINED));
    Mixture::of_alpha_bar(alphas[t.min(TRAINED - 1)])
}
