//! Kandinsky 2.0 as its authors publish it: pickles, and two folders with text encoders.

use std::collections::BTreeMap;

use serde_json::json;

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

const PLAIN: &[&str] = &["Kandinsky-2-0.pt", "Kandinsky-2-0.safetensors"];
const INPAINT: &[&str] = &["Kandinsky-2-0-inpainting.pt", "Kandinsky-2-0-inpainting.safetensors"];
const AUTOENCODER: &[&str] = &["vae.ckpt", "vae.safetensors"];

/// True where `folder` holds such files.
pub(super) fn is(folder: &Files) -> bool {
    PLAIN.iter().chain(INPAINT).any(|name| folder.has(name))
}

/// The checkpoint in `folder`.
pub(super) fn checkpoint(folder: &Files, config: Option<&str>) -> Result<Checkpoint> {
    let config = Config::read(folder, config, Config::default())?;
    let (first, second) = (folder.folder("text_encoder1"), folder.folder("text_encoder2"));
    let pooled = config.model_config.text_encoder_in_dim2;
    let multilingual = super::or_file(&first, |said| said["numDims"] = json!(pooled))?;
    let width = super::width(&second)?;
    let texts = json!({ "pooled": config.model_config.text_encoder_in_dim2, "second": width });

    let network_files =
        |settings: Settings, source: WeightSource| NetworkFiles { settings, source, home: folder.clone() };
    let unet = |names: &'static [&'static str], further: usize| -> Result<NetworkFiles> {
        let settings = config.model_config.unet(("texts_proj", "texts"), Some(texts.clone()), further)?;
        let keys = Keys::UNet(config.model_config.keys());
        Ok(network_files(Settings::Given(settings), WeightSource::with_keys(folder.clone(), names, keys)))
    };
    let keys = Keys::Autoencoder { levels: config.image_enc_params.levels() };
    let mut networks = BTreeMap::from([
        (Network::MultilingualClip, network_files(multilingual, WeightSource::new(first.clone(), TRANSFORMERS))),
        (
            Network::T5,
            network_files(
                Settings::File(second.clone(), "config.json"),
                WeightSource::new(second.clone(), TRANSFORMERS),
            ),
        ),
        (
            Network::Autoencoder,
            network_files(
                Settings::Given(config.image_enc_params.autoencoder()),
                WeightSource::with_keys(folder.clone(), AUTOENCODER, keys),
            ),
        ),
    ]);
    let gap = config.model_config.gap();
    let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
    match (has(PLAIN), has(INPAINT)) {
        // The one for gaps alone: other tasks are refused.
        (false, true) => _ = networks.insert(Network::UNet, unet(INPAINT, gap)?),
        (_, inpaint) => {
            networks.insert(Network::UNet, unet(PLAIN, 0)?);
            if inpaint {
                networks.insert(Network::InpaintUNet, unet(INPAINT, gap)?);
            }
        }
    }
    let sampler = json!({
        "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "clip_sample": false,
        "set_alpha_to_one": false, "steps_offset": 1, "reference": "authors",
    });
    let mut ancestral = sampler.clone();
    ancestral["variance_type"] = json!("learned_range");
    ancestral["thresholding"] = json!(true);
    ancestral["sample_max_value"] = json!(1e30);
    let settings = BTreeMap::from([
        (Setting::Sampler, Settings::Given(sampler)),
        (Setting::Ancestral, Settings::Given(ancestral)),
    ]);
    let tokenizers = Tokenizers { multilingual: Some(first), t5: Some(second), ..Tokenizers::default() };
    Ok(Checkpoint::new(System::Kandinsky20, networks, settings, tokenizers))
}
