//! Fooocus: JSON under `parameters`, where it is not A1111's text.

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, text, whole};

pub(super) fn read(value: &Value) -> Option<Metadata> {
    let prompt = text(value, "prompt").filter(|_| value.get("base_model").is_some())?;
    // "(512, 768)"
    let size = text(value, "resolution").and_then(|size| {
        let (width, height) = size.trim_matches(['(', ')', ' ']).split_once(',')?;
        Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
    });
    Some(Metadata {
        prompt,
        negative: text(value, "negative_prompt").unwrap_or_default(),
        seed: whole(value, "seed"),
        size: size.unwrap_or_default(),
        steps: count(value, "steps"),
        guidance: number(value, "guidance_scale"),
        sampler: text(value, "sampler"),
        model: text(value, "base_model"),
        ..Metadata::of(Source::Fooocus)
    })
}
