//! Masks: where a picture is repainted (white) and where it stays (black).
//!
//! Reference: `prepare_mask` and `prepare_mask_and_masked_image` of diffusers
//! `pipelines/kandinsky2_2/pipeline_kandinsky2_2_inpainting.py`.

use std::sync::Arc;

use super::resize::{Filter, grey};
use crate::error::Result;

/// How far, in pixels, what is painted fades into what is kept.
const FADE: isize = 6;
const REACH: f32 = (FADE + 1) as f32;

/// A mask of a picture: a byte a pixel, 128 and more repaints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Row by row.
    pub values: Arc<[u8]>,
}

impl Mask {
    /// The mask stretched to `width` × `height` pixels.
    ///
    /// # Errors
    /// Where the mask's own size does not match its values.
    pub fn resized(&self, width: usize, height: usize) -> Result<Self> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let values = grey(&self.values, (self.width, self.height), (width, height), Filter::Lanczos)?;
        Ok(Self { width, height, values: values.into() })
    }

    /// True where any pixel is to be repainted.
    pub fn repaints(&self) -> bool {
        self.values.iter().any(|&v| v >= 128)
    }

    /// Lays `painted` over `original` where the mask is white. Beyond its edge the one fades into the other over a few
    /// pixels, so that what was kept is the original's own and no line shows. All three are of one size.
    pub fn compose(&self, original: &[u8], painted: &mut [u8]) {
        let share = self.faded();
        for (i, (p, o)) in painted.iter_mut().zip(original).enumerate() {
            let new = share[i / 3];
            *p = (new * f32::from(*p) + (1.0 - new) * f32::from(*o)).round() as u8;
        }
    }

    /// For each pixel the painted share: 1 where it is white, falling to 0 within [`FADE`] pixels beside it.
    fn faded(&self) -> Vec<f32> {
        let (width, height) = (self.width, self.height);
        let binary: Vec<f32> = self.values.iter().map(|&v| if v >= 128 { 1.0 } else { 0.0 }).collect();
        let spread = |source: &[f32], at: &dyn Fn(isize) -> Option<usize>| {
            let near =
                (-FADE..=FADE).filter_map(|d| at(d).map(|i| source[i] * (1.0 - d.unsigned_abs() as f32 / REACH)));
            near.fold(0.0, f32::max)
        };
        let mut rows = Vec::with_capacity(binary.len());
        for i in 0..binary.len() {
            let x = i % width;
            rows.push(spread(&binary, &|d| x.checked_add_signed(d).filter(|&n| n < width).map(|n| i - x + n)));
        }
        let columns = |i: usize| {
            let y = i / width;
            spread(&rows, &|d| y.checked_add_signed(d).filter(|&n| n < height).map(|n| n * width + i % width))
        };
        (0..binary.len()).map(columns).collect()
    }

    /// For each of `height` × `width` latents, `scale` pixels wide, 1 where it stays and 0 where it is painted: what
    /// its upper left pixel says. Beyond the mask its last row and column go on.
    pub fn kept(&self, height: usize, width: usize, scale: usize) -> Vec<f32> {
        let stays = |i: usize| {
            let (y, x) = ((i / width * scale).min(self.height - 1), (i % width * scale).min(self.width - 1));
            self.values[y * self.width + x] < 128
        };
        (0..height * width).map(|i| f32::from(u8::from(stays(i)))).collect()
    }

    /// The same, where latents beside a painted one are painted too (but for two of the eight corners, as in the
    /// reference), so that no seam shows.
    pub fn kept_latents(&self, height: usize, width: usize, scale: usize) -> Vec<f32> {
        let own = self.kept(height, width, scale);
        let mut kept = own.clone();
        for y in 0..height {
            for x in (0..width).filter(|x| own[y * width + x] == 0.0) {
                for (dy, dx) in [(0, 0), (-1, 0), (0, -1), (-1, -1), (1, 0), (0, 1), (1, 1)] {
                    let beside = (y.checked_add_signed(dy), x.checked_add_signed(dx));
                    if let (Some(y), Some(x)) = beside
                        && y < height
                        && x < width
                    {
                        kept[y * width + x] = 0.0;
                    }
                }
            }
        }
        kept
    }
}
