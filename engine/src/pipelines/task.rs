//! What a picture is painted from beside the words, its pictures loaded.

use crate::error::{Cause, Result};
use crate::picture::{Mask, Region};
use crate::protocol::Picture;

/// What a picture is painted from, beside the words.
#[derive(Debug, Clone, Default)]
pub enum LoadedTask {
    /// Words alone: there is no picture to begin with.
    #[default]
    TextToImage,
    /// Another picture, which is painted over.
    ImageToImage {
        /// The picture; it is stretched to the size that is asked for.
        init: Picture,
        /// The share of the steps that are taken, above 0 to 1: how much of it goes.
        strength: f64,
    },
    /// Another picture, of which a part is painted anew.
    Inpaint {
        /// The picture; it is stretched to the size that is asked for.
        init: Picture,
        /// The part, of the picture's size.
        mask: Mask,
        /// What of the picture is painted, and laid back into it; `None`: the whole picture is stretched.
        region: Option<Region>,
    },
}

impl LoadedTask {
    /// The same with its pictures stretched to `width` × `height` pixels; no work where they have that size.
    ///
    /// # Errors
    /// Where a mask is not of its picture's size, or repaints nothing.
    pub(super) fn fitted(&self, width: usize, height: usize) -> Result<Self> {
        Ok(match self {
            Self::TextToImage => Self::TextToImage,
            Self::ImageToImage { init, strength } => {
                Self::ImageToImage { init: init.fitted(width, height)?, strength: *strength }
            }
            Self::Inpaint { init, mask, region } => {
                check(mask, init)?;
                let (init, mask) = match region {
                    Some(region) => (init.cropped(*region), mask.cropped(*region)),
                    None => (init.clone(), mask.clone()),
                };
                let (init, mask) = (init.fitted(width, height)?, mask.resized(width, height)?);
                Self::Inpaint { init, mask, region: None }
            }
        })
    }

    /// What was `painted` of it, as the picture that is asked for: what a mask keeps is the picture's own.
    ///
    /// # Errors
    /// Where a picture's size does not match its pixels.
    pub(super) fn finish(&self, painted: Picture) -> Result<Picture> {
        match self {
            Self::TextToImage | Self::ImageToImage { .. } => Ok(painted),
            Self::Inpaint { init, mask, region: Some(region) } => {
                let mut part = painted.resized(region.width, region.height)?.pixels.to_vec();
                mask.cropped(*region).compose(&init.cropped(*region).pixels, &mut part);
                Ok(init.with(*region, &part))
            }
            Self::Inpaint { init, mask, region: None } => {
                let (width, height) = (painted.width, painted.height);
                let mut pixels = painted.pixels.to_vec();
                mask.resized(width, height)?.compose(&init.fitted(width, height)?.pixels, &mut pixels);
                Ok(Picture { width, height, pixels: pixels.into() })
            }
        }
    }
}

fn check(mask: &Mask, init: &Picture) -> Result<()> {
    if (mask.width, mask.height) != (init.width, init.height) {
        return Err(Cause::MaskSize {
            mask_width: mask.width,
            mask_height: mask.height,
            width: init.width,
            height: init.height,
        }
        .into());
    }
    if !mask.repaints() {
        return Err(Cause::MaskEmpty.into());
    }
    Ok(())
}
