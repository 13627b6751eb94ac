//! CLIP's image encoder (a vision transformer) with its projection.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Embedding, EmbeddingConfig, Initializer, LayerNorm, LayerNormConfig};
use burn::tensor::{Device, Tensor};
use serde::Deserialize;

use super::encoder::{Encoder, EncoderConfig};
use crate::error::{Result, UnknownNetwork};
use crate::models::NetworkConfig;
use crate::models::layers::{Activation, Linear, convolve};
use crate::models::limits::{LATENTS, SIDE, WIDTH, known, within};

/// `image_encoder/config.json`.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of config.json")]
pub struct VisionModelConfig {
    pub hidden_size: usize,
    pub intermediate_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub image_size: usize,
    pub patch_size: usize,
    #[serde(default = "rgb")]
    pub num_channels: usize,
    pub hidden_act: Activation,
    #[serde(default = "default_epsilon")]
    pub layer_norm_eps: f64,
    pub projection_dim: usize,
}

fn rgb() -> usize {
    3
}

fn default_epsilon() -> f64 {
    1e-5
}

/// The image encoder.
#[derive(Module, Debug)]
pub struct VisionModel {
    vision_model: VisionTransformer,
    visual_projection: Linear,
    #[module(skip)]
    activation: Activation,
}

#[derive(Module, Debug)]
struct VisionTransformer {
    embeddings: VisionEmbeddings,
    /// Spelled as the checkpoints spell it.
    pre_layrnorm: LayerNorm,
    encoder: Encoder,
    post_layernorm: LayerNorm,
}

#[derive(Module, Debug)]
struct VisionEmbeddings {
    class_embedding: Param<Tensor<1>>,
    patch_embedding: Conv2d,
    position_embedding: Embedding,
}

impl VisionModelConfig {
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

impl NetworkConfig for VisionModelConfig {
    type Network = VisionModel;

    fn check(&self) -> Result<()> {
        let limits = [
            (self.projection_dim, WIDTH),
            (self.image_size, SIDE),
            (self.patch_size, self.image_size),
            (self.num_channels, LATENTS),
        ];
        let fits = self.encoder().fits() && within(&limits);
        known(fits, UnknownNetwork::ImageEncoder, self)
    }

    /// A buffer that some files carry.
    const IGNORED_KEYS: &'static [&'static str] = &["vision_model.embeddings.position_ids"];

    fn init(&self, device: &Device) -> VisionModel {
        let width = self.hidden_size;
        let patch = [self.patch_size; 2];
        let places = (self.image_size / self.patch_size).pow(2) + 1;
        let norm = || LayerNormConfig::new(width).with_epsilon(self.layer_norm_eps).init(device);
        let encoder = self.encoder();
        VisionModel {
            vision_model: VisionTransformer {
                embeddings: VisionEmbeddings {
                    class_embedding: Initializer::Zeros.init([width], device),
                    patch_embedding: Conv2dConfig::new([self.num_channels, width], patch)
                        .with_stride(patch)
                        .with_bias(false)
                        .init(device),
                    position_embedding: EmbeddingConfig::new(places, width).init(device),
                },
                pre_layrnorm: norm(),
                encoder: encoder.init(device),
                post_layernorm: norm(),
            },
            visual_projection: Linear::without_bias(width, self.projection_dim, device),
            activation: self.hidden_act,
        }
    }
}

impl VisionModel {
    /// Normalised pixels `[batch, 3, image_size, image_size]` → image embeddings `[batch, projection]`.
    pub fn forward(&self, pixels: Tensor<4>) -> Tensor<2> {
        let parts = &self.vision_model;
        let batch = pixels.dims()[0];
        let patches: Tensor<3> = convolve(&parts.embeddings.patch_embedding, pixels).flatten(2, 3);
        let patches = patches.swap_dims(1, 2);
        let width = patches.dims()[2];
        let class: Tensor<3> = parts.embeddings.class_embedding.val().reshape([1, 1, width]).expand([batch, 1, width]);
        let places = parts.embeddings.position_embedding.weight.val().unsqueeze();
        let hidden = parts.pre_layrnorm.forward(Tensor::cat(vec![class, patches], 1) + places);
        let hidden = parts.encoder.forward(hidden, self.activation, None);
        let pooled: Tensor<2> = hidden.narrow(1, 0, 1).squeeze_dim(1);
        self.visual_projection.forward(parts.post_layernorm.forward(pooled))
    }
}
