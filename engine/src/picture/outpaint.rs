//! Larger canvases for outpainting: a picture with margins beside it that are to be painted.

use super::Mask;
use crate::protocol::{Margins, Picture};

/// Pixels of the picture itself, at an extended side, that are painted anew so that the new part grows out of it.
const SEAM: usize = 8;

impl Margins {
    /// The picture on the larger canvas, its border going on outwards, and the mask of what is to be painted.
    pub fn apply(self, picture: &Picture) -> (Picture, Mask) {
        let (width, height) = (picture.width + self.left + self.right, picture.height + self.top + self.bottom);
        let mut pixels = Vec::with_capacity(3 * width * height);
        let mut values = Vec::with_capacity(width * height);
        let seam = |margin: usize, side: usize| if margin > 0 { SEAM.min(side / 4) } else { 0 };
        let columns =
            self.left + seam(self.left, picture.width)..self.left + picture.width - seam(self.right, picture.width);
        let rows =
            self.top + seam(self.top, picture.height)..self.top + picture.height - seam(self.bottom, picture.height);
        for y in 0..height {
            let row = y.saturating_sub(self.top).min(picture.height - 1) * picture.width;
            for x in 0..width {
                let at = 3 * (row + x.saturating_sub(self.left).min(picture.width - 1));
                pixels.extend_from_slice(&picture.pixels[at..at + 3]);
                values.push(if rows.contains(&y) && columns.contains(&x) { 0 } else { 255 });
            }
        }
        let mask = Mask { width, height, values: values.into() };
        (Picture { width, height, pixels: pixels.into() }, mask)
    }
}
