//! The 3×3 convolution that keeps the size: most of the work of the UNet and of the autoencoder.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor};

/// Widest input, in channels, that the CPU convolves as nine matrix products. Up to here that is faster than its
/// convolution (64 channels at 16×16: 2.1 against 3.0 ms, 32 at 128×128: 25 against 37) and rounds less than half as
/// much, since each sum is short; for 384 channels and more it is slower.
const SHIFT_BELOW: usize = 192;

/// A 3×3 convolution with one pixel of padding.
#[derive(Module, Debug)]
pub struct Conv3 {
    /// `[to, from, 3, 3]`.
    weight: Param<Tensor<4>>,
    /// `[to]`.
    bias: Param<Tensor<1>>,
}

impl Conv3 {
    /// A convolution from `from` to `to` channels whose weights are not loaded yet.
    pub fn new(from: usize, to: usize, device: &Device) -> Self {
        Self { weight: Initializer::Zeros.init([to, from, 3, 3], device), bias: Initializer::Zeros.init([to], device) }
    }

    /// `[batch, from, height, width]` → `[batch, to, height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [to, from, _, _] = self.weight.dims();
        let bias = self.bias.val();
        if from <= SHIFT_BELOW && x.device() == Device::flex() {
            return shifted(x, self.weight.val()) + bias.reshape([1, to, 1, 1]);
        }
        let options = ConvOptions::new_with_padding([1, 1], [(1, 1), (1, 1)], [1, 1], 1);
        conv2d(x, self.weight.val(), Some(bias), options)
    }
}

/// The convolution as a sum of nine matrix products, one for each tap, over shifted views of the padded picture.
///
/// The padded picture lies row after row, so a shift by a tap is an offset and no copy. The two columns of padding come
/// along in the result and are cut off at the end.
fn shifted(x: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
    let [batch, from, height, width] = x.dims();
    let to = weight.dims()[0];
    let stride = width + 2;
    // A second row of padding below keeps the last shift inside.
    let padded = x.pad((1, 1, 1, 2), 0.0).reshape([batch, from, (height + 3) * stride]);
    let taps = weight.permute([2, 3, 0, 1]).reshape([9, to, from]);
    let product = |tap: usize| {
        let view = padded.clone().narrow(2, tap / 3 * stride + tap % 3, height * stride);
        taps.clone().narrow(0, tap, 1).matmul(view)
    };
    let sum = (1..9).fold(product(0), |sum, tap| sum + product(tap));
    sum.reshape([batch, to, height, stride]).narrow(3, 0, width)
}
