//! Pictures as they go in and out: 8-bit RGB, and the sizes and numbers that networks want them in.

mod clip;
mod depth;
mod file;
mod mask;
mod outpaint;
mod region;
mod resize;

pub use self::clip::ClipImageProcessor;
pub use self::depth::DepthMap;
pub use self::mask::Mask;
pub use self::region::Region;
use self::resize::Filter;
use crate::error::Result;
use crate::protocol::Picture;

impl Picture {
    /// The picture stretched to `width` × `height` pixels, by a cubic kernel.
    ///
    /// # Errors
    /// Where the picture's own size does not match its pixels.
    pub fn resized(&self, width: usize, height: usize) -> Result<Self> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let (size, covered) = ((self.width, self.height), (self.width as f64, self.height as f64));
        let pixels = resize::rgb(&self.pixels, size, covered, (width, height), Filter::Bicubic)?;
        Ok(Self { width, height, pixels: pixels.into() })
    }

    /// The same as the reference prepares pictures for the decoder: much larger ones are averaged in blocks first.
    ///
    /// # Errors
    /// Where the picture's own size does not match its pixels.
    pub fn fitted(&self, width: usize, height: usize) -> Result<Self> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let blocks = resize::reduced(&self.pixels, (self.width, self.height), (width, height));
        let pixels = resize::rgb(&blocks.pixels, blocks.size, blocks.covered, (width, height), Filter::Bicubic)?;
        Ok(Self { width, height, pixels: pixels.into() })
    }

    /// Values in −1..1, `[3, height, width]`, of a canvas of at least the picture's size. Beyond the picture its last
    /// row and column go on.
    pub fn planes(&self, width: usize, height: usize) -> Vec<f32> {
        let size = (self.width, self.height);
        let channel = |c| laid_out(size, (width, height), move |i| f32::from(self.pixels[3 * i + c]) / 127.5 - 1.0);
        (0..3).flat_map(channel).collect()
    }
}

/// Values of a canvas, row by row, from the index of each pixel of a picture of `size` on it. Beyond the picture its
/// last row and column go on.
fn laid_out(
    (width, height): (usize, usize),
    canvas: (usize, usize),
    value: impl Fn(usize) -> f32,
) -> impl Iterator<Item = f32> {
    let row = move |y: usize| y.min(height - 1) * width;
    let indices = (0..canvas.1).flat_map(move |y| (0..canvas.0).map(move |x| row(y) + x.min(width - 1)));
    indices.map(value)
}
