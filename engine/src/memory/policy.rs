//! How much memory the pipeline may hold for speed's sake.

use crate::models::autoencoder::AutoencoderConfig;
use crate::models::layers;

/// What is held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryPolicy {
    /// Networks stay in memory between stages and pictures.
    pub keep: bool,
    /// Bytes that a stripe of MoVQ's picture may take.
    pub stripes: u64,
    /// Scores that an attention may hold, where it computes them all before it uses them.
    pub scores: usize,
}

impl Default for MemoryPolicy {
    /// Networks come and go; stripes and scores are as large as is good for speed.
    fn default() -> Self {
        Self { keep: false, stripes: AutoencoderConfig::STRIPES, scores: layers::MAX_SCORES }
    }
}
