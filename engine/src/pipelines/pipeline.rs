//! Both stages, or the one, and the picture at the end, for every system of the family and every task of its decoders.

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
use super::source::{Kind, Plan, Source};
use super::task::Task;
use super::texts::{Readers, Texts, without_pictures};
use super::watch::{Phase, Watch};
use super::words::{self, Reader};
use crate::checkpoint::{Checkpoint, Network, Precision, System};
use crate::error::{EngineError, Result};
use crate::models::autoencoder::AutoencoderConfig;
use crate::models::layers::holding_scores;
use crate::models::unet::{Conditioning, Head};
use crate::models::unets::AnyUNetConfig;
use crate::picture::{DepthMap, Picture};
use crate::rng::Normal;
use crate::schedulers::{Ddpm, Reference, Sampler, UnClip};
use crate::text::PromptTokenizer;

/// One picture to paint.
#[derive(Debug, Clone)]
pub struct PaintRequest {
    /// What it is painted from.
    pub task: Task,
    /// The depth map that a ControlNet-depth decoder follows.
    pub hint: Option<DepthMap>,
    /// What stage one works from, and the words that a decoder reads itself.
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
    /// CLIP's tokenizer, where there is a prior.
    tokenizer: Option<PromptTokenizer>,
    /// Those of the decoder's own text encoders, where it has any: of 2.0 and 2.1, or of 3.0 and 3.1.
    readers: Option<Readers>,
    reader: Option<Reader>,
    autoencoder_config: AutoencoderConfig,
    unet_config: AnyUNetConfig,
    kind: Kind,
    /// The last prompts and their encoding, so that repainting the same words skips the text encoder.
    encoded: Option<(PriorRequest, Prompts)>,
    /// The same for the decoder's own.
    read: Option<(Vec<String>, Texts)>,
    embeddings: Embeddings,
    /// Values of an image embedding; none where there is no prior.
    embedding: usize,
}

/// Rows of encoded prompts.
const PROMPT: usize = 0;
const NEGATIVE: usize = 1;

impl Pipeline {
    /// Reads the configs of `checkpoint`; weights are loaded when a stage needs them.
    ///
    /// # Errors
    /// Where a config is broken, or the parts do not belong together.
    pub fn open(checkpoint: Checkpoint, device: Device, precision: Precision, economy: Economy) -> Result<Self> {
        let (unet_config, autoencoder_config) =
            (checkpoint.unet_config(Network::UNet)?, checkpoint.autoencoder_config()?);
        let prior_config = checkpoint.has(Network::Prior).then(|| checkpoint.prior_config()).transpose()?;
        let embedding = prior_config.map(|config| config.embedding_dim);
        let latent = autoencoder_config.latent_channels;
        let variance = Ddpm::wants_variance(&checkpoint.sampler_config(Sampler::Ddpm, Network::UNet)?);
        let outputs = if variance { 2 * latent } else { latent };
        let kind = Kind::of(&unet_config, latent);
        let fits = unet_config.out_channels() >= outputs
            && unet_config.image_embedding() == embedding
            && autoencoder_config.scale_factor() % unet_config.multiple() == 0;
        let Some(kind) = kind.filter(|_| fits) else {
            return Err(EngineError::checkpoint(
                "The parts of this checkpoint do not belong together, so it cannot paint.",
                "Give a decoder and the prior published with it.",
            )
            .detail(format!(
                "UNet: {} channels in, {} out, embeddings of {:?}; prior: embeddings of {embedding:?}; autoencoder: {latent} \
                 latent channels, {} pixels each",
                unet_config.in_channels(),
                unet_config.out_channels(),
                unet_config.image_embedding(),
                autoencoder_config.scale_factor(),
            )));
        };
        let (tokenizer, readers) = (checkpoint.clip_tokenizer()?, Readers::open(&checkpoint)?);
        let reader = match &unet_config {
            AnyUNetConfig::Two(_) => None,
            AnyUNetConfig::Three(config) => Some(Reader::open(&checkpoint, config.null_embedding)?),
        };
        Ok(Self {
            networks: Networks::new(checkpoint, device, precision, economy),
            tokenizer,
            readers,
            reader,
            autoencoder_config,
            unet_config,
            kind,
            encoded: None,
            read: None,
            embeddings: Embeddings::default(),
            embedding: embedding.unwrap_or(0),
        })
    }

