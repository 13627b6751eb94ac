//! Latents of one picture on the host.

use crate::models::autoencoder::LatentSize;

/// Latents of one picture on the host.
#[derive(Debug, Clone, PartialEq)]
pub struct Latents {
    /// `[channels, height, width]`, row by row.
    pub values: Vec<f32>,
    /// Channels, 4 for Kandinsky.
    pub channels: usize,
    /// Their size.
    pub size: LatentSize,
}
