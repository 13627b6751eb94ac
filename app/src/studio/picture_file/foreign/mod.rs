//! What other studios write into their pictures, one file a studio. All of it is somebody else's: nothing is believed
//! to be there, and JSON that is nested without end is refused by its parser.

mod a1111;
mod comfy;
mod fooocus;
mod invoke;
mod kubin;
mod swarm;
mod values;

use serde_json::Value;

use super::encode::{OURS, PARAMETERS};
use super::metadata::Metadata;
use super::texts::Texts;

/// What the texts say, in the words of the first studio that knows them.
pub(super) fn read(texts: &Texts) -> Option<Metadata> {
    if let Some(ours) = texts.get(OURS).and_then(|text| serde_json::from_str(text).ok()) {
        return Some(Metadata::ours(ours));
    }
    let json = |keyword: &str| texts.get(keyword).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let known = json("invokeai_metadata").and_then(|value| invoke::read(&value));
    let known = known.or_else(|| json("kubin_image_metadata").and_then(|value| kubin::read(&value)));
    let known = known.or_else(|| {
        let value = json(PARAMETERS)?;
        swarm::read(&value).or_else(|| fooocus::read(&value))
    });
    let known = known.or_else(|| json("prompt").and_then(|graph| comfy::read(&graph)));
    known.or_else(|| texts.get(PARAMETERS).and_then(a1111::read))
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Source;
    use super::super::texts::Texts;
    use super::read;

    fn texts(pairs: &[(&str, &str)]) -> Texts {
        let pairs = pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        Texts { pairs, size: (512, 512) }
    }

    #[test]
    fn each_studio_is_known_by_what_it_writes() {
        let a1111 = "a forest,\nin fog\nNegative prompt: people\nSteps: 25, Sampler: DPM++ 2M, CFG scale: 6.5, Seed: \
                     42, Size: 512x768, Model: \"a, b\"";
        let comfy = r#"{"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 25, "cfg": 6.5,
            "sampler_name": "euler", "positive": ["6", 0], "negative": ["7", 0], "model": ["4", 0]}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
            "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["8", 0], "clip": ["4", 1]}},
            "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "people"}},
            "8": {"class_type": "PrimitiveString", "inputs": {"value": "a forest,\nin fog"}}}"#;
        let fooocus = r#"{"prompt": "a forest,\nin fog", "negative_prompt": "people", "steps": 25,
            "guidance_scale": 6.5, "seed": "42", "resolution": "(512, 768)", "sampler": "dpmpp_2m_sde_gpu",
            "base_model": "m", "styles": "[]"}"#;
        let invoke = r#"{"positive_prompt": "a forest,\nin fog", "negative_prompt": "people", "steps": 25,
            "cfg_scale": 6.5, "seed": 42, "width": 512, "height": 768, "scheduler": "euler", "model": {"name": "m"}}"#;
        let kubin = r#"{"prompt": "a forest,\nin fog", "negative_prompt": "people", "num_steps": 25,
            "guidance_scale": 6.5, "input_seed": 42, "w": 512, "h": 768, "sampler": "p_sampler", "prior_steps": 25,
            "prior_cf_scale": 4}"#;
        let swarm = r#"{"sui_image_params": {"prompt": "a forest,\nin fog", "negativeprompt": "people", "steps": "25",
            "cfgscale": 6.5, "seed": 42, "width": 512, "height": 768, "model": "m"}}"#;
        for (source, key, text) in [
            (Source::A1111, "parameters", a1111),
            (Source::ComfyUi, "prompt", comfy),
            (Source::Fooocus, "parameters", fooocus),
            (Source::InvokeAi, "invokeai_metadata", invoke),
            (Source::Kubin, "kubin_image_metadata", kubin),
            (Source::SwarmUi, "parameters", swarm),
        ] {
            let found = read(&texts(&[(key, text)])).unwrap_or_else(|| panic!("nothing of {source:?}"));
            assert_eq!(found.source, source);
            let words = (found.prompt.as_str(), found.negative.as_str());
            assert_eq!(words, ("a forest,\nin fog", "people"), "{source:?}");
            let numbers = (found.seed, found.steps, found.guidance);
            assert_eq!(numbers, (Some(42), Some(25), Some(6.5)), "{source:?}");
            // A graph says its size in a node of its own, of which there are many kinds.
            assert_eq!(found.size, if source == Source::ComfyUi { (0, 0) } else { (512, 768) }, "{source:?}");
        }
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        let deep = format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
        let circle = r#"{"1": {"class_type": "KSampler", "inputs": {"positive": ["1", 0]}}}"#;
        for text in ["", "{}", "[]", "null", "Steps: 1", "just words", "{\"prompt\": []}", deep.as_str(), circle] {
            for key in ["parameters", "prompt", "invokeai_metadata", "kubin_image_metadata", "bluerider", "other"] {
                let found = read(&texts(&[(key, text)]));
                assert!(found.is_none_or(|found| found.prompt.is_empty()), "{key}: {:.40}", text);
            }
        }
    }
}
