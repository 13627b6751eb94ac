//! The head of 2.2: an image embedding becomes tokens to attend to and a vector added to the time.
//!
//! Reference: diffusers `ImageProjection` and `ImageTimeEmbedding` in `models/embeddings.py`.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use super::super::config::UNetConfig;
use super::super::hint::HintEncoder;
use super::Condition;
use crate::models::layers::Linear;

/// Tokens that one image embedding unfolds into; a constant of the reference, in no config.
const TOKENS: usize = 32;

/// The head of 2.2: an image embedding → tokens and a vector.
#[derive(Module, Debug)]
pub(in crate::models::unet) struct ImageHead {
    encoder_hid_proj: ImageProjection,
    pub(in crate::models::unet) add_embedding: ImageTimeEmbedding,
}

/// Image embedding → tokens.
#[derive(Module, Debug)]
struct ImageProjection {
    image_embeds: Linear,
    norm: LayerNorm,
}

/// Image embedding → vector.
#[derive(Module, Debug)]
pub(in crate::models::unet) struct ImageTimeEmbedding {
    image_proj: Linear,
    image_norm: LayerNorm,
    /// Of ControlNet-depth alone.
    pub(in crate::models::unet) input_hint_block: Option<HintEncoder>,
}

impl ImageHead {
    pub(in crate::models::unet) fn new(config: &UNetConfig, time: usize, device: &Device) -> Self {
        let (embedding, width) = (config.encoder_hid_dim, config.cross_attention_dim);
        Self {
            encoder_hid_proj: ImageProjection {
                image_embeds: Linear::new(embedding, TOKENS * width, device),
                norm: LayerNormConfig::new(width).init(device),
            },
            add_embedding: ImageTimeEmbedding {
                image_proj: Linear::new(embedding, time, device),
                image_norm: LayerNormConfig::new(time).init(device),
                input_hint_block: config.reads_hint().then(|| HintEncoder::new(device)),
            },
        }
    }

    /// From image embeddings `[batch, embedding]`.
    pub(in crate::models::unet) fn forward(&self, image_embeds: Tensor<2>) -> Condition {
        let (tokens, added) = (&self.encoder_hid_proj, &self.add_embedding);
        let flat = tokens.image_embeds.forward(image_embeds.clone());
        let [batch, size] = flat.dims();
        Condition {
            tokens: tokens.norm.forward(flat.reshape([batch, TOKENS, size / TOKENS])),
            added: added.image_norm.forward(added.image_proj.forward(image_embeds)),
        }
    }
}
