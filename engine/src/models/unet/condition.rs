//! The condition head of 2.2: an image embedding becomes tokens to attend to and a vector added to the time.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use super::config::UNetConfig;
use super::hint::HintEncoder;
use crate::models::layers::Linear;

/// Tokens that one image embedding unfolds into; a constant of the reference, in no config.
const TOKENS: usize = 32;

/// What the UNet's body takes from any head.
pub(super) struct Condition {
    /// Tokens to attend to, `[batch, tokens, cross_attention_dim]`.
    pub(super) tokens: Tensor<3>,
    /// Added to the time embedding, `[batch, time]`.
    pub(super) added: Tensor<2>,
}

/// Image embedding → tokens.
#[derive(Module, Debug)]
pub(super) struct ImageProjection {
    image_embeds: Linear,
    norm: LayerNorm,
}

/// Image embedding → vector.
#[derive(Module, Debug)]
pub(super) struct ImageTimeEmbedding {
    image_proj: Linear,
    image_norm: LayerNorm,
    /// Of ControlNet-depth alone.
    pub(super) input_hint_block: Option<HintEncoder>,
}

impl ImageProjection {
    pub(super) fn new(config: &UNetConfig, device: &Device) -> Self {
        let width = config.cross_attention_dim;
        Self {
            image_embeds: Linear::new(config.encoder_hid_dim, TOKENS * width, device),
            norm: LayerNormConfig::new(width).init(device),
        }
    }
}

impl ImageTimeEmbedding {
    pub(super) fn new(config: &UNetConfig, time: usize, device: &Device) -> Self {
        Self {
            image_proj: Linear::new(config.encoder_hid_dim, time, device),
            image_norm: LayerNormConfig::new(time).init(device),
            input_hint_block: config.reads_hint().then(|| HintEncoder::new(device)),
        }
    }
}

/// The head of 2.2, from image embeddings `[batch, embedding]`.
pub(super) fn from_image(tokens: &ImageProjection, added: &ImageTimeEmbedding, image_embeds: Tensor<2>) -> Condition {
    let flat = tokens.image_embeds.forward(image_embeds.clone());
    let [batch, size] = flat.dims();
    Condition {
        tokens: tokens.norm.forward(flat.reshape([batch, TOKENS, size / TOKENS])),
        added: added.image_norm.forward(added.image_proj.forward(image_embeds)),
    }
}
