//! The networks of a checkpoint: loaded when a stage asks for them, given back after it where they are not to stay.

use burn::tensor::Device;

use super::progress::ProgressObserver;
use super::tensors::Placement;
use crate::checkpoint::{Checkpoint, LoadProgress, Loading, Network, StreamedT5};
use crate::error::Result;
use crate::kernels;
use crate::memory::{MemoryPolicy, trim_heap};
use crate::models::autoencoder::{Autoencoder, AutoencoderConfig};
use crate::models::clip::{TextModel, TextModelConfig, VisionModel, VisionModelConfig};
use crate::models::prior::{PriorConfig, PriorTransformer};
use crate::models::unets::AnyUNet;
use crate::models::xlm_roberta::{MultilingualClip, XlmRobertaConfig};
use crate::precision::Precision;
use crate::protocol::Phase;

/// A checkpoint and those of its networks that are in memory.
pub(super) struct Networks {
    pub(super) checkpoint: Checkpoint,
    device: Device,
    precision: Precision,
    policy: MemoryPolicy,
    held: Held,
}

/// Networks that are in memory.
#[derive(Default)]
struct Held {
    text: Option<TextModel>,
    prior: Option<PriorTransformer>,
    multilingual: Option<MultilingualClip>,
    /// One of the two, and which.
    unet: Option<(Network, AnyUNet)>,
    autoencoder: Option<Autoencoder>,
}

impl Networks {
    pub(super) fn new(checkpoint: Checkpoint, device: Device, precision: Precision, policy: MemoryPolicy) -> Self {
        Self { checkpoint, device, precision, policy, held: Held::default() }
    }

    /// How much they hold in memory.
    pub(super) fn policy(&self) -> MemoryPolicy {
        self.policy
    }

    /// Holds as much as `policy` says from now on.
    pub(super) fn set_policy(&mut self, policy: MemoryPolicy) {
        self.policy = policy;
        self.offload();
    }

    /// What they compute in, and their weights are kept in.
    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// Where tensors for the networks go, and of which type they are.
    pub(super) fn placement(&self) -> Placement {
        Placement { device: self.device.clone(), dtype: self.precision.computing() }
    }

    pub(super) fn text(&mut self, observer: &mut dyn ProgressObserver) -> Result<&TextModel> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.text, |p| from.0.load::<TextModelConfig>(Network::ClipText, from.1, from.2, p), observer)
    }

    pub(super) fn prior(&mut self, observer: &mut dyn ProgressObserver) -> Result<&PriorTransformer> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(&mut self.held.prior, |p| from.0.load::<PriorConfig>(Network::Prior, from.1, from.2, p), observer)
    }

    pub(super) fn multilingual_clip(&mut self, observer: &mut dyn ProgressObserver) -> Result<&MultilingualClip> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(
            &mut self.held.multilingual,
            |p| from.0.load::<XlmRobertaConfig>(Network::MultilingualClip, from.1, from.2, p),
            observer,
        )
    }

    /// T5, of which nothing is kept: its layers come and go.
    pub(super) fn t5(&self, observer: &mut dyn ProgressObserver) -> Result<StreamedT5> {
        self.checkpoint.t5(self.precision, &self.device, &mut report(observer))
    }

    /// The UNet `which`, one of the two; the other is given back.
    pub(super) fn unet(&mut self, which: Network, observer: &mut dyn ProgressObserver) -> Result<&AnyUNet> {
        let from = (&self.checkpoint, self.precision, &self.device);
        self.held.unet.take_if(|(held, _)| *held != which);
        let load = |p: LoadProgress<'_>| Ok((which, from.0.unet(which, from.1, from.2, p)?));
        ready(&mut self.held.unet, load, observer).map(|(_, unet)| unet)
    }

    pub(super) fn autoencoder(&mut self, observer: &mut dyn ProgressObserver) -> Result<&Autoencoder> {
        let from = (&self.checkpoint, self.precision, &self.device);
        ready(
            &mut self.held.autoencoder,
            |p| from.0.load::<AutoencoderConfig>(Network::Autoencoder, from.1, from.2, p),
            observer,
        )
    }

    /// The image encoder. It is never kept: what it computes for text-to-image is, in a file.
    pub(super) fn image(&self, observer: &mut dyn ProgressObserver) -> Result<VisionModel> {
        self.checkpoint.load::<VisionModelConfig>(
            Network::ClipImage,
            self.precision,
            &self.device,
            &mut report(observer),
        )
    }

    /// Gives networks back after a stage, where they are not to stay.
    pub(super) fn offload(&mut self) {
        if self.policy.keep {
            return;
        }
        self.held = Held::default();
        self.device.memory_cleanup();
        kernels::release();
        trim_heap();
    }
}

/// Tells `observer` how far loading is.
pub(super) fn report(observer: &mut dyn ProgressObserver) -> impl FnMut(Loading, u64, u64) -> Result<()> {
    |loading, done, of| {
        let phase = match loading {
            Loading::Convert => Phase::Convert,
            Loading::Read => Phase::Load,
        };
        observer.progress(phase, done, of)
    }
}

/// The network in `slot`, loaded first where it is not there.
fn ready<'a, N>(
    slot: &'a mut Option<N>,
    load: impl FnOnce(LoadProgress<'_>) -> Result<N>,
    observer: &mut dyn ProgressObserver,
) -> Result<&'a N> {
    let network = match slot.take() {
        Some(network) => network,
        None => load(&mut report(observer))?,
    };
    Ok(slot.insert(network))
}
