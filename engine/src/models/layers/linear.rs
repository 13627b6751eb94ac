//! The linear layer.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, FloatDType, Tensor, module};

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
        forward(x, &self.weight, self.bias.as_ref())
    }
}

/// x·weight + bias. Where the weight is kept in fewer bits than `x`, the product is taken in those and the result is as
/// `x`; on the CPU it is the weight that is widened.
pub(super) fn forward<const D: usize>(
    x: Tensor<D>,
    weight: &Param<Tensor<2>>,
    bias: Option<&Param<Tensor<1>>>,
) -> Tensor<D> {
    let (weight, bias) = (weight.val(), bias.map(Param::val));
    if kernels::supports(&x) {
        return kernels::linear(x, weight, bias);
    }
    let (dtype, kept): (FloatDType, FloatDType) = (x.dtype().into(), weight.dtype().into());
    if dtype == kept {
        return module::linear(x, weight, bias);
    }
    module::linear(x.cast(kept), weight, bias.map(|bias| bias.cast(kept))).cast(dtype)
}
