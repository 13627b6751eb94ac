//! The head of 2.0: a text after two encoders becomes tokens to attend to and a vector added to the time.
//!
//! Reference: `kandinsky2/model/text2im_model.py` and `AttentionPooling` in `text_encoders.py` of
//! ai-forever/Kandinsky-2.

use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use super::super::config::{TextWidths, UNetConfig};
use super::Condition;
use crate::models::conditioning::TextStates;
use crate::models::layers::{Heads, Linear, attend};

/// Heads of the pooling; a constant of the reference.
const HEADS: usize = 8;

/// The head of 2.0: two encoded texts → tokens and a vector.
#[derive(Module, Debug)]
pub(in crate::models::unet) struct TwoTextsHead {
    encoder_hid_proj: Projection,
    add_embedding: TimeEmbedding,
}

/// Both texts → tokens.
#[derive(Module, Debug)]
struct Projection {
    text_proj: Linear,
    text_proj2: Linear,
    norm: LayerNorm,
}

/// The first text, pooled already, and the second one → vector.
#[derive(Module, Debug)]
struct TimeEmbedding {
    text_proj: Linear,
    text_norm: LayerNorm,
    pool: AttentionPooling,
    pool_norm: LayerNorm,
}

/// What the first token sees of all.
#[derive(Module, Debug)]
struct AttentionPooling {
    to_q: Linear,
    to_k: Linear,
    to_v: Linear,
    to_out: Linear,
}

impl TwoTextsHead {
    pub(in crate::models::unet) fn new(config: &UNetConfig, widths: TextWidths, time: usize, device: &Device) -> Self {
        let (width, TextWidths { pooled, second }) = (config.cross_attention_dim, widths);
        let square = || Linear::new(second, second, device);
        let norm = |width| LayerNormConfig::new(width).init(device);
        Self {
            encoder_hid_proj: Projection {
                text_proj: Linear::new(config.encoder_hid_dim, width, device),
                text_proj2: Linear::new(second, width, device),
                norm: norm(width),
            },
            add_embedding: TimeEmbedding {
                text_proj: Linear::new(pooled, time, device),
                text_norm: norm(time),
                pool: AttentionPooling {
                    to_q: square(),
                    to_k: square(),
                    to_v: square(),
                    to_out: Linear::new(second, time, device),
                },
                pool_norm: norm(time),
            },
        }
    }

    /// From the text after the multilingual encoder and after mT5, `[batch, tokens, width]`.
    pub(in crate::models::unet) fn forward(&self, first: TextStates, second: Tensor<3>) -> Condition {
        let (tokens, added) = (&self.encoder_hid_proj, &self.add_embedding);
        let both = vec![tokens.text_proj.forward(first.hidden), tokens.text_proj2.forward(second.clone())];
        let pooled = added.text_norm.forward(added.text_proj.forward(first.pooled));
        Condition {
            tokens: tokens.norm.forward(Tensor::cat(both, 1)),
            added: pooled + added.pool_norm.forward(added.pool.forward(second)),
        }
    }
}

impl AttentionPooling {
    /// `[batch, tokens, width]` → `[batch, out]`.
    fn forward(&self, x: Tensor<3>) -> Tensor<2> {
        let heads = Heads(HEADS);
        let query = heads.split(self.to_q.forward(x.clone().narrow(1, 0, 1)));
        let (key, value) = (heads.split(self.to_k.forward(x.clone())), heads.split(self.to_v.forward(x)));
        self.to_out.forward(heads.merge(attend(query, key, value, None))).squeeze_dim(1)
    }
}
