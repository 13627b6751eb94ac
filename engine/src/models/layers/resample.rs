//! Plain resampling: nearest neighbours up, means down.

use burn::tensor::Tensor;
use burn::tensor::module::{avg_pool2d, interpolate};
use burn::tensor::ops::{AvgPoolOptions, InterpolateMode, InterpolateOptions};

/// What a residual block does to the picture's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// The size stays as it is.
    Keep,
    /// It halves it.
    Down,
    /// It doubles it.
    Up,
}

/// Repeats each value `times` × `times`: `[batch, channels, height, width]` → `[…, height · times, width · times]`.
pub fn upsample(x: Tensor<4>, times: usize) -> Tensor<4> {
    if times == 1 {
        return x;
    }
    let [_, _, height, width] = x.dims();
    let size = [height * times, width * times];
    interpolate(x, InterpolateOptions::new(InterpolateMode::Nearest).with_output_size(size))
}

/// The mean of each 2 × 2 block: `[batch, channels, height, width]` → `[…, height / 2, width / 2]`.
pub fn half_size(x: Tensor<4>) -> Tensor<4> {
    avg_pool2d(x, AvgPoolOptions::new([2, 2]))
}
