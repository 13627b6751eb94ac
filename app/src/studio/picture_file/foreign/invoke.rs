//! InvokeAI: JSON under `invokeai_metadata`.

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, size, text, whole};

pub(super) fn read(value: &Value) -> Option<Metadata> {
    let model = value.get("model");
    let name = model.and_then(|model| ["name", "model_name"].into_iter().find_map(|key| text(model, key)));
    Some(Metadata {
        prompt: text(value, "positive_prompt")?,
        negative: text(value, "negative_prompt").unwrap_or_default(),
        seed: whole(value, "seed"),
        size: size(value, "width", "height"),
        steps: count(value, "steps"),
        guidance: number(value, "cfg_scale"),
        sampler: text(value, "scheduler"),
        model: name,
        ..Metadata::of(Source::InvokeAi)
    })
}
