//! kubin, the other studio of the Kandinsky family: its request as JSON under `kubin_image_metadata`.

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, size, text, whole};

pub(super) fn read(value: &Value) -> Option<Metadata> {
    let negative = ["negative_prompt", "negative_decoder_prompt", "negative_prior_prompt"];
    Some(Metadata {
        prompt: text(value, "prompt")?,
        negative: negative.into_iter().find_map(|key| text(value, key)).unwrap_or_default(),
        seed: ["input_seed", "seed"].into_iter().find_map(|key| whole(value, key)),
        size: size(value, "w", "h"),
        steps: count(value, "num_steps"),
        guidance: number(value, "guidance_scale"),
        prior_steps: count(value, "prior_steps"),
        prior_guidance: number(value, "prior_cf_scale"),
        sampler: text(value, "sampler"),
        model: text(value, "model_name"),
        ..Metadata::of(Source::Kubin)
    })
}
