//! One picture to paint, with everything that it is painted from.

use super::blend::Blend;
use super::task::LoadedTask;
use crate::picture::DepthMap;
use crate::protocol::{Sampler, Sampling};

/// One picture to paint.
#[derive(Debug, Clone)]
pub struct PaintRequest {
    /// What it is painted from beside the words.
    pub task: LoadedTask,
    /// The depth map that a ControlNet-depth decoder follows.
    pub hint: Option<DepthMap>,
    /// What the picture shows.
    pub prompt: String,
    /// What it does not; see [`PriorRequest::negative`].
    pub negative: Option<String>,
    /// Pictures and words that are mixed in the prompt's place.
    pub blend: Option<Blend>,
    /// How it is sampled.
    pub sampling: Sampling,
    /// Width of the picture in pixels.
    pub width: usize,
    /// Height of the picture in pixels.
    pub height: usize,
}

/// What to make an image embedding of.
#[derive(Debug, Clone)]
pub struct PriorRequest {
    /// What the picture shows.
    pub prompt: String,
    /// What it does not. `Some("")` is not the same as `None`: the first runs the prior on the empty prompt for the
    /// negative image embedding, the second takes the embedding of the zero image.
    pub negative: Option<String>,
    /// How far to lead away from the negative prompt; at 1 and below there is no guidance.
    pub guidance: f32,
    /// Steps, 2 and more.
    pub steps: usize,
}

impl PaintRequest {
    /// What stage one is asked for.
    pub fn prior(&self) -> PriorRequest {
        PriorRequest {
            prompt: self.prompt.clone(),
            negative: self.negative.clone(),
            guidance: self.sampling.prior_guidance,
            steps: self.sampling.prior_steps,
        }
    }

    /// The decoder's guidance scale. Flash was made to be painted without.
    pub(super) fn guidance(&self) -> f32 {
        if self.sampling.sampler == Sampler::Flash { 1.0 } else { self.sampling.guidance }
    }

    /// True where the decoder predicts two pictures a step: one of the prompt, and one to lead away from.
    pub(super) fn is_guided(&self) -> bool {
        self.guidance() > 1.0
    }
}
