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

/// Means and deviations of a picture's groups, each `[batch, groups, 1]`.
#[derive(Debug, Clone)]
pub struct Statistics {
    mean: Tensor<3>,
    deviation: Tensor<3>,
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

    /// The statistics of a picture that is in `parts`, `[batch, channels, any, any]` and at least one: each group's mean
    /// and deviation over all of them.
    pub fn statistics(&self, parts: &[Tensor<4>]) -> Statistics {
        let values = |part: &Tensor<4>| part.dims()[2] * part.dims()[3];
        let all: usize = parts.iter().map(values).sum();
        let over_all = |mean_of: &dyn Fn(&Tensor<4>) -> Tensor<3>| {
            let share = |part| mean_of(part) * (values(part) as f64 / all as f64);
            Tensor::cat(parts.iter().map(share).collect(), 2).sum_dim(2)
        };
        let mean = over_all(&|part| self.grouped(part.clone()).mean_dim(2));
        let centred = |part: &Tensor<4>| self.grouped(part.clone()) - mean.clone();
        let variance = over_all(&|part| centred(part).square().mean_dim(2));
        Statistics { mean, deviation: (variance + self.epsilon).sqrt() }
    }

    /// The norm of one part of a picture that has these `statistics`.
    pub fn forward_part(&self, part: Tensor<4>, statistics: &Statistics) -> Tensor<4> {
        let shape = part.dims();
        let dtype: FloatDType = part.dtype().into();
        let centred = (self.grouped(part) - statistics.mean.clone()).reshape(shape).cast(dtype);
        centred * self.scale(statistics.deviation.clone(), shape, dtype) + self.bias.val().reshape([1, shape[1], 1, 1])
    }

    /// `[batch, groups, values]`, in single precision: squares of half-precision values overflow.
    fn grouped(&self, x: Tensor<4>) -> Tensor<3> {
        let [batch, channels, height, width] = x.dims();
        x.cast(FloatDType::F32).reshape([batch, self.groups, channels / self.groups * height * width])
    }

    /// The picture less its groups' means, and the weight over their deviations, `[batch, channels, 1, 1]`.
    fn centred(&self, x: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
        let shape = x.dims();
        let dtype: FloatDType = x.dtype().into();
        let x = self.grouped(x);
        let x = x.clone() - x.mean_dim(2);
        let deviation = (x.clone().square().mean_dim(2) + self.epsilon).sqrt();
        (x.reshape(shape).cast(dtype), self.scale(deviation, shape, dtype))
    }

    /// The weight over the groups' deviations `[batch, groups, 1]`, for a picture of `shape`: `[batch, channels, 1, 1]`.
    fn scale(&self, deviation: Tensor<3>, [batch, channels, _, _]: [usize; 4], dtype: FloatDType) -> Tensor<4> {
        let per_channel = deviation.repeat_dim(2, channels / self.groups).reshape([batch, channels, 1, 1]);
        let weight = self.weight.val().cast(FloatDType::F32).reshape([1, channels, 1, 1]);
        (weight / per_channel).cast(dtype)
    }
}
