//! The transformer that CLIP's two towers share: pre-norm attention and a two-layer network, with residuals.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};

use crate::models::layers::{Activation, Heads, Linear, attend};
use crate::models::limits::{LAYERS, WIDTH, is_epsilon, within};

/// Sizes of an [`Encoder`].
#[derive(Config, Debug)]
pub struct EncoderConfig {
    /// Width of the tokens.
    pub width: usize,
    /// Width of the inner layer.
    pub inner: usize,
    /// Number of blocks.
    pub depth: usize,
    /// Number of attention heads.
    pub heads: usize,
    /// ε of the layer norms.
    pub epsilon: f64,
}

impl EncoderConfig {
    /// True where the sizes are ones that a CLIP can have.
    pub(super) fn fits(&self) -> bool {
        let limits = [(self.width, WIDTH), (self.inner, WIDTH), (self.depth, LAYERS), (self.heads, WIDTH)];
        within(&limits) && self.width.is_multiple_of(self.heads) && is_epsilon(self.epsilon)
    }
}

/// A stack of transformer blocks.
#[derive(Module, Debug)]
pub struct Encoder {
    layers: Vec<EncoderLayer>,
}

#[derive(Module, Debug)]
struct EncoderLayer {
    self_attn: SelfAttention,
    layer_norm1: LayerNorm,
    mlp: Mlp,
    layer_norm2: LayerNorm,
}

#[derive(Module, Debug)]
struct SelfAttention {
    q_proj: Linear,
    k_proj: Linear,
    v_proj: Linear,
    out_proj: Linear,
    heads: usize,
}

#[derive(Module, Debug)]
struct Mlp {
    fc1: Linear,
    fc2: Linear,
}

impl EncoderConfig {
    /// An encoder whose weights are not loaded yet.
    pub fn init(&self, device: &Device) -> Encoder {
        let square = || Linear::new(self.width, self.width, device);
        let norm = || LayerNormConfig::new(self.width).with_epsilon(self.epsilon).init(device);
        let layer = |_| EncoderLayer {
            self_attn: SelfAttention {
                q_proj: square(),
                k_proj: square(),
                v_proj: square(),
                out_proj: square(),
                heads: self.heads,
            },
            layer_norm1: norm(),
            mlp: Mlp {
                fc1: Linear::new(self.width, self.inner, device),
                fc2: Linear::new(self.inner, self.width, device),
            },
            layer_norm2: norm(),
        };
        Encoder { layers: (0..self.depth).map(layer).collect() }
    }
}

impl Encoder {
    /// `[batch, tokens, width]` → the same, with `bias` (`[1, 1, tokens, tokens]`) added to the attention scores.
    pub fn forward(&self, x: Tensor<3>, activation: Activation, bias: Option<&Tensor<4>>) -> Tensor<3> {
        self.layers.iter().fold(x, |x, layer| {
            let x = x.clone() + layer.self_attn.forward(layer.layer_norm1.forward(x), bias);
            let inner = activation.forward(layer.mlp.fc1.forward(layer.layer_norm2.forward(x.clone())));
            x + layer.mlp.fc2.forward(inner)
        })
    }
}

impl SelfAttention {
    fn forward(&self, x: Tensor<3>, bias: Option<&Tensor<4>>) -> Tensor<3> {
        let heads = Heads(self.heads);
        let project = |layer: &Linear| heads.split(layer.forward(x.clone()));
        let mixed = attend(project(&self.q_proj), project(&self.k_proj), project(&self.v_proj), bias);
        self.out_proj.forward(heads.merge(mixed))
    }
}
