//! Benchmark targets: one part of a picture at a time, on made-up values: what speed is measured with.

use burn::tensor::{DType, Device, Tensor, TensorData};

use crate::checkpoint::{Checkpoint, Network};
use crate::device::Opened;
use crate::error::{EngineError, Result};
use crate::memory::MemoryPolicy;
use crate::models::autoencoder::{AutoencoderConfig, LatentSize};
use crate::models::clip::{TextModelConfig, VisionModelConfig};
use crate::models::conditioning::{Conditioning, TextStates, TextTokens};
use crate::models::prior::PriorConfig;
use crate::models::unet::{Head, UNetConfig};
use crate::models::unet3::UNet3Config;
use crate::models::unets::AnyUNetConfig;
use crate::pipelines::{NoProgress, Pipeline};
use crate::protocol::{Model, Recipe, Sampling};
use crate::rng::{Normal, TorchCpu};
use crate::worker::request;

/// A part of a picture, with guidance where it has any: two in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Two prompts through the text encoder.
    Text,
    /// A picture through the image encoder.
    Image,
    /// All steps of the prior, with what they have in common.
    Prior,
    /// What the prior's steps have in common: the text's keys and values.
    PriorPrefix,
    /// A step of the UNet.
    Unet,
    /// What the UNet's steps have in common: the image tokens' keys and values.
    UnetContext,
    /// A depth map through the hint encoder, of a UNet that reads hints.
    Hint,
    /// Latents to a picture.
    Decode,
    /// A picture to latents.
    Encode,
    /// From nothing loaded to the first step of the UNet: what an artist waits before a picture begins to show.
    FirstStep,
    /// The same where no file is in the system's memory, as after a restart; where the system can be told so.
    FirstStepCold,
}

impl Target {
    /// All targets, in the order in which a picture needs them.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Image,
        Self::Prior,
        Self::PriorPrefix,
        Self::Unet,
        Self::UnetContext,
        Self::Hint,
        Self::Decode,
        Self::Encode,
        Self::FirstStep,
        Self::FirstStepCold,
    ];

    /// Its name on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Prior => "prior",
            Self::PriorPrefix => "prior-prefix",
            Self::Unet => "unet",
            Self::UnetContext => "unet-context",
            Self::Hint => "hint",
            Self::Decode => "decode",
            Self::Encode => "encode",
            Self::FirstStep => "first-step",
            Self::FirstStepCold => "first-step-cold",
        }
    }
}

/// What runs a part once, and waits for the device.
pub type Run = Box<dyn FnMut() -> Result<()>>;

