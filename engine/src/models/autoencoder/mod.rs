//! Pictures to latents and back: MoVQ, and the variational autoencoder of Kandinsky 2.0, which differ in their norms.
//!
//! Papers: Zheng et al., "MoVQ: Modulating Quantized Vectors for High-Fidelity Image Generation" (2022); Rombach et
//! al., "High-Resolution Image Synthesis with Latent Diffusion Models" (2022) for that of 2.0. References: diffusers
//! `models/autoencoders/vq_model.py` with `norm_type="spatial"`; `AutoencoderKL` in
//! `kandinsky2/vqgan/autoencoder.py` of ai-forever/Kandinsky-2.
//!
//! Kandinsky uses MoVQ without its codebook: latents are the encoder's raw output, neither sampled nor scaled. That of
//! 2.0 encodes to a mean and a variance, from which latents are drawn, and scales them.

mod attention;
mod config;
mod decoder;
mod encoder;
mod latent_size;
mod quantize;
mod resnet;
mod spatial_norm;
mod stripes;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::{Device, Tensor};

use self::attention::Attention;
pub use self::config::AutoencoderConfig;
use self::decoder::Decoder;
use self::encoder::Encoder;
pub use self::latent_size::LatentSize;
use self::quantize::Codebook;
use self::spatial_norm::SpatialNorm;
use super::NetworkConfig;
use super::layers::GroupNorm;
use crate::error::Result;

/// The autoencoder.
#[derive(Module, Debug)]
pub struct Autoencoder {
    encoder: Encoder,
    quant_conv: Conv2d,
    quantize: Option<Codebook>,
    post_quant_conv: Conv2d,
    /// That of MoVQ, or of 2.0: one of them.
    decoder: Option<Decoder<SpatialNorm>>,
    plain_decoder: Option<Decoder<GroupNorm>>,
    #[module(skip)]
    config: AutoencoderConfig,
}

impl NetworkConfig for AutoencoderConfig {
    type Network = Autoencoder;

    /// Both decoders have one name in files.
    const KEY_RENAMES: &'static [(&'static str, &'static str)] = &[("plain_decoder.", "decoder.")];

    /// What training leaves beside the weights; and the codebook of a MoVQ of 3.x, where a file has one: no pipeline
    /// looks into it.
    const IGNORED_KEYS: &'static [&'static str] = &["loss.", "quantize."];

    fn check(&self) -> Result<()> {
        self.validate()
    }

    fn init(&self, device: &Device) -> Autoencoder {
        let (latent, code) = (self.latent_channels, self.code());
        let spatial = || {
            let norm = |width| SpatialNorm::new(latent, width, device);
            Decoder::new(self, norm, |width| Attention::spatial(self, width, device), device)
        };
        let plain = || {
            let norm = |width| GroupNorm::new(self.norm_num_groups, width, config::EPSILON, device);
            Decoder::new(self, norm, |width| Attention::plain(self, width, device), device)
        };
        Autoencoder {
            encoder: Encoder::new(self, device),
            quant_conv: Conv2dConfig::new([self.moments(), self.moments() / latent * code], [1, 1]).init(device),
            quantize: self.num_vq_embeddings.map(|entries| Codebook::new(entries, code, device)),
            post_quant_conv: Conv2dConfig::new([code, latent], [1, 1]).init(device),
            decoder: self.is_movq().then(spatial),
            plain_decoder: (!self.is_movq()).then(plain),
            config: self.clone(),
        }
    }
}

impl Autoencoder {
    /// Pixels in −1..1, `[batch, 3, height, width]`, to latents `[batch, 4, height / f, width / f]`; where latents are
    /// drawn, to their means and then the logarithms of their variances, `[batch, 8, …]`.
    pub fn encode(&self, pixels: Tensor<4>) -> Tensor<4> {
        self.encode_within(pixels, AutoencoderConfig::STRIPES)
    }

    /// The same in stripes that take at most `budget_bytes`.
    pub fn encode_within(&self, pixels: Tensor<4>, budget_bytes: u64) -> Tensor<4> {
        let rows = self.config.stripe_rows(pixels.dims()[3], pixels.dtype().size() as u64, budget_bytes);
        self.encode_in_stripes(pixels, rows)
    }

    /// The same in stripes of what `rows` rows of latents stand for: equal to rounding, in less memory the fewer they
    /// are.
    pub fn encode_in_stripes(&self, pixels: Tensor<4>, rows: usize) -> Tensor<4> {
        self.quant_conv.forward(self.encoder.forward(pixels, rows.max(1) * self.config.scale_factor()))
    }

    /// Latents to pixels in about −1..1, as Kandinsky's pipelines do: without the codebook.
    pub fn decode(&self, latents: Tensor<4>) -> Tensor<4> {
        self.decode_within(latents, AutoencoderConfig::STRIPES)
    }

    /// The same in stripes that take at most `budget_bytes`.
    pub fn decode_within(&self, latents: Tensor<4>, budget_bytes: u64) -> Tensor<4> {
        let width = latents.dims()[3] * self.config.scale_factor();
        let rows = self.config.stripe_rows(width, latents.dtype().size() as u64, budget_bytes);
        self.decode_in_stripes(latents, rows)
    }

    /// The same in stripes of `rows` rows of latents: equal to rounding, in less memory the fewer they are.
    pub fn decode_in_stripes(&self, latents: Tensor<4>, rows: usize) -> Tensor<4> {
        let x = self.post_quant_conv.forward(latents.clone());
        match (&self.decoder, &self.plain_decoder) {
            (Some(decoder), _) => decoder.forward(x, latents, rows.max(1)),
            (None, Some(decoder)) => decoder.forward(x, latents, rows.max(1)),
            (None, None) => unreachable!("an autoencoder is made with a decoder"),
        }
    }

    /// Replaces each place's latent by the nearest entry of the codebook, where there is one.
    pub fn quantize(&self, latents: Tensor<4>) -> Tensor<4> {
        match &self.quantize {
            Some(codebook) => codebook.nearest(latents),
            None => latents,
        }
    }
}