    /// What it paints with.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.networks.checkpoint
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
        // All schedulers are prepared first, so that a wrong step count is refused before anything is loaded.
        let checkpoint = &self.networks.checkpoint;
        let has_prior = checkpoint.has(Network::Prior);
        if has_prior {
            UnClip::new(checkpoint.prior_scheduler()?, request.prior_steps)?;
        }
        if (request.sampler == Sampler::Flash) != (checkpoint.system() == System::Kandinsky31Flash) {
            return Err(EngineError::invalid(
                "sampler",
                format!("{} is not painted with {}.", checkpoint.system().title(), request.sampler.title()),
                format!("Choose {}.", checkpoint.system().samplers()[0].title()),
            ));
        }
        let task = request.task.fitted(request.width, request.height)?;
        let (which, _) = self.unet_for(&task)?;
        let config = checkpoint.sampler_config(request.sampler, which)?;
        request.sampler.scheduler(&config, request.steps, request.eta)?;

        let embeds = match (&request.blend, has_prior) {
            (_, false) => None,
            (Some(blend), true) => Some(self.mix(blend, &request.prior, request.prior_steps, noise, watch)?),
            (None, true) => Some(self.embed(&request.prior, request.prior_steps, None, noise, watch)?),
        };
        let latents = self.denoise_task(embeds.as_ref(), &task, request, noise, watch)?;
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
            let Some(tokenizer) = &self.tokenizer else {
                return Err(EngineError::internal("a prior was asked for that is not there"));
            };
            let prompts = prior::encode(request, tokenizer, encoder, &device)?;
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

    /// Stage two, from the embeddings of stage one where there is one.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn denoise(
        &mut self,
        embeds: Option<&ImageEmbeds>,
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
        embeds: Option<&ImageEmbeds>,
        task: &Task,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<Latents> {
        let unet = self.unet_for(task)?;
        let config = self.networks.checkpoint.sampler_config(request.sampler, unet.0)?;
        let mut scheduler = request.sampler.scheduler(&config, request.steps, request.eta)?;
        let size = LatentSize::covering(request.width, request.height, self.autoencoder_config.scale_factor());
        // Flash was made to be painted without.
        let guidance = if request.sampler == Sampler::Flash { 1.0 } else { request.guidance };
        let guided = guidance > 1.0;
        let conditioning = match self.words(request, guided, watch)? {
            Some(words) => words,
            None => {
                let texts = self.texts(request, watch)?;
                self.conditioning(embeds, texts, guided)?
            }
        };
        let plan = Plan {
            unet,
            autoencoder: &self.autoencoder_config,
            sampler: (request.sampler, &config),
            scheduler: &*scheduler,
            size,
        };
        let which = plan.unet.0;
        let source = Source::prepare(&mut self.networks, &plan, task, request, noise, watch)?;
        let channels = self.autoencoder_config.latent_channels;
        let (device, dtype) = self.networks.place();
        let unet = self.networks.unet(which, watch)?;
        let request = DenoiseRequest {
            context: &unet.context(conditioning)?,
            guidance,
            twofold: config.reference == Reference::Authors,
            size,
            start: source.start(),
            kept: source.kept(),
            further: &source.further,
        };
        let latents = decoder::denoise(&request, unet, channels, (&device, dtype), &mut *scheduler, noise, watch)?;
        self.networks.settle();
        Ok(latents)
    }

    /// The UNet that a task is done with, and what it reads beside its latents.
    fn unet_for(&self, task: &Task) -> Result<(Network, Kind)> {
        let own = self.networks.checkpoint.has(Network::InpaintUNet) && matches!(task, Task::Inpaint { .. });
        if !own {
            return Ok((Network::UNet, self.kind));
        }
        let config = self.networks.checkpoint.unet_config(Network::InpaintUNet)?;
        let kind = Kind::of(&config, self.autoencoder_config.latent_channels);
        let kind = kind.ok_or_else(|| EngineError::internal("an inpainting UNet that reads no picture"))?;
        Ok((Network::InpaintUNet, kind))
    }

    /// What a UNet of 3.x is told; `None` for others.
    fn words(&mut self, request: &PaintRequest, guided: bool, watch: &mut dyn Watch) -> Result<Option<Conditioning>> {
        if self.reader.is_none() {
            return Ok(None);
        }
        let (words, weights) = self.own_words(request)?;
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let away = guided.then_some(request.prior.negative.as_deref());
        let prompts = words::Prompts { words, weights, away };
        reader.read(&prompts, &mut self.networks, watch).map(Conditioning::Words).map(Some)
    }

    /// The words that a decoder reads itself, and their weights where they are blended.
    fn own_words(&self, request: &PaintRequest) -> Result<(Vec<String>, Option<Vec<f32>>)> {
        let checkpoint = &self.networks.checkpoint;
        Ok(match &request.blend {
            None => (vec![request.prior.prompt.clone()], None),
            // A prior's blend says all; the decoder's own words are none, as in the reference's mixing.
            Some(_) if checkpoint.has(Network::Prior) => (vec![String::new()], None),
            Some(blend) => {
                let words = blend.words().ok_or_else(|| without_pictures(checkpoint))?;
                (words, Some(blend.weights()?))
            }
        })
    }

