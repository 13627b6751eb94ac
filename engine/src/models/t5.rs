//! T5's encoder with gated layers, as mT5 (2.0) and FLAN-UL2 (3.0) are.
//!
//! Papers: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer" (2019);
//! Xue et al., "mT5" (2020); Tay et al., "UL2" (2022). Reference: transformers `T5EncoderModel` and `MT5EncoderModel`.

use burn::module::{Module, Param};
use burn::nn::{Embedding, EmbeddingConfig, Initializer};
use burn::tensor::{Device, FloatDType, Int, Tensor, TensorData};
use serde::Deserialize;

use super::NetworkConfig;
use super::layers::{Activation, Heads, Linear, attend, padding_bias};
use super::limits::{LAYERS, POSITIONS, VOCABULARY, WIDTH, is_epsilon, known, within};
use crate::error::{Result, UnknownNetwork};

/// `text_encoder/config.json`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct T5Config {
    pub vocab_size: usize,
    pub d_model: usize,
    pub d_kv: usize,
    pub d_ff: usize,
    pub num_layers: usize,
    pub num_heads: usize,
    #[serde(default = "buckets")]
    pub relative_attention_num_buckets: usize,
    #[serde(default = "distance")]
    pub relative_attention_max_distance: usize,
    #[serde(default = "epsilon")]
    pub layer_norm_epsilon: f64,
    #[serde(default)]
    pub feed_forward_proj: String,
}

fn buckets() -> usize {
    32
}

fn distance() -> usize {
    128
}

fn epsilon() -> f64 {
    1e-6
}

/// The encoder. Its largest is larger than most memories, so it has its weights a layer at a time: see [`Layers`].
#[derive(Module, Debug)]
pub struct T5Encoder {
    shared: Embedding,
    encoder: Stack,
    buckets: usize,
    distance: usize,
}

#[derive(Module, Debug)]
struct Stack {
    block: Vec<Block>,
    final_layer_norm: RmsNorm,
}

#[derive(Module, Debug)]
struct Block {
    attention_layer: AttentionLayer,
    feed_forward_layer: FeedForwardLayer,
}

/// Where the weights of one layer after another come from.
pub trait Layers {
    /// Fills `part`, whose parameters are in the module `name`.
    ///
    /// # Errors
    /// Where weights cannot be read, or reading is stopped.
    fn fill<M: Module>(&mut self, name: &str, part: M) -> Result<M>;

    /// Waits until `x` is computed: the layer before is given back before the next one is filled.
    ///
    /// # Errors
    /// Where the device fails.
    fn computed(&mut self, x: &Tensor<3>) -> Result<()>;
}

#[derive(Module, Debug)]
struct AttentionLayer {
    attention: Attention,
    layer_norm: RmsNorm,
}

#[derive(Module, Debug)]
struct FeedForwardLayer {
    dense: FeedForward,
    layer_norm: RmsNorm,
}

#[derive(Module, Debug)]
struct Attention {
    q: Linear,
    k: Linear,
    v: Linear,
    o: Linear,
    /// Of the first block alone; all blocks use it.
    relative_attention_bias: Option<Embedding>,
    heads: usize,
}

#[derive(Module, Debug)]
struct FeedForward {
    wi_0: Linear,
    wi_1: Linear,
    wo: Linear,
    #[module(skip)]
    activation: Activation,
}

/// Scaling by the root of the mean square, in single precision.
#[derive(Module, Debug)]
struct RmsNorm {
    weight: Param<Tensor<1>>,
    epsilon: f64,
}

impl T5Config {
    /// The activation behind the gate; `None` where no Kandinsky has such a gate.
    fn activation(&self) -> Option<Activation> {
        match self.feed_forward_proj.as_str() {
            "gated-gelu" => Some(Activation::GeluTanh),
            "gated-silu" => Some(Activation::Silu),
            _ => None,
        }
    }
}

impl NetworkConfig for T5Config {
    type Network = T5Encoder;

    /// Names that files spell otherwise.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[
        (".attention_layer.attention.", ".layer.0.SelfAttention."),
        (".attention_layer.", ".layer.0."),
        (".feed_forward_layer.dense.", ".layer.1.DenseReluDense."),
        (".feed_forward_layer.", ".layer.1."),
    ];

    /// What files carry and no one reads here: the table a second time, and the other half of the model.
    const IGNORED_KEYS: &'static [&'static str] = &["encoder.embed_tokens.", "decoder.", "lm_head."];

    fn check(&self) -> Result<()> {
        let limits = [
            (self.vocab_size, VOCABULARY),
            (self.d_model, WIDTH),
            (self.d_kv, WIDTH),
            (self.d_ff, WIDTH),
            (self.num_layers, LAYERS),
            (self.num_heads, WIDTH),
            (self.relative_attention_num_buckets, POSITIONS),
            (self.relative_attention_max_distance, POSITIONS),
        ];
        let fits = within(&limits)
            && self.num_heads * self.d_kv <= WIDTH
            // Half of the places are for each direction, and half of those for distances one by one.
            && self.relative_attention_num_buckets >= 4
            && self.relative_attention_max_distance > self.relative_attention_num_buckets / 4
            && is_epsilon(self.layer_norm_epsilon)
            && self.activation().is_some();
        known(fits, UnknownNetwork::TextEncoder, self)
    }

    fn init(&self, device: &Device) -> T5Encoder {
        let (width, inner, activation) =
            (self.d_model, self.num_heads * self.d_kv, self.activation().unwrap_or(Activation::Silu));
        let norm = || RmsNorm { weight: Initializer::Ones.init([width], device), epsilon: self.layer_norm_epsilon };
        let linear = |from, to| Linear::without_bias(from, to, device);
        let table = || EmbeddingConfig::new(self.relative_attention_num_buckets, self.num_heads).init(device);
        let block = |place| Block {
            attention_layer: AttentionLayer {
                attention: Attention {
                    q: linear(width, inner),
                    k: linear(width, inner),
                    v: linear(width, inner),
                    o: linear(inner, width),
                    relative_attention_bias: (place == 0).then(table),
                    heads: self.num_heads,
                },
                layer_norm: norm(),
            },
            feed_forward_layer: FeedForwardLayer {
                dense: FeedForward {
                    wi_0: linear(width, self.d_ff),
                    wi_1: linear(width, self.d_ff),
                    wo: linear(self.d_ff, width),
                    activation,
                },
                layer_norm: norm(),
            },
        };
        T5Encoder {
            shared: EmbeddingConfig::new(self.vocab_size, width).init(device),
            encoder: Stack { block: (0..self.num_layers).map(block).collect(), final_layer_norm: norm() },
            buckets: self.relative_attention_num_buckets,
            distance: self.relative_attention_max_distance,
        }
    }
}

