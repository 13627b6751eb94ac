//! Reading a file's pixels.

use std::path::Path;

use bluerider_engine::protocol::Picture;
use image::RgbImage;

use crate::studio::error::{Result, StudioError};

/// Reads a file's picture as the engine does: upright, on white, 8-bit RGB. What the file is, its bytes say, not its
/// name.
///
/// # Errors
/// Where the file cannot be read, is no picture, or is too large.
pub fn read_picture(path: &Path) -> Result<Picture> {
    Ok(Picture::open(path)?)
}

/// The picture as the crate for images has it.
///
/// # Errors
/// Where it has other pixels than its size says.
pub fn to_image(picture: &Picture) -> Result<RgbImage> {
    let image = RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.pixels.to_vec());
    image.ok_or_else(|| StudioError::internal("a picture of another size than it says"))
}
