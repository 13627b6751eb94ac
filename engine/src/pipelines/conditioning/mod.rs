//! Conditioning: from the words and pictures of a request to what the UNet is told.
//!
//! Text reaches a UNet in three ways, and each has its file: through the prior's image embedding (2.1 and 2.2,
//! [`prior`]), through the multilingual text encoder and mT5 (2.0, and 2.1 beside its prior, [`multilingual`]), or
//! through FLAN-UL2 (3.0 and 3.1, [`t5`]). [`Conditioner::condition`] is the way in for all of them.

mod cache;
mod embeds;
mod image;
mod mixing;
mod multilingual;
mod prior;
mod prompts;
mod t5;
mod weighting;

pub use self::embeds::{Emb2Emb, ImageEmbeds};
pub(super) use self::image::zero_image_embedding;
use self::multilingual::MultilingualText;
use self::prior::Prior;
use self::prompts::DecoderPrompts;
use self::t5::T5Text;
use super::networks::Networks;
use super::progress::ProgressObserver;
use super::request::PaintRequest;
use crate::checkpoint::{Checkpoint, Network};
use crate::error::{EngineError, Result};
use crate::models::conditioning::Conditioning;
use crate::models::unet::Head;
use crate::models::unets::AnyUNetConfig;
use crate::rng::Normal;

/// Makes what the UNet of one checkpoint is told, and remembers what it made before.
pub(super) struct Conditioner {
    prior: Option<Prior>,
    text: DecoderText,
    head: Option<Head>,
}

/// The text encoders that the decoder itself reads.
#[expect(clippy::large_enum_variant, reason = "there is one, and it is small beside the weights")]
enum DecoderText {
    /// 2.2: none.
    None,
    /// 2.0 and 2.1.
    Multilingual(MultilingualText),
    /// 3.0 and 3.1.
    T5(T5Text),
}

impl Conditioner {
    /// That of `checkpoint`, whose UNet has these settings.
    ///
    /// # Errors
    /// Where files of a tokenizer are missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint, unet: &AnyUNetConfig) -> Result<Self> {
        let prior = checkpoint.has(Network::Prior).then(|| Prior::open(checkpoint)).transpose()?;
        let (text, head) = match unet {
            AnyUNetConfig::Three(config) => (DecoderText::T5(T5Text::open(checkpoint, config.null_embedding)?), None),
            AnyUNetConfig::Two(config) => {
                let text = MultilingualText::open(checkpoint)?;
                (text.map_or(DecoderText::None, DecoderText::Multilingual), config.head())
            }
        };
        Ok(Self { prior, text, head })
    }

    /// The prior.
    ///
    /// # Errors
    /// Where the system has none: a mistake of the caller.
    pub(super) fn prior(&mut self) -> Result<&mut Prior> {
        self.prior.as_mut().ok_or_else(|| EngineError::internal("a prior was asked for that is not there"))
    }

    /// What the UNet is told for `request`; with guidance, first what to lead away from. Draws: those of the prior,
    /// from
    /// `noise`.
    ///
    /// # Errors
    /// Where the steps are out of range, the checkpoint is broken, the device fails, or `observer` stops it.
    pub(super) fn condition(
        &mut self,
        request: &PaintRequest,
        networks: &mut Networks,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Conditioning> {
        let embeds = match (&mut self.prior, &request.blend) {
            (None, _) => None,
            (Some(prior), Some(blend)) => Some(prior.mix(blend, &request.prior(), networks, noise, observer)?),
            (Some(prior), None) => Some(prior.embed(&request.prior(), None, networks, noise, observer)?),
        };
        self.with_embeds(embeds.as_ref(), request, networks, observer)
    }

    /// The same with image embeddings that were made before, where the UNet takes some.
    ///
    /// # Errors
    /// See [`Self::condition`].
    pub(super) fn with_embeds(
        &mut self,
        embeds: Option<&ImageEmbeds>,
        request: &PaintRequest,
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Conditioning> {
        let lacking = || EngineError::internal("a UNet is not told what it conditions on");
        let guided = request.is_guided();
        let placement = networks.placement();
        let image = || embeds.map(|embeds| embeds.upload(guided, &placement)).ok_or_else(lacking);
        let prompts = |networks: &Networks| DecoderPrompts::new(request, &networks.checkpoint);
        match (&mut self.text, self.head) {
            (DecoderText::T5(text), _) => {
                let prompts = prompts(networks)?;
                Ok(Conditioning::TextTokens(text.encode(&prompts, networks, observer)?))
            }
            (DecoderText::Multilingual(text), Some(Head::ImageAndText)) => {
                let prompts = prompts(networks)?;
                let text = text.encode(&prompts, networks, observer)?.multilingual;
                Ok(Conditioning::ImageAndText { image: image()?, text })
            }
            (DecoderText::Multilingual(text), Some(Head::TwoTexts)) => {
                let prompts = prompts(networks)?;
                let encoded = text.encode(&prompts, networks, observer)?;
                let second = encoded.t5.ok_or_else(lacking)?;
                Ok(Conditioning::TwoTexts { first: encoded.multilingual, second })
            }
            (DecoderText::None, Some(Head::Image | Head::ImageAndHint)) => Ok(Conditioning::Image(image()?)),
            _ => Err(lacking()),
        }
    }
}
