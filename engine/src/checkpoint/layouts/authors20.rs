//! Kandinsky 2.0 as its authors publish it: pickles, and two folders with text encoders.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::checkpoint::{Checkpoint, Setting, Tokenizers};
use super::super::files::Files;
use super::super::keys::Keys;
use super::super::part::{Part, Settings};
use super::super::source::Source;
use super::super::system::{Network, System};
use super::TRANSFORMERS;
use super::authors::Config;
use crate::error::Result;

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
    let mut multilingual: Value = first.json("config.json")?;
    multilingual["numDims"] = json!(config.model_config.text_encoder_in_dim2);
    let width = second.json::<Value>("config.json")?["d_model"].clone();
    let texts = json!({ "pooled": config.model_config.text_encoder_in_dim2, "second": width });

    let part = |settings: Settings, source: Source| Part { settings, source, home: folder.clone() };
    let unet = |names: &'static [&'static str], further: usize| -> Result<Part> {
        let settings = config.model_config.unet(("texts_proj", "texts"), Some(texts.clone()), further)?;
        let keys = Keys::UNet(config.model_config.keys());
        Ok(part(Settings::Given(settings), Source::with_keys(folder.clone(), names, keys)))
    };
    let keys = Keys::Autoencoder { levels: config.image_enc_params.levels() };
    let mut parts = BTreeMap::from([
        (Network::MultilingualClip, part(Settings::Given(multilingual), Source::new(first.clone(), TRANSFORMERS))),
        (Network::T5, part(Settings::File(second.clone(), "config.json"), Source::new(second.clone(), TRANSFORMERS))),
        (
            Network::Autoencoder,
            part(
                Settings::Given(config.image_enc_params.autoencoder()),
                Source::with_keys(folder.clone(), AUTOENCODER, keys),
            ),
        ),
    ]);
    let gap = config.model_config.gap();
    let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
    match (has(PLAIN), has(INPAINT)) {
        // The one for gaps alone: other tasks are refused.
        (false, true) => _ = parts.insert(Network::UNet, unet(INPAINT, gap)?),
        (_, inpaint) => {
            parts.insert(Network::UNet, unet(PLAIN, 0)?);
            if inpaint {
                parts.insert(Network::InpaintUNet, unet(INPAINT, gap)?);
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
    Ok(Checkpoint::new(System::Kandinsky20, parts, settings, tokenizers))
}
