//! Activations by the names that config files give them.

use burn::tensor::{Tensor, activation};
use serde::Deserialize;

use crate::kernels;

/// An elementwise non-linearity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Activation {
    /// x · Φ(x), with the exact normal distribution.
    #[serde(rename = "gelu")]
    Gelu,
    /// x · σ(1.702 x), as OpenAI's CLIP has it.
    #[serde(rename = "quick_gelu")]
    QuickGelu,
    /// GELU by tanh.
    #[serde(rename = "gelu_new", alias = "gelu_pytorch_tanh")]
    GeluTanh,
    /// x · σ(x).
    #[serde(rename = "silu", alias = "swish")]
    Silu,
}

impl Activation {
    /// Applies the activation elementwise, at any shape.
    pub fn forward<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Gelu if kernels::supports(&x) => kernels::gelu(x),
            Self::Gelu => activation::gelu(x),
            Self::QuickGelu => x.clone() * activation::sigmoid(x * 1.702),
            Self::GeluTanh => activation::gelu_approximate(x),
            Self::Silu => activation::silu(x),
        }
    }
}
