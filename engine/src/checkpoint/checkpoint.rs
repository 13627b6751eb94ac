//! A checkpoint: the networks of a system, each with its settings and its weights, wherever its layout has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::load::{LoadProgress, Loading, load};
use super::network::Network;
use super::network_files::{NetworkFiles, Settings};
use super::part::{Part, PartState};
use super::streamed::StreamedT5;
use super::weight_source::hex;
use crate::error::{Cause, EngineError, Result};
use crate::files::Files;
use crate::models::NetworkConfig;
use crate::models::clip::TextModelConfig;
use crate::models::unet::UNetConfig;
use crate::models::unet3::UNet3Config;
use crate::models::unets::{AnyUNet, AnyUNetConfig};
use crate::picture::ClipImageProcessor;
use crate::precision::Precision;
use crate::protocol::{Sampler, System};
use crate::schedulers::{SamplerConfig, UnClipConfig};
use crate::text::{Family, PromptTokenizer};

/// Tokens that 2.0 and 2.1 read of a text, and 3.0 and 3.1; constants of the references.
const TEXT: usize = 77;
const LONG_TEXT: usize = 128;

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
    networks: BTreeMap<Network, NetworkFiles>,
    settings: BTreeMap<Setting, Settings>,
    tokenizers: Tokenizers,
    cache: Option<PathBuf>,
}

impl Checkpoint {
    pub(super) fn new(
        system: System,
        networks: BTreeMap<Network, NetworkFiles>,
        settings: BTreeMap<Setting, Settings>,
        tokenizers: Tokenizers,
    ) -> Self {
        Self { system, networks, settings, tokenizers, cache: None }
    }

    /// The same, with a folder for what is made of its files where their own is read-only.
    #[must_use]
    pub fn with_cache(self, cache: Option<PathBuf>) -> Self {
        Self { cache, ..self }
    }

    /// The folder for what is made of its files where their own is read-only.
    pub fn cache(&self) -> Option<&Path> {
        self.cache.as_deref()
    }

    /// Which system it is.
    pub fn system(&self) -> System {
        self.system
    }

    /// True where it has this network.
    pub fn has(&self, network: Network) -> bool {
        self.networks.contains_key(&network)
    }

    /// Its parts, in the order in which a picture needs them, with what they lack.
    pub(super) fn parts(&self) -> Vec<PartState> {
        let clip = self
            .tokenizers
            .clip
            .iter()
            .flat_map(|files| ["vocab.json", "merges.txt", "tokenizer_config.json"].map(|name| (files, name)));
        let clip = clip.filter(|(files, name)| !files.has(name)).map(|(files, name)| files.path(name));
        let others = self.tokenizers.multilingual.iter().map(|files| (files, Family::XlmRoberta));
        let others = others.chain(self.tokenizers.t5.iter().map(|files| (files, Family::T5)));
        let others = others.filter_map(|(files, family)| PromptTokenizer::missing(files, family));
        let tokenizer = PartState { part: Part::Tokenizer, needed: true, missing: clip.chain(others).collect() };
        let networks = self.networks.iter().map(|(&network, files)| PartState {
            part: Part::Network(network),
            // Words alone need no image encoder once the embedding of "nothing" is kept.
            needed: ![Network::ClipImage, Network::InpaintUNet].contains(&network),
            missing: [files.settings.missing(), files.source.missing()].into_iter().flatten().collect(),
        });
        let settings = |processor: bool| {
            let chosen = move |setting: &Setting| (*setting == Setting::ImageProcessor) == processor;
            let chosen = self.settings.iter().filter(move |(setting, _)| chosen(setting));
            chosen.filter_map(|(_, settings)| settings.missing()).collect()
        };
        let scheduler = PartState { part: Part::Scheduler, needed: true, missing: settings(false) };
        let processor = PartState { part: Part::ImageProcessor, needed: false, missing: settings(true) };
        let processor = Some(processor).filter(|_| self.settings.contains_key(&Setting::ImageProcessor));
        std::iter::once(tokenizer).chain(networks).chain([scheduler]).chain(processor).collect()
    }

