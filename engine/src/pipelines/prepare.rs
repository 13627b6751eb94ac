//! Preparing: what a task takes from pictures before the first step: their latents, and further channels for the UNet.

use super::denoise::{InpaintMode, StartLatents};
use super::guard::finite;
use super::networks::Networks;
use super::progress::ProgressObserver;
use super::request::PaintRequest;
use super::start::{self, Start};
use super::task::LoadedTask;
use super::tensors::download;
use crate::checkpoint::Network;
use crate::error::{Cause, EngineError, Result};
use crate::models::autoencoder::{AutoencoderConfig, LatentSize};
use crate::models::unets::AnyUNetConfig;
use crate::picture::{DepthMap, Mask};
use crate::protocol::{Picture, Sampler, System};
use crate::rng::Normal;
use crate::schedulers::{KnownRegion, Reference, SamplerConfig, Scheduler};

/// What a decoder was trained to read beside its latents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecoderKind {
    /// Nothing: `kandinsky-2-2-decoder`.
    Plain,
    /// A picture with a gap, and where the gap is: `kandinsky-2-2-decoder-inpaint`.
    Inpaint,
    /// The same, where the gap is first and the gap in the picture, not in its latents: 3.1's.
    Inpaint3,
    /// A hint: `kandinsky-2-2-controlnet-depth`.
    Depth,
}

impl DecoderKind {
    /// The kind of a UNet over `latent` channels; `None` where it is none of them.
    pub(super) fn of(config: &AnyUNetConfig, latent: usize) -> Option<Self> {
        let inpaint = if matches!(config, AnyUNetConfig::Three(_)) { Self::Inpaint3 } else { Self::Inpaint };
        match (config.reads_hint(), config.in_channels()) {
            (false, n) if n == latent => Some(Self::Plain),
            (false, n) if n == 2 * latent + 1 => Some(inpaint),
            (true, n) if n > latent => Some(Self::Depth),
            _ => None,
        }
    }
}

/// Pictures as latents, ready for the first step.
#[derive(Default)]
pub(super) struct Prepared {
    latents: Vec<f32>,
    /// Where latents are kept, 1, and where they are painted, 0.
    mask: Vec<f32>,
    mode: Option<InpaintMode>,
    start: Option<Start>,
    /// Further channels of the UNet's input.
    pub(super) further: Vec<f32>,
}

/// The UNet that is used, and what it reads beside its latents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DecoderUNet {
    pub(super) network: Network,
    pub(super) kind: DecoderKind,
}

/// What pictures are prepared for.
pub(super) struct Plan<'a> {
    pub(super) unet: DecoderUNet,
    pub(super) autoencoder: &'a AutoencoderConfig,
    pub(super) sampler: Sampler,
    pub(super) config: &'a SamplerConfig,
    pub(super) scheduler: &'a dyn Scheduler,
    pub(super) size: LatentSize,
}

