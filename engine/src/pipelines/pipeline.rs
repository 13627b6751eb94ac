//! A picture from its request: condition → prepare → denoise → decode, for every system of the family and every task of
//! its decoders.

use burn::tensor::Device;

use super::blend::Blend;
use super::conditioning::{self, Conditioner, Emb2Emb, ImageEmbeds};
use super::decode::{cropped, decode};
use super::denoise::{DenoiseRequest, denoise};
use super::guard::finite;
use super::latents::Latents;
use super::networks::Networks;
use super::prepare::{DecoderKind, DecoderUNet, Plan, Prepared};
use super::preview::{self, LatentPreview};
use super::progress::ProgressObserver;
use super::request::{PaintRequest, PriorRequest};
use super::sidecar::kept;
use super::task::LoadedTask;
use crate::checkpoint::{Checkpoint, Network};
use crate::error::{Cause, EngineError, Result};
use crate::memory::MemoryPolicy;
use crate::models::autoencoder::{AutoencoderConfig, LatentSize};
use crate::models::conditioning::Conditioning;
use crate::models::layers::holding_scores;
use crate::models::prior::PriorConfig;
use crate::precision::Precision;
use crate::protocol::{Picture, Sampler, System};
use crate::rng::Normal;
use crate::schedulers::{Ddpm, Reference, SamplerConfig, Scheduler, UnClip};

/// The pipeline of one checkpoint, with what it holds in memory.
pub struct Pipeline {
    pub(super) networks: Networks,
    pub(super) conditioner: Conditioner,
    pub(super) autoencoder_config: AutoencoderConfig,
    kind: DecoderKind,
}

/// A run of the decoder that is possible.
struct Run {
    unet: DecoderUNet,
    config: SamplerConfig,
    scheduler: Box<dyn Scheduler>,
}

impl Pipeline {
    /// Reads the configs of `checkpoint`; weights are loaded when a stage needs them.
    ///
    /// # Errors
    /// Where a config is broken, or the networks do not belong together.
    pub fn open(checkpoint: Checkpoint, device: Device, precision: Precision, policy: MemoryPolicy) -> Result<Self> {
        let (unet_config, autoencoder_config) =
            (checkpoint.unet_config(Network::UNet)?, checkpoint.config::<AutoencoderConfig>(Network::Autoencoder)?);
        let prior_config =
            checkpoint.has(Network::Prior).then(|| checkpoint.config::<PriorConfig>(Network::Prior)).transpose()?;
        let embedding = prior_config.map(|config| config.embedding_dim);
        let latent = autoencoder_config.latent_channels;
        let variance = Ddpm::wants_variance(&checkpoint.sampler_config(Sampler::Ddpm, Network::UNet)?);
        let outputs = if variance { 2 * latent } else { latent };
        let kind = DecoderKind::of(&unet_config, latent);
        let fits = unet_config.out_channels() >= outputs
            && (embedding.is_none() || unet_config.image_embedding() == embedding)
            && autoencoder_config.scale_factor() % unet_config.multiple() == 0;
        let Some(kind) = kind.filter(|_| fits) else {
            return Err(Cause::NetworksDoNotFit.detail(format!(
                "UNet: {} channels in, {} out, embeddings of {:?}; prior: embeddings of {embedding:?}; autoencoder: \
                 {latent} latent channels, {} pixels each",
                unet_config.in_channels(),
                unet_config.out_channels(),
                unet_config.image_embedding(),
                autoencoder_config.scale_factor(),
            )));
        };
        let conditioner = Conditioner::open(&checkpoint, &unet_config)?;
        let networks = Networks::new(checkpoint, device, precision, policy);
        Ok(Self { networks, conditioner, autoencoder_config, kind })
    }

