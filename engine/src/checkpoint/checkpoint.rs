//! A checkpoint: the networks of a system, each with its settings and its weights, wherever its layout has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::tensor::Device;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::load::{LoadProgress, Loading, Rename, load};
use super::part::{Part, Settings};
use super::precision::Precision;
use super::source::hex;
use super::streamed::StreamedT5;
use super::system::{Network, System};
use crate::error::{EngineError, Result};
use crate::models::autoencoder::{Autoencoder, AutoencoderConfig};
use crate::models::clip::{TextModel, TextModelConfig, VisionModel, VisionModelConfig};
use crate::models::prior::{PriorConfig, PriorTransformer};
use crate::models::unet::UNetConfig;
use crate::models::unet3::UNet3Config;
use crate::models::unets::{AnyUNet, AnyUNetConfig};
use crate::models::xlm_roberta::{MultilingualClip, XlmRobertaConfig};
use crate::picture::ClipImageProcessor;
use crate::schedulers::{Sampler, SamplerConfig, UnClipConfig};
use crate::text::{Family, PromptTokenizer};

/// Tokens that 2.0 and 2.1 read of a text, and 3.0 and 3.1; constants of the references.
const TEXT: usize = 77;
const LONG_TEXT: usize = 128;

/// Buffers that some files carry and no one reads.
const CLIP_SURPLUS: &[&str] = &["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids"];

/// Settings beside those of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setting {
    /// Of the prior's scheduler.
    Prior,
    /// Of the decoder's samplers.
    Sampler,
    /// Of its ancestral sampler, where it has some of its own.
    Ancestral,
    /// Of its samplers where they fill gaps, where it has some of its own.
    Inpaint,
    /// How pictures are prepared for the image encoder.
    ImageProcessor,
}

/// The folders of tokenizers.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokenizers {
    pub(super) clip: Option<Files>,
    pub(super) multilingual: Option<Files>,
    pub(super) t5: Option<Files>,
}

/// A checkpoint whose files are known.
#[derive(Clone)]
pub struct Checkpoint {
    system: System,
    parts: BTreeMap<Network, Part>,
    settings: BTreeMap<Setting, Settings>,
    tokenizers: Tokenizers,
    cache: Option<PathBuf>,
}

impl Checkpoint {
    pub(super) fn new(
        system: System,
        parts: BTreeMap<Network, Part>,
        settings: BTreeMap<Setting, Settings>,
        tokenizers: Tokenizers,
    ) -> Self {
        Self { system, parts, settings, tokenizers, cache: None }
    }

    /// The same, with a folder for what is made of its files where their own is read-only.
    #[must_use]
    pub fn with_cache(self, cache: Option<PathBuf>) -> Self {
        Self { cache, ..self }
    }

    /// That folder.
    pub fn cache(&self) -> Option<&Path> {
        self.cache.as_deref()
    }

    /// Which system it is.
    pub fn system(&self) -> System {
        self.system
    }

    /// True where it has this network.
    pub fn has(&self, network: Network) -> bool {
        self.parts.contains_key(&network)
    }

