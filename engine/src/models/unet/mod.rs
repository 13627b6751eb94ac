//! The denoising UNet of Kandinsky 2.x.
//!
//! Papers: Dhariwal & Nichol, "Diffusion Models Beat GANs on Image Synthesis" (2021) for the body; Razzhigaev et al.,
//! "Kandinsky: an Improved Text-to-Image Synthesis with Image Prior and Latent Diffusion" (2023).
//! Reference: diffusers `models/unets/unet_2d_condition.py` with the `SimpleCrossAttn` blocks.
//!
//! The body is the same in 2.0, 2.1 and 2.2. What a system conditions on goes through its own head
//! ([`heads`]) into the two things that the body takes: tokens to attend to and a vector added to the time.

mod attention;
mod blocks;
mod config;
mod heads;
mod hint;
mod resnet;

use burn::module::Module;
use burn::tensor::{Device, Tensor, activation};

use self::attention::ContextKv;
use self::blocks::{DownBlock, MidBlock, UpBlock};
pub use self::config::{Head, TextWidths, UNetConfig};
use self::heads::{Condition, ImageHead, ImageTextHead, TwoTextsHead};
use super::NetworkConfig;
use super::conditioning::Conditioning;
use super::layers::{Conv3, GroupNorm, Then, TimestepEmbedding, TimestepEmbeddingConfig, sinusoid};
use crate::error::{EngineError, Result};

/// The UNet.
#[derive(Module, Debug)]
pub struct UNet {
    conv_in: Conv3,
    time_embedding: TimestepEmbedding,
    /// One of the three.
    image_head: Option<ImageHead>,
    image_text_head: Option<ImageTextHead>,
    two_texts_head: Option<TwoTextsHead>,
    down_blocks: Vec<DownBlock>,
    mid_block: MidBlock,
    up_blocks: Vec<UpBlock>,
    conv_norm_out: GroupNorm,
    conv_out: Conv3,
    #[module(skip)]
    config: UNetConfig,
}

/// What a batch of conditions comes to before the first step; it stays the same over all steps.
#[derive(Debug, Clone)]
pub struct Context {
    /// Added to the time embedding, `[batch, time]`.
    added: Tensor<2>,
    /// Keys and values of the condition's tokens, one pair an attention, in the order of the forward pass.
    attentions: Vec<ContextKv>,
}

impl NetworkConfig for UNetConfig {
    type Network = UNet;

    /// What checkpoints call otherwise: heads have no name there, and the hint encoder's layers that of their places in
    /// a list which also counts the activations between them.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[
        ("image_head.", ""),
        ("image_text_head.", ""),
        ("two_texts_head.", ""),
        (".input_hint_block.full_in.", ".input_hint_block.0."),
        (".input_hint_block.full.", ".input_hint_block.2."),
        (".input_hint_block.half_in.", ".input_hint_block.4."),
        (".input_hint_block.half.", ".input_hint_block.6."),
        (".input_hint_block.quarter_in.", ".input_hint_block.8."),
        (".input_hint_block.quarter.", ".input_hint_block.10."),
        (".input_hint_block.eighth_in.", ".input_hint_block.12."),
        (".input_hint_block.eighth.", ".input_hint_block.14."),
    ];

    fn check(&self) -> Result<()> {
        self.validate()
    }

    fn init(&self, device: &Device) -> UNet {
        let widths = &self.block_out_channels;
        let first = widths[0];
        let time = 4 * first;
        let head = self.head();
        UNet {
            conv_in: Conv3::new(self.in_channels, first, device),
            time_embedding: TimestepEmbeddingConfig::new(first, time).init(device),
            image_head: matches!(head, Some(Head::Image | Head::ImageAndHint))
                .then(|| ImageHead::new(self, time, device)),
            image_text_head: (head == Some(Head::ImageAndText)).then(|| ImageTextHead::new(self, time, device)),
            two_texts_head: self.texts.map(|widths| TwoTextsHead::new(self, widths, time, device)),
            down_blocks: (0..widths.len()).map(|level| DownBlock::new(self, level, device)).collect(),
            mid_block: MidBlock::new(self, device),
            up_blocks: (0..widths.len()).map(|level| UpBlock::new(self, level, device)).collect(),
            conv_norm_out: GroupNorm::new(self.norm_num_groups, first, self.norm_eps, device),
            conv_out: Conv3::new(first, self.out_channels, device),
            config: self.clone(),
        }
    }
}

impl UNet {
    /// A hint as further channels of the input, the same for all steps: `[batch, 3, height, width]` in 0..1 →
    /// `[batch, 4, height / 8, width / 8]`. `None` where this UNet reads none.
    pub fn hint(&self, hint: Tensor<4>) -> Option<Tensor<4>> {
        let encoder = self.image_head.as_ref()?.add_embedding.input_hint_block.as_ref();
        encoder.map(|encoder| encoder.forward(hint))
    }

    /// Computes what stays the same over all steps.
    ///
    /// # Errors
    /// Where the UNet conditions on something else: a mistake of the caller.
    pub fn context(&self, on: Conditioning) -> Result<Context> {
        let condition = match (on, &self.image_head, &self.image_text_head, &self.two_texts_head) {
            (Conditioning::Image(image), Some(head), _, _) => head.forward(image),
            (Conditioning::ImageAndText { image, text }, _, Some(head), _) => head.forward(image, text),
            (Conditioning::TwoTexts { first, second }, _, _, Some(head)) => head.forward(first, second),
            _ => return Err(EngineError::internal("a UNet was told what it does not condition on")),
        };
        let Condition { tokens, added } = condition;
        let down = self.down_blocks.iter().flat_map(|block| &block.attentions);
        let up = self.up_blocks.iter().flat_map(|block| &block.attentions);
        let attentions = down.chain(&self.mid_block.attentions).chain(up);
        Ok(Context { added, attentions: attentions.map(|attention| attention.context(tokens.clone())).collect() })
    }

    /// Predicts noise (and, in the second half of the channels, its variance).
    ///
    /// # Shapes
    /// - `sample`: `[batch, in_channels, height, width]`, sides divisible by 2^(levels − 1): latents; for inpainting,
    ///   kept latents and their mask after them; for ControlNet-depth, [`Self::hint`]
    /// - returns `[batch, out_channels, height, width]`
    ///
    /// # Errors
    /// That of `each`, which is called behind each block; behind it nothing more is computed.
    pub fn forward(
        &self,
        sample: Tensor<4>,
        timestep: f32,
        context: &Context,
        each: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Tensor<4>> {
        let wave = sinusoid(
            timestep,
            self.config.block_out_channels[0],
            self.config.flip_sin_to_cos,
            self.config.freq_shift,
            &sample.device(),
            sample.dtype(),
        );
        // Every residual block passes the embedding through SiLU first, so it is done here once.
        let time = activation::silu(self.time_embedding.forward(wave) + context.added.clone());
        let mut attended = context.attentions.iter();

        let mut x = self.conv_in.forward(sample);
        let mut skips = vec![x.clone()];
        for block in &self.down_blocks {
            x = block.forward(x, &time, &mut attended, &mut skips);
            each()?;
        }
        x = self.mid_block.forward(x, &time, &mut attended);
        each()?;
        for block in &self.up_blocks {
            x = block.forward(x, &time, &mut attended, &mut skips);
            each()?;
        }
        Ok(self.conv_out.forward(self.conv_norm_out.forward_then(x, None, &Then::silu())))
    }
}
