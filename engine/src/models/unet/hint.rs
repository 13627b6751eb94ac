//! ControlNet-depth: a hint, a depth map as a rule, becomes further channels of the UNet's input.
//!
//! Reference: `ImageHintTimeEmbedding` in diffusers `models/embeddings.py`.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor, activation};

use crate::models::layers::convolve;

/// Hint → channels: three halvings, constants of the reference, in no config.
#[derive(Module, Debug)]
pub(super) struct HintEncoder {
    full_in: Conv2d,
    full: Conv2d,
    half_in: Conv2d,
    half: Conv2d,
    quarter_in: Conv2d,
    quarter: Conv2d,
    eighth_in: Conv2d,
    eighth: Conv2d,
}

impl HintEncoder {
    pub(super) fn new(device: &Device) -> Self {
        let conv = |from: usize, to: usize, stride: usize| {
            let padding = PaddingConfig2d::Explicit(1, 1, 1, 1);
            Conv2dConfig::new([from, to], [3, 3]).with_stride([stride, stride]).with_padding(padding).init(device)
        };
        Self {
            full_in: conv(3, 16, 1),
            full: conv(16, 16, 1),
            half_in: conv(16, 32, 2),
            half: conv(32, 32, 1),
            quarter_in: conv(32, 96, 2),
            quarter: conv(96, 96, 1),
            eighth_in: conv(96, 256, 2),
            eighth: conv(256, 4, 1),
        }
    }

    /// `[batch, 3, height, width]` in 0..1 → `[batch, 4, height / 8, width / 8]`.
    pub(super) fn forward(&self, hint: Tensor<4>) -> Tensor<4> {
        let layers =
            [&self.full_in, &self.full, &self.half_in, &self.half, &self.quarter_in, &self.quarter, &self.eighth_in];
        let x = layers.iter().fold(hint, |x, layer| activation::silu(convolve(layer, x)));
        convolve(&self.eighth, x)
    }
}
