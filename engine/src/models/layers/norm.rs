//! Group norm, in as few passes over the picture and as few roundings as it takes.
//!
//! Paper: Wu & He, "Group Normalization" (2018).

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::tensor::{Device, FloatDType, Tensor, activation};

use super::upsample;
use crate::kernels;
pub use crate::kernels::Places;
use crate::protocol::Fallback;

/// Group norm, with a weight and a bias for each channel or without.
#[derive(Module, Debug)]
pub struct GroupNorm {
    weight: Option<Param<Tensor<1>>>,
    bias: Option<Param<Tensor<1>>>,
    groups: usize,
    epsilon: f64,
}

/// Means and deviations of a picture's groups, each `[batch, groups, 1]`.
#[derive(Debug, Clone)]
pub struct Statistics {
    mean: Tensor<3>,
    deviation: Tensor<3>,
}

/// What comes after the norm, in one pass with it where the device can.
#[derive(Default)]
pub struct Then {
    /// A scale and a shift, `[batch, channels, 1, 1]` each: · (1 + scale) + shift.
    pub modulation: Option<(Tensor<4>, Tensor<4>)>,
    /// A scale and a shift for each place.
    pub places: Option<Places>,
    /// SiLU at the end.
    pub silu: bool,
}

impl Then {
    /// SiLU alone.
    pub fn silu() -> Self {
        Self { silu: true, ..Self::default() }
    }
}

impl GroupNorm {
    /// A norm over `groups` groups of `channels` channels whose weights are not loaded yet.
    pub fn new(groups: usize, channels: usize, epsilon: f64, device: &Device) -> Self {
        Self {
            weight: Some(Initializer::Ones.init([channels], device)),
            bias: Some(Initializer::Zeros.init([channels], device)),
            ..Self::plain(groups, epsilon)
        }
    }

    /// One without weights and biases.
    pub fn plain(groups: usize, epsilon: f64) -> Self {
        Self { weight: None, bias: None, groups, epsilon }
    }

    /// `[batch, channels, height, width]` → the same.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.forward_then(x, None, &Then::default())
    }

    /// The statistics of a picture that is in `parts`, `[batch, channels, any, any]` and at least one: each group's
    /// mean and deviation over all of them.
    pub fn statistics(&self, parts: &[Tensor<4>]) -> Statistics {
        if let [whole] = parts
            && on_adapter(whole)
        {
            let both = kernels::group_statistics(whole.clone(), self.groups, self.epsilon);
            return Statistics { mean: both.clone().narrow(2, 0, 1), deviation: both.narrow(2, 1, 1) };
        }
        let (mean, variance) = if parts.iter().all(kernels::supports) {
            kernels::statistics(parts, self.groups)
        } else {
            self.moments(parts)
        };
        Statistics { mean, deviation: (variance + self.epsilon).sqrt() }
    }

    /// The norm of a picture, or of a part of one with the `statistics` of the whole, and what comes after it.
    pub fn forward_then(&self, x: Tensor<4>, statistics: Option<&Statistics>, then: &Then) -> Tensor<4> {
        let shape @ [_, channels, height, _] = x.dims();
        if on_adapter(&x) && then.places.is_none() {
            return self.on_adapter(x, statistics, then);
        }
        let dtype: FloatDType = x.dtype().into();
        let Statistics { mean, deviation } =
            statistics.cloned().unwrap_or_else(|| self.statistics(std::slice::from_ref(&x)));
        let mut scale = self.scale(deviation, shape, dtype);
        let mut shift = match &self.bias {
            Some(bias) => bias.val().reshape([1, channels, 1, 1]),
            None => Tensor::zeros([1, channels, 1, 1], (&x.device(), x.dtype())),
        };
        if let Some((by, plus)) = &then.modulation {
            let by = by.clone() + 1.0;
            (scale, shift) = (scale * by.clone(), shift * by + plus.clone());
        }
        if kernels::supports(&x) {
            return kernels::normalise(x, mean, (scale, shift), then.places.as_ref(), then.silu);
        }
        let centred = (self.grouped(x) - mean).reshape(shape).cast(dtype);
        let mut x = centred * scale + shift;
        if let Some(places) = &then.places {
            let wide = |x: &Tensor<4>| upsample(x.clone(), places.times).narrow(2, places.above, height);
            x = x * wide(&places.scale) + wide(&places.shift);
        }
        if then.silu { activation::silu(x) } else { x }
    }

    /// The same on a graphics adapter, in two passes, or one with the `statistics`; nothing for each place.
    fn on_adapter(&self, x: Tensor<4>, statistics: Option<&Statistics>, then: &Then) -> Tensor<4> {
        let statistics = match statistics {
            Some(Statistics { mean, deviation }) => Tensor::cat(vec![mean.clone(), deviation.clone()], 2),
            None => kernels::group_statistics(x.clone(), self.groups, self.epsilon),
        };
        let affine = self.weight.as_ref().zip(self.bias.as_ref()).map(|(weight, bias)| (weight.val(), bias.val()));
        kernels::group_normalise(x, statistics, affine, then.modulation.clone(), then.silu)
    }

    /// Means and variances of the groups, `[batch, groups, 1]` each.
    fn moments(&self, parts: &[Tensor<4>]) -> (Tensor<3>, Tensor<3>) {
        let values = |part: &Tensor<4>| part.dims()[2] * part.dims()[3];
        let all: usize = parts.iter().map(values).sum();
        let over_all = |mean_of: &dyn Fn(&Tensor<4>) -> Tensor<3>| {
            let share = |part| mean_of(part) * (values(part) as f64 / all as f64);
            Tensor::cat(parts.iter().map(share).collect(), 2).sum_dim(2)
        };
        let mean = over_all(&|part| self.grouped(part.clone()).mean_dim(2));
        let centred = |part: &Tensor<4>| self.grouped(part.clone()) - mean.clone();
        let variance = over_all(&|part| centred(part).square().mean_dim(2));
        (mean, variance)
    }

    /// `[batch, groups, values]`, in single precision: squares of half-precision values overflow.
    fn grouped(&self, x: Tensor<4>) -> Tensor<3> {
        let [batch, channels, height, width] = x.dims();
        x.cast(FloatDType::F32).reshape([batch, self.groups, channels / self.groups * height * width])
    }

    /// The weight over the groups' deviations `[batch, groups, 1]`, for a picture of `shape`: `[batch, channels, 1,
    /// 1]`.
    fn scale(&self, deviation: Tensor<3>, [batch, channels, _, _]: [usize; 4], dtype: FloatDType) -> Tensor<4> {
        let per_channel = deviation.repeat_dim(2, channels / self.groups).reshape([batch, channels, 1, 1]);
        let scale = match &self.weight {
            Some(weight) => weight.val().cast(FloatDType::F32).reshape([1, channels, 1, 1]) / per_channel,
            None => per_channel.recip(),
        };
        scale.cast(dtype)
    }
}

/// True where the kernels for adapters are used.
fn on_adapter(x: &Tensor<4>) -> bool {
    kernels::on_adapter(x) && !kernels::taken(Fallback::Norm)
}