    /// Names every part that is missing.
    pub(super) fn check(&self) -> Result<()> {
        // Words alone need no image encoder once the embedding of "nothing" is kept.
        let needed = || self.parts.iter().filter(|(network, _)| **network != Network::ClipImage);
        let parts = needed().flat_map(|(_, part)| [part.settings.missing(), part.source.missing()]);
        let settings = self.settings.iter().filter(|(setting, _)| **setting != Setting::ImageProcessor);
        let settings = settings.map(|(_, settings)| settings.missing());
        let clip = self.tokenizers.clip.iter().flat_map(|files| ["vocab.json", "merges.txt"].map(|name| (files, name)));
        let clip = clip.map(|(files, name)| (!files.has(name)).then(|| files.path(name)));
        let missing: Vec<String> =
            parts.chain(settings).chain(clip).flatten().map(|path| path.display().to_string()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let verb = if missing.len() == 1 { "is" } else { "are" };
        Err(EngineError::checkpoint(
            format!("This is not a complete {}: {} {verb} missing.", self.system.title(), missing.join(", ")),
            match self.system.has_prior() {
                true => {
                    "Give the decoder's folder with --model and the prior's with --prior, each as it was published."
                }
                false => "Give its folder with --model, as it was published.",
            },
        ))
    }

    fn part(&self, network: Network) -> Result<&Part> {
        self.parts.get(&network).ok_or_else(|| {
            EngineError::internal(format!("{} has no {network:?}, and was asked for it", self.system.title()))
        })
    }

    fn setting<T: DeserializeOwned>(&self, setting: Setting) -> Result<T> {
        match self.settings.get(&setting) {
            Some(settings) => settings.read(),
            None => Err(EngineError::internal(format!("{} has no settings {setting:?}", self.system.title()))),
        }
    }

    /// The tokenizer of CLIP's text encoder.
    ///
    /// # Errors
    /// Where its files are missing or broken.
    pub fn clip_tokenizer(&self) -> Result<Option<PromptTokenizer>> {
        let Some(files) = &self.tokenizers.clip else { return Ok(None) };
        let config: TextModelConfig = self.part(Network::ClipText)?.settings.read()?;
        PromptTokenizer::clip(files, config.max_position_embeddings).map(Some)
    }

    /// The tokenizer of the multilingual text encoder.
    ///
    /// # Errors
    /// Where its files are missing or broken.
    pub fn multilingual_tokenizer(&self) -> Result<Option<PromptTokenizer>> {
        let files = self.tokenizers.multilingual.as_ref();
        files.map(|files| PromptTokenizer::unigram(files, Family::XlmRoberta, TEXT)).transpose()
    }

    /// The tokenizer of T5.
    ///
    /// # Errors
    /// Where its files are missing or broken.
    pub fn t5_tokenizer(&self) -> Result<Option<PromptTokenizer>> {
        let files = self.tokenizers.t5.as_ref();
        let length = if self.system.is_3() { LONG_TEXT } else { TEXT };
        files.map(|files| PromptTokenizer::unigram(files, Family::T5, length)).transpose()
    }

    /// All of them.
    ///
    /// # Errors
    /// Where files of one are missing or broken.
    pub fn tokenizers(&self) -> Result<Vec<PromptTokenizer>> {
        let all = [self.clip_tokenizer()?, self.multilingual_tokenizer()?, self.t5_tokenizer()?];
        Ok(all.into_iter().flatten().collect())
    }

    /// The prior's scheduler settings.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn prior_scheduler(&self) -> Result<UnClipConfig> {
        self.setting(Setting::Prior)
    }

