//! Picture files as people have them: turned by EXIF, with transparency, grey, with 16 bits.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgba};

use super::{DepthMap, Mask, Picture};
use crate::error::{Cause, Doing, EngineError, Result};

/// A file may claim any size; more than this, a side in pixels and in all in bytes, is not decoded.
const SIDE: u32 = 1 << 14;
const BYTES: u64 = 1 << 30;

/// Channels that differ by more than this, of one, are not grey.
const GREY: f32 = 0.02;

impl Picture {
    /// The picture in a file, upright. What is transparent is white.
    ///
    /// # Errors
    /// Where the file is not there or is no picture.
    pub fn open(path: &Path) -> Result<Self> {
        let mut image = decode(path)?.into_rgba8();
        for Rgba([r, g, b, a]) in image.pixels_mut() {
            let over = |c: u8| ((u32::from(c) * u32::from(*a) + 255 * (255 - u32::from(*a)) + 127) / 255) as u8;
            (*r, *g, *b) = (over(*r), over(*g), over(*b));
        }
        let (width, height) = (image.width() as usize, image.height() as usize);
        Ok(Self { width, height, pixels: DynamicImage::from(image).into_rgb8().into_raw().into() })
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
        let image = decode(path)?.into_rgb32f();
        let grey = |p: &image::Rgb<f32>| p.0.iter().all(|c| (c - p.0[0]).abs() <= GREY);
        if !image.pixels().all(grey) {
            return Err(Cause::DepthInColour { path: path.to_owned() }.into());
        }
        let values: Vec<f32> = image.pixels().map(|p| p.0[0]).collect();
        Ok(Self::grey(image.width() as usize, image.height() as usize, &values))
    }
}

/// A file's picture, upright.
fn decode(path: &Path) -> Result<DynamicImage> {
    let file = File::open(path).map_err(|e| EngineError::io(Doing::ReadPicture, path, &e))?;
    let no_picture = |e: image::ImageError| Cause::NoPicture { path: path.to_owned() }.detail(e);
    let mut reader = ImageReader::new(BufReader::new(file));
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(BYTES);
    reader.limits(limits);
    let reader = reader.with_guessed_format().map_err(|e| no_picture(e.into()))?;
    let mut decoder = reader.into_decoder().map_err(no_picture)?;
    let orientation = decoder.orientation().map_err(no_picture)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(no_picture)?;
    image.apply_orientation(orientation);
    Ok(image)
}
