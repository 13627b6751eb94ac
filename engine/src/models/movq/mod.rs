//! MoVQ: pictures to latents and back.
//!
//! Paper: Zheng et al., "MoVQ: Modulating Quantized Vectors for High-Fidelity Image Generation" (2022).
//! Reference: diffusers `models/autoencoders/vq_model.py` with `norm_type="spatial"`.
//!
//! Kandinsky uses it without its codebook: latents are the encoder's raw output, neither sampled nor scaled.

mod attention;
mod config;
mod decoder;
mod encoder;
mod quantize;
mod resnet;
mod spatial_norm;
mod stripes;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

pub use self::config::MoVqConfig;
use self::decoder::Decoder;
use self::encoder::Encoder;
use self::quantize::Codebook;

/// The autoencoder.
#[derive(Module, Debug)]
pub struct MoVq {
    encoder: Encoder,
    quant_conv: Conv2d,
    quantize: Codebook,
    post_quant_conv: Conv2d,
    decoder: Decoder,
    #[module(skip)]
    config: MoVqConfig,
}

impl MoVqConfig {
    /// An autoencoder whose weights are not loaded yet.
    pub fn init(&self, device: &Device) -> MoVq {
        let (latent, code) = (self.latent_channels, self.code());
        MoVq {
            encoder: Encoder::new(self, device),
            quant_conv: Conv2dConfig::new([latent, code], [1, 1]).init(device),
            quantize: Codebook::new(self.num_vq_embeddings, code, device),
            post_quant_conv: Conv2dConfig::new([code, latent], [1, 1]).init(device),
            decoder: Decoder::new(self, device),
            config: self.clone(),
        }
    }
}

impl MoVq {
    /// Pixels in −1..1, `[batch, 3, height, width]`, to latents `[batch, 4, height / f, width / f]`.
    pub fn encode(&self, pixels: Tensor<4>) -> Tensor<4> {
        self.encode_within(pixels, MoVqConfig::STRIPES)
    }

    /// The same in stripes that take at most `room` bytes.
    pub fn encode_within(&self, pixels: Tensor<4>, room: u64) -> Tensor<4> {
        let rows = self.config.stripe_rows(pixels.dims()[3], pixels.dtype().size() as u64, room);
        self.encode_in_stripes(pixels, rows)
    }

    /// The same in stripes of what `rows` rows of latents stand for: equal to rounding, in less memory the fewer they are.
    pub fn encode_in_stripes(&self, pixels: Tensor<4>, rows: usize) -> Tensor<4> {
        self.quant_conv.forward(self.encoder.forward(pixels, rows.max(1) * self.config.scale_factor()))
    }

    /// Latents to pixels in about −1..1, as Kandinsky's pipelines do: without the codebook.
    pub fn decode(&self, latents: Tensor<4>) -> Tensor<4> {
        self.decode_within(latents, MoVqConfig::STRIPES)
    }

    /// The same in stripes that take at most `room` bytes.
    pub fn decode_within(&self, latents: Tensor<4>, room: u64) -> Tensor<4> {
        let width = latents.dims()[3] * self.config.scale_factor();
        let rows = self.config.stripe_rows(width, latents.dtype().size() as u64, room);
        self.decode_in_stripes(latents, rows)
    }

    /// The same in stripes of `rows` rows of latents: equal to rounding, in less memory the fewer they are.
    pub fn decode_in_stripes(&self, latents: Tensor<4>, rows: usize) -> Tensor<4> {
        self.decoder.forward(self.post_quant_conv.forward(latents.clone()), latents, rows.max(1))
    }

    /// Replaces each place's latent by the nearest entry of the codebook.
    pub fn quantize(&self, latents: Tensor<4>) -> Tensor<4> {
        self.quantize.nearest(latents)
    }
}
