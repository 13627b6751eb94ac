//! The autoencoder's residual block, with either norm.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::spatial_norm::{Norm, Place};
use super::stripes::Stripes;
use crate::models::layers::{Conv3, pointwise};

/// Norm, SiLU, convolution, twice, and a shortcut.
#[derive(Module, Debug)]
pub(super) struct ResnetBlock<N: Norm> {
    norm1: N,
    conv1: Conv3,
    norm2: N,
    conv2: Conv3,
    conv_shortcut: Option<Conv2d>,
}

impl<N: Norm> ResnetBlock<N> {
    /// A block from `from` to `to` channels; `norm` makes a norm of the given width.
    pub(super) fn new(from: usize, to: usize, norm: impl Fn(usize) -> N, device: &Device) -> Self {
        Self {
            norm1: norm(from),
            conv1: Conv3::new(from, to, device),
            norm2: norm(to),
            conv2: Conv3::new(to, to, device),
            conv_shortcut: (from != to).then(|| Conv2dConfig::new([from, to], [1, 1]).init(device)),
        }
    }

    /// `[batch, from, height, width]` → `[batch, to, height, width]`.
    pub(super) fn forward(&self, x: Stripes, latents: Option<&Tensor<4>>) -> Stripes {
        let h = activated(x.clone(), &self.norm1, &self.conv1, latents);
        let h = activated(h, &self.norm2, &self.conv2, latents);
        x.zip(h, |x, h| h + self.conv_shortcut.as_ref().map_or(x.clone(), |conv| pointwise(conv, x)))
    }
}

/// Norm, SiLU, convolution.
pub(super) fn activated<N: Norm>(x: Stripes, norm: &N, conv: &Conv3, latents: Option<&Tensor<4>>) -> Stripes {
    if x.whole().is_some() {
        return x.map(|x| {
            let place = Place::whole(&x);
            conv.forward(norm.forward(x, place, latents, true))
        });
    }
    let (statistics, height) = (norm.statistics(&x), x.height());
    x.map_parts(1, 1, |part| {
        let place = Place { top: part.top, height, statistics: Some(&statistics) };
        part.own(conv.forward(norm.forward(part.rows.clone(), place, latents, true)), 1)
    })
}