/// Loads what `target` needs of a checkpoint. `size`: of the picture; `steps`: of the prior. `None` where the
/// checkpoint has no such part.
///
/// # Errors
/// Where a file is missing or broken.
pub fn prepare(
    target: Target,
    checkpoint: &Checkpoint,
    size: (usize, usize),
    steps: usize,
    opened: &Opened,
) -> Result<Option<Run>> {
    let (device, precision) = (opened.device.clone(), opened.precision);
    let place = (device.clone(), precision.computing());
    let quiet = &mut |_, _, _| Ok(());
    let has_prior = checkpoint.has(Network::Prior);
    let streams = !has_prior && checkpoint.system().is_3();
    let of_prior = match target {
        Target::Text => !streams,
        Target::Image | Target::Prior | Target::PriorPrefix => true,
        _ => false,
    };
    if of_prior && !has_prior {
        return Ok(None);
    }
    let tokenizer = || {
        let tokenizer = checkpoint.clip_tokenizer()?;
        tokenizer.ok_or_else(|| EngineError::internal("a prior without a tokenizer"))
    };
    let latents = |channels: usize, scale: usize| {
        let LatentSize { height, width, .. } = LatentSize::covering(size.0, size.1, scale);
        [1, channels, height, width]
    };
    Ok(Some(match target {
        Target::Text if streams => {
            let tokenizer =
                checkpoint.t5_tokenizer()?.ok_or_else(|| EngineError::internal("words without a tokenizer"))?;
            let encoder = checkpoint.t5(precision, &device, quiet)?;
            let tokens = [tokenizer.encode("a fisherman on a lake, oil")?, tokenizer.encode("")?];
            let used = tokens.iter().flat_map(|t| t.mask.iter().rposition(|word| *word)).max().unwrap_or(0) + 1;
            let ids = tokens.each_ref().map(|t| t.ids[..used].to_vec());
            let mask = tokens.each_ref().map(|t| t.mask[..used].to_vec());
            Box::new(move || wait(encoder.forward(&ids, &mask, &mut |_, _, _| Ok(()))?))
        }
        Target::Text => {
            let (tokenizer, encoder) =
                (tokenizer()?, checkpoint.load::<TextModelConfig>(Network::ClipText, precision, &device, quiet)?);
            let ids = vec![tokenizer.encode("a fisherman on a lake, oil")?.ids, tokenizer.encode("")?.ids];
            Box::new(move || wait(encoder.forward(&ids, &device).text_embeds))
        }
        Target::Image => {
            let side = checkpoint.config::<VisionModelConfig>(Network::ClipImage)?.image_size;
            let encoder = checkpoint.load::<VisionModelConfig>(Network::ClipImage, precision, &device, quiet)?;
            let pixels = made_up([1, 3, side, side], &place);
            Box::new(move || wait(encoder.forward(pixels.clone())))
        }
        Target::FirstStepCold if !checkpoint.evict() => return Ok(None),
        Target::FirstStep | Target::FirstStepCold => {
            let negative = Some("blurred".to_owned());
            let (width, height) = size;
            // The model that a recipe names is of no account here: the checkpoint is given.
            let usual = Recipe::new(Model::Etude, "a fisherman on a lake, oil");
            let sampling = Sampling { prior_steps: steps, steps: 1, ..usual.sampling };
            let request = request(&Recipe { negative, width, height, sampling, ..usual })?;
            let (checkpoint, device) = (checkpoint.clone(), device.clone());
            let cold = target == Target::FirstStepCold;
            Box::new(move || {
                if cold && !checkpoint.evict() {
                    return Err(EngineError::internal("files stay in memory"));
                }
                let (checkpoint, device) = (checkpoint.clone(), device.clone());
                let mut pipeline = Pipeline::open(checkpoint, device, precision, MemoryPolicy::default())?;
                let noise = &mut TorchCpu::new(1911);
                let mut embed = || pipeline.embed(&request.prior(), None, noise, &mut NoProgress);
                let embeds = has_prior.then(&mut embed).transpose()?;
                pipeline.denoise(embeds.as_ref(), &request, noise, &mut NoProgress).map(drop)
            })
        }
        Target::Prior | Target::PriorPrefix => {
            let (tokenizer, encoder) =
                (tokenizer()?, checkpoint.load::<TextModelConfig>(Network::ClipText, precision, &device, quiet)?);
            let tokens = [tokenizer.encode("a fisherman on a lake, oil")?, tokenizer.encode("")?];
            let text = encoder.forward(&tokens.each_ref().map(|t| t.ids.clone()), &device);
            drop(encoder);
            let mask = tokens.map(|t| t.mask).to_vec();
            let prior = checkpoint.load::<PriorConfig>(Network::Prior, precision, &device, quiet)?;
            let x = made_up([2, checkpoint.config::<PriorConfig>(Network::Prior)?.embedding_dim], &place);
            let steps = if target == Target::Prior { steps } else { 0 };
            Box::new(move || {
                let prefix = prior.prefix(&text, &mask);
                (0..steps).try_for_each(|step| wait(prior.forward(x.clone(), step as f32, &prefix)))
            })
        }
        Target::Unet | Target::UnetContext | Target::Hint => {
            let config = checkpoint.unet_config(Network::UNet)?;
            let scale = checkpoint.config::<AutoencoderConfig>(Network::Autoencoder)?.scale_factor();
            if target == Target::Hint && !config.reads_hint() {
                return Ok(None);
            }
            let unet = checkpoint.unet(Network::UNet, precision, &device, quiet)?;
            let told = match &config {
                AnyUNetConfig::Two(config) => told(config, &place)?,
                AnyUNetConfig::Three(config) => words(config, &place),
            };
            let [_, channels, height, width] = latents(config.in_channels(), scale);
            let sample = made_up([2, channels, height, width], &place);
            match target {
                Target::UnetContext => Box::new(move || {
                    // Its parts are not for others to see; a device is waited for by a value behind them.
                    drop(unet.context(told.clone())?);
                    wait(made_up([1], &place))
                }),
                Target::Hint => {
                    let hint = made_up([1, 3, height * scale, width * scale], &place);
                    Box::new(move || unet.hint(hint.clone()).map_or(Ok(()), wait))
                }
                _ => {
                    let context = unet.context(told)?;
                    Box::new(move || wait(unet.forward(sample.clone(), 500.0, &context)?))
                }
            }
        }
        Target::Decode | Target::Encode => {
            let config = checkpoint.config::<AutoencoderConfig>(Network::Autoencoder)?;
            let autoencoder = checkpoint.load::<AutoencoderConfig>(Network::Autoencoder, precision, &device, quiet)?;
            let shape @ [_, _, height, width] = latents(config.latent_channels, config.scale_factor());
            let scale = config.scale_factor();
            let (latents, pixels) = (made_up(shape, &place), [1, 3, height * scale, width * scale]);
            if target == Target::Decode {
                Box::new(move || wait(autoencoder.decode(latents.clone())))
            } else {
                let pixels = made_up(pixels, &place);
                Box::new(move || wait(autoencoder.encode(pixels.clone())))
            }
        }
    }))
}

