//! Kandinsky 2.1 as its authors publish it: pickles, and a folder with the multilingual text encoder. CLIP, which their code
//! fetches from OpenAI, is that file or diffusers' prior repository.

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

const PLAIN: &[&str] = &["decoder_fp16.ckpt", "decoder.ckpt", "decoder_fp16.safetensors", "decoder.safetensors"];
const INPAINT: &[&str] =
    &["inpainting_fp16.ckpt", "inpainting.ckpt", "inpainting_fp16.safetensors", "inpainting.safetensors"];
const PRIOR: &[&str] = &["prior_fp16.ckpt", "prior.ckpt", "prior_fp16.safetensors", "prior.safetensors"];
const MOVQ: &[&str] = &["movq_final.ckpt", "movq_final.safetensors"];
const STATISTICS: &[&str] = &["ViT-L-14_stats.th"];
const CLIP: &[&str] = &["ViT-L-14.pt"];

/// True where `folder` holds such files.
pub(super) fn is(folder: &Files) -> bool {
    PLAIN.iter().chain(INPAINT).any(|name| folder.has(name))
}

/// The checkpoint in `folder`, with CLIP from there or from `clip`, diffusers' repository of the prior.
pub(super) fn checkpoint(folder: &Files, clip: &Files, config: Option<&str>) -> Result<Checkpoint> {
    let config = Config::read(folder, config, Config::of_21())?;
    let model = &config.model_config;
    let first = folder.folder("text_encoder");
    let mut multilingual: Value = first.json("config.json")?;
    multilingual["numDims"] = json!(model.text_encoder_in_dim2);

    let part = |settings: Settings, source: Source| Part { settings, source, home: folder.clone() };
    let unet = |names: &'static [&'static str], further: usize| -> Result<Part> {
        let settings = model.unet(("text_image_proj", "text_image"), None, further)?;
        Ok(part(Settings::Given(settings), Source::with_keys(folder.clone(), names, Keys::UNet(model.keys()))))
    };
    // A prior of another size says so in diffusers' words.
    let prior = match clip.folder("prior").has("config.json") {
        true => Settings::File(clip.folder("prior"), "config.json"),
        false => Settings::Given(published_prior()),
    };
    let head = prior.read::<Value>()?["attention_head_dim"].as_u64().unwrap_or(64) as usize;
    let weights = Source::with_keys(folder.clone(), PRIOR, Keys::Prior { head });
    let movq = Keys::Autoencoder { levels: config.image_enc_params.levels() };
    let mut parts = BTreeMap::from([
        (Network::Prior, part(prior, weights.and(folder.clone(), STATISTICS, Keys::Statistics))),
        (Network::MultilingualClip, part(Settings::Given(multilingual), Source::new(first.clone(), TRANSFORMERS))),
        (
            Network::Autoencoder,
            part(Settings::Given(config.image_enc_params.autoencoder()), Source::with_keys(folder.clone(), MOVQ, movq)),
        ),
    ]);
    for (network, name, keys, published) in [
        (Network::ClipText, "text_encoder", Keys::ClipText, published_clip_text()),
        (Network::ClipImage, "image_encoder", Keys::ClipImage, published_clip_image()),
    ] {
        let own = CLIP.iter().any(|name| folder.has(name));
        let clip = clip.folder(name);
        parts.insert(
            network,
            if own {
                part(Settings::Given(published), Source::with_keys(folder.clone(), CLIP, keys))
            } else {
                part(Settings::File(clip.clone(), "config.json"), Source::new(clip, TRANSFORMERS))
            },
        );
    }
    let has = |names: &[&str]| names.iter().any(|name| folder.has(name));
    match (has(PLAIN), has(INPAINT)) {
        (false, true) => _ = parts.insert(Network::UNet, unet(INPAINT, model.gap())?),
        (_, inpaint) => {
            parts.insert(Network::UNet, unet(PLAIN, 0)?);
            if inpaint {
                parts.insert(Network::InpaintUNet, unet(INPAINT, model.gap())?);
            }
        }
    }
    let (sampler, ancestral) = samplers();
    let settings = BTreeMap::from([
        (Setting::Prior, Settings::Given(published_prior_scheduler())),
        (Setting::Sampler, Settings::Given(sampler)),
        (Setting::Ancestral, Settings::Given(ancestral)),
        (Setting::ImageProcessor, Settings::Given(published_image_processor())),
    ]);
    let own = folder.folder("tokenizer");
    let clip = if own.has("vocab.json") { own } else { clip.folder("tokenizer") };
    let tokenizers = Tokenizers { clip: Some(clip), multilingual: Some(first), t5: None };
    Ok(Checkpoint::new(System::Kandinsky21, parts, settings, tokenizers))
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
    json!({ "variance_type": "fixed_small_log", "prediction_type": "sample", "clip_sample": true, "clip_sample_range": 10.0 })
}

fn published_prior() -> Value {
    json!({
        "num_attention_heads": 32, "attention_head_dim": 64, "num_layers": 20, "embedding_dim": 768, "num_embeddings": 77,
        "additional_embeddings": 4,
    })
}

fn published_clip_text() -> Value {
    json!({
        "vocab_size": 49408, "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
        "num_attention_heads": 12, "max_position_embeddings": 77, "hidden_act": "quick_gelu", "projection_dim": 768,
    })
}

fn published_clip_image() -> Value {
    json!({
        "hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16,
        "image_size": 224, "patch_size": 14, "hidden_act": "quick_gelu", "projection_dim": 768,
    })
}

fn published_image_processor() -> Value {
    json!({
        "size": { "shortest_edge": 224 }, "crop_size": { "height": 224, "width": 224 }, "do_resize": true,
        "do_center_crop": true, "do_rescale": true, "rescale_factor": 1.0 / 255.0, "do_normalize": true, "resample": 3,
        "image_mean": [0.481_454_66, 0.457_827_5, 0.408_210_73], "image_std": [0.268_629_54, 0.261_302_58, 0.275_777_11],
    })
}
