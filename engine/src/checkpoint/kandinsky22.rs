//! A Kandinsky 2.2 checkpoint in the public layout: a prior repository and a decoder repository.

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use sha2::{Digest, Sha256};

use super::files::Files;
use super::load::{LoadProgress, load};
use super::precision::Precision;
use super::safetensors::Weights;
use crate::error::{EngineError, Result};
use crate::models::clip::{TextModel, TextModelConfig, VisionModel, VisionModelConfig};
use crate::models::movq::{MoVq, MoVqConfig};
use crate::models::prior::{PriorConfig, PriorTransformer};
use crate::models::unet::{UNet, UNetConfig};
use crate::picture::ClipImageProcessor;
use crate::schedulers::{SamplerConfig, UnClipConfig};
use crate::text::ClipTokenizer;

/// Names that weights go by, of transformers' and of diffusers' models.
const TRANSFORMERS: &[&str] = &["model.safetensors", "model.fp16.safetensors"];
const DIFFUSERS: &[&str] = &["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors"];

/// Buffers that some files carry and no one reads.
const CLIP_SURPLUS: &[&str] = &["text_model.embeddings.position_ids", "vision_model.embeddings.position_ids"];

/// The two folders of a checkpoint.
#[derive(Clone)]
pub struct Kandinsky22 {
    /// `kandinsky-2-2-prior`.
    pub prior: Files,
    /// `kandinsky-2-2-decoder`.
    pub decoder: Files,
}

/// Bytes that the weights of each network of a checkpoint take in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the network that it says")]
pub struct Sizes {
    pub text_encoder: u64,
    pub image_encoder: Option<u64>,
    pub prior: u64,
    pub unet: u64,
    pub movq: u64,
}

impl Kandinsky22 {
    /// The checkpoint in `decoder`, with the prior in `prior` or, where that is not said, beside or inside it.
    ///
    /// # Errors
    /// Where a part is missing; every missing part is named.
    pub fn in_folder(decoder: &Path, prior: Option<&Path>) -> Result<Self> {
        for folder in std::iter::once(decoder).chain(prior) {
            if !folder.is_dir() {
                return Err(EngineError::checkpoint(
                    format!("There is no folder {}.", folder.display()),
                    "Check how its name is spelled; it is the folder that holds the published repository.",
                ));
            }
        }
        let has = |path: &Path, part: &str| path.join(part).is_dir();
        let inside = decoder.join("decoder");
        let decoder = if !has(decoder, "unet") && has(&inside, "unet") { inside } else { decoder.to_owned() };
        let prior = prior.map_or_else(|| find_prior(&decoder), Path::to_owned);
        let this = Self { prior: Files::Folder(prior), decoder: Files::Folder(decoder) };
        this.check()?;
        Ok(this)
    }

    /// Names every part that is missing.
    fn check(&self) -> Result<()> {
        let one_of = |files: &Files, folder: &str, names: &[&str]| {
            let folder = files.folder(folder);
            let found = names.iter().any(|name| folder.has(name));
            (!found).then(|| folder.path(names[0]).display().to_string())
        };
        let (prior, decoder) = (&self.prior, &self.decoder);
        let missing: Vec<String> = [
            one_of(decoder, "unet", &["config.json"]),
            one_of(decoder, "unet", DIFFUSERS),
            one_of(decoder, "movq", &["config.json"]),
            one_of(decoder, "movq", DIFFUSERS),
            one_of(decoder, "scheduler", &["scheduler_config.json"]),
            one_of(prior, "prior", &["config.json"]),
            one_of(prior, "prior", DIFFUSERS),
            one_of(prior, "scheduler", &["scheduler_config.json"]),
            one_of(prior, "text_encoder", &["config.json"]),
            one_of(prior, "text_encoder", TRANSFORMERS),
            one_of(prior, "tokenizer", &["vocab.json"]),
            one_of(prior, "tokenizer", &["merges.txt"]),
        ]
        .into_iter()
        .flatten()
        .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let verb = if missing.len() == 1 { "is" } else { "are" };
        Err(EngineError::checkpoint(
            format!("This is not a complete Kandinsky 2.2: {} {verb} missing.", missing.join(", ")),
            "Give the decoder's folder with --model and the prior's with --prior, each as it was published.",
        ))
    }

    /// The tokenizer of the text encoder.
    ///
    /// # Errors
    /// Where its files are missing or broken.
    pub fn tokenizer(&self) -> Result<ClipTokenizer> {
        let config: TextModelConfig = self.prior.folder("text_encoder").json("config.json")?;
        ClipTokenizer::open(&self.prior.folder("tokenizer"), config.max_position_embeddings)
    }

