//! Reading a file's pixels.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::error::Doing;
use bluerider_engine::protocol::Picture;
use image::{ImageReader, ImageResult, RgbImage};

use crate::studio::error::{Result, StudioError};

/// A file may claim any size; more than this is not decoded.
pub(super) const MAX_BYTES: usize = 512 << 20;

/// Reads a file's picture as 8-bit RGB. What the file is, its bytes say, not its name.
///
/// # Errors
/// Where the file cannot be read, is no picture, or is too large.
pub fn read_picture(path: &Path) -> Result<Picture> {
    let broken = |e: image::ImageError| {
        StudioError::io(Doing::Open, path, &std::io::Error::other(e)).detail("it is not a picture that can be shown")
    };
    let file = File::open(path).map_err(|e| StudioError::io(Doing::Open, path, &e))?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format();
    rgb(reader.map_err(|e| StudioError::io(Doing::Open, path, &e))?).map_err(broken)
}

/// The picture as the crate for images has it.
///
/// # Errors
/// Where it has other pixels than its size says.
pub fn to_image(picture: &Picture) -> Result<RgbImage> {
    let image = RgbImage::from_raw(picture.width as u32, picture.height as u32, picture.pixels.to_vec());
    image.ok_or_else(|| StudioError::internal("a picture of another size than it says"))
}

/// What a reader holds as 8-bit RGB, if it is not too large.
pub(super) fn rgb(mut reader: ImageReader<impl BufRead + Seek>) -> ImageResult<Picture> {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_BYTES as u64);
    reader.limits(limits);
    let picture = reader.decode()?.to_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Ok(Picture { width, height, pixels: Arc::from(picture.into_raw()) })
}