impl T5Encoder {
    /// The table of words, a row each.
    pub const WORDS: &'static str = "shared.weight";

    /// Encodes words, `[batch, tokens, d_model]` in single precision as they are in the table, to the same shape.
    /// `mask`: which of them are words and not padding.
    ///
    /// # Errors
    /// Where `layers` fails.
    pub fn forward(self, words: Tensor<3>, mask: &[Vec<bool>], layers: &mut impl Layers) -> Result<Tensor<3>> {
        let (tokens, device) = (words.dims()[1], words.device());
        let mut bias = padding_bias(mask, tokens, &device, words.dtype());
        let mut x = words;
        let Stack { block: blocks, final_layer_norm } = self.encoder;
        for (place, block) in blocks.into_iter().enumerate() {
            let Block { attention_layer: attend, feed_forward_layer: feed } =
                layers.fill(&format!("encoder.block.{place}"), block)?;
            if let Some(table) = &attend.attention.relative_attention_bias {
                bias = bias + places(table, tokens, (self.buckets, self.distance), &device);
            }
            x = x.clone() + attend.attention.forward(attend.layer_norm.forward(x), &bias);
            x = x.clone() + feed.dense.forward(feed.layer_norm.forward(x));
            layers.computed(&x)?;
        }
        Ok(layers.fill("encoder.final_layer_norm", final_layer_norm)?.forward(x))
    }
}

/// What each head adds for the distance between two tokens, `[1, heads, tokens, tokens]`.
fn places(table: &Embedding, tokens: usize, (buckets, distance): (usize, usize), device: &Device) -> Tensor<4> {
    let bucket = |i: usize| bucket(i % tokens, i / tokens, buckets, distance) as i32;
    let buckets: Vec<i32> = (0..tokens * tokens).map(bucket).collect();
    let buckets = Tensor::<2, Int>::from_data(TensorData::new(buckets, [tokens, tokens]), device);
    table.forward(buckets).permute([2, 0, 1]).unsqueeze()
}

/// The bucket of the distance from `query` to `key`: half of them before it, half behind, exact where they are near
/// each other, and growing with the logarithm up to `farthest`.
fn bucket(key: usize, query: usize, buckets: usize, farthest: usize) -> usize {
    let half = buckets / 2;
    let exact = half / 2;
    let (distance, behind) = (key.abs_diff(query), if key > query { half } else { 0 });
    if distance < exact {
        return behind + distance;
    }
    let share = (distance as f32 / exact as f32).ln() / (farthest as f32 / exact as f32).ln();
    let far = exact + (share * (half - exact) as f32) as usize;
    behind + far.min(half - 1)
}

impl Attention {
    fn forward(&self, x: Tensor<3>, bias: &Tensor<4>) -> Tensor<3> {
        let heads = Heads(self.heads);
        let project = |layer: &Linear| heads.split(layer.forward(x.clone()));
        let query = project(&self.q);
        // T5 does not divide its scores; `attend` does.
        let query = query.clone() * (query.dims()[3] as f64).sqrt();
        self.o.forward(heads.merge(attend(query, project(&self.k), project(&self.v), Some(bias))))
    }
}

impl FeedForward {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let gate = self.activation.forward(self.wi_0.forward(x.clone()));
        self.wo.forward(gate * self.wi_1.forward(x))
    }
}

impl RmsNorm {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let dtype: FloatDType = x.dtype().into();
        let single = x.cast(FloatDType::F32);
        let size = (single.clone().square().mean_dim(2) + self.epsilon).sqrt();
        (single / size).cast(dtype) * self.weight.val().unsqueeze()
    }
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn near_tokens_have_buckets_of_their_own_and_far_ones_share() {
        // From transformers' `T5Attention._relative_position_bucket` with 32 buckets and 128 tokens.
        for (key, query, expected) in [
            (5, 5, 0),
            (4, 5, 1),
            (6, 5, 17),
            (0, 7, 7),
            (0, 8, 8),
            (13, 5, 24),
            (0, 15, 9),
            (0, 16, 10),
            (0, 127, 15),
            (200, 0, 31),
        ] {
            assert_eq!(bucket(key, query, 32, 128), expected, "{key} from {query}");
        }
    }
}
