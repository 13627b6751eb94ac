//! `movq/config.json`, checked before a network is built from it; for 2.0 the same, made of the authors' settings.

use serde::Deserialize;

use crate::error::{Result, UnknownNetwork};
use crate::models::limits::{LATENTS, LAYERS, VOCABULARY, WIDTH, known, within};

/// ε of all norms of the autoencoder; a constant of the reference, in no config.
pub(super) const EPSILON: f64 = 1e-6;

/// Groups of every spatial norm; a constant of the reference, whatever the config says of the encoder's.
pub(super) const SPATIAL_GROUPS: usize = 32;

/// The settings of the autoencoder.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct AutoencoderConfig {
    pub in_channels: usize,
    pub out_channels: usize,
    pub latent_channels: usize,
    pub block_out_channels: Vec<usize>,
    pub layers_per_block: usize,
    pub down_block_types: Vec<String>,
    pub up_block_types: Vec<String>,
    pub norm_num_groups: usize,
    pub norm_type: String,
    #[serde(default)]
    pub num_vq_embeddings: Option<usize>,
    #[serde(default)]
    pub vq_embed_dim: Option<usize>,
    /// Pictures become means and variances, from which latents are drawn.
    #[serde(default)]
    pub double_z: bool,
    /// What latents are multiplied with. (`scaling_factor` in published files says something that no Kandinsky does.)
    #[serde(default = "one")]
    pub latent_scale: f32,
    pub act_fn: String,
    #[serde(default = "yes")]
    pub mid_block_add_attention: bool,
}

fn yes() -> bool {
    true
}

fn one() -> f32 {
    1.0
}

/// Levels without and with attention, down and up.
const PLAIN: [&str; 2] = ["DownEncoderBlock2D", "UpDecoderBlock2D"];
const ATTENTIVE: [&str; 2] = ["AttnDownEncoderBlock2D", "AttnUpDecoderBlock2D"];

impl AutoencoderConfig {
    /// Refuses what this autoencoder is not.
    ///
    /// # Errors
    /// Where a block type, a norm or a size is none that a Kandinsky has.
    pub(super) fn validate(&self) -> Result<()> {
        let levels = self.block_out_channels.len();
        let are_known = |types: &[String], side: usize| {
            types.len() == levels && types.iter().all(|t| t == PLAIN[side] || t == ATTENTIVE[side])
        };
        let widths = |of: usize| of > 0 && self.block_out_channels.iter().all(|&w| w > 0 && w % of == 0);
        let sizes = within(&[(self.layers_per_block, LAYERS), (self.latent_channels, LATENTS)])
            && self.num_vq_embeddings.is_none_or(|count| within(&[(count, VOCABULARY)]))
            && self.block_out_channels.iter().all(|&width| width <= WIDTH)
            && self.latent_scale.is_finite();
        let fits = levels > 0
            && levels < 8
            && sizes
            && are_known(&self.down_block_types, 0)
            && are_known(&self.up_block_types, 1)
            && matches!(self.norm_type.as_str(), "spatial" | "group")
            && if self.is_movq() { !self.double_z } else { self.num_vq_embeddings.is_none() }
            && matches!(self.act_fn.as_str(), "silu" | "swish")
            && widths(self.norm_num_groups)
            && (!self.is_movq() || widths(SPATIAL_GROUPS))
            && self.latent_channels > 0
            && self.code() == self.latent_channels
            && (self.in_channels, self.out_channels) == (3, 3);
        known(fits, UnknownNetwork::Autoencoder, self)
    }

    /// True where every norm of the decoder looks at the latents.
    pub fn is_movq(&self) -> bool {
        self.norm_type == "spatial"
    }

    /// Channels that pictures are encoded to.
    pub fn moments(&self) -> usize {
        if self.double_z { 2 * self.latent_channels } else { self.latent_channels }
    }

    /// Width of a codebook entry.
    pub fn code(&self) -> usize {
        self.vq_embed_dim.unwrap_or(self.latent_channels)
    }

    /// Pixels to a latent, along each side.
    pub fn scale_factor(&self) -> usize {
        1 << (self.block_out_channels.len() - 1)
    }

    /// How many stripes' worth of values a residual block holds beside its input and its result: the stripe with its
    /// neighbours' rows, its norm, scale and shift, its activation and the convolution's own.
    pub const COPIES: u64 = 5;

    /// Bytes that a stripe may take, where nothing else is said: a picture of 512×512 at the published size is in one.
    /// Six stripes take a fifth longer.
    pub const STRIPES: u64 = 3 << 29;

    /// Rows of latents in a stripe of a picture `width` pixels wide, such that what is held of it stays within `room`
    /// bytes, with `bytes` a value.
    pub fn stripe_rows(&self, width: usize, bytes: u64, budget_bytes: u64) -> usize {
        let widest = self.block_out_channels.iter().take(2).max().copied().unwrap_or(1);
        let row = (self.scale_factor() * width * widest) as u64 * bytes * Self::COPIES;
        ((budget_bytes / row.max(1)) as usize).max(1)
    }

    /// True where level `level` of the encoder has attention.
    pub(super) fn attends_down(&self, level: usize) -> bool {
        self.down_block_types[level] == ATTENTIVE[0]
    }

    /// True where level `level` of the decoder (counted from the smallest picture) has attention.
    pub(super) fn attends_up(&self, level: usize) -> bool {
        self.up_block_types[level] == ATTENTIVE[1]
    }
}
