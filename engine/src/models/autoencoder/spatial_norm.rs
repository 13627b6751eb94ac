//! Norms of the autoencoder: a plain group norm in the encoder; in the decoder one whose scale and shift come from the
//! latents, place by place.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use super::config::{EPSILON, SPATIAL_GROUPS};
use super::stripes::Stripes;
use crate::models::layers::{GroupNorm, Places, Statistics, Then};

/// A norm that may look at the latents.
pub(super) trait Norm: Module {
    /// The statistics of a picture in stripes.
    fn statistics(&self, stripes: &Stripes) -> Statistics;

    /// The norm of `rows`, `[batch, channels, rows, width]`, which begin `top` rows below the upper edge of a picture
    /// of
    /// `height` rows; then SiLU, where `silu` says so. Without `statistics` the rows are the whole picture.
    /// `latents`: `[batch, 4, height / n, width / n]`.
    fn forward(&self, rows: Tensor<4>, place: Place<'_>, latents: Option<&Tensor<4>>, silu: bool) -> Tensor<4>;
}

/// Where in a picture rows are.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Rows above them.
    pub(super) top: usize,
    /// Rows of the picture.
    pub(super) height: usize,
    /// The statistics of the picture; `None` where the rows are all of it.
    pub(super) statistics: Option<&'a Statistics>,
}

impl Place<'_> {
    /// A picture that is whole.
    pub(super) fn whole(x: &Tensor<4>) -> Self {
        Self { top: 0, height: x.dims()[2], statistics: None }
    }
}

impl Norm for GroupNorm {
    fn statistics(&self, stripes: &Stripes) -> Statistics {
        GroupNorm::statistics(self, stripes.all())
    }

    fn forward(&self, rows: Tensor<4>, place: Place<'_>, _latents: Option<&Tensor<4>>, silu: bool) -> Tensor<4> {
        self.forward_then(rows, place.statistics, &Then { silu, ..Then::default() })
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
        Self { norm_layer: GroupNorm::new(SPATIAL_GROUPS, width, EPSILON, device), conv_y: conv(), conv_b: conv() }
    }
}

impl Norm for SpatialNorm {
    fn statistics(&self, stripes: &Stripes) -> Statistics {
        self.norm_layer.statistics(stripes.all())
    }

    fn forward(&self, rows: Tensor<4>, place: Place<'_>, latents: Option<&Tensor<4>>, silu: bool) -> Tensor<4> {
        let places = latents.map(|latents| {
            let (own, times) = (rows.dims()[2], place.height / latents.dims()[2]);
            // The latents behind these rows, and how many rows of the first one lie above them.
            let (first, last) = (place.top / times, (place.top + own - 1) / times);
            let beneath = latents.clone().narrow(2, first, last + 1 - first);
            // A 1×1 convolution and a nearest-neighbour enlargement commute, so the small picture is convolved.
            let (scale, shift) = (self.conv_y.forward(beneath.clone()), self.conv_b.forward(beneath));
            Places { scale, shift, times, above: place.top - first * times }
        });
        self.norm_layer.forward_then(rows, place.statistics, &Then { places, silu, ..Then::default() })
    }
}
