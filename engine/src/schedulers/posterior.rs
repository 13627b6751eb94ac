//! The Gaussian q(x_prev | x_t, x_0) that ancestral samplers draw from: formulas 6 and 7 of Ho et al. (2020).

use super::config::VarianceType;

/// Weights and variance of one step.
pub(super) struct Posterior {
    /// Weight of the predicted clean sample.
    pub(super) x0: f32,
    /// Weight of the current sample.
    pub(super) current: f32,
    /// The posterior's variance, at least 1e-20.
    variance: f32,
    /// β of this step.
    beta: f32,
}

impl Posterior {
    /// From ᾱ at this timestep and at the next one, and the β and α between them.
    pub(super) fn new(alpha_bar: f32, alpha_bar_previous: f32, beta: f32, alpha: f32) -> Self {
        let (left, left_previous) = (1.0 - alpha_bar, 1.0 - alpha_bar_previous);
        Self {
            x0: alpha_bar_previous.sqrt() * beta / left,
            current: alpha.sqrt() * left_previous / left,
            variance: (left_previous / left * beta).max(1e-20),
            beta,
        }
    }

    /// The standard deviation of the fresh noise. `learned` is the network's word on it, where it has one.
    pub(super) fn deviation(&self, kind: VarianceType, learned: Option<f32>) -> f32 {
        match (kind, learned) {
            (VarianceType::FixedLarge, _) => self.beta.sqrt(),
            (VarianceType::Learned, Some(v)) => v.sqrt(),
            (VarianceType::LearnedRange, Some(v)) => {
                let share = f32::midpoint(v, 1.0);
                (0.5 * (share * self.beta.ln() + (1.0 - share) * self.variance.ln())).exp()
            }
            _ => self.variance.sqrt(),
        }
    }
}
