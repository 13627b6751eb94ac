//! The prior: from what a prompt says to the image embedding of a picture that would show it.
//!
//! Paper: Ramesh et al., "Hierarchical Text-Conditional Image Generation with CLIP Latents" (2022), section 2.2.
//! Reference: diffusers `models/transformers/prior_transformer.py`.
//!
//! The sequence is [text tokens…, text embedding, time, noisy embedding, query]. The attention is causal and the time
//! token comes after all of the text, so nothing about the text depends on the step: its keys and values are computed
//! once ([`PriorTransformer::prefix`]) and each step runs the last three tokens alone.

use burn::module::{Module, Param};
use burn::nn::{Initializer, LayerNorm, LayerNormConfig};
use burn::tensor::{DType, Device, Tensor, TensorData};
use serde::Deserialize;

use super::NetworkConfig;
use super::clip::TextEncoding;
use super::layers::{Activation, Heads, Linear, TimestepEmbedding, TimestepEmbeddingConfig, attend, sinusoid};
use super::limits::{self, LAYERS, POSITIONS, WIDTH, within};
use crate::error::{Result, UnknownNetwork};

/// The time, the noisy embedding and the query: the tokens that change from step to step.
const STEP_TOKENS: usize = 3;

/// What forbids a token to look at another, as the reference has it.
const FORBIDDEN: f32 = -10_000.0;

/// `prior/config.json`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct PriorConfig {
    pub num_attention_heads: usize,
    pub attention_head_dim: usize,
    pub num_layers: usize,
    pub embedding_dim: usize,
    pub num_embeddings: usize,
    pub additional_embeddings: usize,
    #[serde(default)]
    pub added_emb_type: Option<String>,
    #[serde(default)]
    pub encoder_hid_proj_type: Option<String>,
    #[serde(default)]
    pub norm_in_type: Option<String>,
    #[serde(default)]
    pub embedding_proj_norm_type: Option<String>,
    #[serde(default)]
    pub embedding_proj_dim: Option<usize>,
    #[serde(default)]
    pub clip_embed_dim: Option<usize>,
    #[serde(default)]
    pub time_embed_dim: Option<usize>,
}

/// The prior transformer.
#[derive(Module, Debug)]
pub struct PriorTransformer {
    time_embedding: TimestepEmbedding,
    proj_in: Linear,
    embedding_proj: Linear,
    encoder_hidden_states_proj: Linear,
    positional_embedding: Param<Tensor<3>>,
    prd_embedding: Param<Tensor<3>>,
    transformer_blocks: Vec<Block>,
    norm_out: LayerNorm,
    proj_to_clip_embeddings: Linear,
    clip_mean: Param<Tensor<2>>,
    clip_std: Param<Tensor<2>>,
    width: usize,
}

#[derive(Module, Debug)]
struct Block {
    norm1: LayerNorm,
    attn1: Attention,
    norm3: LayerNorm,
    ff: FeedForward,
}

#[derive(Module, Debug)]
struct Attention {
    to_q: Linear,
    to_k: Linear,
    to_v: Linear,
    to_out: Vec<Linear>,
    heads: usize,
}

#[derive(Module, Debug)]
struct FeedForward {
    inner: Linear,
    outer: Linear,
}

/// The step-invariant part of a batch of prompts.
#[derive(Debug, Clone)]
pub struct Prefix {
    /// Keys and values of the text tokens, one pair a block, `[batch, heads, tokens, dim]`.
    context: Vec<(Tensor<4>, Tensor<4>)>,
    /// What the step tokens may look at: `[batch, 1, 3, tokens + 3]`.
    bias: Tensor<4>,
}

impl PriorConfig {
    /// Width of the transformer.
    pub fn width(&self) -> usize {
        self.num_attention_heads * self.attention_head_dim
    }
}

impl NetworkConfig for PriorConfig {
    type Network = PriorTransformer;

    /// Keys that Rust fields cannot spell.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] =
        &[(".ff.inner.", ".ff.net.0.proj."), (".ff.outer.", ".ff.net.2.")];

    /// A buffer that some files carry and no one reads.
    const IGNORED_KEYS: &'static [&'static str] = &["causal_attention_mask"];

    /// Refuses the variants of the reference's class that no Kandinsky prior is.
    ///
    /// # Errors
    /// Where the config asks for one.
    fn check(&self) -> Result<()> {
        let limits = [
            (self.num_attention_heads, WIDTH),
            (self.attention_head_dim, WIDTH),
            (self.num_layers, LAYERS),
            (self.embedding_dim, WIDTH),
            (self.num_embeddings, POSITIONS),
        ];
        // First, since widths are products.
        let fits = within(&limits) && self.width() <= WIDTH;
        let width = |given: Option<usize>, usual: usize| given.is_none_or(|w| w == usual);
        let known = fits
            && self.added_emb_type.as_deref().is_none_or(|t| t == "prd")
            && self.encoder_hid_proj_type.as_deref().is_none_or(|t| t == "linear")
            && self.norm_in_type.is_none()
            && self.embedding_proj_norm_type.is_none()
            && self.additional_embeddings == STEP_TOKENS + 1
            && width(self.embedding_proj_dim, self.embedding_dim)
            && width(self.clip_embed_dim, self.embedding_dim)
            && width(self.time_embed_dim, self.width());
        limits::known(known, UnknownNetwork::Prior, self)
    }

    fn init(&self, device: &Device) -> PriorTransformer {
        let (width, embedding) = (self.width(), self.embedding_dim);
        let linear = |from, to| Linear::new(from, to, device);
        let norm = || LayerNormConfig::new(width).init(device);
        let block = |_| Block {
            norm1: norm(),
            attn1: Attention {
                to_q: linear(width, width),
                to_k: linear(width, width),
                to_v: linear(width, width),
                to_out: vec![linear(width, width)],
                heads: self.num_attention_heads,
            },
            norm3: norm(),
            ff: FeedForward { inner: linear(width, 4 * width), outer: linear(4 * width, width) },
        };
        let tokens = self.num_embeddings + self.additional_embeddings;
        PriorTransformer {
            time_embedding: TimestepEmbeddingConfig::new(width, width).init(device),
            proj_in: linear(embedding, width),
            embedding_proj: linear(embedding, width),
            encoder_hidden_states_proj: linear(embedding, width),
            positional_embedding: Initializer::Zeros.init([1, tokens, width], device),
            prd_embedding: Initializer::Zeros.init([1, 1, width], device),
            transformer_blocks: (0..self.num_layers).map(block).collect(),
            norm_out: norm(),
            proj_to_clip_embeddings: linear(width, embedding),
            clip_mean: Initializer::Zeros.init([1, embedding], device),
            clip_std: Initializer::Ones.init([1, embedding], device),
            width,
        }
    }
}

