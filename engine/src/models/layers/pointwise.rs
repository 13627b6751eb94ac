//! The 1×1 convolution: a linear layer at each place.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, Tensor};

use super::linear::forward;

/// A 1×1 convolution.
#[derive(Module, Debug)]
pub struct Pointwise {
    /// `[from, to]`; files have it the other way round, and with two more sides of 1.
    weight: Param<Tensor<2>>,
    /// `[to]`.
    bias: Option<Param<Tensor<1>>>,
}

impl Pointwise {
    /// A convolution from `from` to `to` channels whose weights are not loaded yet.
    pub fn new(from: usize, to: usize, device: &Device) -> Self {
        Self { bias: Some(Initializer::Zeros.init([to], device)), ..Self::without_bias(from, to, device) }
    }

    /// One without a bias.
    pub fn without_bias(from: usize, to: usize, device: &Device) -> Self {
        Self { weight: Initializer::Zeros.init([from, to], device), bias: None }
    }

    /// `[batch, from, height, width]` → `[batch, to, height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, _, height, width] = x.dims();
        let places: Tensor<3> = x.flatten(2, 3);
        let places = forward(places.swap_dims(1, 2), &self.weight, self.bias.as_ref());
        let to = places.dims()[2];
        places.swap_dims(1, 2).reshape([batch, to, height, width])
    }
}
