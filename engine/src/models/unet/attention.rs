//! One attention over the picture's own places and the condition's tokens together ("added key and value").
//!
//! Reference: diffusers `AttnAddedKVProcessor`.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::config::UNetConfig;
use crate::models::layers::{GroupNorm, Heads, Linear, attend};

/// Keys and values of the condition's tokens, each `[batch, heads, tokens, dim]`.
pub(super) type ContextKv = (Tensor<4>, Tensor<4>);

/// ε of the norm before the attention; the reference's class has its own, whatever the config says of the others.
const EPSILON: f64 = 1e-5;

/// The attention.
#[derive(Module, Debug)]
pub(super) struct AddedKvAttention {
    group_norm: GroupNorm,
    to_q: Linear,
    to_k: Linear,
    to_v: Linear,
    add_k_proj: Linear,
    add_v_proj: Linear,
    to_out: Vec<Linear>,
    heads: usize,
}

impl AddedKvAttention {
    /// An attention at `width` channels of level `level`.
    pub(super) fn new(config: &UNetConfig, width: usize, level: usize, device: &Device) -> Self {
        let linear = |from| Linear::new(from, width, device);
        Self {
            group_norm: GroupNorm::new(config.norm_num_groups, width, EPSILON, device),
            to_q: linear(width),
            to_k: linear(width),
            to_v: linear(width),
            add_k_proj: linear(config.cross_attention_dim),
            add_v_proj: linear(config.cross_attention_dim),
            to_out: vec![linear(width)],
            heads: width / config.attention_head_dim.at(level),
        }
    }

    /// Keys and values of the condition's tokens `[batch, tokens, cross_attention_dim]`.
    pub(super) fn context(&self, tokens: Tensor<3>) -> ContextKv {
        let heads = Heads(self.heads);
        (heads.split(self.add_k_proj.forward(tokens.clone())), heads.split(self.add_v_proj.forward(tokens)))
    }

    /// `[batch, channels, height, width]` → the same.
    pub(super) fn forward(&self, x: Tensor<4>, context: &ContextKv) -> Tensor<4> {
        let shape = x.dims();
        let heads = Heads(self.heads);
        let places: Tensor<3> = self.group_norm.forward(x.clone()).flatten(2, 3);
        let places = places.swap_dims(1, 2);
        let project = |layer: &Linear| heads.split(layer.forward(places.clone()));
        let key = Tensor::cat(vec![context.0.clone(), project(&self.to_k)], 2);
        let value = Tensor::cat(vec![context.1.clone(), project(&self.to_v)], 2);
        let mixed = heads.merge(attend(project(&self.to_q), key, value, None));
        x + self.to_out[0].forward(mixed).swap_dims(1, 2).reshape(shape)
    }
}
