//! `unet/config.json`, checked before a network is built from it.

use serde::Deserialize;

use crate::error::{Result, UnknownNetwork};
use crate::models::limits::{LATENTS, LAYERS, WIDTH, is_epsilon, known, within};
use crate::models::one_or_each::OneOrEach;

/// The settings of the UNet that Kandinsky's checkpoints differ in.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct UNetConfig {
    pub in_channels: usize,
    pub out_channels: usize,
    pub block_out_channels: Vec<usize>,
    pub layers_per_block: OneOrEach,
    pub attention_head_dim: OneOrEach,
    pub cross_attention_dim: usize,
    pub encoder_hid_dim: usize,
    pub encoder_hid_dim_type: String,
    pub addition_embed_type: String,
    pub down_block_types: Vec<String>,
    pub up_block_types: Vec<String>,
    pub mid_block_type: String,
    pub norm_num_groups: usize,
    pub norm_eps: f64,
    pub resnet_time_scale_shift: String,
    pub act_fn: String,
    #[serde(default = "yes")]
    pub flip_sin_to_cos: bool,
    #[serde(default)]
    pub freq_shift: f32,
    /// Of 2.0 alone, which has no file that says so.
    #[serde(default)]
    pub texts: Option<TextWidths>,
}

/// Widths of what 2.0 conditions on, beside those of the first encoder's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct TextWidths {
    /// Of the text after the first encoder, pooled.
    pub pooled: usize,
    /// Of the tokens after the second one.
    pub second: usize,
}

/// What a UNet conditions on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// 2.2: an image embedding.
    Image,
    /// ControlNet-depth: and a hint.
    ImageAndHint,
    /// 2.1: an image embedding and a text.
    ImageAndText,
    /// 2.0: a text after two encoders.
    TwoTexts,
}

fn yes() -> bool {
    true
}

/// Levels that a UNet can have; each halves the picture's sides.
const LEVELS: usize = 8;

/// A down- or upsampling level without attention.
const PLAIN: [&str; 2] = ["ResnetDownsampleBlock2D", "ResnetUpsampleBlock2D"];
/// One with an attention after each residual block.
const ATTENTIVE: [&str; 2] = ["SimpleCrossAttnDownBlock2D", "SimpleCrossAttnUpBlock2D"];

impl UNetConfig {
    /// Refuses what this UNet is not.
    ///
    /// # Errors
    /// Where a block type, a condition or a size is none that a Kandinsky 2.0, 2.1 or 2.2 has.
    pub(super) fn validate(&self) -> Result<()> {
        let levels = self.block_out_channels.len();
        let are_known = |types: &[String], side: usize| {
            types.len() == levels && types.iter().all(|t| t == PLAIN[side] || t == ATTENTIVE[side])
        };
        let groups = self.norm_num_groups;
        let texts = self.texts.map_or([1, 1], |texts| [texts.pooled, texts.second]).map(|width| (width, WIDTH));
        let limits = [
            (self.in_channels, LATENTS),
            (self.out_channels, 2 * LATENTS),
            (levels, LEVELS),
            (self.cross_attention_dim, WIDTH),
            (self.encoder_hid_dim, WIDTH),
        ];
        let sizes = groups > 0
            && within(&limits)
            && within(&texts)
            && is_epsilon(self.norm_eps)
            && self.freq_shift.abs() <= 1.0
            && (0..levels).all(|level| self.layers_per_block.at(level) <= LAYERS)
            && self.block_out_channels.iter().all(|&width| width <= WIDTH)
            && self.block_out_channels.iter().enumerate().all(|(level, &width)| {
                let head = self.attention_head_dim.at(level);
                width > 0 && width % groups == 0 && head > 0 && width % head == 0 && self.layers_per_block.at(level) > 0
            });
        let fits = sizes
            && are_known(&self.down_block_types, 0)
            && are_known(&self.up_block_types, 1)
            && self.mid_block_type == "UNetMidBlock2DSimpleCrossAttn"
            && self.head().is_some()
            && (self.head() == Some(Head::TwoTexts)) == self.texts.is_some()
            && self.resnet_time_scale_shift == "scale_shift"
            && matches!(self.act_fn.as_str(), "silu" | "swish");
        known(fits, UnknownNetwork::UNet, self)
    }

    /// What the UNet conditions on; `None` where no Kandinsky does.
    pub fn head(&self) -> Option<Head> {
        match (self.encoder_hid_dim_type.as_str(), self.addition_embed_type.as_str()) {
            ("image_proj", "image") => Some(Head::Image),
            ("image_proj", "image_hint") => Some(Head::ImageAndHint),
            ("text_image_proj", "text_image") => Some(Head::ImageAndText),
            ("texts_proj", "texts") => Some(Head::TwoTexts),
            _ => None,
        }
    }

    /// True where the UNet reads a hint, as ControlNet-depth does.
    pub fn reads_hint(&self) -> bool {
        self.head() == Some(Head::ImageAndHint)
    }

    /// Values of the image embeddings that it conditions on; `None` where it conditions on none.
    pub fn image_embedding(&self) -> Option<usize> {
        match self.head()? {
            Head::Image | Head::ImageAndHint => Some(self.encoder_hid_dim),
            Head::ImageAndText => Some(self.cross_attention_dim),
            Head::TwoTexts => None,
        }
    }

    /// True where level `level` of the way down has attention.
    pub(super) fn attends_down(&self, level: usize) -> bool {
        self.down_block_types[level] == ATTENTIVE[0]
    }

    /// True where level `level` of the way up (counted from the bottom) has attention.
    pub(super) fn attends_up(&self, level: usize) -> bool {
        self.up_block_types[level] == ATTENTIVE[1]
    }

    /// What latents' sides must be divisible by.
    pub fn multiple(&self) -> usize {
        1 << (self.block_out_channels.len() - 1)
    }
}
