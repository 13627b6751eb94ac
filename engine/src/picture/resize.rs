//! Resampling with antialiasing, as Pillow does it: rows first, rounded to bytes, then columns. Done on floats, because
//! the crate's own bytes are one step off in some of a hundred pixels, which is enough to be seen in latents.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::F32;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};

use crate::error::{EngineError, Result};

/// The kernel of a resampling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Cubic with a = −0.5, Pillow's `BICUBIC`.
    Bicubic,
    /// Three-lobed Lanczos, Pillow's `LANCZOS`.
    Lanczos,
}

type Size = (usize, usize);

/// A picture averaged over blocks of whole pixels before it is resampled: quick, and what the reference does to pictures
/// of twice the size and more (Pillow's `reducing_gap=1`).
pub(super) struct Reduced {
    pub(super) pixels: Vec<u8>,
    pub(super) size: Size,
    /// The size in blocks, with the fraction of the last one that the picture covers.
    pub(super) covered: (f64, f64),
}

/// RGB bytes of size `from` in blocks so large that size `to` can still be resampled from them.
pub(super) fn reduced(pixels: &[u8], from: Size, to: Size) -> Reduced {
    let (across, down) = ((from.0 / to.0).max(1), (from.1 / to.1).max(1));
    let size = (from.0.div_ceil(across), from.1.div_ceil(down));
    let mut out = Vec::with_capacity(3 * size.0 * size.1);
    for y in 0..size.1 {
        for x in 0..size.0 {
            let rows = y * down..((y + 1) * down).min(from.1);
            let columns = x * across..((x + 1) * across).min(from.0);
            let count = (rows.len() * columns.len()) as u32;
            for channel in 0..3 {
                let row =
                    |row: usize| columns.clone().map(move |c| u32::from(pixels[3 * (row * from.0 + c) + channel]));
                let sum: u32 = rows.clone().flat_map(row).sum();
                out.push(mean(sum, count));
            }
        }
    }
    let covered = (from.0 as f64 / across as f64, from.1 as f64 / down as f64);
    Reduced { pixels: out, size, covered }
}

/// The mean of `count` bytes, by the fixed-point reciprocal that Pillow takes: what lies just at a half goes down.
fn mean(sum: u32, count: u32) -> u8 {
    let reciprocal = (1 << 24) / u64::from(count);
    ((u64::from(sum + count / 2) * reciprocal) >> 24) as u8
}

/// RGB bytes of size `from`, (width, height), resampled to size `to`. `covered` is the part of them that counts.
pub(super) fn rgb(pixels: &[u8], from: Size, covered: (f64, f64), to: Size, filter: Filter) -> Result<Vec<u8>> {
    let channel = |c: usize| {
        let plane: Vec<f32> = pixels.iter().skip(c).step_by(3).map(|&v| f32::from(v)).collect();
        resample(&plane, from, covered, to, filter, byte)
    };
    let [red, green, blue] = [channel(0)?, channel(1)?, channel(2)?];
    let places = red.iter().zip(&green).zip(&blue);
    Ok(places.flat_map(|((r, g), b)| [*r as u8, *g as u8, *b as u8]).collect())
}

/// Grey bytes of size `from`, (width, height), resampled to size `to`.
pub(super) fn grey(pixels: &[u8], from: Size, to: Size, filter: Filter) -> Result<Vec<u8>> {
    let plane: Vec<f32> = pixels.iter().map(|&v| f32::from(v)).collect();
    Ok(resample(&plane, from, whole(from), to, filter, byte)?.into_iter().map(|v| v as u8).collect())
}

/// Floats of size `from`, (width, height), resampled to size `to`.
pub(super) fn float(values: &[f32], from: Size, to: Size, filter: Filter) -> Result<Vec<f32>> {
    if from == to {
        return Ok(values.to_vec());
    }
    resample(values, from, whole(from), to, filter, |v| v)
}

fn whole((width, height): Size) -> (f64, f64) {
    (width as f64, height as f64)
}

/// The nearest byte, halves upwards.
fn byte(value: f32) -> f32 {
    (value + 0.5).floor().clamp(0.0, 255.0)
}

/// One channel, rows first, then columns; `round` is done after each.
fn resample(
    plane: &[f32],
    from: Size,
    covered: (f64, f64),
    to: Size,
    filter: Filter,
    round: fn(f32) -> f32,
) -> Result<Vec<f32>> {
    let kernel = match filter {
        Filter::Bicubic => FilterType::CatmullRom,
        Filter::Lanczos => FilterType::Lanczos3,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(kernel));
    let rows = pass(plane, from, (to.0, from.1), &options.crop(0.0, 0.0, covered.0, from.1 as f64), round)?;
    pass(&rows, (to.0, from.1), to, &options.crop(0.0, 0.0, to.0 as f64, covered.1), round)
}

fn pass(plane: &[f32], from: Size, to: Size, options: &ResizeOptions, round: fn(f32) -> f32) -> Result<Vec<f32>> {
    let side = |n: usize| u32::try_from(n).map_err(EngineError::internal);
    let pixels: Vec<F32> = plane.iter().map(|&v| F32::new(v)).collect();
    let source = TypedImageRef::new(side(from.0)?, side(from.1)?, &pixels).map_err(EngineError::internal)?;
    let mut target = TypedImage::<F32>::new(side(to.0)?, side(to.1)?);
    Resizer::new().resize_typed(&source, &mut target, options).map_err(EngineError::internal)?;
    Ok(target.pixels().iter().map(|pixel| round(pixel.0)).collect())
}
