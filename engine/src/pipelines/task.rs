//! What a picture is painted from beside the words, its pictures loaded.

use crate::error::{Cause, Result};
use crate::picture::Mask;
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
            Self::Inpaint { init, mask } => {
                check(mask, init)?;
                Self::Inpaint { init: init.fitted(width, height)?, mask: mask.resized(width, height)? }
            }
        })
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
