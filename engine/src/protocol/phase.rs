//! The phases of a picture.

use serde::{Deserialize, Serialize};

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Published weights are written anew in a form that is read faster; once in a checkpoint's life.
    Convert,
    /// An adapter that has not painted such a picture yet compiles and tries what it takes; once.
    WarmUp,
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
}
