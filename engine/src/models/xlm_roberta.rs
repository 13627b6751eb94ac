//! The multilingual text encoder of 2.0 and 2.1: XLM-RoBERTa, and on it the matrix that leads into CLIP's space.
//!
//! Papers: Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale" (2019); Carlsson et al.,
//! "Cross-lingual and Multilingual CLIP" (2022).
//! References: transformers `XLMRobertaModel`; diffusers `pipelines/kandinsky/text_encoder.py`.

use burn::module::Module;
use burn::nn::{Embedding, EmbeddingConfig, LayerNorm, LayerNormConfig};
use burn::tensor::{DType, Device, Int, Tensor, TensorData};
use serde::Deserialize;

use super::NetworkConfig;
use super::conditioning::TextStates;
use super::layers::{Activation, Heads, Linear, attend, padding_bias};
use super::limits::{LAYERS, POSITIONS, VOCABULARY, WIDTH, is_epsilon, known, within};
use crate::error::{Result, UnknownNetwork};

/// `text_encoder/config.json`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct XlmRobertaConfig {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub max_position_embeddings: usize,
    #[serde(default = "one")]
    pub type_vocab_size: usize,
    #[serde(default = "epsilon")]
    pub layer_norm_eps: f64,
    #[serde(default = "padding")]
    pub pad_token_id: u32,
    #[serde(default = "gelu")]
    pub hidden_act: Activation,
    /// Width of CLIP's space; absent where the file describes the trunk alone.
    #[serde(default, rename = "numDims")]
    pub num_dims: Option<usize>,
}

fn one() -> usize {
    1
}

fn epsilon() -> f64 {
    1e-5
}

fn padding() -> u32 {
    1
}

fn gelu() -> Activation {
    Activation::Gelu
}

/// The encoder.
#[derive(Module, Debug)]
pub struct MultilingualClip {
    transformer: Trunk,
    linear_transformation: Linear,
    #[module(skip)]
    activation: Activation,
    #[module(skip)]
    padding: u32,
}

#[derive(Module, Debug)]
struct Trunk {
    embeddings: Embeddings,
    encoder: Encoder,
}

#[derive(Module, Debug)]
struct Embeddings {
    word_embeddings: Embedding,
    position_embeddings: Embedding,
    token_type_embeddings: Embedding,
    layer_norm: LayerNorm,
}

#[derive(Module, Debug)]
struct Encoder {
    layer: Vec<Layer>,
}

#[derive(Module, Debug)]
struct Layer {
    attention: Attention,
    intermediate: Dense,
    output: Output,
}

#[derive(Module, Debug)]
struct Attention {
    self_attention: SelfAttention,
    output: Output,
}

#[derive(Module, Debug)]
struct SelfAttention {
    query: Linear,
    key: Linear,
    value: Linear,
    heads: usize,
}

#[derive(Module, Debug)]
struct Dense {
    dense: Linear,
}

/// A matrix, whose result is added to what it came from, and a norm of the sum.
#[derive(Module, Debug)]
struct Output {
    dense: Linear,
    layer_norm: LayerNorm,
}

impl NetworkConfig for XlmRobertaConfig {
    type Network = MultilingualClip;

    /// Names that files spell otherwise.
    fn check(&self) -> Result<()> {
        let limits = [
            (self.vocab_size, VOCABULARY),
            (self.hidden_size, WIDTH),
            (self.intermediate_size, WIDTH),
            (self.num_hidden_layers, LAYERS),
            (self.num_attention_heads, WIDTH),
            (self.max_position_embeddings, POSITIONS),
            (self.type_vocab_size, POSITIONS),
            (self.num_dims.unwrap_or(1), WIDTH),
        ];
        let fits = within(&limits)
            && self.hidden_size.is_multiple_of(self.num_attention_heads)
            && (self.pad_token_id as usize) < self.max_position_embeddings.min(self.vocab_size)
            && is_epsilon(self.layer_norm_eps);
        known(fits, UnknownNetwork::TextEncoder, self)
    }

    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[
        ("layer_norm.", "LayerNorm."),
        ("linear_transformation.", "LinearTransformation."),
        (".self_attention.", ".self."),
    ];

