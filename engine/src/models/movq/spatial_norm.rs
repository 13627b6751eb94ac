//! Norms of the autoencoder: a plain group norm in the encoder; in the decoder one whose scale and shift come from the
//! latents, place by place.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::config::EPSILON;
use super::stripes::{Part, Stripes};
use crate::models::layers::{GroupNorm, Statistics, upsample};

/// Groups of every spatial norm; a constant of the reference, whatever the config says of the encoder's.
pub(super) const GROUPS: usize = 32;

/// A norm that may look at the latents.
pub(super) trait Norm: Module {
    /// `x`: `[batch, channels, height, width]`; `latents`: `[batch, 4, height / n, width / n]`.
    fn forward(&self, x: Tensor<4>, latents: Option<&Tensor<4>>) -> Tensor<4>;

    /// The statistics of a picture in stripes.
    fn statistics(&self, stripes: &Stripes) -> Statistics;

    /// One part of a picture with these `statistics`; `height` is that of the picture.
    fn forward_part(
        &self,
        part: &Part,
        height: usize,
        statistics: &Statistics,
        latents: Option<&Tensor<4>>,
    ) -> Tensor<4>;
}

impl Norm for GroupNorm {
    fn forward(&self, x: Tensor<4>, _latents: Option<&Tensor<4>>) -> Tensor<4> {
        GroupNorm::forward(self, x)
    }

    fn statistics(&self, stripes: &Stripes) -> Statistics {
        GroupNorm::statistics(self, stripes.all())
    }

    fn forward_part(&self, part: &Part, _: usize, statistics: &Statistics, _: Option<&Tensor<4>>) -> Tensor<4> {
        GroupNorm::forward_part(self, part.rows.clone(), statistics)
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
        let height = x.dims()[2];
        let normed = self.norm_layer.forward(x);
        self.modulated(normed, 0, height, latents)
    }

    fn statistics(&self, stripes: &Stripes) -> Statistics {
        self.norm_layer.statistics(stripes.all())
    }

    fn forward_part(
        &self,
        part: &Part,
        height: usize,
        statistics: &Statistics,
        latents: Option<&Tensor<4>>,
    ) -> Tensor<4> {
        let normed = self.norm_layer.forward_part(part.rows.clone(), statistics);
        self.modulated(normed, part.top, height, latents)
    }
}

impl SpatialNorm {
    /// Scale and shift for the rows from `top` on of a picture of `height` rows.
    fn modulated(&self, normed: Tensor<4>, top: usize, height: usize, latents: Option<&Tensor<4>>) -> Tensor<4> {
        let Some(latents) = latents else { return normed };
        let (rows, times) = (normed.dims()[2], height / latents.dims()[2]);
        // The latents behind these rows, and how many rows of the first one lie above them.
        let (first, last) = (top / times, (top + rows - 1) / times);
        let beneath = latents.clone().narrow(2, first, last + 1 - first);
        // A 1×1 convolution and a nearest-neighbour enlargement commute, so the small picture is convolved.
        let enlarged = |conv: &Conv2d| {
            let large = upsample(conv.forward(beneath.clone()), times);
            if large.dims()[2] == rows { large } else { large.narrow(2, top - first * times, rows) }
        };
        normed * enlarged(&self.conv_y) + enlarged(&self.conv_b)
    }
}
