//! CLIP's text encoder with its projection.

use burn::module::Module;
use burn::nn::{Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{DType, Device, Int, Tensor, TensorData};
use serde::Deserialize;

use super::encoder::{Encoder, EncoderConfig};
use crate::error::{Result, UnknownNetwork};
use crate::models::NetworkConfig;
use crate::models::layers::{Activation, Linear};
use crate::models::limits::{POSITIONS, VOCABULARY, WIDTH, known, within};

/// `text_encoder/config.json`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct TextModelConfig {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub max_position_embeddings: usize,
    pub hidden_act: Activation,
    #[serde(default = "default_epsilon")]
    pub layer_norm_eps: f64,
    pub projection_dim: usize,
    #[serde(default = "legacy_end")]
    pub eos_token_id: u32,
}

fn default_epsilon() -> f64 {
    1e-5
}

fn legacy_end() -> u32 {
    LEGACY_END
}

/// The end token's id in configs from before it was right; the encoder then pools at the largest id, which is the end.
const LEGACY_END: u32 = 2;

/// The text encoder.
#[derive(Module, Debug)]
pub struct TextModel {
    text_model: TextTransformer,
    text_projection: Linear,
    #[module(skip)]
    activation: Activation,
    #[module(skip)]
    end: u32,
}

#[derive(Module, Debug)]
struct TextTransformer {
    embeddings: TextEmbeddings,
    encoder: Encoder,
    final_layer_norm: LayerNorm,
}

#[derive(Module, Debug)]
struct TextEmbeddings {
    token_embedding: Embedding,
    position_embedding: Embedding,
}

/// What the text encoder makes of a batch of prompts.
#[derive(Debug, Clone)]
pub struct TextEncoding {
    /// One vector a prompt, `[batch, projection]`.
    pub text_embeds: Tensor<2>,
    /// One vector a token after the final norm, `[batch, tokens, width]`.
    pub last_hidden_state: Tensor<3>,
}

impl TextModelConfig {
    /// Sizes of the transformer.
    fn encoder(&self) -> EncoderConfig {
        EncoderConfig::new(
            self.hidden_size,
            self.intermediate_size,
            self.num_hidden_layers,
            self.num_attention_heads,
            self.layer_norm_eps,
        )
    }
}

impl NetworkConfig for TextModelConfig {
    type Network = TextModel;

    fn check(&self) -> Result<()> {
        let limits =
            [(self.projection_dim, WIDTH), (self.vocab_size, VOCABULARY), (self.max_position_embeddings, POSITIONS)];
        let fits = self.encoder().fits() && within(&limits);
        known(fits, UnknownNetwork::TextEncoder, self)
    }

    /// A buffer that some files carry.
    const IGNORED_KEYS: &'static [&'static str] = &["text_model.embeddings.position_ids"];

    fn init(&self, device: &Device) -> TextModel {
        let width = self.hidden_size;
        let encoder = self.encoder();
        TextModel {
            text_model: TextTransformer {
                embeddings: TextEmbeddings {
                    token_embedding: EmbeddingConfig::new(self.vocab_size, width).init(device),
                    position_embedding: EmbeddingConfig::new(self.max_position_embeddings, width).init(device),
                },
                encoder: encoder.init(device),
                final_layer_norm: LayerNormConfig::new(width).with_epsilon(self.layer_norm_eps).init(device),
            },
            text_projection: Linear::without_bias(width, self.projection_dim, device),
            activation: self.hidden_act,
            end: self.eos_token_id,
        }
    }
}

impl TextModel {
    /// Encodes token ids, one list a prompt, all of one length within the positions that the model has.
    pub fn forward(&self, ids: &[Vec<u32>], device: &Device) -> TextEncoding {
        let tokens = ids.first().map_or(0, Vec::len);
        let flat: Vec<i32> = ids.iter().flatten().map(|&id| id.cast_signed()).collect();
        let input = Tensor::<2, Int>::from_data(TensorData::new(flat, [ids.len(), tokens]), device);

        let words = self.text_model.embeddings.token_embedding.forward(input);
        let places = self.text_model.embeddings.position_embedding.weight.val().narrow(0, 0, tokens);
        let bias = causal_bias(tokens, device, words.dtype());
        let hidden = self.text_model.encoder.forward(words + places.unsqueeze(), self.activation, Some(&bias));
        let hidden = self.text_model.final_layer_norm.forward(hidden);

        let ends = ids
            .iter()
            .enumerate()
            .map(|(i, ids)| hidden.clone().slice([i..i + 1, self.pooled(ids)..self.pooled(ids) + 1]).squeeze_dim(1));
        let pooled: Tensor<2> = Tensor::cat(ends.collect(), 0);
        TextEncoding { text_embeds: self.text_projection.forward(pooled), last_hidden_state: hidden }
    }

    /// The place whose vector stands for the whole prompt: the first end token.
    fn pooled(&self, ids: &[u32]) -> usize {
        let end = if self.end == LEGACY_END { ids.iter().copied().max().unwrap_or(0) } else { self.end };
        ids.iter().position(|&id| id == end).unwrap_or(0)
    }
}

/// Forbids each token to look at later ones: `[1, 1, tokens, tokens]`.
fn causal_bias(tokens: usize, device: &Device, dtype: DType) -> Tensor<4> {
    let value = |i: usize| if i % tokens > i / tokens { -1e4f32 } else { 0.0 };
    let values: Vec<f32> = (0..tokens * tokens).map(value).collect();
    Tensor::from_data(TensorData::new(values, [1, 1, tokens, tokens]), (device, dtype))
}
