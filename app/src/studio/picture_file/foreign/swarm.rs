//! SwarmUI: JSON under `parameters`, one level down.

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, size, text, whole};

pub(super) fn read(value: &Value) -> Option<Metadata> {
    let value = value.get("sui_image_params")?;
    Some(Metadata {
        prompt: text(value, "prompt")?,
        negative: text(value, "negativeprompt").unwrap_or_default(),
        seed: whole(value, "seed"),
        size: size(value, "width", "height"),
        steps: count(value, "steps"),
        guidance: number(value, "cfgscale"),
        sampler: text(value, "sampler"),
        model: text(value, "model"),
        ..Metadata::of(Source::SwarmUi)
    })
}
