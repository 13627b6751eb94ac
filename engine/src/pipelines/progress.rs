//! How a pipeline reports on itself, and how it is stopped.

use serde::{Deserialize, Serialize};

use super::decoder::Latents;
use crate::error::Result;

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Published weights are written anew in a form that is read faster; once in a checkpoint's life.
    Convert,
    /// Reading weights.
    Load,
    /// Reading the prompt.
    Encode,
    /// From the prompt to an image embedding.
    Prior,
    /// From noise to latents.
    Denoise,
    /// From latents to a picture.
    Decode,
    /// Writing the picture.
    Save,
}

/// Told what happens. An error from either function stops the pipeline, at the latest within one step.
pub trait Watch {
    /// `done` of `of` steps (or bytes, while loading) of `phase` are behind. Starts at 0.
    ///
    /// # Errors
    /// Where the job is to stop.
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()>;

    /// The latents after a step of [`Phase::Denoise`].
    fn latents(&mut self, _latents: &Latents) {}
}

/// Watches nothing and never stops.
pub struct Silent;

impl Watch for Silent {
    fn progress(&mut self, _phase: Phase, _done: u64, _of: u64) -> Result<()> {
        Ok(())
    }
}
