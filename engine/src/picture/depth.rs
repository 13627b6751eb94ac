//! Depth maps: how near each pixel is, for ControlNet-depth.

use std::sync::Arc;

use super::laid_out;
use super::resize::{Filter, float};
use crate::error::Result;

/// A depth map in 0..1; near is light, as depth estimators have it.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthMap {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// `[1, height, width]`, a grey map; or `[3, height, width]`, one for each channel of the hint.
    pub values: Arc<[f32]>,
}

impl DepthMap {
    /// A grey map, `[height, width]` in 0..1.
    pub fn grey(width: usize, height: usize, values: Vec<f32>) -> Self {
        Self { width, height, values: values.into() }
    }

    /// The map stretched to `width` × `height` pixels on a canvas of that size or more, `[3, …]`. Beyond the map its
    /// last row and column go on.
    ///
    /// # Errors
    /// Where the map's own size does not match its values.
    pub fn planes(&self, (width, height): (usize, usize), canvas: (usize, usize)) -> Result<Vec<f32>> {
        let mut planes = Vec::with_capacity(3 * canvas.0 * canvas.1);
        for plane in self.values.chunks(self.width * self.height) {
            let plane = float(plane, (self.width, self.height), (width, height), Filter::Bicubic)?;
            planes.extend(laid_out((width, height), canvas, |i| plane[i].clamp(0.0, 1.0)));
        }
        if planes.len() == canvas.0 * canvas.1 {
            planes.extend_from_within(..);
            planes.extend_from_within(..canvas.0 * canvas.1);
        }
        Ok(planes)
    }
}
