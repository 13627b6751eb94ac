//! A picture as it goes in and out.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An 8-bit RGB picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Three bytes a pixel, row by row.
    pub pixels: Arc<[u8]>,
}
