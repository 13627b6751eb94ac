//! What a task takes from pictures before the first step: their latents, and further channels for the UNet.

use super::decoder::{Kept, Start};
use super::guard::finite;
use super::networks::Networks;
use super::pipeline::PaintRequest;
use super::prior::{download, first_step, upload};
use super::size::LatentSize;
use super::task::Task;
use super::watch::Watch;
use crate::error::{EngineError, Result};
use crate::models::unet::UNetConfig;
use crate::picture::{DepthMap, Picture};

/// What a decoder was trained to read beside its latents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: `kandinsky-2-2-decoder`.
    Plain,
    /// A picture with a gap, and where the gap is: `kandinsky-2-2-decoder-inpaint`.
    Inpaint,
    /// A hint: `kandinsky-2-2-controlnet-depth`.
    Depth,
}

impl Kind {
    /// The kind of a UNet over `latent` channels; `None` where it is none of them.
    pub(super) fn of(config: &UNetConfig, latent: usize) -> Option<Self> {
        match (config.reads_hint(), config.in_channels) {
            (false, n) if n == latent => Some(Self::Plain),
            (false, n) if n == 2 * latent + 1 => Some(Self::Inpaint),
            (true, n) if n > latent => Some(Self::Depth),
            _ => None,
        }
    }
}

/// Pictures as latents, ready for the first step.
#[derive(Default)]
pub(super) struct Source {
    latents: Vec<f32>,
    /// Where latents are kept, 1, and where they are painted, 0.
    mask: Vec<f32>,
    first: Option<usize>,
    /// Further channels of the UNet's input.
    pub(super) further: Vec<f32>,
}

impl Source {
    /// Encodes what `task`, its pictures being of the request's size, and `request` bring along.
    ///
    /// # Errors
    /// Where the task and the decoder's kind do not go together, or its pictures are not fit for it.
    pub(super) fn prepare(
        networks: &mut Networks,
        kind: Kind,
        task: &Task,
        request: &PaintRequest,
        size: LatentSize,
        watch: &mut dyn Watch,
    ) -> Result<Self> {
        let mut source = match task {
            Task::TextToImage => Self::default(),
            Task::ImageToImage { init, strength } => {
                let first = first_step(request.steps, *strength, "strength")?;
                let latents = encode(networks, init, size, watch)?;
                Self { latents, first: Some(first), ..Self::default() }
            }
            Task::Inpaint { init, mask } => {
                let latents = encode(networks, init, size, watch)?;
                let mask = mask.kept_latents(size.height, size.width, size.scale);
                Self { latents, mask, ..Self::default() }
            }
        };
        source.further = source.further_channels(networks, kind, request, size, watch)?;
        Ok(source)
    }

    fn further_channels(
        &self,
        networks: &mut Networks,
        kind: Kind,
        request: &PaintRequest,
        size: LatentSize,
        watch: &mut dyn Watch,
    ) -> Result<Vec<f32>> {
        match (kind, &request.hint) {
            (Kind::Plain, None) => Ok(Vec::new()),
            (Kind::Inpaint, None) if !self.mask.is_empty() => {
                let masked = self.latents.iter().enumerate().map(|(i, z)| z * self.mask[i % self.mask.len()]);
                Ok(masked.chain(self.mask.iter().copied()).collect())
            }
            (Kind::Depth, Some(hint)) => encode_hint(networks, hint, request, size, watch),
            (Kind::Inpaint, _) => Err(EngineError::invalid(
                "mask",
                "This decoder fills gaps in pictures, and there is no picture with a gap.",
                "Give a picture and a mask, or choose another decoder.",
            )),
            (Kind::Depth, None) => Err(EngineError::invalid(
                "hint",
                "This decoder paints after a depth map, and there is none.",
                "Give a depth map, or choose another decoder.",
            )),
            (Kind::Plain, Some(_)) => Err(EngineError::invalid(
                "hint",
                "This decoder does not read depth maps.",
                "Choose kandinsky-2-2-controlnet-depth, or leave the depth map away.",
            )),
        }
    }

    /// Where denoising starts.
    pub(super) fn start(&self) -> Start<'_> {
        match self.first {
            Some(first) => Start::Picture { latents: &self.latents, first },
            None => Start::Noise,
        }
    }

    /// What stays.
    pub(super) fn kept(&self) -> Option<Kept<'_>> {
        (!self.mask.is_empty()).then_some(Kept { latents: &self.latents, mask: &self.mask })
    }
}

/// The latents of a picture.
fn encode(networks: &mut Networks, picture: &Picture, size: LatentSize, watch: &mut dyn Watch) -> Result<Vec<f32>> {
    let (height, width) = (size.picture_height(), size.picture_width());
    let planes = picture.planes(width, height);
    let (device, dtype) = networks.place();
    let room = networks.economy.stripes;
    let pixels = upload(planes, [1, 3, height, width], &device, dtype);
    let latents = networks.movq(watch)?.encode_within(pixels, room);
    let latents = finite("MoVQ", download(latents)?)?;
    networks.settle();
    Ok(latents)
}

/// A depth map as channels of the UNet's input.
fn encode_hint(
    networks: &mut Networks,
    hint: &DepthMap,
    request: &PaintRequest,
    size: LatentSize,
    watch: &mut dyn Watch,
) -> Result<Vec<f32>> {
    let canvas = (size.picture_width(), size.picture_height());
    let planes = hint.planes((request.width, request.height), canvas)?;
    let (device, dtype) = networks.place();
    let hint = upload(planes, [1, 3, canvas.1, canvas.0], &device, dtype);
    let Some(channels) = networks.unet(watch)?.hint(hint) else {
        return Err(EngineError::internal("a UNet without a hint encoder was taken for ControlNet-depth"));
    };
    finite("hint encoder", download(channels)?)
}