impl PriorTransformer {
    /// Computes what stays the same over all steps. `mask`: which tokens of each prompt are words, not padding.
    pub fn prefix(&self, text: &TextEncoding, mask: &[Vec<bool>]) -> Prefix {
        let words = self.encoder_hidden_states_proj.forward(text.last_hidden_state.clone());
        let whole: Tensor<3> = self.embedding_proj.forward(text.text_embeds.clone()).unsqueeze_dim(1);
        let mut x = Tensor::cat(vec![words, whole], 1);
        let [_, tokens, _] = x.dims();
        x = x + self.positional_embedding.val().narrow(1, 0, tokens);

        let (device, dtype) = (x.device(), x.dtype());
        let bias = bias(mask, 0..tokens, tokens, &device, dtype);
        let mut context = Vec::with_capacity(self.transformer_blocks.len());
        for block in &self.transformer_blocks {
            let (next, key, value) = block.forward(x, None, &bias);
            context.push((key, value));
            x = next;
        }
        Prefix { context, bias: self::bias(mask, tokens..tokens + STEP_TOKENS, tokens + STEP_TOKENS, &device, dtype) }
    }

    /// Predicts the clean image embedding. `x`: the noisy one, `[batch, embedding]`, in the order of the prefix's
    /// prompts; returns the same shape.
    pub fn forward(&self, x: Tensor<2>, timestep: f32, prefix: &Prefix) -> Tensor<2> {
        let batch = x.dims()[0];
        let wave = sinusoid(timestep, self.width, true, 0.0, &x.device(), x.dtype());
        let time: Tensor<3> = self.time_embedding.forward(wave).unsqueeze_dim(1);
        let noisy: Tensor<3> = self.proj_in.forward(x).unsqueeze_dim(1);
        let shape = [batch, 1, self.width];
        let query = self.prd_embedding.val().expand(shape);
        let places = self.positional_embedding.val();
        let tokens = places.dims()[1];
        let places = places.narrow(1, tokens - STEP_TOKENS, STEP_TOKENS);

        let mut x = Tensor::cat(vec![time.expand(shape), noisy, query], 1) + places;
        for (block, context) in self.transformer_blocks.iter().zip(&prefix.context) {
            x = block.forward(x, Some(context), &prefix.bias).0;
        }
        let last: Tensor<2> = self.norm_out.forward(x.narrow(1, STEP_TOKENS - 1, 1)).squeeze_dim(1);
        self.proj_to_clip_embeddings.forward(last)
    }

    /// From the prior's normalised space to CLIP's: `[batch, embedding]` → the same.
    pub fn denormalise(&self, x: Tensor<2>) -> Tensor<2> {
        x * self.clip_std.val() + self.clip_mean.val()
    }
}

impl Block {
    /// One block over new tokens, which see `context` and each other; also returns their own keys and values.
    fn forward(
        &self,
        x: Tensor<3>,
        context: Option<&(Tensor<4>, Tensor<4>)>,
        bias: &Tensor<4>,
    ) -> (Tensor<3>, Tensor<4>, Tensor<4>) {
        let heads = Heads(self.attn1.heads);
        let normed = self.norm1.forward(x.clone());
        let project = |layer: &Linear| heads.split(layer.forward(normed.clone()));
        let (mut key, mut value) = (project(&self.attn1.to_k), project(&self.attn1.to_v));
        if let Some((k, v)) = context {
            key = Tensor::cat(vec![k.clone(), key], 2);
            value = Tensor::cat(vec![v.clone(), value], 2);
        }
        let mixed = attend(project(&self.attn1.to_q), key.clone(), value.clone(), Some(bias));
        let x = x + self.attn1.to_out[0].forward(heads.merge(mixed));
        let inner = Activation::Gelu.forward(self.ff.inner.forward(self.norm3.forward(x.clone())));
        (x + self.ff.outer.forward(inner), key, value)
    }
}

/// What the tokens `rows` may look at among the first `columns`: earlier ones that are no padding.
/// `[batch, 1, rows, columns]`.
fn bias(mask: &[Vec<bool>], rows: std::ops::Range<usize>, columns: usize, device: &Device, dtype: DType) -> Tensor<4> {
    let mut values = Vec::with_capacity(mask.len() * rows.len() * columns);
    for words in mask {
        for row in rows.clone() {
            let padding = |column: usize| if words.get(column).copied().unwrap_or(true) { 0.0 } else { FORBIDDEN };
            let later = |column: usize| if column > row { FORBIDDEN } else { 0.0 };
            values.extend((0..columns).map(|column| padding(column) + later(column)));
        }
    }
    Tensor::from_data(TensorData::new(values, [mask.len(), 1, rows.len(), columns]), (device, dtype))
}
