//! The autoencoder's attention: one head as wide as the picture is deep.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::config::{AutoencoderConfig, EPSILON};
use super::spatial_norm::{Norm, Place, SpatialNorm};
use crate::models::layers::{GroupNorm, Heads, Linear, attend};

/// The attention. A plain norm is `group_norm` in the files, one that looks at the latents `spatial_norm`.
#[derive(Module, Debug)]
pub(super) struct Attention {
    group_norm: Option<GroupNorm>,
    spatial_norm: Option<SpatialNorm>,
    to_q: Linear,
    to_k: Linear,
    to_v: Linear,
    to_out: Vec<Linear>,
}

impl Attention {
    /// An attention with a plain norm.
    pub(super) fn plain(config: &AutoencoderConfig, width: usize, device: &Device) -> Self {
        let norm = GroupNorm::new(config.norm_num_groups, width, EPSILON, device);
        Self::new(Some(norm), None, width, device)
    }

    /// An attention of a decoder whose norms look at the latents.
    pub(super) fn spatial(config: &AutoencoderConfig, width: usize, device: &Device) -> Self {
        Self::new(None, Some(SpatialNorm::new(config.latent_channels, width, device)), width, device)
    }

    fn new(group: Option<GroupNorm>, spatial: Option<SpatialNorm>, width: usize, device: &Device) -> Self {
        let square = || Linear::new(width, width, device);
        Self {
            group_norm: group,
            spatial_norm: spatial,
            to_q: square(),
            to_k: square(),
            to_v: square(),
            to_out: vec![square()],
        }
    }

    /// `[batch, channels, height, width]` → the same.
    pub(super) fn forward(&self, x: Tensor<4>, latents: Option<&Tensor<4>>) -> Tensor<4> {
        let shape = x.dims();
        let mut normed = x.clone();
        if let Some(norm) = &self.group_norm {
            normed = norm.forward(normed);
        }
        if let Some(norm) = &self.spatial_norm {
            let place = Place::whole(&normed);
            normed = norm.forward(normed, place, latents, false);
        }
        let places: Tensor<3> = normed.flatten(2, 3);
        let places = places.swap_dims(1, 2);
        let one = Heads(1);
        let project = |layer: &Linear| one.split(layer.forward(places.clone()));
        let mixed = attend(project(&self.to_q), project(&self.to_k), project(&self.to_v), None);
        x + self.to_out[0].forward(one.merge(mixed)).swap_dims(1, 2).reshape(shape)
    }
}
