//! The precision that networks compute in, and that their weights are kept in.

use burn::tensor::DType;
use safetensors::Dtype;

/// What a network computes in, and what its weights are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats. On the CPU, weights of linear layers and 3×3 convolutions that a file has in 16 bits stay so and
    /// are widened as they are used, which changes no result.
    F32,
    /// 32-bit floats, with those weights rounded to 16 bits whatever a file has: half the memory, and nearly the same
    /// picture. For the CPU alone.
    HalfWeights,
    /// 16-bit floats. For graphics adapters.
    F16,
    /// 32-bit floats, and linear layers that multiply in 16 bits where a file has their weights so. For graphics
    /// adapters, and networks whose sums leave the range of 16-bit floats.
    Mixed,
}

impl Precision {
    /// What it is, in a few signs.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::HalfWeights => "f32, weights in f16",
            Self::F16 => "f16",
            Self::Mixed => "f32, products in f16",
        }
    }

    /// What is computed in.
    pub fn computing(self) -> DType {
        match self {
            Self::F32 | Self::HalfWeights | Self::Mixed => DType::F32,
            Self::F16 => DType::F16,
        }
    }

    /// That of T5, where others have this one: nothing of it is computed in half precision but products with matrices
    /// that files have so, for its sums leave the range.
    pub(crate) fn streamed(self) -> Self {
        match self {
            Self::F16 => Self::Mixed,
            other => other,
        }
    }

    /// What a weight is kept in that a file has as `dtype`; `wide`: it belongs to a linear layer, or on the CPU to a
    /// 3×3 convolution, which there widen weights themselves.
    pub(crate) fn kept(self, dtype: Dtype, wide: bool) -> DType {
        match (self, dtype) {
            (Self::F16, _) => DType::F16,
            (Self::Mixed, Dtype::F16 | Dtype::BF16) if wide => DType::F16,
            (_, Dtype::F16) if wide => DType::F16,
            (_, Dtype::BF16) if wide => DType::BF16,
            (Self::HalfWeights, _) if wide => DType::F16,
            _ => DType::F32,
        }
    }
}
