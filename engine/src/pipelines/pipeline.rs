//! Kandinsky 2.2: both stages and the picture at the end, for every task of the decoder.

use std::path::PathBuf;

use burn::tensor::Device;

use super::decoder::{self, DenoiseRequest, Latents};
use super::economy::Economy;
use super::embeddings::{Embeddings, key_of_picture, key_of_run};
use super::guard::{finite, painted};
use super::mix::Blend;
use super::networks::Networks;
use super::preview::{self, LatentPreview};
use super::prior::{self, ImageEmbeds, PriorRequest, Prompts, Seedling, download, upload};
use super::sidecar::kept;
use super::size::LatentSize;
use super::source::{Kind, Source};
use super::task::Task;
use super::watch::{Phase, Watch};
use crate::checkpoint::{Kandinsky22, Precision};
use crate::error::{EngineError, Result};
use crate::models::layers::holding_scores;
use crate::models::movq::MoVqConfig;
use crate::picture::{DepthMap, Picture};
use crate::rng::Normal;
use crate::schedulers::{Ddpm, Sampler, SamplerConfig, UnClip};
use crate::text::ClipTokenizer;

/// One picture to paint.
#[derive(Debug, Clone)]
pub struct PaintRequest {
    /// What it is painted from.
    pub task: Task,
    /// The depth map that a ControlNet-depth decoder follows.
    pub hint: Option<DepthMap>,
    /// What stage one works from.
    pub prior: PriorRequest,
    /// Pictures and words that are mixed in the prompt's place.
    pub blend: Option<Blend>,
    /// Steps of the prior, 2 and more.
    pub prior_steps: usize,
    /// What takes the decoder's steps.
    pub sampler: Sampler,
    /// The share of DDPM's noise that DDIM adds, 0 to 1; other samplers do not read it.
    pub eta: f32,
    /// Steps of the decoder, 1 and more.
    pub steps: usize,
    /// Guidance of the decoder.
    pub guidance: f32,
    /// Width of the picture in pixels.
    pub width: usize,
    /// Height of the picture in pixels.
    pub height: usize,
}

/// The pipeline, with what it holds in memory.
pub struct Pipeline {
    networks: Networks,
    tokenizer: ClipTokenizer,
    movq_config: MoVqConfig,
    scheduler: SamplerConfig,
    kind: Kind,
    cache: Option<PathBuf>,
    /// The last prompts and their encoding, so that repainting the same words skips the text encoder.
    encoded: Option<(PriorRequest, Prompts)>,
    embeddings: Embeddings,
    /// Values of an image embedding.
    embedding: usize,
}

impl Pipeline {
    /// Reads the configs of `checkpoint`; weights are loaded when a stage needs them. `cache` is a folder for small
    /// results where the checkpoint's own is read-only.
    ///
    /// # Errors
    /// Where a config is broken, or the parts do not belong together.
    pub fn open(
        checkpoint: Kandinsky22,
        device: Device,
        precision: Precision,
        cache: Option<PathBuf>,
        economy: Economy,
    ) -> Result<Self> {
        let (unet_config, movq_config) = (checkpoint.unet_config()?, checkpoint.movq_config()?);
        let (prior_config, scheduler) = (checkpoint.prior_config()?, checkpoint.decoder_scheduler()?);
        let latent = movq_config.latent_channels;
        let outputs = if Ddpm::wants_variance(&scheduler) { 2 * latent } else { latent };
        let kind = Kind::of(&unet_config, latent);
        let fits = unet_config.out_channels >= outputs
            && unet_config.encoder_hid_dim == prior_config.embedding_dim
            && movq_config.scale_factor() % unet_config.multiple() == 0;
        let Some(kind) = kind.filter(|_| fits) else {
            return Err(EngineError::checkpoint(
                "The parts of this checkpoint do not belong together, so it cannot paint.",
                "Give a decoder and the prior published with it.",
            )
            .detail(format!(
                "UNet: {} channels in, {} out, embeddings of {}; prior: embeddings of {}; MoVQ: {latent} latent \
                 channels, {} pixels each",
                unet_config.in_channels,
                unet_config.out_channels,
                unet_config.encoder_hid_dim,
                prior_config.embedding_dim,
                movq_config.scale_factor(),
            )));
        };
        let tokenizer = checkpoint.tokenizer()?;
        let networks = Networks::new(checkpoint, device, precision, economy);
        let (embeddings, embedding) = (Embeddings::default(), prior_config.embedding_dim);
        Ok(Self { networks, tokenizer, movq_config, scheduler, kind, cache, encoded: None, embeddings, embedding })
    }

