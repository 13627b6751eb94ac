//! Picture files as people have them: turned by EXIF, with transparency, grey, with 16 bits.

use std::path::Path;

use image::{DynamicImage, GenericImageView as _, ImageError, ImageResult, Rgba};

use super::{DepthMap, Mask, Picture};
use crate::error::{Cause, Doing, EngineError, Result};
use crate::untrusted;

/// Channels that differ by more than this, of 255, are not grey.
const GREY: u8 = 5;

impl Picture {
    /// The picture in a file, upright. What is transparent is white.
    ///
    /// # Errors
    /// Where the file is not there or is no picture.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::on_white(decode(path)?))
    }

    /// The picture in a file's bytes, as [`Picture::open`] reads it.
    ///
    /// # Errors
    /// Where they are no picture.
    pub fn of_file(bytes: &[u8]) -> ImageResult<Self> {
        untrusted::picture_of(bytes).map(Self::on_white)
    }

    fn on_white(image: DynamicImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        if !image.color().has_alpha() {
            return Self { width, height, pixels: image.into_rgb8().into_raw().into() };
        }
        let mut image = image.into_rgba8();
        for Rgba([r, g, b, a]) in image.pixels_mut() {
            let over = |c: u8| ((u32::from(c) * u32::from(*a) + 255 * (255 - u32::from(*a)) + 127) / 255) as u8;
            (*r, *g, *b) = (over(*r), over(*g), over(*b));
        }
        Self { width, height, pixels: DynamicImage::from(image).into_rgb8().into_raw().into() }
    }
}

impl Mask {
    /// The mask in a file: white repaints; what is black or transparent stays.
    ///
    /// # Errors
    /// Where the file is not there or is no picture.
    pub fn open(path: &Path) -> Result<Self> {
        let image = decode(path)?.into_luma_alpha8();
        let (width, height) = (image.width() as usize, image.height() as usize);
        let value = |p: &image::LumaA<u8>| (u32::from(p.0[0]) * u32::from(p.0[1]) / 255) as u8;
        Ok(Self { width, height, values: image.pixels().map(value).collect() })
    }
}

impl DepthMap {
    /// The depth map in a file: grey, near is light; all 16 bits count.
    ///
    /// # Errors
    /// Where the file is not there or is no picture, or is in colour: a coloured rendering of depth, or a photograph
    /// given by mistake, would be misread.
    pub fn open(path: &Path) -> Result<Self> {
        let image = decode(path)?;
        let (width, height) = (image.width() as usize, image.height() as usize);
        // A grey file needs no look at its colours, and no room for three of them.
        if image.color().has_color() {
            let coloured = |p: &Rgba<u8>| [p.0[1], p.0[2]].into_iter().any(|c| c.abs_diff(p.0[0]) > GREY);
            if image.pixels().any(|(_, _, pixel)| coloured(&pixel)) {
                return Err(Cause::DepthInColour { path: path.to_owned() }.into());
            }
        }
        let values: Vec<f32> = image.into_luma16().into_raw().into_iter().map(|v| f32::from(v) / 65535.0).collect();
        Ok(Self::grey(width, height, values))
    }
}

/// A file's picture, upright.
fn decode(path: &Path) -> Result<DynamicImage> {
    untrusted::picture(path).map_err(|error| match error {
        ImageError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            EngineError::io(Doing::ReadPicture, path, &error)
        }
        error => Cause::NoPicture { path: path.to_owned() }.detail(error),
    })
}