/// What the UNet is told, with guidance.
fn told(config: &UNetConfig, place: &(Device, DType)) -> Result<Conditioning> {
    /// Tokens of a text.
    const TOKENS: usize = 77;
    let width = config.cross_attention_dim;
    let text = |pooled: usize| TextStates {
        hidden: made_up([2, TOKENS, config.encoder_hid_dim], place),
        pooled: made_up([2, pooled], place),
    };
    Ok(match (config.head(), config.texts) {
        (Some(Head::Image | Head::ImageAndHint), _) => Conditioning::Image(made_up([2, config.encoder_hid_dim], place)),
        (Some(Head::ImageAndText), _) => {
            Conditioning::ImageAndText { image: made_up([2, width], place), text: text(width) }
        }
        (Some(Head::TwoTexts), Some(widths)) => {
            Conditioning::TwoTexts { first: text(widths.pooled), second: made_up([2, TOKENS, widths.second], place) }
        }
        _ => return Err(EngineError::internal("a UNet that conditions on nothing known")),
    })
}

/// What a UNet of 3.x is told, with guidance.
fn words(config: &UNet3Config, place: &(Device, DType)) -> Conditioning {
    /// Tokens of a usual prompt.
    const TOKENS: usize = 32;
    let hidden = made_up([1, TOKENS, config.encoder_hid_dim], place);
    Conditioning::TextTokens(TextTokens { hidden, mask: vec![vec![true; TOKENS]], null_uncond: true })
}

/// Normal values, the same each time.
fn made_up<const D: usize>(shape: [usize; D], (device, dtype): &(Device, DType)) -> Tensor<D> {
    let mut values = vec![0.0; shape.iter().product()];
    TorchCpu::new(1911).fill(&mut values);
    Tensor::from_data(TensorData::new(values, shape), (device, *dtype))
}

/// Waits until a tensor is computed.
fn wait<const D: usize>(tensor: Tensor<D>) -> Result<()> {
    tensor.try_into_data().map(drop).map_err(|e| EngineError::internal(format!("{e:?}")))
}
