//! The head of 2.1: an image embedding and a text become tokens to attend to and a vector added to the time.
//!
//! Reference: diffusers `TextImageProjection` and `TextImageTimeEmbedding` in `models/embeddings.py`.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use super::super::config::UNetConfig;
use super::Condition;
use crate::models::conditioning::TextStates;
use crate::models::layers::Linear;

/// Tokens that one image embedding unfolds into; a constant of the reference, in no config.
const TOKENS: usize = 10;

/// The head of 2.1: an image embedding and an encoded text → tokens and a vector.
#[derive(Module, Debug)]
pub(in crate::models::unet) struct ImageTextHead {
    encoder_hid_proj: Projection,
    add_embedding: TimeEmbedding,
}

/// Image embedding and text → tokens.
#[derive(Module, Debug)]
struct Projection {
    image_embeds: Linear,
    text_proj: Linear,
}

/// Image embedding and pooled text → vector.
#[derive(Module, Debug)]
struct TimeEmbedding {
    text_proj: Linear,
    text_norm: LayerNorm,
    image_proj: Linear,
}

impl ImageTextHead {
    pub(in crate::models::unet) fn new(config: &UNetConfig, time: usize, device: &Device) -> Self {
        // Image embeddings and pooled texts have the width that is attended to.
        let width = config.cross_attention_dim;
        Self {
            encoder_hid_proj: Projection {
                image_embeds: Linear::new(width, TOKENS * width, device),
                text_proj: Linear::new(config.encoder_hid_dim, width, device),
            },
            add_embedding: TimeEmbedding {
                text_proj: Linear::new(width, time, device),
                text_norm: LayerNormConfig::new(time).init(device),
                image_proj: Linear::new(width, time, device),
            },
        }
    }

    /// From image embeddings `[batch, embedding]` and texts.
    pub(in crate::models::unet) fn forward(&self, image_embeds: Tensor<2>, text: TextStates) -> Condition {
        let (tokens, added) = (&self.encoder_hid_proj, &self.add_embedding);
        let flat = tokens.image_embeds.forward(image_embeds.clone());
        let [batch, size] = flat.dims();
        let image = flat.reshape([batch, TOKENS, size / TOKENS]);
        Condition {
            tokens: Tensor::cat(vec![image, tokens.text_proj.forward(text.hidden)], 1),
            added: added.text_norm.forward(added.text_proj.forward(text.pooled))
                + added.image_proj.forward(image_embeds),
        }
    }
}