    /// The tokenizer of the text encoder.
    pub fn tokenizer(&self) -> &ClipTokenizer {
        &self.tokenizer
    }

    /// Holds as much memory as `economy` says from now on.
    pub fn set_economy(&mut self, economy: Economy) {
        self.networks.economy = economy;
        self.networks.settle();
    }

    /// Paints one picture. Draws: the prior's start, its steps, the decoder's start, its steps, all from `noise`.
    ///
    /// # Errors
    /// Where the steps or sizes are out of range, the checkpoint is broken, the device fails, or `watch` stops it.
    pub fn paint(&mut self, request: &PaintRequest, noise: &mut dyn Normal, watch: &mut dyn Watch) -> Result<Picture> {
        holding_scores(self.networks.economy.scores, || self.paint_stages(request, noise, watch))
    }

    fn paint_stages(
        &mut self,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<Picture> {
        // Both schedulers are prepared first, so that a wrong step count is refused before anything is loaded.
        UnClip::new(self.networks.checkpoint.prior_scheduler()?, request.prior_steps)?;
        request.sampler.scheduler(&self.scheduler, request.steps, request.eta)?;
        let task = request.task.fitted(request.width, request.height)?;

        let embeds = match &request.blend {
            Some(blend) => self.mix(blend, &request.prior, request.prior_steps, noise, watch)?,
            None => self.embed(&request.prior, request.prior_steps, None, noise, watch)?,
        };
        let latents = self.denoise_task(&embeds, &task, request, noise, watch)?;
        let (width, height) = (request.width, request.height);
        let picture = self.decode(&latents, watch)?;
        let mut pixels = cropped(&picture, latents.size, width, height);
        if let Task::Inpaint { init, mask } = &task {
            mask.compose(&init.pixels, &mut pixels);
        }
        Ok(Picture { width, height, pixels: pixels.into() })
    }

    /// Stage one, from noise or from a `seedling`.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn embed(
        &mut self,
        request: &PriorRequest,
        steps: usize,
        seedling: Option<&Seedling>,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<ImageEmbeds> {
        let mut scheduler = UnClip::new(self.networks.checkpoint.prior_scheduler()?, steps)?;
        let start = prior::start(request, seedling, self.embedding, noise);
        let key = key_of_run(request, steps, seedling, &start);
        if let Some(embeds) = self.embeddings.runs.get(&key) {
            prior::skip(seedling, &scheduler, start.len(), noise)?;
            return Ok(embeds.clone());
        }
        let other = |r: &PriorRequest| (&r.prompt, &r.negative) != (&request.prompt, &request.negative);
        if self.encoded.as_ref().is_none_or(|(r, _)| other(r)) {
            let device = self.networks.device.clone();
            let encoder = self.networks.text(watch)?;
            watch.progress(Phase::Encode, 0, 1)?;
            let prompts = prior::encode(request, &self.tokenizer, encoder, &device)?;
            self.encoded = Some((request.clone(), prompts));
            watch.progress(Phase::Encode, 1, 1)?;
            self.networks.settle();
        }
        let Some((_, prompts)) = &self.encoded else { return Err(EngineError::internal("no prompt was encoded")) };
        let network = self.networks.prior(watch)?;
        let mut embeds = prior::sample(request, prompts, network, (seedling, start), &mut scheduler, noise, watch)?;
        self.networks.settle();
        if embeds.negative.is_none() {
            embeds.negative = Some(self.zero_image_embedding(watch)?);
        }
        self.embeddings.runs.put(key, embeds.clone());
        Ok(embeds)
    }

    /// Makes all draws of a run of the prior without running it.
    pub(super) fn skip_prior(&self, steps: usize, noise: &mut dyn Normal) -> Result<()> {
        let scheduler = UnClip::new(self.networks.checkpoint.prior_scheduler()?, steps)?;
        noise.fill(&mut vec![0.0; self.embedding]);
        prior::skip(None, &scheduler, self.embedding, noise)
    }

    /// Stage two, from the embeddings of stage one.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn denoise(
        &mut self,
        embeds: &ImageEmbeds,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<Latents> {
        let task = request.task.fitted(request.width, request.height)?;
        self.denoise_task(embeds, &task, request, noise, watch)
    }

    /// Stage two with pictures that have the request's size.
    fn denoise_task(
        &mut self,
        embeds: &ImageEmbeds,
        task: &Task,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<Latents> {
        let mut scheduler = request.sampler.scheduler(&self.scheduler, request.steps, request.eta)?;
        let size = LatentSize::covering(request.width, request.height, self.movq_config.scale_factor());
        let source = Source::prepare(&mut self.networks, self.kind, task, request, size, watch)?;
        let negative = embeds.negative.as_deref().unwrap_or(&embeds.positive);
        let request = DenoiseRequest {
            positive: &embeds.positive,
            negative,
            guidance: request.guidance,
            size,
            start: source.start(),
            kept: source.kept(),
            further: &source.further,
        };
        let channels = self.movq_config.latent_channels;
        let (device, dtype) = self.networks.place();
        let unet = self.networks.unet(watch)?;
        let latents = decoder::denoise(&request, unet, channels, (&device, dtype), &mut *scheduler, noise, watch)?;
        self.networks.settle();
        Ok(latents)
    }

    /// The picture behind the latents, whole: `[3, height, width]` in 0..1.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn decode(&mut self, latents: &Latents, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let (device, dtype) = self.networks.place();
        let room = self.networks.economy.stripes;
        let movq = self.networks.movq(watch)?;
        watch.progress(Phase::Decode, 0, 1)?;
        let shape = [1, latents.channels, latents.size.height, latents.size.width];
        let pixels = movq.decode_within(upload(latents.values.clone(), shape, &device, dtype), room);
        let pixels = painted("MoVQ", download(pixels)?)?;
        self.networks.settle();
        watch.progress(Phase::Decode, 1, 1)?;
        Ok(pixels.into_iter().map(|v| (v * 0.5 + 0.5).clamp(0.0, 1.0)).collect())
    }

    /// The embedding of the zero image: what "no negative prompt" means to the decoder.
    ///
    /// # Errors
    /// Where the image encoder is missing or broken and the embedding was not kept yet.
    pub fn zero_image_embedding(&self, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let weights = ("image_encoder", &["model.safetensors", "model.fp16.safetensors"][..]);
        let networks = &self.networks;
        kept(&networks.checkpoint.prior, "zero_image_embedding", weights, self.cache.as_deref(), || {
            let side = networks.checkpoint.image_encoder_config()?.image_size;
            self.encode_image(vec![0.0; 3 * side * side], side, watch)
        })
    }

    /// The image embedding of a picture.
    ///
    /// # Errors
    /// Where the image encoder or its settings are missing or broken.
    pub fn image_embedding(&mut self, picture: &Picture, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let key = key_of_picture(picture);
        if let Some(embedding) = self.embeddings.pictures.get(&key) {
            return Ok(embedding.clone());
        }
        let checkpoint = &self.networks.checkpoint;
        let side = checkpoint.image_encoder_config()?.image_size;
        let values = checkpoint.image_processor()?.pixel_values(picture, side)?;
        let embedding = self.encode_image(values, side, watch)?;
        self.embeddings.pictures.put(key, embedding.clone());
        Ok(embedding)
    }

    fn encode_image(&self, values: Vec<f32>, side: usize, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let (device, dtype) = self.networks.place();
        let encoder = self.networks.image(watch)?;
        finite("image encoder", download(encoder.forward(upload(values, [1, 3, side, side], &device, dtype)))?)
    }

    /// The map that makes this checkpoint's latents visible.
    ///
    /// # Errors
    /// Where the MoVQ is missing or broken.
    pub fn preview(&mut self, watch: &mut dyn Watch) -> Result<Option<LatentPreview>> {
        let (channels, scale) = (self.movq_config.latent_channels, self.movq_config.scale_factor());
        let weights =
            ("movq", &["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors"][..]);
        let (device, dtype) = self.networks.place();
        let decoder = self.networks.checkpoint.decoder.clone();
        let rows = kept(&decoder, "latent_preview", weights, self.cache.as_deref(), || {
            let movq = self.networks.movq(watch)?;
            finite("MoVQ", preview::fit(movq, channels, scale, &device, dtype)?)
        })?;
        self.networks.settle();
        Ok(LatentPreview::new(rows, channels))
    }
}

/// The upper left `width` × `height` pixels of a picture `[3, …]` in 0..1, as 8-bit RGB.
fn cropped(picture: &[f32], size: LatentSize, width: usize, height: usize) -> Vec<u8> {
    let (full_width, area) = (size.picture_width(), size.picture_width() * size.picture_height());
    let mut pixels = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            pixels.extend((0..3).map(|c| (picture[c * area + y * full_width + x] * 255.0).round() as u8));
        }
    }
    pixels
}
