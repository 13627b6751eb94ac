//! An attention over the picture's own places or over the prompt's tokens, with two feed-forward layers behind it; and
//! the one that sees the prompt as a whole, for the time embedding.
//!
//! Reference: diffusers `Kandinsky3AttentionBlock` and `Kandinsky3AttentionPooling`.

use burn::module::Module;
use burn::tensor::{Device, Tensor, activation};

use super::config::{EXPANSION, UNet3Config};
use super::norm::TimeNorm;
use crate::models::layers::{Heads, Linear, Pointwise, attend};

/// Keys and values of the prompt's tokens, each `[batch, heads, tokens, dim]`.
pub(super) type ContextKv = (Tensor<4>, Tensor<4>);

/// Projections without biases.
#[derive(Module, Debug)]
struct Attention {
    to_q: Linear,
    to_k: Linear,
    to_v: Linear,
    to_out: Vec<Linear>,
    heads: usize,
}

impl Attention {
    /// Queries from `from` channels, keys and values from `context`, results of `to`.
    fn new(config: &UNet3Config, from: usize, context: usize, to: usize, device: &Device) -> Self {
        let linear = |from| Linear::without_bias(from, to, device);
        let heads = to / config.attention_head_dim;
        Self { to_q: linear(from), to_k: linear(context), to_v: linear(context), to_out: vec![linear(to)], heads }
    }

    /// Keys and values of `tokens`, `[batch, tokens, context]`.
    fn context(&self, tokens: Tensor<3>) -> ContextKv {
        let heads = Heads(self.heads);
        (heads.split(self.to_k.forward(tokens.clone())), heads.split(self.to_v.forward(tokens)))
    }

    /// `[batch, queries, from]` → `[batch, queries, to]`. `bias`: `[batch, 1, queries, tokens]`.
    fn forward(&self, x: Tensor<3>, (key, value): ContextKv, bias: Option<&Tensor<4>>) -> Tensor<3> {
        let heads = Heads(self.heads);
        let query = heads.split(self.to_q.forward(x));
        self.to_out[0].forward(heads.merge(attend(query, key, value, bias)))
    }
}

/// Norm, attention, norm, feed-forward layers.
#[derive(Module, Debug)]
pub(super) struct AttentionBlock {
    in_norm: TimeNorm,
    attention: Attention,
    out_norm: TimeNorm,
    feed_forward: Vec<Pointwise>,
}

impl AttentionBlock {
    /// A block of `width` channels, over tokens of `context` channels.
    pub(super) fn new(config: &UNet3Config, width: usize, context: usize, device: &Device) -> Self {
        let hidden = EXPANSION * width;
        let pointwise = |from, to| Pointwise::without_bias(from, to, device);
        Self {
            in_norm: TimeNorm::new(config, width, device),
            attention: Attention::new(config, width, context, width, device),
            out_norm: TimeNorm::new(config, width, device),
            feed_forward: vec![pointwise(width, hidden), pointwise(hidden, width)],
        }
    }

    /// Keys and values of the prompt's tokens, `[batch, tokens, context]`.
    pub(super) fn context(&self, tokens: Tensor<3>) -> ContextKv {
        self.attention.context(tokens)
    }

    /// `[batch, channels, height, width]` → the same. `context`: keys and values of the prompt's tokens with
    /// `[batch, 1, 1, tokens]`, what forbids looking at padding; without, the picture looks at itself.
    pub(super) fn forward(
        &self,
        x: Tensor<4>,
        time: &Tensor<2>,
        context: Option<(&ContextKv, &Tensor<4>)>,
    ) -> Tensor<4> {
        let shape @ [batch, _, height, width] = x.dims();
        let places: Tensor<3> = self.in_norm.forward(x.clone(), time, false).flatten(2, 3);
        let places = places.swap_dims(1, 2);
        let seen = match context {
            None => self.attention.forward(places.clone(), self.attention.context(places), None),
            Some((tokens, bias)) => {
                let bias = bias.clone().expand([batch, 1, height * width, bias.dims()[3]]);
                self.attention.forward(places, tokens.clone(), Some(&bias))
            }
        };
        let x = x + seen.swap_dims(1, 2).reshape(shape);
        let h = self.out_norm.forward(x.clone(), time, false);
        x + self.feed_forward[1].forward(activation::silu(self.feed_forward[0].forward(h)))
    }
}

/// What the mean of the tokens sees of them.
#[derive(Module, Debug)]
pub(super) struct AttentionPooling {
    attention: Attention,
}

impl AttentionPooling {
    pub(super) fn new(config: &UNet3Config, device: &Device) -> Self {
        let tokens = config.cross_attention_dim;
        Self { attention: Attention::new(config, tokens, tokens, config.time_embedding_dim, device) }
    }

    /// `[batch, tokens, context]` → `[batch, time]`. `bias`: `[batch, 1, 1, tokens]`. Padding counts for the mean.
    pub(super) fn forward(&self, tokens: Tensor<3>, bias: &Tensor<4>) -> Tensor<2> {
        let mean = tokens.clone().mean_dim(1);
        self.attention.forward(mean, self.attention.context(tokens), Some(bias)).squeeze_dim(1)
    }
}
