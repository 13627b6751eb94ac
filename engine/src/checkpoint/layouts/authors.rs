//! Settings as the authors of 2.0 and 2.1 write them, and the same in the words that networks have here.
//!
//! Reference: `kandinsky2/configs.py` of ai-forever/Kandinsky-2.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::keys::UNetKeys;
use crate::error::{Cause, Result};
use crate::files::Files;

/// The settings of a system. What a file leaves out is as it was published.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) model_config: ModelConfig,
    pub(super) image_enc_params: ImageEncParams,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct ModelConfig {
    image_size: usize,
    num_channels: usize,
    num_res_blocks: usize,
    channel_mult: String,
    num_head_channels: usize,
    attention_resolutions: String,
    model_dim: usize,
    text_encoder_in_dim1: usize,
    pub(super) text_encoder_in_dim2: usize,
    in_channels: usize,
    out_channels: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct ImageEncParams {
    scale: f32,
    params: ImageEncoder,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
struct ImageEncoder {
    embed_dim: usize,
    n_embed: Option<usize>,
    ddconfig: Autoencoder,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
struct Autoencoder {
    double_z: bool,
    z_channels: usize,
    resolution: usize,
    ch: usize,
    ch_mult: Vec<usize>,
    num_res_blocks: usize,
    attn_resolutions: Vec<usize>,
}

impl Default for ModelConfig {
    fn default() -> Self {
        Self {
            image_size: 64,
            num_channels: 384,
            num_res_blocks: 3,
            channel_mult: String::new(),
            num_head_channels: 64,
            attention_resolutions: "32,16,8".into(),
            model_dim: 768,
            text_encoder_in_dim1: 1024,
            text_encoder_in_dim2: 640,
            in_channels: 4,
            out_channels: 8,
        }
    }
}

impl Default for ImageEncParams {
    fn default() -> Self {
        Self { scale: 0.0512, params: ImageEncoder::default() }
    }
}

impl Default for ImageEncoder {
    fn default() -> Self {
        Self { embed_dim: 4, n_embed: None, ddconfig: Autoencoder::default() }
    }
}

impl Default for Autoencoder {
    fn default() -> Self {
        Self {
            double_z: true,
            z_channels: 4,
            resolution: 256,
            ch: 128,
            ch_mult: vec![1, 2, 4, 4],
            num_res_blocks: 2,
            attn_resolutions: Vec::new(),
        }
    }
}

/// What published 2.1 has otherwise than 2.0.
impl Config {
    pub(super) fn of_21() -> Self {
        let mut config = Self::default();
        config.model_config.text_encoder_in_dim2 = 768;
        config.image_enc_params.scale = 1.0;
        config.image_enc_params.params = ImageEncoder {
            n_embed: Some(16384),
            ddconfig: Autoencoder {
                double_z: false,
                ch_mult: vec![1, 2, 2, 4],
                attn_resolutions: vec![32],
                ..Autoencoder::default()
            },
            ..ImageEncoder::default()
        };
        config
    }

    /// Those in the file `name` of `folder`, where there is one; else `published`.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(super) fn read(folder: &Files, name: Option<&str>, published: Self) -> Result<Self> {
        match name {
            Some(name) => super::authors_settings(folder, name),
            None => Ok(published),
        }
    }
}

impl ModelConfig {
    /// Multiples of the first width, a level each.
    ///
    /// # Errors
    /// Where they are no numbers.
    fn multiples(&self) -> Result<Vec<usize>> {
        let said = match (self.channel_mult.as_str(), self.image_size) {
            ("", 64) => "1,2,3,4",
            ("", 128) => "1,1,2,3,4",
            ("", 256) => "1,1,2,2,4,4",
            (said, _) => said,
        };
        numbers(said)
    }

    /// Levels of the UNet, and what its names do not say.
    pub(super) fn keys(&self) -> UNetKeys {
        UNetKeys { blocks: self.num_res_blocks, head: self.num_head_channels }
    }

    /// The UNet's settings. `head`: what it conditions on, in the words of `encoder_hid_dim_type` and
    /// `addition_embed_type`;
    /// `further`: channels of its input after the latents.
    ///
    /// # Errors
    /// Where a list of numbers is none.
    pub(super) fn unet(&self, head: (&str, &str), texts: Option<Value>, further: usize) -> Result<Value> {
        let multiples = self.multiples()?;
        let attends: Vec<usize> =
            numbers(&self.attention_resolutions)?.into_iter().map(|side| self.image_size / side.max(1)).collect();
        let levels = 0..multiples.len();
        let down = levels
            .clone()
            .map(|level| kind(&attends, level, ["ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"]));
        let up = levels.rev().map(|level| kind(&attends, level, ["ResnetUpsampleBlock2D", "SimpleCrossAttnUpBlock2D"]));
        let widths: Vec<usize> = multiples.iter().map(|multiple| multiple * self.num_channels).collect();
        Ok(json!({
            "in_channels": self.in_channels + further,
            "out_channels": self.out_channels,
            "block_out_channels": widths,
            "layers_per_block": self.num_res_blocks,
            "attention_head_dim": self.num_head_channels,
            "cross_attention_dim": self.model_dim,
            "encoder_hid_dim": self.text_encoder_in_dim1,
            "encoder_hid_dim_type": head.0,
            "addition_embed_type": head.1,
            "texts": texts,
            "down_block_types": down.collect::<Vec<_>>(),
            "up_block_types": up.collect::<Vec<_>>(),
            "mid_block_type": "UNetMidBlock2DSimpleCrossAttn",
            "norm_num_groups": 32,
            "norm_eps": 1e-5,
            "resnet_time_scale_shift": "scale_shift",
            "act_fn": "silu",
        }))
    }

    /// Channels of a picture with a gap, and of where the gap is.
    pub(super) fn gap(&self) -> usize {
        self.in_channels + 1
    }
}

/// The kind of a level: with attention where latents have been halved as often as one of `attends` says.
fn kind(attends: &[usize], level: usize, kinds: [&'static str; 2]) -> &'static str {
    kinds[usize::from(attends.contains(&(1 << level)))]
}

impl ImageEncParams {
    /// What published 3.0 and 3.1 have.
    pub(super) fn of_3() -> Self {
        let mut of_21 = Config::of_21().image_enc_params;
        of_21.params.ddconfig.ch = 256;
        of_21
    }

    /// Levels of the autoencoder.
    pub(super) fn levels(&self) -> usize {
        self.params.ddconfig.ch_mult.len()
    }

    /// The autoencoder's settings.
    pub(super) fn autoencoder(&self) -> Value {
        let config = &self.params.ddconfig;
        let widths: Vec<usize> = config.ch_mult.iter().map(|multiple| multiple * config.ch).collect();
        let attends = |level: &usize| config.attn_resolutions.contains(&(config.resolution >> level));
        let kinds = |levels: Vec<usize>, kinds: [&'static str; 2]| -> Vec<&str> {
            levels.iter().map(|level| kinds[usize::from(attends(level))]).collect()
        };
        let levels = 0..widths.len();
        json!({
            "in_channels": 3,
            "out_channels": 3,
            "latent_channels": config.z_channels,
            "vq_embed_dim": self.params.embed_dim,
            "num_vq_embeddings": self.params.n_embed,
            "double_z": config.double_z,
            "latent_scale": self.scale,
            "block_out_channels": widths,
            "layers_per_block": config.num_res_blocks,
            "down_block_types": kinds(levels.clone().collect(), ["DownEncoderBlock2D", "AttnDownEncoderBlock2D"]),
            "up_block_types": kinds(levels.rev().collect(), ["UpDecoderBlock2D", "AttnUpDecoderBlock2D"]),
            "norm_num_groups": 32,
            "norm_type": if self.params.n_embed.is_some() { "spatial" } else { "group" },
            "act_fn": "silu",
        })
    }
}

/// Numbers with commas between them.
fn numbers(text: &str) -> Result<Vec<usize>> {
    let list: std::result::Result<Vec<usize>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    list.map_err(|error| Cause::SettingsUnreadable.detail(format!("{text:?}: {error}")))
}
