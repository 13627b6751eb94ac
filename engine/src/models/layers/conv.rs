//! The 3×3 convolution that keeps the size: most of the work of the UNet and of the autoencoder.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor};

use crate::kernels;

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
        if kernels::supports(&x) {
            return kernels::conv3(x, self.weight.val(), self.bias.val());
        }
        let options = ConvOptions::new_with_padding([1, 1], [(1, 1), (1, 1)], [1, 1], 1);
        conv2d(x, self.weight.val(), Some(self.bias.val()), options)
    }
}