    /// What it paints with.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.networks.checkpoint
    }

    /// Holds as much memory as `policy` says from now on.
    pub fn set_memory_policy(&mut self, policy: MemoryPolicy) {
        self.networks.set_policy(policy);
    }

    /// Paints one picture. Draws: the prior's start, its steps, the decoder's start, its steps, all from `noise`.
    ///
    /// # Errors
    /// Where the steps or sizes are out of range, the checkpoint is broken, the device fails, or `observer` stops it.
    pub fn paint(
        &mut self,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Picture> {
        holding_scores(self.networks.policy().scores, || self.paint_stages(request, noise, observer))
    }

    fn paint_stages(
        &mut self,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Picture> {
        // All schedulers are prepared first, so that a wrong number of steps is refused before anything is loaded.
        self.check(request)?;
        let task = request.task.fitted(request.width, request.height)?;
        self.run(request, &task)?;
        let conditioning = self.conditioner.condition(request, &mut self.networks, noise, observer)?;
        let latents = self.denoise_task(conditioning, &task, request, noise, observer)?;
        let picture = self.decode(&latents, observer)?;
        let (width, height) = (request.width, request.height);
        let pixels = cropped(&picture, latents.size, width, height);
        let painted = Picture { width, height, pixels: pixels.into() };
        match request.task {
            LoadedTask::Inpaint { region: Some(_), .. } => request.task.finish(painted),
            // Of the size that is painted already.
            _ => task.finish(painted),
        }
    }

    /// Refuses what this system cannot be sampled with.
    fn check(&self, request: &PaintRequest) -> Result<()> {
        let (checkpoint, sampler) = (&self.networks.checkpoint, request.sampling.sampler);
        if checkpoint.has(Network::Prior) {
            UnClip::new(checkpoint.prior_scheduler()?, request.sampling.prior_steps)?;
        }
        if (sampler == Sampler::Flash) != (checkpoint.system() == System::Kandinsky31Flash) {
            return Err(Cause::WrongSampler {
                system: checkpoint.system().title().into(),
                sampler: sampler.title().into(),
                usual: checkpoint.system().samplers()[0].title().into(),
            }
            .into());
        }
        Ok(())
    }

    /// Stage one alone, from noise or from another embedding.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn embed(
        &mut self,
        request: &PriorRequest,
        emb2emb: Option<&Emb2Emb>,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<ImageEmbeds> {
        self.conditioner.prior()?.embed(request, emb2emb, &mut self.networks, noise, observer)
    }

    /// Stage one of a blend alone. Of `request` the steps, the guidance and the negative prompt count.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn mix(
        &mut self,
        blend: &Blend,
        request: &PriorRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<ImageEmbeds> {
        self.conditioner.prior()?.mix(blend, request, &mut self.networks, noise, observer)
    }

    /// Stage two alone, from the embeddings of stage one where there is one.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn denoise(
        &mut self,
        embeds: Option<&ImageEmbeds>,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Latents> {
        let task = request.task.fitted(request.width, request.height)?;
        let conditioning = self.conditioner.with_embeds(embeds, request, &mut self.networks, observer)?;
        self.denoise_task(conditioning, &task, request, noise, observer)
    }

    /// Stage two with pictures that have the request's size.
    fn denoise_task(
        &mut self,
        conditioning: Conditioning,
        task: &LoadedTask,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Latents> {
        let Run { unet, config, mut scheduler } = self.run(request, task)?;
        let size = LatentSize::covering(request.width, request.height, self.autoencoder_config.scale_factor());
        let plan = Plan {
            unet,
            autoencoder: &self.autoencoder_config,
            sampler: request.sampling.sampler,
            config: &config,
            scheduler: &*scheduler,
            size,
        };
        let prepared = Prepared::prepare(&mut self.networks, &plan, task, request, noise, observer)?;
        let channels = self.autoencoder_config.latent_channels;
        let placement = self.networks.placement();
        let network = self.networks.unet(unet.network, observer)?;
        let request = DenoiseRequest {
            context: &network.context(conditioning)?,
            guidance: request.guidance(),
            paired: config.reference == Reference::Authors,
            size,
            start: prepared.start(),
            known: prepared.known(),
            further: &prepared.further,
        };
        let latents = denoise(&request, network, channels, &placement, &mut *scheduler, noise, observer)?;
        self.networks.offload();
        Ok(latents)
    }

    /// The run that a request asks for.
    fn run(&self, request: &PaintRequest, task: &LoadedTask) -> Result<Run> {
        let unet = self.unet_for(task)?;
        let sampling = &request.sampling;
        let config = self.networks.checkpoint.sampler_config(sampling.sampler, unet.network)?;
        let scheduler = sampling.sampler.scheduler(&config, sampling.steps, sampling.eta)?;
        Ok(Run { unet, config, scheduler })
    }

    /// The UNet that a task is done with.
    pub(super) fn unet_for(&self, task: &LoadedTask) -> Result<DecoderUNet> {
        let checkpoint = &self.networks.checkpoint;
        let own = checkpoint.has(Network::InpaintUNet) && matches!(task, LoadedTask::Inpaint { .. });
        if !own {
            return Ok(DecoderUNet { network: Network::UNet, kind: self.kind });
        }
        let config = checkpoint.unet_config(Network::InpaintUNet)?;
        let kind = DecoderKind::of(&config, self.autoencoder_config.latent_channels);
        let kind = kind.ok_or_else(|| EngineError::internal("an inpainting UNet that reads no picture"))?;
        Ok(DecoderUNet { network: Network::InpaintUNet, kind })
    }

    /// The picture behind the latents, whole: `[3, height, width]` in 0..1.
    ///
    /// # Errors
    /// See [`Self::paint`].
    pub fn decode(&mut self, latents: &Latents, observer: &mut dyn ProgressObserver) -> Result<Vec<f32>> {
        decode(latents, self.autoencoder_config.latent_scale, &mut self.networks, observer)
    }

    /// The embedding of the zero image: what "no negative prompt" means to the decoder.
    ///
    /// # Errors
    /// Where the image encoder is missing or broken and the embedding was not kept yet.
    pub fn zero_image_embedding(&self, observer: &mut dyn ProgressObserver) -> Result<Vec<f32>> {
        conditioning::zero_image_embedding(&self.networks, observer)
    }

    /// The image embedding of a picture.
    ///
    /// # Errors
    /// Where the image encoder or its settings are missing or broken.
    pub fn image_embedding(&mut self, picture: &Picture, observer: &mut dyn ProgressObserver) -> Result<Vec<f32>> {
        self.conditioner.prior()?.image_embedding(picture, &self.networks, observer)
    }

    /// The map that makes this checkpoint's latents visible.
    ///
    /// # Errors
    /// Where the MoVQ is missing or broken.
    pub fn preview(&mut self, observer: &mut dyn ProgressObserver) -> Result<Option<LatentPreview>> {
        let channels = self.autoencoder_config.latent_channels;
        let placement = self.networks.placement();
        let (fingerprint, home) = self.networks.checkpoint.identity(Network::Autoencoder)?;
        let (home, cache) = (home.clone(), self.networks.checkpoint.cache().map(ToOwned::to_owned));
        let rows = kept(&home, "latent_preview", fingerprint, cache.as_deref(), || {
            let autoencoder = self.networks.autoencoder(observer)?;
            finite("autoencoder", preview::fit(autoencoder, &self.autoencoder_config, &placement)?)
        })?;
        self.networks.offload();
        Ok(LatentPreview::new(rows, channels))
    }
}
