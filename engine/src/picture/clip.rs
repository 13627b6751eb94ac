//! What CLIP's image processor makes of a picture: shortest side resized, middle cut out, colours normalised.
//!
//! Reference: transformers `models/clip/image_processing_clip.py`; settings from `preprocessor_config.json`.

use serde::Deserialize;

use super::Picture;
use crate::error::{Cause, Result};

/// `preprocessor_config.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct ClipImageProcessor {
    size: Side,
    crop_size: Side,
    image_mean: [f32; 3],
    image_std: [f32; 3],
}

/// A side in pixels, in the ways that such files write it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Side {
    Plain(usize),
    Shortest { shortest_edge: usize },
    Square { height: usize, width: usize },
}

/// The side that a picture may be resized to.
const MOST_PIXELS: usize = 1 << 12;

impl Side {
    fn pixels(self) -> usize {
        match self {
            Self::Plain(side) | Self::Shortest { shortest_edge: side } => side,
            Self::Square { height, width } => height.min(width),
        }
    }
}

impl ClipImageProcessor {
    /// The input of an image encoder whose pictures have sides of `side` pixels: `[3, side, side]`.
    ///
    /// # Errors
    /// Where the settings are for another size.
    pub fn pixel_values(&self, picture: &Picture, side: usize) -> Result<Vec<f32>> {
        let (short, crop) = (self.size.pixels(), self.crop_size.pixels());
        if crop != side || !(crop..=MOST_PIXELS).contains(&short) || crop == 0 {
            return Err(
                Cause::ImageProcessor.detail(format!("resized to {short}, cut to {crop}, read at {side} pixels"))
            );
        }
        // The long side is cut down to whole pixels, as Python's int() does.
        let long = |a: usize, b: usize| short * a / b;
        let (width, height) = match picture.width <= picture.height {
            true => (short, long(picture.height, picture.width)),
            false => (long(picture.width, picture.height), short),
        };
        let resized = picture.resized(width, height)?;
        let (left, top) = ((width - crop) / 2, (height - crop) / 2);
        let mut values = Vec::with_capacity(3 * crop * crop);
        for channel in 0..3 {
            for y in top..top + crop {
                for x in left..left + crop {
                    let value = f32::from(resized.pixels[3 * (y * width + x) + channel]) / 255.0;
                    values.push((value - self.image_mean[channel]) / self.image_std[channel]);
                }
            }
        }
        Ok(values)
    }
}
