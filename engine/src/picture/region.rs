//! A part of a picture that is painted by itself and laid back: what lies around a mask.
//!
//! Reference: `get_crop_region` and `expand_crop_region` of `modules/masking.py` of
//! <https://github.com/AUTOMATIC1111/stable-diffusion-webui>.

use super::Mask;
use crate::protocol::Picture;

/// A part of a picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the side that it says")]
pub struct Region {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

impl Region {
    /// What a mask repaints with `padding` pixels around it, widened to the shape of `width` × `height` as far as the
    /// picture goes; `None` where the mask repaints nothing.
    pub fn around(mask: &Mask, padding: usize, (width, height): (usize, usize)) -> Option<Self> {
        let white = |&(_, value): &(usize, &u8)| *value >= 128;
        let painted = || mask.values.iter().enumerate().filter(white).map(|(i, _)| i);
        let (columns, rows) = (|| painted().map(|i| i % mask.width), || painted().map(|i| i / mask.width));
        let (left, right) = (columns().min()?, columns().max()?);
        let (top, bottom) = (rows().min()?, rows().max()?);
        let padded = |first: usize, last: usize, most: usize| {
            let start = first.saturating_sub(padding);
            (start, last.saturating_add(padding).saturating_add(1).min(most) - start)
        };
        let ((left, wide), (top, high)) = (padded(left, right, mask.width), padded(top, bottom, mask.height));
        // The side that is too short for the shape grows around its middle, away from the picture's edges.
        let (wished_wide, wished_high) = ((high * width).div_ceil(height), (wide * height).div_ceil(width));
        let (left, wide) = widened(left, wide, wished_wide, mask.width);
        let (top, high) = widened(top, high, wished_high, mask.height);
        Some(Self { left, top, width: wide, height: high })
    }
}

/// `side` pixels from `start`, widened around their middle to `wished` of the `all` that there are.
fn widened(start: usize, side: usize, wished: usize, all: usize) -> (usize, usize) {
    let new = wished.min(all).max(side);
    (start.saturating_sub((new - side) / 2).min(all - new), new)
}

impl Picture {
    /// A part of it.
    pub fn cropped(&self, region: Region) -> Self {
        let (width, height) = (region.width, region.height);
        Self { width, height, pixels: rows(&self.pixels, self.width, region, 3).into() }
    }

    /// It with other pixels in a part, row by row.
    pub fn with(&self, region: Region, part: &[u8]) -> Self {
        let mut pixels = self.pixels.to_vec();
        for (y, row) in part.chunks_exact(3 * region.width).enumerate() {
            let at = 3 * ((region.top + y) * self.width + region.left);
            pixels[at..at + row.len()].copy_from_slice(row);
        }
        Self { pixels: pixels.into(), ..self.clone() }
    }
}

impl Mask {
    /// A part of it.
    pub fn cropped(&self, region: Region) -> Self {
        let (width, height) = (region.width, region.height);
        Self { width, height, values: rows(&self.values, self.width, region, 1).into() }
    }
}

/// The bytes of a part of something that is `width` pixels of `channels` bytes wide.
fn rows(bytes: &[u8], width: usize, region: Region, channels: usize) -> Vec<u8> {
    let row = |y: usize| {
        let at = channels * ((region.top + y) * width + region.left);
        &bytes[at..at + channels * region.width]
    };
    (0..region.height).flat_map(row).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{Mask, Region};
    use crate::protocol::Picture;

    /// A mask of 40 × 20 pixels that repaints a rectangle.
    fn mask(left: usize, top: usize, width: usize, height: usize) -> Mask {
        let inside = |i: usize| (left..left + width).contains(&(i % 40)) && (top..top + height).contains(&(i / 40));
        Mask { width: 40, height: 20, values: (0..800).map(|i| if inside(i) { 255 } else { 0 }).collect() }
    }

    fn around(mask: &Mask, padding: usize, shape: (usize, usize)) -> (usize, usize, usize, usize) {
        let region = Region::around(mask, padding, shape).expect("something is repainted");
        (region.left, region.top, region.width, region.height)
    }

    #[test]
    fn a_region_is_padded_and_takes_the_shape_that_is_painted() {
        assert_eq!(around(&mask(10, 8, 4, 4), 0, (64, 64)), (10, 8, 4, 4));
        assert_eq!(around(&mask(10, 8, 4, 4), 2, (64, 64)), (8, 6, 8, 8));
        assert_eq!(around(&mask(10, 8, 4, 4), 0, (128, 64)), (8, 8, 8, 4));
        assert_eq!(around(&mask(10, 8, 8, 2), 0, (64, 64)), (10, 5, 8, 8));
    }

    #[test]
    fn it_stays_within_the_picture() {
        assert_eq!(around(&mask(0, 0, 4, 4), 2, (64, 64)), (0, 0, 6, 6));
        // At an edge it grows to the other side.
        assert_eq!(around(&mask(38, 0, 2, 8), 0, (64, 64)), (32, 0, 8, 8));
        // Of a picture that is too low for the shape all rows are taken.
        assert_eq!(around(&mask(0, 5, 40, 2), 0, (64, 64)), (0, 0, 40, 20));
        assert_eq!(around(&mask(10, 8, 4, 4), usize::MAX, (64, 64)), (0, 0, 40, 20));
        assert_eq!(Region::around(&mask(0, 0, 0, 0), 4, (64, 64)), None);
    }

    #[test]
    fn what_is_cut_out_is_laid_back_where_it_was() {
        let picture = Picture { width: 6, height: 5, pixels: (0..90).collect() };
        let region = Region { left: 2, top: 1, width: 3, height: 2 };
        let part = picture.cropped(region);
        assert_eq!(part.pixels[..], [24, 25, 26, 27, 28, 29, 30, 31, 32, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
        assert_eq!(picture.with(region, &part.pixels), picture);
        let black = picture.with(region, &[0; 18]);
        assert_eq!(black.pixels.iter().zip(picture.pixels.iter()).filter(|(a, b)| a != b).count(), 18);
    }
}