    /// Names the files that are missing.
    pub(super) fn check(&self) -> Result<()> {
        /// Files that a sentence names; all of them are in the detail.
        const NAMED: usize = 2;
        let parts = self.parts().into_iter().filter(|part| part.needed);
        let missing: Vec<String> = parts.flat_map(|part| part.missing).map(|path| path.display().to_string()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named = missing.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        Err(Cause::Incomplete {
            system: self.system.title().into(),
            files: named,
            more: missing.len().saturating_sub(NAMED),
            count: missing.len(),
            with_prior: self.system.has_prior(),
        }
        .detail(missing.join("\n")))
    }

    fn files(&self, network: Network) -> Result<&NetworkFiles> {
        self.networks.get(&network).ok_or_else(|| {
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
        let config: TextModelConfig = self.config(Network::ClipText)?;
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

    /// The tokenizers of all text encoders that it has.
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
        let config: UnClipConfig = self.setting(Setting::Prior)?;
        config.check()?;
        Ok(config)
    }

    /// The settings that `sampler` reads, with the UNet `network`, which is one of the two.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn sampler_config(&self, sampler: Sampler, network: Network) -> Result<SamplerConfig> {
        let own = [(Setting::Inpaint, network == Network::InpaintUNet), (Setting::Ancestral, sampler == Sampler::Ddpm)];
        let own = own.into_iter().find(|(setting, meant)| *meant && self.settings.contains_key(setting));
        let config: SamplerConfig = self.setting(own.map_or(Setting::Sampler, |(setting, _)| setting))?;
        config.check()?;
        Ok(config)
    }

    /// The settings of `network`, checked.
    ///
    /// # Errors
    /// Where the file is missing, broken, or asks for what no Kandinsky has.
    pub fn config<C: NetworkConfig>(&self, network: Network) -> Result<C> {
        let config: C = self.files(network)?.settings.read()?;
        config.check()?;
        Ok(config)
    }

    /// The UNet's settings: those of `network`, which is one of the two.
    ///
    /// # Errors
    /// See [`Self::config`].
    pub fn unet_config(&self, network: Network) -> Result<AnyUNetConfig> {
        if self.system.is_3() {
            self.config(network).map(AnyUNetConfig::Three)
        } else {
            self.config(network).map(AnyUNetConfig::Two)
        }
    }

    /// How pictures are prepared for the image encoder.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn image_processor(&self) -> Result<ClipImageProcessor> {
        self.setting(Setting::ImageProcessor)
    }

    /// Loads `network`, whose settings are a `C`.
    ///
    /// # Errors
    /// See [`load`].
    pub fn load<C: NetworkConfig>(
        &self,
        network: Network,
        precision: Precision,
        device: &Device,
        progress: LoadProgress<'_>,
    ) -> Result<C::Network> {
        let config: C = self.config(network)?;
        let weights = self.files(network)?.source.weights(self.cache.as_deref(), progress)?;
        let weights = if network == Network::Autoencoder { weights.with_modern_attention_names() } else { weights };
        load(&config, &weights, precision, device, &mut |done, of| progress(Loading::Read, done, of))
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
        if self.system.is_3() {
            self.load::<UNet3Config>(network, precision, device, progress).map(AnyUNet::Three)
        } else {
            self.load::<UNetConfig>(network, precision, device, progress).map(AnyUNet::Two)
        }
    }

    /// T5's encoder, of which no layer is loaded before it is used.
    ///
    /// # Errors
    /// See [`load`].
    pub fn t5(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<StreamedT5> {
        let weights = self.files(Network::T5)?.source.weights(self.cache.as_deref(), progress)?;
        StreamedT5::new(self.config(Network::T5)?, weights, precision, device)
    }

    /// The networks that text to image needs.
    fn essential(&self) -> impl Iterator<Item = &NetworkFiles> {
        let further = [Network::ClipImage, Network::InpaintUNet];
        self.networks.iter().filter(move |(network, _)| !further.contains(network)).map(|(_, files)| files)
    }

    /// Has the system forget what it keeps of all weights in memory, as after a restart of the computer. True where it
    /// can.
    pub fn evict(&self) -> bool {
        self.essential().all(|files| files.source.evict(self.cache.as_deref()))
    }

    /// Bytes of all weights that text to image reads, as they are on disk.
    pub fn bytes(&self) -> u64 {
        self.essential().map(|files| files.source.bytes()).sum()
    }

    /// Bytes that the weights of each network take in memory at a time. The image encoder may be missing.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub fn sizes(&self, precision: Precision) -> Result<BTreeMap<Network, u64>> {
        let mut sizes = BTreeMap::new();
        for (&network, files) in &self.networks {
            let size = if network == Network::T5 {
                files.source.streamed(precision)
            } else {
                files.source.resident(precision)
            };
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
        let prints: Result<Vec<String>> = self.essential().map(|files| files.source.fingerprint()).collect();
        Ok(hex(&Sha256::digest(prints?.concat())))
    }

    /// A fingerprint of one network's weights, and the folder that small results of it are kept in.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn identity(&self, network: Network) -> Result<(String, &Files)> {
        let files = self.files(network)?;
        Ok((files.source.fingerprint()?, &files.home))
    }
}
