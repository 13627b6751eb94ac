//! A1111 and all who write as it does: the prompt, a line `Negative prompt: …`, a last line of settings.
//!
//! Reference: `modules/infotext_utils.py` of <https://github.com/AUTOMATIC1111/stable-diffusion-webui>.

use super::super::metadata::{Metadata, Source};

/// The last line counts as settings from so many on.
const FEWEST: usize = 3;

pub(super) fn read(text: &str) -> Option<Metadata> {
    let text = text.trim();
    let (words, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let settings = settings(last);
    if settings.len() < FEWEST {
        return None;
    }
    let (prompt, negative) = match words.strip_prefix("Negative prompt:") {
        Some(negative) => ("", negative),
        None => words.split_once("\nNegative prompt:").unwrap_or((words, "")),
    };
    let get = |key: &str| settings.iter().find(|(of, _)| of == key).map(|(_, value)| value.as_str());
    let size = get("Size").and_then(|size| size.split_once('x'));
    let side = |text: &str| text.trim().parse().ok();
    let size = size.and_then(|(width, height)| Some((side(width)?, side(height)?)));
    let schedule = get("Schedule type").filter(|name| *name == "Karras").map_or("", |_| " Karras");
    Some(Metadata {
        prompt: prompt.trim().to_owned(),
        negative: negative.trim().to_owned(),
        seed: get("Seed").and_then(|seed| seed.parse().ok()),
        size: size.unwrap_or_default(),
        steps: get("Steps").and_then(|steps| steps.parse().ok()),
        guidance: get("CFG scale").and_then(|scale| scale.parse().ok()),
        prior_steps: get("Prior steps").and_then(|steps| steps.parse().ok()),
        prior_guidance: get("Prior CFG scale").and_then(|scale| scale.parse().ok()),
        sampler: get("Sampler").map(|name| format!("{name}{schedule}")),
        model: get("Model").or_else(|| get("Model hash")).map(str::to_owned),
        ..Metadata::of(Source::A1111)
    })
}

/// `key: value` pairs between commas. A value that holds a comma, a colon or a line's end is quoted as JSON does.
fn settings(line: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = line;
    while let Some((key, after)) = rest.split_once(':') {
        let after = after.trim_start();
        let mut quoted = serde_json::Deserializer::from_str(after).into_iter::<String>();
        let value = match quoted.next() {
            Some(Ok(value)) if after.starts_with('"') => {
                rest = &after[quoted.byte_offset()..];
                value
            }
            _ => {
                let end = after.find(',').unwrap_or(after.len());
                rest = &after[end..];
                after[..end].trim().to_owned()
            }
        };
        let key = key.trim_start_matches([',', ' ']).trim();
        // The studio's own pattern for a name.
        let named = key.len() > 1 && key.chars().all(|c| c.is_alphanumeric() || " -/_".contains(c));
        if named {
            pairs.push((key.to_owned(), value));
        }
    }
    pairs
}
