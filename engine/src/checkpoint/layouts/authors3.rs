//! Kandinsky 3.0 and 3.1 as their authors publish them: pickles of the UNets and of MoVQ, and a folder with FLAN-UL2's
//! encoder and, for each UNet, the projection of what it says.
//!
//! Reference: `kandinsky3/__init__.py` of ai-forever/Kandinsky-3.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::checkpoint::{Checkpoint, Setting, Tokenizers};
use super::super::keys::Keys;
use super::super::network::Network;
use super::super::network_files::{NetworkFiles, Settings};
use super::super::weight_source::WeightSource;
use super::TRANSFORMERS;
use super::authors::ImageEncParams;
use crate::error::Result;
use crate::files::Files;
use crate::protocol::System;

/// A UNet's file and its projection's, by their usual names.
struct Pair {
    unet: &'static [&'static str],
    projection: &'static [&'static str],
}

const PLAIN: Pair = Pair {
    unet: &["kandinsky3.pt", "kandinsky3.safetensors"],
    projection: &["projection.pt", "projection.safetensors"],
};
const FLASH: Pair = Pair {
    unet: &["kandinsky3_flash.pt", "kandinsky3_flash.safetensors"],
    projection: &["projection_flash.pt", "projection_flash.safetensors"],
};
const INPAINT: Pair = Pair {
    unet: &["kandinsky3_inpainting.pt", "kandinsky3_inpainting.safetensors"],
    projection: &["projection_inpainting.pt", "projection_inpainting.safetensors"],
};
const MOVQ: &[&str] = &["movq.pt", "movq.safetensors"];
/// The folder of the text encoder.
const TEXT: &str = "flan_ul2_encoder";
/// The folder of all this in its repository.
const WEIGHTS: &str = "weights";

/// What a folder's `config.json` may say of models of other sizes, in the words of the authors' code.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
struct Config {
    unet: UNetParams,
    movq: ImageEncParams,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
struct UNetParams {
    model_channels: usize,
    num_channels: usize,
    time_embed_dim: usize,
    context_dim: usize,
    groups: usize,
    head_dim: usize,
    dim_mult: Vec<usize>,
    num_blocks: Vec<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self { unet: UNetParams::default(), movq: ImageEncParams::of_3() }
    }
}

impl Default for UNetParams {
    fn default() -> Self {
        Self {
            model_channels: 384,
            num_channels: 4,
            time_embed_dim: 1536,
            context_dim: 4096,
            groups: 32,
            head_dim: 64,
            dim_mult: vec![1, 2, 4, 8],
            num_blocks: vec![3; 4],
        }
    }
}

impl UNetParams {
    /// In the words of diffusers. `further`: channels of the input behind the latents; `text`: width of the text
    /// encoder.
    fn settings(&self, further: usize, text: &Value) -> Value {
        let widths: Vec<usize> = self.dim_mult.iter().map(|multiple| multiple * self.model_channels).collect();
        json!({
            "in_channels": self.num_channels + further,
            "out_channels": self.num_channels,
            "time_embedding_dim": self.time_embed_dim,
            "groups": self.groups,
            "attention_head_dim": self.head_dim,
            "layers_per_block": self.num_blocks,
            "block_out_channels": widths,
            "cross_attention_dim": self.context_dim,
            "encoder_hid_dim": text,
            "null_embedding": true,
        })
    }
}

/// The folder of such files at `path`, which is it, the repository around it, or the file of one of the UNets; and the
/// system that is meant. In a folder with all of them that is not Flash.
pub(super) fn find(path: &Path) -> Option<(Files, System)> {
    let chosen = path.is_file().then(|| path.file_name()?.to_str()).flatten();
    let outer = if chosen.is_some() { path.parent()? } else { path };
    let inside = outer.join(WEIGHTS);
    let folder = Files::Folder(if chosen.is_none() && inside.is_dir() { inside } else { outer.to_owned() });
    let has =
        |pair: &Pair| pair.unet.iter().any(|name| folder.has(name) && chosen.is_none_or(|chosen| chosen == *name));
    let system = match (has(&PLAIN) || has(&INPAINT), has(&FLASH)) {
        (true, _) => System::Kandinsky31,
        (false, true) => System::Kandinsky31Flash,
        (false, false) => return None,
    };
    Some((folder, system))
}

/// The checkpoint of `system` in `folder`. `config`: a file with settings; without one they are those that were
/// published.
pub(super) fn checkpoint(folder: &Files, system: System, config: Option<&str>) -> Result<Checkpoint> {
    let config: Config = match config {
        Some(name) => super::authors_settings(folder, name)?,
        None => Config::default(),
    };
    let text = folder.folder(TEXT);
    let width = super::width(&text)?;
    let network_files = |settings, source| NetworkFiles { settings, source, home: folder.clone() };
    let unet = |pair: &Pair, further: usize| {
        let source = WeightSource::with_keys(folder.clone(), pair.unet, Keys::UNet3);
        let source = source.and(text.clone(), pair.projection, Keys::Projection);
        network_files(Settings::Given(config.unet.settings(further, &width)), source)
    };
    let movq = Keys::Autoencoder { levels: config.movq.levels() };
    // Theirs ends at the convolution behind the encoder: no codebook is in the file, whatever the settings say of one.
    let mut autoencoder = config.movq.autoencoder();
    autoencoder["num_vq_embeddings"] = Value::Null;
    let mut networks = BTreeMap::from([
        (
            Network::T5,
            network_files(
                Settings::File(text.clone(), "config.json"),
                WeightSource::new(text.clone(), TRANSFORMERS).halved(),
            ),
        ),
        (
            Network::Autoencoder,
            network_files(Settings::Given(autoencoder), WeightSource::with_keys(folder.clone(), MOVQ, movq)),
        ),
    ]);
    let has = |pair: &Pair| pair.unet.iter().any(|name| folder.has(name));
    let gap = config.unet.num_channels + 1;
    let mut settings = BTreeMap::from([(Setting::Sampler, Settings::Given(sampler(0.99)))]);
    if system == System::Kandinsky31Flash {
        networks.insert(Network::UNet, unet(&FLASH, 0));
    } else if has(&PLAIN) || !has(&INPAINT) {
        networks.insert(Network::UNet, unet(&PLAIN, 0));
        if has(&INPAINT) {
            networks.insert(Network::InpaintUNet, unet(&INPAINT, gap));
            settings.insert(Setting::Inpaint, Settings::Given(sampler(0.95)));
        }
    } else {
        networks.insert(Network::UNet, unet(&INPAINT, gap));
        settings.insert(Setting::Sampler, Settings::Given(sampler(0.95)));
    }
    Ok(Checkpoint::new(system, networks, settings, Tokenizers { t5: Some(text), ..Tokenizers::default() }))
}

/// The authors' noise schedule, and the share of a clean sample's values that is kept in range.
fn sampler(ratio: f32) -> Value {
    json!({
        "beta_schedule": "squaredcos_cap_v2", "thresholding": true, "dynamic_thresholding_ratio": ratio,
        "sample_max_value": f32::MAX, "reference": "authors3",
    })
}
