//! Larger canvases: a picture with room beside it that is to be painted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Mask, Picture};

/// Pixels of the picture itself, at an extended side, that are painted anew so that the new part grows out of it.
const SEAM: usize = 8;

/// Room on each side, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the side that it says")]
pub struct Margins {
    #[serde(default)]
    pub left: usize,
    #[serde(default)]
    pub top: usize,
    #[serde(default)]
    pub right: usize,
    #[serde(default)]
    pub bottom: usize,
}

impl Margins {
    /// The picture on the larger canvas, its border going on outwards, and the mask of what is to be painted.
    pub fn apply(self, picture: &Picture) -> (Picture, Mask) {
        let (width, height) = (picture.width + self.left + self.right, picture.height + self.top + self.bottom);
        let mut pixels = Vec::with_capacity(3 * width * height);
        let mut values = Vec::with_capacity(width * height);
        let seam = |room: usize, side: usize| if room > 0 { SEAM.min(side / 4) } else { 0 };
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

impl FromStr for Margins {
    type Err = String;

    /// As in `left=64,bottom=32`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut margins = Self::default();
        for part in text.split(',') {
            let wrong = || format!("{part:?} is no side and number; say for instance left=64,right=64");
            let (side, pixels) = part.split_once('=').ok_or_else(wrong)?;
            let place = match side.trim() {
                "left" => &mut margins.left,
                "top" => &mut margins.top,
                "right" => &mut margins.right,
                "bottom" => &mut margins.bottom,
                _ => return Err(wrong()),
            };
            *place = pixels.trim().parse().map_err(|_| wrong())?;
        }
        Ok(margins)
    }
}

impl fmt::Display for Margins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "left={},top={},right={},bottom={}", self.left, self.top, self.right, self.bottom)
    }
}
