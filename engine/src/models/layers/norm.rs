//! Group norm, in as few passes over the picture and as few roundings as it takes.
//!
//! Paper: Wu & He, "Group Normalization" (2018).

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, FloatDType, Tensor};

/// Group norm with a weight and a bias for each channel.
#[derive(Module, Debug)]
pub struct GroupNorm {
    weight: Param<Tensor<1>>,
    bias: Param<Tensor<1>>,
    groups: usize,
    epsilon: f64,
}

impl GroupNorm {
    /// A norm over `groups` groups of `channels` channels whose weights are not loaded yet.
    pub fn new(groups: usize, channels: usize, epsilon: f64, device: &Device) -> Self {
        Self {
            weight: Initializer::Ones.init([channels], device),
            bias: Initializer::Zeros.init([channels], device),
            groups,
            epsilon,
        }
    }

    /// `[batch, channels, height, width]` → the same.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let (centred, scale) = self.centred(x);
        let [_, channels, _, _] = centred.dims();
        centred * scale + self.bias.val().reshape([1, channels, 1, 1])
    }

    /// The norm, then · (1 + `scale`) + `shift`, both `[batch, channels, 1, 1]`, folded into the norm's own.
    pub fn modulated(&self, x: Tensor<4>, scale: Tensor<4>, shift: Tensor<4>) -> Tensor<4> {
        let (centred, own) = self.centred(x);
        let [_, channels, _, _] = centred.dims();
        let more = scale + 1.0;
        let shift = self.bias.val().reshape([1, channels, 1, 1]) * more.clone() + shift;
        centred * (own * more) + shift
    }

    /// The picture less its groups' means, and the weight over their deviations, `[batch, channels, 1, 1]`.
    fn centred(&self, x: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
        let shape = x.dims();
        let [batch, channels, height, width] = shape;
        let dtype: FloatDType = x.dtype().into();
        // Squares of half-precision values overflow, so the statistics are always taken in single precision.
        let x = x.cast(FloatDType::F32).reshape([batch, self.groups, channels / self.groups * height * width]);
        let x = x.clone() - x.mean_dim(2);
        let deviation = (x.clone().square().mean_dim(2) + self.epsilon).sqrt();
        let per_channel = deviation.repeat_dim(2, channels / self.groups).reshape([batch, channels, 1, 1]);
        let weight = self.weight.val().cast(FloatDType::F32).reshape([1, channels, 1, 1]);
        (x.reshape(shape).cast(dtype), (weight / per_channel).cast(dtype))
    }
}
