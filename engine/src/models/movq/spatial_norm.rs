//! Norms of the autoencoder: a plain group norm in the encoder; in the decoder one whose scale and shift come from the
//! latents, place by place.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::config::EPSILON;
use crate::models::layers::{GroupNorm, upsample};

/// Groups of every spatial norm; a constant of the reference, whatever the config says of the encoder's.
pub(super) const GROUPS: usize = 32;

/// A norm that may look at the latents.
pub(super) trait Norm: Module {
    /// `x`: `[batch, channels, height, width]`; `latents`: `[batch, 4, height / n, width / n]`.
    fn forward(&self, x: Tensor<4>, latents: Option<&Tensor<4>>) -> Tensor<4>;
}

impl Norm for GroupNorm {
    fn forward(&self, x: Tensor<4>, _latents: Option<&Tensor<4>>) -> Tensor<4> {
        GroupNorm::forward(self, x)
    }
}

/// Group norm, scaled and shifted by two 1×1 convolutions of the latents.
#[derive(Module, Debug)]
pub(super) struct SpatialNorm {
    norm_layer: GroupNorm,
    conv_y: Conv2d,
    conv_b: Conv2d,
}

impl SpatialNorm {
    pub(super) fn new(latent_channels: usize, width: usize, device: &Device) -> Self {
        let conv = || Conv2dConfig::new([latent_channels, width], [1, 1]).init(device);
        Self { norm_layer: GroupNorm::new(GROUPS, width, EPSILON, device), conv_y: conv(), conv_b: conv() }
    }
}

impl Norm for SpatialNorm {
    fn forward(&self, x: Tensor<4>, latents: Option<&Tensor<4>>) -> Tensor<4> {
        let normed = self.norm_layer.forward(x);
        let Some(latents) = latents else { return normed };
        // A 1×1 convolution and a nearest-neighbour enlargement commute, so the small picture is convolved.
        let times = normed.dims()[2] / latents.dims()[2];
        let scale = upsample(self.conv_y.forward(latents.clone()), times);
        let shift = upsample(self.conv_b.forward(latents.clone()), times);
        normed * scale + shift
    }
}