    /// The prompt and the negative prompt after the decoder's own text encoders; `None` where it has none.
    fn texts(&mut self, request: &PaintRequest, watch: &mut dyn Watch) -> Result<Option<Texts>> {
        let Some(readers) = &self.readers else { return Ok(None) };
        let negative = request.prior.negative.clone().unwrap_or_default();
        let (words, weights) = self.own_words(request)?;
        let prompts: Vec<String> = words.into_iter().chain([negative]).collect();
        if self.read.as_ref().is_none_or(|(read, _)| *read != prompts) {
            let rows: Vec<&str> = prompts.iter().map(String::as_str).collect();
            let texts = readers.encode(&rows, &mut self.networks, watch)?;
            self.read = Some((prompts, texts));
        }
        let texts = self.read.as_ref().map(|(_, texts)| texts);
        Ok(texts.map(|texts| match weights {
            Some(weights) => texts.mixed(&weights),
            None => texts.clone(),
        }))
    }

    /// What the UNet is told; with guidance, first what to lead away from.
    fn conditioning(&self, embeds: Option<&ImageEmbeds>, texts: Option<Texts>, guided: bool) -> Result<Conditioning> {
        let lacking = || EngineError::internal("a UNet is not told what it conditions on");
        let (device, dtype) = self.networks.place();
        let image = embeds.map(|ImageEmbeds { positive, negative }| {
            let negative = negative.as_ref().unwrap_or(positive);
            let rows = if guided { [negative.as_slice(), positive].concat() } else { positive.clone() };
            upload(rows, [if guided { 2 } else { 1 }, positive.len()], &device, dtype)
        });
        let texts = texts.map(|texts| texts.pick(if guided { &[NEGATIVE, PROMPT] } else { &[PROMPT] }));
        let AnyUNetConfig::Two(config) = &self.unet_config else { return Err(lacking()) };
        match (config.head().ok_or_else(lacking)?, image, texts) {
            (Head::Image | Head::ImageAndHint, Some(image), _) => Ok(Conditioning::Image(image)),
            (Head::ImageAndText, Some(image), Some(texts)) => {
                Ok(Conditioning::ImageAndText { image, text: texts.first })
            }
            (Head::Texts, _, Some(Texts { first, second: Some(second) })) => Ok(Conditioning::Texts { first, second }),
            _ => Err(lacking()),
        }
    }

    /// The picture behind the latents, whole: `[3, height, width]` in 0..1.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn decode(&mut self, latents: &Latents, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let (device, dtype) = self.networks.place();
        let (room, scale) = (self.networks.economy.stripes, self.autoencoder_config.latent_scale);
        let autoencoder = self.networks.autoencoder(watch)?;
        watch.progress(Phase::Decode, 0, 1)?;
        let shape = [1, latents.channels, latents.size.height, latents.size.width];
        let values = latents.values.iter().map(|value| value / scale).collect();
        let pixels = autoencoder.decode_within(upload(values, shape, &device, dtype), room);
        let pixels = painted("autoencoder", download(pixels)?)?;
        self.networks.settle();
        watch.progress(Phase::Decode, 1, 1)?;
        Ok(pixels.into_iter().map(|v| (v * 0.5 + 0.5).clamp(0.0, 1.0)).collect())
    }

    /// The embedding of the zero image: what "no negative prompt" means to the decoder.
    ///
    /// # Errors
    /// Where the image encoder is missing or broken and the embedding was not kept yet.
    pub fn zero_image_embedding(&self, watch: &mut dyn Watch) -> Result<Vec<f32>> {
        let networks = &self.networks;
        let (fingerprint, home) = networks.checkpoint.identity(Network::ClipImage)?;
        kept(home, "zero_image_embedding", fingerprint, networks.checkpoint.cache(), || {
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
        let channels = self.autoencoder_config.latent_channels;
        let (device, dtype) = self.networks.place();
        let (fingerprint, home) = self.networks.checkpoint.identity(Network::Autoencoder)?;
        let (home, cache) = (home.clone(), self.networks.checkpoint.cache().map(ToOwned::to_owned));
        let rows = kept(&home, "latent_preview", fingerprint, cache.as_deref(), || {
            let autoencoder = self.networks.autoencoder(watch)?;
            finite("autoencoder", preview::fit(autoencoder, &self.autoencoder_config, &device, dtype)?)
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
