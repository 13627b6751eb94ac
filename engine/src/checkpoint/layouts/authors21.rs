//! Kandinsky 2.1 as its authors publish it: pickles, and a folder with the multilingual text encoder. CLIP, which their
//! code fetches from OpenAI, comes from diffusers' repository of the prior.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::checkpoint::{Checkpoint, Setting, Tokenizers};
use super::super::keys::Keys;
use super::super::network::Network;
use super::super::network_files::{NetworkFiles, Settings};
use super::super::weight_source::WeightSource;
use super::TRANSFORMERS;
use super::authors::Config;
use crate::error::Result;
use crate::files::Files;
use crate::protocol::System;

const PLAIN: &[&str] = &["decoder_fp16.ckpt", "decoder.ckpt", "decoder_fp16.safetensors", "decoder.safetensors"];
const INPAINT: &[&str] =
    &["inpainting_fp16.ckpt", "inpainting.ckpt", "inpainting_fp16.safetensors", "inpainting.safetensors"];
const PRIOR: &[&str] = &["prior_fp16.ckpt", "prior.ckpt", "prior_fp16.safetensors", "prior.safetensors"];
const MOVQ: &[&str] = &["movq_final.ckpt", "movq_final.safetensors"];
const STATISTICS: &[&str] = &["ViT-L-14_stats.th"];

/// True where `folder` holds such files.
pub(super) fn is(folder: &Files) -> bool {
    PLAIN.iter().chain(INPAINT).any(|name| folder.has(name))
}

/// The checkpoint in `folder`, with CLIP from `clip`, diffusers' repository of the prior.
pub(super) fn checkpoint(folder: &Files, clip: &Files, config: Option<&str>) -> Result<Checkpoint> {
    let config = Config::read(folder, config, Config::of_21())?;
    let model = &config.model_config;
    let first = folder.folder("text_encoder");
    let multilingual = super::or_file(&first, |said| said["numDims"] = json!(model.text_encoder_in_dim2))?;

    let network_files =
        |settings: Settings, source: WeightSource| NetworkFiles { settings, source, home: folder.clone() };
    let unet = |names: &'static [&'static str], further: usize| -> Result<NetworkFiles> {
        let settings = model.unet(("text_image_proj", "text_image"), None, further)?;
        Ok(network_files(
            Settings::Given(settings),
            WeightSource::with_keys(folder.clone(), names, Keys::UNet(model.keys())),
        ))
    };
    // A prior of another size says so in diffusers' words.
    let prior = match clip.folder("prior").has("config.json") {
        true => Settings::File(clip.folder("prior"), "config.json"),
        false => Settings::Given(published_prior()),
    };
    let head = prior.read::<Value>()?["attention_head_dim"].as_u64().unwrap_or(64) as usize;
    let weights = WeightSource::with_keys(folder.clone(), PRIOR, Keys::Prior { head });
    let movq = Keys::Autoencoder { levels: config.image_enc_params.levels() };
    let mut networks = BTreeMap::from([
        (Network::Prior, network_files(prior, weights.and(folder.clone(), STATISTICS, Keys::Statistics))),
        (Network::MultilingualClip, network_files(multilingual, WeightSource::new(first.clone(), TRANSFORMERS))),
        (
            Network::Autoencoder,
            network_files(
                Settings::Given(config.image_enc_params.autoencoder()),
                WeightSource::with_keys(folder.clone(), MOVQ, movq),
            ),
        ),
    ]);
    for (network, name) in [(Network::ClipText, "text_encoder"), (Network::ClipImage, "image_encoder")] {
        let clip = clip.folder(name);
        networks.insert(
            network,
            network_files(Settings::File(clip.clone(), "config.json"), WeightSource::new(clip, TRANSFORMERS)),
        );
    }
    let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
    match (has(PLAIN), has(INPAINT)) {
        (false, true) => _ = networks.insert(Network::UNet, unet(INPAINT, model.gap())?),
        (_, inpaint) => {
            networks.insert(Network::UNet, unet(PLAIN, 0)?);
            if inpaint {
                networks.insert(Network::InpaintUNet, unet(INPAINT, model.gap())?);
            }
        }
    }
    let (sampler, ancestral) = samplers();
    let settings = BTreeMap::from([
        (Setting::Prior, Settings::Given(published_prior_scheduler())),
        (Setting::Sampler, Settings::Given(sampler)),
        (Setting::Ancestral, Settings::Given(ancestral)),
        (Setting::ImageProcessor, Settings::File(clip.folder("image_processor"), "preprocessor_config.json")),
    ]);
    let tokenizers = Tokenizers { clip: Some(clip.folder("tokenizer")), multilingual: Some(first), t5: None };
    Ok(Checkpoint::new(System::Kandinsky21, networks, settings, tokenizers))
}

/// What diffusers publishes for the same weights.
fn samplers() -> (Value, Value) {
    let sampler = json!({
        "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "linear", "clip_sample": false,
        "set_alpha_to_one": false, "steps_offset": 1,
    });
    let ancestral = json!({
        "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "linear", "clip_sample": false,
        "variance_type": "learned_range", "thresholding": true, "sample_max_value": 2.0,
    });
    (sampler, ancestral)
}

fn published_prior_scheduler() -> Value {
    json!({ "variance_type": "fixed_small_log", "prediction_type": "sample", "clip_sample": true,
        "clip_sample_range": 10.0 })
}

fn published_prior() -> Value {
    json!({
        "num_attention_heads": 32, "attention_head_dim": 64, "num_layers": 20, "embedding_dim": 768,
        "num_embeddings": 77,
        "additional_embeddings": 4,
    })
}
