//! diffusers' layout, in which 2.2, 2.1 and 3.0 are published: a folder a part, in a repository for the prior, where
//! there is one, and one for the decoder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::checkpoint::{Checkpoint, Setting, Tokenizers};
use super::super::network::Network;
use super::super::network_files::{NetworkFiles, Settings};
use super::super::weight_source::WeightSource;
use super::{DIFFUSERS, TRANSFORMERS};
use crate::files::Files;
use crate::protocol::System;

/// The networks of both repositories; without `prior`, those of the decoder alone.
pub(super) fn checkpoint(system: System, prior: Option<&Files>, decoder: &Files) -> Checkpoint {
    let network_files = |home: &Files, folder: &str, names| {
        let files = home.folder(folder);
        let settings = Settings::File(files.clone(), "config.json");
        NetworkFiles { settings, source: WeightSource::new(files, names), home: home.clone() }
    };
    let scheduler = |home: &Files, folder: &str| Settings::File(home.folder(folder), "scheduler_config.json");
    let mut networks = BTreeMap::from([
        (Network::UNet, network_files(decoder, "unet", DIFFUSERS)),
        (Network::Autoencoder, network_files(decoder, "movq", DIFFUSERS)),
    ]);
    let mut settings = BTreeMap::from([(Setting::Sampler, scheduler(decoder, "scheduler"))]);
    let mut tokenizers = Tokenizers::default();
    if let Some(prior) = prior.filter(|_| system.has_prior()) {
        networks.extend([
            (Network::ClipText, network_files(prior, "text_encoder", TRANSFORMERS)),
            (Network::ClipImage, network_files(prior, "image_encoder", TRANSFORMERS)),
            (Network::Prior, network_files(prior, "prior", DIFFUSERS)),
        ]);
        let processor = Settings::File(prior.folder("image_processor"), "preprocessor_config.json");
        settings.extend([(Setting::Prior, scheduler(prior, "scheduler")), (Setting::ImageProcessor, processor)]);
        tokenizers.clip = Some(prior.folder("tokenizer"));
    }
    if system.is_3() {
        let NetworkFiles { settings, source, home } = network_files(decoder, "text_encoder", TRANSFORMERS);
        networks.insert(Network::T5, NetworkFiles { settings, source: source.halved(), home });
        tokenizers.t5 = Some(decoder.folder("tokenizer"));
    }
    if system == System::Kandinsky21 {
        networks.insert(Network::MultilingualClip, network_files(decoder, "text_encoder", TRANSFORMERS));
        tokenizers.multilingual = Some(decoder.folder("tokenizer"));
        let published = decoder.folder("ddpm_scheduler").has("scheduler_config.json");
        let ancestral = || Settings::Given(ancestral21());
        let ddpm = if published { scheduler(decoder, "ddpm_scheduler") } else { ancestral() };
        settings.insert(Setting::Ancestral, ddpm);
    }
    Checkpoint::new(system, networks, settings, tokenizers)
}

/// 2.1's second scheduler, which its inpainting repository has no file of.
fn ancestral21() -> serde_json::Value {
    serde_json::json!({
        "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "linear", "variance_type": "learned_range",
        "clip_sample": false, "thresholding": true, "sample_max_value": 2.0,
    })
}

/// The checkpoint in `decoder`, whichever system it is.
pub(super) fn in_folder(decoder: &Path, prior: Option<&Path>) -> Checkpoint {
    let decoder = root(decoder);
    let prior = prior.map_or_else(|| find_prior(&decoder), Path::to_owned);
    let decoder = Files::Folder(decoder);
    checkpoint(system(&decoder), Some(&Files::Folder(prior)), &decoder)
}

/// True where `decoder` looks like a decoder's repository, whole or not.
pub(super) fn is(decoder: &Path) -> bool {
    let root = root(decoder);
    ["unet", "movq"].iter().any(|part| root.join(part).is_dir())
}

/// True where `folder` looks like a prior's.
pub(super) fn is_prior(folder: &Path) -> bool {
    folder.join("prior").is_dir() && folder.join("text_encoder").is_dir()
}

/// Its system.
pub(super) fn system_in(decoder: &Path) -> System {
    system(&Files::Folder(root(decoder)))
}

/// The decoder's repository, which may lie in a folder with the prior's.
fn root(decoder: &Path) -> PathBuf {
    let has = |path: &Path, part: &str| path.join(part).is_dir();
    let inside = decoder.join("decoder");
    if !has(decoder, "unet") && has(&inside, "unet") { inside } else { decoder.to_owned() }
}

/// What a decoder says that it conditions on.
#[derive(Deserialize)]
struct Said {
    #[serde(rename = "_class_name", default)]
    class: String,
    #[serde(default)]
    addition_embed_type: String,
}

/// The system of a decoder. One that says nothing is taken for a 2.2, and what it lacks is named.
fn system(decoder: &Files) -> System {
    match decoder.folder("unet").json::<Said>("config.json") {
        Ok(said) if said.addition_embed_type == "text_image" => System::Kandinsky21,
        Ok(said) if said.class == "Kandinsky3UNet" => System::Kandinsky30,
        _ => System::Kandinsky22,
    }
}

/// Where the prior of `decoder` usually is: the published names differ in one word, and local copies often sit side
/// by side.
pub(super) fn find_prior(decoder: &Path) -> PathBuf {
    let beside = |name: &str| decoder.parent().unwrap_or(Path::new(".")).join(name);
    let name = decoder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let guesses = [
        beside(&name.replace("decoder", "prior")),
        beside(&format!("{}-prior", name.trim_end_matches("-inpaint"))),
        beside("prior"),
        decoder.join("prior"),
        beside("kandinsky-2-2-prior"),
        beside("kandinsky-2-1-prior"),
    ];
    let found = guesses.iter().find(|path| path.join("text_encoder").is_dir() && **path != *decoder);
    found.cloned().unwrap_or_else(|| beside("prior"))
}