    /// The settings that `sampler` reads, with the UNet `network`, which is one of the two.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn sampler_config(&self, sampler: Sampler, network: Network) -> Result<SamplerConfig> {
        let own = [(Setting::Inpaint, network == Network::InpaintUNet), (Setting::Ancestral, sampler == Sampler::Ddpm)];
        let own = own.into_iter().find(|(setting, meant)| *meant && self.settings.contains_key(setting));
        self.setting(own.map_or(Setting::Sampler, |(setting, _)| setting))
    }

    /// The prior's settings.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of prior.
    pub fn prior_config(&self) -> Result<PriorConfig> {
        let config: PriorConfig = self.part(Network::Prior)?.settings.read()?;
        config.check()?;
        Ok(config)
    }

    /// The UNet's settings: those of `network`, which is one of the two.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of UNet.
    pub fn unet_config(&self, network: Network) -> Result<AnyUNetConfig> {
        let settings = &self.part(network)?.settings;
        if self.system.is_3() {
            let config: UNet3Config = settings.read()?;
            config.check()?;
            return Ok(AnyUNetConfig::Three(config));
        }
        let config: UNetConfig = settings.read()?;
        config.check()?;
        Ok(AnyUNetConfig::Two(config))
    }

    /// The autoencoder's settings.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of autoencoder.
    pub fn autoencoder_config(&self) -> Result<AutoencoderConfig> {
        let config: AutoencoderConfig = self.part(Network::Autoencoder)?.settings.read()?;
        config.check()?;
        Ok(config)
    }

    /// The image encoder's settings.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn image_encoder_config(&self) -> Result<VisionModelConfig> {
        self.part(Network::ClipImage)?.settings.read()
    }

    /// How pictures are prepared for the image encoder.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn image_processor(&self) -> Result<ClipImageProcessor> {
        self.setting(Setting::ImageProcessor)
    }

    /// Fills a network with the weights of `network`.
    fn fill<M: Module>(
        &self,
        network: Network,
        module: M,
        (renames, surplus): (&[Rename], &[&str]),
        (precision, device): (Precision, &Device),
        progress: LoadProgress<'_>,
    ) -> Result<M> {
        let weights = self.part(network)?.source.weights(self.cache.as_deref(), progress)?;
        let weights = if network == Network::Autoencoder { weights.with_modern_attention_names() } else { weights };
        let read = &mut |done, of| progress(Loading::Read, done, of);
        load(module, &weights, renames, surplus, precision, device, read)
    }

    /// Loads CLIP's text encoder.
    ///
    /// # Errors
    /// See [`load`].
    pub fn text_encoder(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<TextModel> {
        let config: TextModelConfig = self.part(Network::ClipText)?.settings.read()?;
        self.fill(Network::ClipText, config.init(device), (&[], CLIP_SURPLUS), (precision, device), progress)
    }

    /// Loads the image encoder, the largest part; plain text to image needs it only once in a checkpoint's life.
    ///
    /// # Errors
    /// See [`load`].
    pub fn image_encoder(
        &self,
        precision: Precision,
        device: &Device,
        progress: LoadProgress<'_>,
    ) -> Result<VisionModel> {
        let config = self.image_encoder_config()?;
        self.fill(Network::ClipImage, config.init(device), (&[], CLIP_SURPLUS), (precision, device), progress)
    }

    /// Loads the prior.
    ///
    /// # Errors
    /// See [`load`].
    pub fn prior(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<PriorTransformer> {
        let names = (PriorConfig::RENAMES, PriorConfig::SURPLUS);
        self.fill(Network::Prior, self.prior_config()?.init(device), names, (precision, device), progress)
    }

    /// Loads the multilingual text encoder.
    ///
    /// # Errors
    /// See [`load`].
    pub fn multilingual_clip(
        &self,
        precision: Precision,
        device: &Device,
        progress: LoadProgress<'_>,
    ) -> Result<MultilingualClip> {
        let config: XlmRobertaConfig = self.part(Network::MultilingualClip)?.settings.read()?;
        let names = (XlmRobertaConfig::RENAMES, XlmRobertaConfig::SURPLUS);
        self.fill(Network::MultilingualClip, config.init(device), names, (precision, device), progress)
    }

    /// T5's encoder, of which no layer is loaded before it is used.
    ///
    /// # Errors
    /// See [`load`].
    pub fn t5(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<StreamedT5> {
        let part = self.part(Network::T5)?;
        let weights = part.source.weights(self.cache.as_deref(), progress)?;
        StreamedT5::new(part.settings.read()?, weights, precision, device)
    }

    /// Loads the UNet `network`, which is one of the two.
    ///
    /// # Errors
    /// See [`load`].
    pub fn unet(
        &self,
        network: Network,
        precision: Precision,
        device: &Device,
        progress: LoadProgress<'_>,
    ) -> Result<AnyUNet> {
        let place = (precision, device);
        match self.unet_config(network)?.init(device) {
            AnyUNet::Two(unet) => {
                self.fill(network, unet, (UNetConfig::RENAMES, &[]), place, progress).map(AnyUNet::Two)
            }
            AnyUNet::Three(unet) => {
                self.fill(network, unet, (UNet3Config::RENAMES, &[]), place, progress).map(AnyUNet::Three)
            }
        }
    }

    /// Loads the autoencoder.
    ///
    /// # Errors
    /// See [`load`].
    pub fn autoencoder(
        &self,
        precision: Precision,
        device: &Device,
        progress: LoadProgress<'_>,
    ) -> Result<Autoencoder> {
        let config = self.autoencoder_config()?;
        let names = (AutoencoderConfig::RENAMES, AutoencoderConfig::SURPLUS);
        self.fill(Network::Autoencoder, config.init(device), names, (precision, device), progress)
    }

    /// The networks that text to image needs.
    fn essential(&self) -> impl Iterator<Item = &Part> {
        let further = [Network::ClipImage, Network::InpaintUNet];
        self.parts.iter().filter(move |(network, _)| !further.contains(network)).map(|(_, part)| part)
    }

    /// Bytes of all weights that text to image reads, as they are on disk.
    pub fn bytes(&self) -> u64 {
        self.essential().map(|part| part.source.bytes()).sum()
    }

    /// Bytes that the weights of each network take in memory at a time. The image encoder may be missing.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn sizes(&self, precision: Precision) -> Result<BTreeMap<Network, u64>> {
        let mut sizes = BTreeMap::new();
        for (&network, part) in &self.parts {
            let size =
                if network == Network::T5 { part.source.streamed(precision) } else { part.source.resident(precision) };
            match size {
                Ok(size) => _ = sizes.insert(network, size),
                Err(_) if network == Network::ClipImage => {}
                Err(error) => return Err(error),
            }
        }
        Ok(sizes)
    }

    /// A fingerprint of those weights: the same one paints the same picture.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn fingerprint(&self) -> Result<String> {
        let parts: Result<Vec<String>> = self.essential().map(|part| part.source.fingerprint()).collect();
        Ok(hex(&Sha256::digest(parts?.concat())))
    }

    /// A fingerprint of one network's weights, and the folder that small results of it are kept in.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn identity(&self, network: Network) -> Result<(String, &Files)> {
        let part = self.part(network)?;
        Ok((part.source.fingerprint()?, &part.home))
    }
}
