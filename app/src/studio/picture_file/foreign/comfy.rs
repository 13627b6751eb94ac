//! ComfyUI: a graph of nodes. The sampler's node says the numbers; its links lead to the words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, text, whole};

pub(super) fn read(graph: &Value) -> Option<Metadata> {
    let nodes = graph.as_object()?;
    let inputs = nodes.values().filter_map(|node| node.get("inputs"));
    let sampler = inputs.clone().find(|inputs| inputs.get("positive").is_some())?;
    let prompt = words(graph, sampler.get("positive")?, &mut BTreeSet::new())?;
    let negative = sampler.get("negative").and_then(|link| words(graph, link, &mut BTreeSet::new()));
    let seed = ["seed", "noise_seed"].into_iter().find_map(|key| whole(sampler, key));
    let model =
        inputs.clone().find_map(|inputs| ["ckpt_name", "unet_name"].into_iter().find_map(|key| text(inputs, key)));
    Some(Metadata {
        prompt,
        negative: negative.unwrap_or_default(),
        seed,
        steps: count(sampler, "steps"),
        guidance: number(sampler, "cfg"),
        sampler: text(sampler, "sampler_name"),
        model,
        ..Metadata::of(Source::ComfyUi)
    })
}

/// The words that a link leads to: a node's own text, or that of the nodes behind it. Each node is asked once, so that
/// circles end.
fn words<'a>(graph: &'a Value, link: &'a Value, seen: &mut BTreeSet<&'a str>) -> Option<String> {
    if let Value::String(text) = link {
        return Some(text.clone());
    }
    let name = link.get(0)?.as_str()?;
    if !seen.insert(name) {
        return None;
    }
    let inputs = graph.get(name)?.get("inputs")?;
    let keys = ["text", "prompt", "string", "value", "text_g", "conditioning", "positive", "conditioning_1"];
    keys.into_iter().filter_map(|key| inputs.get(key)).find_map(|next| words(graph, next, seen))
}
