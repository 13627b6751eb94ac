//! How a picture is sampled.

use serde::{Deserialize, Serialize};

use super::{Sampler, finite};

/// The settings of the decoder's sampler and of the prior.
///
/// Files have them among the fields of what they belong to (`#[serde(flatten)]`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// What takes the decoder's steps.
    #[serde(default)]
    pub sampler: Sampler,
    /// The share of DDPM's noise that DDIM adds, 0 to 1; other samplers do not read it.
    #[serde(default, deserialize_with = "finite")]
    pub eta: f32,
    /// Steps of the decoder.
    pub steps: usize,
    /// Guidance scale of the decoder; at 1 and below there is no guidance.
    #[serde(deserialize_with = "finite")]
    pub guidance: f32,
    /// Steps of the prior.
    pub prior_steps: usize,
    /// Guidance scale of the prior.
    #[serde(deserialize_with = "finite")]
    pub prior_guidance: f32,
}

impl Default for Sampling {
    /// Those of Kandinsky 2.2.
    fn default() -> Self {
        Self { sampler: Sampler::Ddpm, eta: 0.0, steps: 50, guidance: 4.0, prior_steps: 25, prior_guidance: 4.0 }
    }
}
