//! Picture sizes and the latents behind them.

/// Latents for a picture of a given size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatentSize {
    /// Rows of latents.
    pub height: usize,
    /// Columns of latents.
    pub width: usize,
    /// Pixels to a latent, along each side.
    pub scale: usize,
}

impl LatentSize {
    /// The latents of a picture of at least `width` × `height` pixels. Sides are rounded up to the square of the
    /// autoencoder's scale factor (64 pixels for Kandinsky), as the reference does; the picture is cropped later.
    pub fn covering(width: usize, height: usize, scale: usize) -> Self {
        let side = |pixels: usize| pixels.div_ceil(scale * scale) * scale;
        Self { height: side(height), width: side(width), scale }
    }

    /// Places for latents.
    pub fn area(self) -> usize {
        self.height * self.width
    }

    /// Height of the picture that the latents decode to.
    pub fn picture_height(self) -> usize {
        self.height * self.scale
    }

    /// Width of the picture that the latents decode to.
    pub fn picture_width(self) -> usize {
        self.width * self.scale
    }
}
