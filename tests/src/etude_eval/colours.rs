//! Colours of a picture, as the examiner measures them.

use std::ops::Range;

use bluerider_engine::protocol::Picture;

/// Red, green and blue, 0..255.
pub(super) type Rgb = [f32; 3];

/// How far two colours are apart.
pub(super) fn away(a: &Rgb, b: &Rgb) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
}

/// The pixels of some rows, which are shares of the picture's height.
pub(super) fn pixels(picture: &Picture, rows: Range<f32>) -> impl Iterator<Item = Rgb> {
    let at = |share: f32| ((share * picture.height as f32) as usize).min(picture.height) * picture.width * 3;
    picture.pixels[at(rows.start)..at(rows.end)].chunks_exact(3).map(|p| [p[0], p[1], p[2]].map(f32::from))
}
