//! ComfyUI: a graph of nodes. The sampler's node says the numbers; its links lead to the words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::metadata::{Metadata, Source};
use super::values::{count, number, text, whole};

pub(super) fn read(graph: &Value) -> Option<Metadata> {
    let nodes = graph.as_object()?;
    let inputs = nodes.values().filter_map(|node| node.get("inputs"));
    let sampler = inputs.clone().find(|inputs| inputs.get("positive").is_some())?;
    let prompt = words(graph, sampler.get("positive")?)?;
    let negative = sampler.get("negative").and_then(|link| words(graph, link));
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

/// The words that a link leads to: a node's own text, or that of the nodes behind it, the first that is found. Each
/// node is asked once, so that circles end; and the way is kept in a list, for a file may chain as many as it likes.
fn words(graph: &Value, link: &Value) -> Option<String> {
    /// Where a node has its words, or the link to them, the likeliest first.
    const KEYS: [&str; 8] =
        ["text", "prompt", "string", "value", "text_g", "conditioning", "positive", "conditioning_1"];
    let (mut ahead, mut seen) = (vec![link], BTreeSet::new());
    while let Some(link) = ahead.pop() {
        if let Value::String(text) = link {
            return Some(text.clone());
        }
        let Some(name) = link.get(0).and_then(Value::as_str).filter(|name| seen.insert(*name)) else { continue };
        let Some(inputs) = graph.get(name).and_then(|node| node.get("inputs")) else { continue };
        ahead.extend(KEYS.iter().rev().filter_map(|key| inputs.get(key)));
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    #[test]
    fn a_chain_of_nodes_is_followed_however_long_it_is() {
        const NODES: usize = 20_000;
        let node = |number: usize| (number.to_string(), json!({"inputs": {"text": [(number + 1).to_string(), 0]}}));
        let mut graph: Map<String, Value> = (0..NODES).map(node).collect();
        graph.insert("sampler".into(), json!({"inputs": {"positive": ["0", 0]}}));
        assert!(super::read(&Value::Object(graph.clone())).is_none(), "there are no words at its end");
        graph.insert(NODES.to_string(), json!({"inputs": {"text": "a forest"}}));
        let read = super::read(&Value::Object(graph)).expect("words");
        assert_eq!(read.prompt, "a forest");
    }
}