impl Prepared {
    /// Encodes what `task`, its pictures being of the request's size, and `request` bring along.
    ///
    /// # Errors
    /// Where the task and the decoder's kind do not go together, or its pictures are not fit for it.
    pub(super) fn prepare(
        networks: &mut Networks,
        plan: &Plan<'_>,
        task: &LoadedTask,
        request: &PaintRequest,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Self> {
        let system = networks.checkpoint.system();
        let mut prepared = match task {
            LoadedTask::TextToImage => Self::default(),
            LoadedTask::ImageToImage { init, strength } => {
                let start = start::start(system, plan.sampler, plan.config, plan.scheduler, *strength)?;
                let latents = encode(networks, init, plan, noise, observer)?;
                Self { latents, start: Some(start), ..Self::default() }
            }
            LoadedTask::Inpaint { init, mask, .. } if plan.unet.kind == DecoderKind::Inpaint3 => {
                let latents = encode_gapped(networks, init, mask, plan, noise, observer)?;
                let mask = mask.kept(plan.size.height, plan.size.width, plan.size.scale);
                Self { latents, mask, mode: Some(InpaintMode::Conditioned), ..Self::default() }
            }
            LoadedTask::Inpaint { init, mask, .. } => {
                let latents = encode(networks, init, plan, noise, observer)?;
                let mask = mask.kept_latents(plan.size.height, plan.size.width, plan.size.scale);
                let mode = match (system, plan.config.reference, plan.sampler) {
                    // 3.x has a UNet for gaps in 3.1 alone; with another one what is kept is put back, as for 2.2.
                    (system, ..) if system == System::Kandinsky22 || system.is_3() => InpaintMode::BlendLatents,
                    (_, Reference::Authors, Sampler::Ddpm) => InpaintMode::BlendX0,
                    _ => InpaintMode::Conditioned,
                };
                Self { latents, mask, mode: Some(mode), ..Self::default() }
            }
        };
        prepared.further = prepared.further_channels(networks, plan, request, observer)?;
        Ok(prepared)
    }

    fn further_channels(
        &self,
        networks: &mut Networks,
        plan: &Plan<'_>,
        request: &PaintRequest,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Vec<f32>> {
        match (plan.unet.kind, &request.hint) {
            // 2.0 and 2.1 have no other way to know of a gap.
            (DecoderKind::Plain, None)
                if self.mode == Some(InpaintMode::Conditioned) || self.mode == Some(InpaintMode::BlendX0) =>
            {
                Err(Cause::DecoderFillsNoGaps.into())
            }
            (DecoderKind::Plain, None) => Ok(Vec::new()),
            (DecoderKind::Inpaint, None) if !self.mask.is_empty() => {
                let masked = self.latents.iter().enumerate().map(|(i, z)| z * self.mask[i % self.mask.len()]);
                Ok(masked.chain(self.mask.iter().copied()).collect())
            }
            (DecoderKind::Inpaint3, None) if !self.mask.is_empty() => {
                Ok([self.mask.as_slice(), &self.latents].concat())
            }
            (DecoderKind::Depth, Some(hint)) => encode_hint(networks, hint, request, plan, observer),
            (DecoderKind::Inpaint | DecoderKind::Inpaint3, _) => Err(Cause::DecoderNeedsGap.into()),
            (DecoderKind::Depth, None) => Err(Cause::DecoderNeedsDepth.into()),
            (DecoderKind::Plain, Some(_)) => Err(Cause::DecoderReadsNoDepth.into()),
        }
    }

    /// What denoising starts from; `None` starts from noise alone.
    pub(super) fn start(&self) -> Option<StartLatents<'_>> {
        self.start.map(|start| StartLatents { latents: &self.latents, start })
    }

    /// What stays.
    pub(super) fn known(&self) -> Option<(KnownRegion<'_>, InpaintMode)> {
        Some((KnownRegion { latents: &self.latents, mask: &self.mask }, self.mode?))
    }
}

/// The latents of a picture; drawn, where the autoencoder says no more than a mean and a variance.
fn encode(
    networks: &mut Networks,
    picture: &Picture,
    plan: &Plan<'_>,
    noise: &mut dyn Normal,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let (height, width) = (plan.size.picture_height(), plan.size.picture_width());
    encode_planes(networks, picture.planes(width, height), plan, noise, observer)
}

/// The same of a picture whose gap is grey.
fn encode_gapped(
    networks: &mut Networks,
    picture: &Picture,
    mask: &Mask,
    plan: &Plan<'_>,
    noise: &mut dyn Normal,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let (height, width) = (plan.size.picture_height(), plan.size.picture_width());
    let kept = mask.kept(height, width, 1);
    let planes = picture.planes(width, height);
    let gapped = planes.iter().enumerate().map(|(i, value)| value * kept[i % kept.len()]).collect();
    encode_planes(networks, gapped, plan, noise, observer)
}

/// The latents of `[3, height, width]` in −1..1, of the latents' size in pixels.
fn encode_planes(
    networks: &mut Networks,
    planes: Vec<f32>,
    plan: &Plan<'_>,
    noise: &mut dyn Normal,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let (height, width) = (plan.size.picture_height(), plan.size.picture_width());
    let budget_bytes = networks.policy().stripes;
    let pixels = networks.placement().upload(planes, [1, 3, height, width]);
    let moments = networks.autoencoder(observer)?.encode_within(pixels, budget_bytes);
    let moments = finite("autoencoder", download(moments)?)?;
    networks.offload();
    if !plan.autoencoder.double_z {
        return Ok(moments);
    }
    let (means, logarithms) = moments.split_at(moments.len() / 2);
    let mut drawn = vec![0.0; means.len()];
    noise.fill(&mut drawn);
    let latent = |((mean, logarithm), drawn): ((&f32, &f32), f32)| {
        (mean + (0.5 * logarithm.clamp(-30.0, 20.0)).exp() * drawn) * plan.autoencoder.latent_scale
    };
    Ok(means.iter().zip(logarithms).zip(drawn).map(latent).collect())
}

/// A depth map as channels of the UNet's input.
fn encode_hint(
    networks: &mut Networks,
    hint: &DepthMap,
    request: &PaintRequest,
    plan: &Plan<'_>,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<f32>> {
    let canvas = (plan.size.picture_width(), plan.size.picture_height());
    let planes = hint.planes((request.width, request.height), canvas)?;
    let hint = networks.placement().upload(planes, [1, 3, canvas.1, canvas.0]);
    let Some(channels) = networks.unet(plan.unet.network, observer)?.hint(hint) else {
        return Err(EngineError::internal("a UNet without a hint encoder was taken for ControlNet-depth"));
    };
    finite("hint encoder", download(channels)?)
}