    /// What files carry and no one reads.
    const IGNORED_KEYS: &'static [&'static str] = &["transformer.pooler.", "transformer.embeddings.position_ids"];

    fn init(&self, device: &Device) -> MultilingualClip {
        let width = self.hidden_size;
        let norm = || LayerNormConfig::new(width).with_epsilon(self.layer_norm_eps).init(device);
        let table = |entries| EmbeddingConfig::new(entries, width).init(device);
        let square = || Linear::new(width, width, device);
        let output = |from| Output { dense: Linear::new(from, width, device), layer_norm: norm() };
        let layer = |_| Layer {
            attention: Attention {
                self_attention: SelfAttention {
                    query: square(),
                    key: square(),
                    value: square(),
                    heads: self.num_attention_heads,
                },
                output: output(width),
            },
            intermediate: Dense { dense: Linear::new(width, self.intermediate_size, device) },
            output: output(self.intermediate_size),
        };
        MultilingualClip {
            transformer: Trunk {
                embeddings: Embeddings {
                    word_embeddings: table(self.vocab_size),
                    position_embeddings: table(self.max_position_embeddings),
                    token_type_embeddings: table(self.type_vocab_size),
                    layer_norm: norm(),
                },
                encoder: Encoder { layer: (0..self.num_hidden_layers).map(layer).collect() },
            },
            linear_transformation: Linear::new(width, self.num_dims.unwrap_or(width), device),
            activation: self.hidden_act,
            padding: self.pad_token_id,
        }
    }
}

impl MultilingualClip {
    /// Encodes token ids, one list a text, all of one length. `mask`: which of them are words and not padding.
    ///
    /// `hidden` is `[batch, tokens, hidden_size]`; `pooled` is the mean over the words, in CLIP's space.
    pub fn forward(&self, ids: &[Vec<u32>], mask: &[Vec<bool>], device: &Device) -> TextStates {
        let table = &self.transformer.embeddings;
        let input = |rows: Vec<i32>| {
            let tokens = ids.first().map_or(0, Vec::len);
            Tensor::<2, Int>::from_data(TensorData::new(rows, [ids.len(), tokens]), device)
        };
        let words = table.word_embeddings.forward(input(ids.iter().flatten().map(|id| id.cast_signed()).collect()));
        let places = table.position_embeddings.forward(input(ids.iter().flat_map(|ids| self.places(ids)).collect()));
        let kind = table.token_type_embeddings.weight.val().narrow(0, 0, 1).unsqueeze();
        let mut x = table.layer_norm.forward(words + places + kind);
        let bias = padding_bias(mask, x.dims()[1], device, x.dtype());
        for layer in &self.transformer.encoder.layer {
            let mixed = layer.attention.self_attention.forward(x.clone(), &bias);
            x = layer.attention.output.forward(mixed, x);
            let inner = self.activation.forward(layer.intermediate.dense.forward(x.clone()));
            x = layer.output.forward(inner, x);
        }
        TextStates { pooled: self.linear_transformation.forward(mean(x.clone(), mask, device)), hidden: x }
    }

    /// Positions count words only, from one behind the padding's own id on; all padding has that.
    fn places(&self, ids: &[u32]) -> Vec<i32> {
        let place = |count: &mut u32, &id: &u32| {
            let word = id != self.padding;
            *count += u32::from(word);
            Some((if word { self.padding + *count } else { self.padding }).cast_signed())
        };
        ids.iter().scan(0, place).collect()
    }
}

/// The mean of the words' states, `[batch, width]`.
fn mean(x: Tensor<3>, mask: &[Vec<bool>], device: &Device) -> Tensor<2> {
    let share = |row: &Vec<bool>| {
        let words = row.iter().filter(|&&word| word).count().max(1) as f32;
        row.iter().map(move |&word| if word { 1.0 / words } else { 0.0 }).collect::<Vec<f32>>()
    };
    let [batch, tokens, _] = x.dims();
    let shares: Vec<f32> = mask.iter().flat_map(share).collect();
    let dtype: DType = x.dtype();
    let shares = Tensor::<3>::from_data(TensorData::new(shares, [batch, tokens, 1]), (device, dtype));
    (x * shares).sum_dim(1).squeeze_dim(1)
}

impl SelfAttention {
    fn forward(&self, x: Tensor<3>, bias: &Tensor<4>) -> Tensor<3> {
        let heads = Heads(self.heads);
        let project = |layer: &Linear| heads.split(layer.forward(x.clone()));
        heads.merge(attend(project(&self.query), project(&self.key), project(&self.value), Some(bias)))
    }
}

impl Output {
    fn forward(&self, x: Tensor<3>, residual: Tensor<3>) -> Tensor<3> {
        self.layer_norm.forward(self.dense.forward(x) + residual)
    }
}
