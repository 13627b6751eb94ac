//! Resampling with antialiasing, as Pillow does it: rows first, rounded to bytes, then columns, by weights of 22 bits.
//!
//! Our own, because crates round otherwise: one step off in a few of ten thousand pixels, which is enough to be seen in
//! latents.
//!
//! Reference: `src/libImaging/Resample.c` and `Reduce.c` of Pillow.

use std::ops::Range;

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

/// A picture averaged over blocks of whole pixels before it is resampled: quick, and what the reference does to
/// pictures of twice the size and more (Pillow's `reducing_gap=1`).
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
///
/// # Errors
/// Where there are not as many as the size says.
pub(super) fn rgb(pixels: &[u8], from: Size, covered: (f64, f64), to: Size, filter: Filter) -> Result<Vec<u8>> {
    check(pixels.len(), 3, from, to)?;
    let channel = |c: usize| {
        let plane: Vec<u8> = pixels.iter().skip(c).step_by(3).copied().collect();
        resample(&plane, from, covered, to, filter, bytes)
    };
    let [red, green, blue] = [channel(0), channel(1), channel(2)];
    Ok(red.iter().zip(&green).zip(&blue).flat_map(|((r, g), b)| [*r, *g, *b]).collect())
}

/// Grey bytes of size `from`, (width, height), resampled to size `to`.
///
/// # Errors
/// Where there are not as many as the size says.
pub(super) fn grey(pixels: &[u8], from: Size, to: Size, filter: Filter) -> Result<Vec<u8>> {
    check(pixels.len(), 1, from, to)?;
    Ok(resample(pixels, from, whole(from), to, filter, bytes))
}

/// Floats of size `from`, (width, height), resampled to size `to`.
///
/// # Errors
/// Where there are not as many as the size says.
pub(super) fn float(values: &[f32], from: Size, to: Size, filter: Filter) -> Result<Vec<f32>> {
    check(values.len(), 1, from, to)?;
    Ok(resample(values, from, whole(from), to, filter, floats))
}

fn check(length: usize, channels: usize, from: Size, to: Size) -> Result<()> {
    let sizes = from.0 > 0 && from.1 > 0 && to.0 > 0 && to.1 > 0;
    if sizes && length == channels * from.0 * from.1 {
        return Ok(());
    }
    Err(EngineError::internal(format!("{length} values of a picture of {}×{} pixels", from.0, from.1)))
}

fn whole((width, height): Size) -> (f64, f64) {
    (width as f64, height as f64)
}

/// One channel, rows first, then columns; a side that stays is left as it is. `sum` is one value of weighted others.
fn resample<T: Copy>(
    plane: &[T],
    from: Size,
    covered: (f64, f64),
    to: Size,
    filter: Filter,
    sum: fn(&mut dyn Iterator<Item = (T, f64)>) -> T,
) -> Vec<T> {
    let mut plane = plane.to_vec();
    if (from.0, covered.0) != (to.0, to.0 as f64) {
        let all = weights(from.0, covered.0, to.0, filter);
        let row = |row: &[T]| all.iter().map(|w| sum(&mut w.over(|i| row[i]))).collect::<Vec<T>>();
        plane = plane.chunks(from.0).flat_map(row).collect();
    }
    if (from.1, covered.1) != (to.1, to.1 as f64) {
        let all = weights(from.1, covered.1, to.1, filter);
        let row = |w: &Weights| (0..to.0).map(|x| sum(&mut w.over(|y| plane[y * to.0 + x]))).collect::<Vec<T>>();
        plane = all.iter().flat_map(row).collect();
    }
    plane
}

/// What one value is made of: a run of others, and the share of each.
struct Weights {
    run: Range<usize>,
    shares: Vec<f64>,
}

impl Weights {
    fn over<'a, T>(&'a self, value: impl Fn(usize) -> T + 'a) -> impl Iterator<Item = (T, f64)> + 'a {
        self.run.clone().map(value).zip(self.shares.iter().copied())
    }
}

/// The weights of each of `to` values among `from`, of which the part `covered` counts.
fn weights(from: usize, covered: f64, to: usize, filter: Filter) -> Vec<Weights> {
    let scale = covered / to as f64;
    let stretch = scale.max(1.0);
    let support = filter.support() * stretch;
    let one = |place: usize| {
        let centre = (place as f64 + 0.5) * scale;
        let first = (centre - support + 0.5).max(0.0) as usize;
        let last = ((centre + support + 0.5) as usize).min(from);
        let shares: Vec<f64> = (first..last).map(|i| filter.at((i as f64 - centre + 0.5) * (1.0 / stretch))).collect();
        let sum: f64 = shares.iter().sum();
        let shares = if sum == 0.0 { shares } else { shares.iter().map(|share| share / sum).collect() };
        Weights { run: first..last, shares }
    };
    (0..to).map(one).collect()
}

/// Bits of a weight among bytes.
const BITS: u32 = 22;

/// The byte that weighted bytes make, in fixed point.
fn bytes(parts: &mut dyn Iterator<Item = (u8, f64)>) -> u8 {
    let fixed = |share: f64| (share * f64::from(1 << BITS) + 0.5_f64.copysign(share)) as i64;
    let sum = parts.fold(1_i64 << (BITS - 1), |sum, (value, share)| sum + i64::from(value) * fixed(share));
    (sum >> BITS).clamp(0, 255) as u8
}

/// The float that weighted floats make.
fn floats(parts: &mut dyn Iterator<Item = (f32, f64)>) -> f32 {
    parts.map(|(value, share)| f64::from(value) * share).sum::<f64>() as f32
}

impl Filter {
    /// How far it reaches.
    fn support(self) -> f64 {
        match self {
            Self::Bicubic => 2.0,
            Self::Lanczos => 3.0,
        }
    }

    /// Its value at `x`.
    fn at(self, x: f64) -> f64 {
        const A: f64 = -0.5;
        let size = x.abs();
        match self {
            Self::Bicubic if size < 1.0 => ((A + 2.0) * size - (A + 3.0)) * size * size + 1.0,
            Self::Bicubic if size < 2.0 => (((size - 5.0) * size + 8.0) * size - 4.0) * A,
            Self::Lanczos if size < 3.0 => sinc(size) * sinc(size / 3.0),
            _ => 0.0,
        }
    }
}

fn sinc(x: f64) -> f64 {
    let x = x * std::f64::consts::PI;
    if x == 0.0 { 1.0 } else { x.sin() / x }
}
