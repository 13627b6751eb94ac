//! The denoising UNet of Kandinsky 3.0 and 3.1.
//!
//! Paper: Arkhipkin et al., "Kandinsky 3.0 Technical Report" (2023).
//! References: diffusers `models/unets/unet_kandinsky3.py`; for 3.1 `kandinsky3/model/unet.py` and
//! `condition_encoders.py` of ai-forever/Kandinsky-3.
//!
//! It reads a prompt alone, as the tokens of FLAN-UL2, and has nothing in the middle: its lowest level is deep enough.

mod attention;
mod blocks;
mod config;
mod norm;
mod resnet;

use burn::module::{Module, Param};
use burn::nn::{Initializer, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor, TensorData, activation};

use self::attention::{AttentionPooling, ContextKv};
use self::blocks::{Attended, Block};
use self::config::EPSILON;
pub use self::config::UNet3Config;
use super::NetworkConfig;
use super::conditioning::TextTokens;
use super::layers::{
    Conv3, GroupNorm, Linear, Then, TimestepEmbedding, TimestepEmbeddingConfig, padding_bias, sinusoid,
};
use crate::error::Result;

/// The UNet.
#[derive(Module, Debug)]
pub struct UNet3 {
    conv_in: Conv3,
    time_embedding: TimestepEmbedding,
    add_time_condition: AttentionPooling,
    encoder_hid_proj: Projection,
    /// What stands for no words, `[cross_attention_dim]`, where that was learned.
    null_embedding: Option<Param<Tensor<1>>>,
    down_blocks: Vec<Block>,
    up_blocks: Vec<Block>,
    conv_norm_out: GroupNorm,
    conv_out: Conv3,
    #[module(skip)]
    config: UNet3Config,
}

/// The text encoder's tokens → those that the UNet looks at.
#[derive(Module, Debug)]
struct Projection {
    projection_linear: Linear,
    projection_norm: LayerNorm,
}

/// What prompts come to before the first step; it stays the same over all steps.
#[derive(Debug, Clone)]
pub struct Context3 {
    /// Added to the time embedding, `[batch, time]`.
    added: Tensor<2>,
    /// Keys and values of the tokens, one pair an attention, in the order of the forward pass.
    attentions: Vec<ContextKv>,
    /// What forbids looking at padding, `[batch, 1, 1, tokens]`.
    bias: Tensor<4>,
}

impl NetworkConfig for UNet3Config {
    type Network = UNet3;

    /// What checkpoints call otherwise: a convolution has one name whatever its size, and layers in a list which also
    /// counts the activations between them have other numbers.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[
        (".context_mlp.", ".context_mlp.1."),
        (".feed_forward.1.", ".feed_forward.2."),
        (".narrow.", ".projection."),
        (".wide.", ".projection."),
    ];

    fn check(&self) -> Result<()> {
        self.validate()
    }

    fn init(&self, device: &Device) -> UNet3 {
        let (first, levels, tokens) = (self.first(), self.block_out_channels.len(), self.cross_attention_dim);
        UNet3 {
            conv_in: Conv3::new(self.in_channels, first, device),
            time_embedding: TimestepEmbeddingConfig::new(first, self.time_embedding_dim).init(device),
            add_time_condition: AttentionPooling::new(self, device),
            encoder_hid_proj: Projection {
                projection_linear: Linear::without_bias(self.encoder_hid_dim, tokens, device),
                projection_norm: LayerNormConfig::new(tokens).init(device),
            },
            null_embedding: self.null_embedding.then(|| Initializer::Zeros.init([tokens], device)),
            down_blocks: (0..levels).map(|level| Block::down(self, level, device)).collect(),
            up_blocks: (0..levels).map(|level| Block::up(self, level, device)).collect(),
            conv_norm_out: GroupNorm::new(self.groups, first, EPSILON, device),
            conv_out: Conv3::new(first, self.out_channels(), device),
            config: self.clone(),
        }
    }
}

impl UNet3 {
    /// Computes what stays the same over all steps. Prompts have two places and more: the one behind the last word is
    /// padding.
    pub fn context(&self, text: TextTokens) -> Context3 {
        let TextTokens { hidden, mut mask, null_uncond } = text;
        let (device, dtype) = (hidden.device(), hidden.dtype());
        let [rows, places, width] = hidden.dims();
        let word = mask.iter().flatten().map(|&word| f32::from(u8::from(word))).collect::<Vec<f32>>();
        let word = Tensor::<3>::from_data(TensorData::new(word, [rows, places, 1]), (&device, dtype));
        let project = |x: Tensor<3>| {
            self.encoder_hid_proj.projection_norm.forward(self.encoder_hid_proj.projection_linear.forward(x))
        };
        let mut tokens = match &self.null_embedding {
            None => project(hidden.clone()),
            // There, padding is nothing behind the projection; here it is what came of nothing.
            Some(_) => project(hidden.clone()) * word,
        };
        if null_uncond {
            let (row, words) = match &self.null_embedding {
                // With all tokens alike, looking at none of them is looking at all.
                None => (project(Tensor::zeros([1, places, width], (&device, dtype))), vec![false; places]),
                Some(null) => {
                    let null: Tensor<3> = null.val().unsqueeze();
                    let rest = Tensor::zeros([1, places - 1, null.dims()[2]], (&device, dtype));
                    (Tensor::cat(vec![null, rest], 1), (0..places).map(|place| place == 0).collect())
                }
            };
            tokens = Tensor::cat(vec![row, tokens], 0);
            mask.insert(0, words);
        }
        let bias = padding_bias(&mask, 1, &device, dtype);
        let attentions =
            self.down_blocks.iter().chain(&self.up_blocks).flat_map(|block| block.context(&tokens)).collect();
        Context3 { added: self.add_time_condition.forward(tokens, &bias), attentions, bias }
    }

    /// Predicts noise.
    ///
    /// # Shapes
    /// - `sample`: `[batch, in_channels, height, width]`, sides divisible by 2^(levels − 1): latents; for inpainting,
    ///   the mask
    ///   of what is kept and its latents after them
    /// - returns `[batch, out_channels, height, width]`
    ///
    /// # Errors
    /// That of `each`, which is called behind each block; behind it nothing more is computed.
    pub fn forward(
        &self,
        sample: Tensor<4>,
        timestep: f32,
        context: &Context3,
        each: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Tensor<4>> {
        let wave = sinusoid(timestep, self.config.first(), false, 1.0, &sample.device(), sample.dtype());
        // Every norm passes the embedding through SiLU first, so it is done here once.
        let time = activation::silu(self.time_embedding.forward(wave) + context.added.clone());
        let attended = &mut Attended { tokens: context.attentions.iter(), bias: &context.bias };
        let mut x = self.conv_in.forward(sample);
        let mut skips = Vec::new();
        let lowest = self.down_blocks.len() - 1;
        for (level, block) in self.down_blocks.iter().enumerate() {
            x = block.forward(x, &time, attended);
            each()?;
            if level < lowest {
                skips.push(x.clone());
            }
        }
        x = self.up_blocks[0].forward(x, &time, attended);
        each()?;
        for (block, skip) in self.up_blocks[1..].iter().zip(skips.into_iter().rev()) {
            x = block.forward(Tensor::cat(vec![x, skip], 1), &time, attended);
            each()?;
        }
        Ok(self.conv_out.forward(self.conv_norm_out.forward_then(x, None, &Then::silu())))
    }
}
