//! The linear layer.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, Tensor, module};

use crate::kernels;

/// x·weight + bias.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[from, to]`; files have it the other way round.
    weight: Param<Tensor<2>>,
    /// `[to]`.
    bias: Option<Param<Tensor<1>>>,
}

impl Linear {
    /// A layer from `from` to `to` values whose weights are not loaded yet.
    pub fn new(from: usize, to: usize, device: &Device) -> Self {
        Self { bias: Some(Initializer::Zeros.init([to], device)), ..Self::without_bias(from, to, device) }
    }

    /// One without a bias.
    pub fn without_bias(from: usize, to: usize, device: &Device) -> Self {
        Self { weight: Initializer::Zeros.init([from, to], device), bias: None }
    }

    /// `[…, from]` → `[…, to]`.
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        let bias = self.bias.as_ref().map(Param::val);
        if kernels::serves(&x) {
            return kernels::linear(x, self.weight.val(), bias);
        }
        module::linear(x, self.weight.val(), bias)
    }
}
