//! The parts of a checkpoint, as a person is told of them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::network::Network;

/// A part of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A network: its settings and its weights.
    Network(Network),
    /// What makes tokens of words.
    Tokenizer,
    /// The settings of schedulers.
    Scheduler,
    /// How pictures are prepared for the image encoder.
    ImageProcessor,
}

/// A part, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartState {
    /// Which part.
    pub part: Part,
    /// True where nothing is painted without it.
    pub needed: bool,
    /// Its files that are not there.
    pub missing: Vec<PathBuf>,
}
