//! The timestep as a vector: sines and cosines of falling frequencies, then a small network.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{DType, Device, Tensor, TensorData, activation};

use super::Linear;

/// cos and sin of `timestep` at `width / 2` frequencies from 1 down to about 1/10000, shape `[1, width]`.
///
/// `cosine_first` and `shift` are `flip_sin_to_cos` and `freq_shift` of the configs. Computed on the host in single
/// precision, as the reference does.
pub fn sinusoid(
    timestep: f32,
    width: usize,
    cosine_first: bool,
    shift: f32,
    device: &Device,
    dtype: DType,
) -> Tensor<2> {
    let half = width / 2;
    let angle = |i: usize| (-(10_000f32.ln()) * i as f32 / (half as f32 - shift)).exp() * timestep;
    let sines = (0..half).map(|i| angle(i).sin());
    let cosines = (0..half).map(|i| angle(i).cos());
    let mut values: Vec<f32> =
        if cosine_first { cosines.chain(sines).collect() } else { sines.chain(cosines).collect() };
    values.resize(width, 0.0);
    Tensor::from_data(TensorData::new(values, [1, width]), (device, dtype))
}

/// Sizes of a [`TimestepEmbedding`].
#[derive(Config, Debug)]
pub struct TimestepEmbeddingConfig {
    /// Width of the sinusoid.
    pub width: usize,
    /// Width of the embedding.
    pub embedding: usize,
}

/// Linear → SiLU → Linear on the sinusoid.
#[derive(Module, Debug)]
pub struct TimestepEmbedding {
    linear_1: Linear,
    linear_2: Linear,
}

impl TimestepEmbeddingConfig {
    /// An embedding whose weights are not loaded yet.
    pub fn init(&self, device: &Device) -> TimestepEmbedding {
        TimestepEmbedding {
            linear_1: Linear::new(self.width, self.embedding, device),
            linear_2: Linear::new(self.embedding, self.embedding, device),
        }
    }
}

impl TimestepEmbedding {
    /// `[batch, width]` → `[batch, embedding]`.
    pub fn forward(&self, sinusoid: Tensor<2>) -> Tensor<2> {
        self.linear_2.forward(activation::silu(self.linear_1.forward(sinusoid)))
    }
}