    /// The prior's scheduler settings.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn prior_scheduler(&self) -> Result<UnClipConfig> {
        self.prior.folder("scheduler").json("scheduler_config.json")
    }

    /// The decoder's scheduler settings.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn decoder_scheduler(&self) -> Result<SamplerConfig> {
        self.decoder.folder("scheduler").json("scheduler_config.json")
    }

    /// The prior's settings.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of prior.
    pub fn prior_config(&self) -> Result<PriorConfig> {
        let config: PriorConfig = self.prior.folder("prior").json("config.json")?;
        config.check()?;
        Ok(config)
    }

    /// The UNet's settings.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of UNet.
    pub fn unet_config(&self) -> Result<UNetConfig> {
        let config: UNetConfig = self.decoder.folder("unet").json("config.json")?;
        config.check()?;
        Ok(config)
    }

    /// The autoencoder's settings.
    ///
    /// # Errors
    /// Where the file is missing, broken, or of another kind of autoencoder.
    pub fn movq_config(&self) -> Result<MoVqConfig> {
        let config: MoVqConfig = self.decoder.folder("movq").json("config.json")?;
        config.check()?;
        Ok(config)
    }

    /// The image encoder's settings.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn image_encoder_config(&self) -> Result<VisionModelConfig> {
        self.prior.folder("image_encoder").json("config.json")
    }

    /// How pictures are prepared for the image encoder.
    ///
    /// # Errors
    /// Where the file is missing or broken.
    pub fn image_processor(&self) -> Result<ClipImageProcessor> {
        self.prior.folder("image_processor").json("preprocessor_config.json")
    }

    /// Loads the text encoder.
    ///
    /// # Errors
    /// See [`load`].
    pub fn text_encoder(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<TextModel> {
        let files = self.prior.folder("text_encoder");
        let config: TextModelConfig = files.json("config.json")?;
        let weights = Weights::open(&files, TRANSFORMERS)?;
        load(config.init(device), &weights, &[], CLIP_SURPLUS, precision, device, progress)
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
        let weights = Weights::open(&self.prior.folder("image_encoder"), TRANSFORMERS)?;
        load(config.init(device), &weights, &[], CLIP_SURPLUS, precision, device, progress)
    }

    /// Loads the prior.
    ///
    /// # Errors
    /// See [`load`].
    pub fn prior(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<PriorTransformer> {
        let network = self.prior_config()?.init(device);
        let weights = Weights::open(&self.prior.folder("prior"), DIFFUSERS)?;
        load(network, &weights, PriorConfig::RENAMES, PriorConfig::SURPLUS, precision, device, progress)
    }

    /// Loads the UNet.
    ///
    /// # Errors
    /// See [`load`].
    pub fn unet(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<UNet> {
        let network = self.unet_config()?.init(device);
        let weights = Weights::open(&self.decoder.folder("unet"), DIFFUSERS)?;
        load(network, &weights, UNetConfig::RENAMES, &[], precision, device, progress)
    }

    /// Loads the autoencoder.
    ///
    /// # Errors
    /// See [`load`].
    pub fn movq(&self, precision: Precision, device: &Device, progress: LoadProgress<'_>) -> Result<MoVq> {
        let network = self.movq_config()?.init(device);
        let weights = Weights::open(&self.decoder.folder("movq"), DIFFUSERS)?.with_modern_attention_names();
        load(network, &weights, &[], &[], precision, device, progress)
    }

    /// Bytes of all weights that text to image reads, as they are on disk.
    pub fn bytes(&self) -> u64 {
        let size = |(folder, name): (Files, &str)| folder.read(name).map_or(0, |bytes| bytes.as_ref().len() as u64);
        self.weights().into_iter().map(size).sum()
    }

    /// Bytes that the weights of each network take in memory.
    ///
    /// # Errors
    /// Where a file is missing or damaged; the image encoder may be missing.
    pub fn sizes(&self, precision: Precision) -> Result<Sizes> {
        let size = |(folder, name): &(Files, &'static str)| Ok(Weights::open(folder, &[name])?.resident(precision));
        let [text_encoder, prior, unet, movq] = &self.weights();
        let image_encoder = Weights::open(&self.prior.folder("image_encoder"), TRANSFORMERS);
        Ok(Sizes {
            text_encoder: size(text_encoder)?,
            image_encoder: image_encoder.ok().map(|weights| weights.resident(precision)),
            prior: size(prior)?,
            unet: size(unet)?,
            movq: size(movq)?,
        })
    }

    /// A fingerprint of those weights: the same one paints the same picture.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn fingerprint(&self) -> Result<String> {
        let parts: Result<Vec<String>> =
            self.weights().into_iter().map(|(folder, name)| folder.fingerprint(name)).collect();
        let hash = Sha256::digest(parts?.concat());
        Ok(hash.iter().take(8).map(|b| format!("{b:02x}")).collect())
    }

    /// The files of those weights: text encoder, prior, UNet, MoVQ.
    fn weights(&self) -> [(Files, &'static str); 4] {
        let parts = [
            (&self.prior, "text_encoder", TRANSFORMERS),
            (&self.prior, "prior", DIFFUSERS),
            (&self.decoder, "unet", DIFFUSERS),
            (&self.decoder, "movq", DIFFUSERS),
        ];
        let file = |(files, folder, names): (&Files, &str, &'static [&'static str])| {
            let folder = files.folder(folder);
            let name = names.iter().find(|name| folder.has(name)).unwrap_or(&names[0]);
            (folder, *name)
        };
        parts.map(file)
    }
}

/// Where the prior of `decoder` usually is: the published names differ in one word, and local copies often sit side
/// by side.
fn find_prior(decoder: &Path) -> PathBuf {
    let beside = |name: &str| decoder.parent().unwrap_or(Path::new(".")).join(name);
    let name = decoder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let guesses = [beside(&name.replace("decoder", "prior")), beside("prior"), beside("kandinsky-2-2-prior")];
    let found = guesses.iter().find(|path| path.join("prior").is_dir() && **path != *decoder);
    found.cloned().unwrap_or_else(|| beside("prior"))
}
