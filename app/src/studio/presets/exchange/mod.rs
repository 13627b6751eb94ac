//! Presets of other studios: Fooocus' and InvokeAI's JSON. What a file is, its contents say. All of them hold a name, a prompt and a negative prompt.

mod json;

use std::path::Path;

use bluerider_engine::error::{EngineError, ErrorKind, Result};

pub use self::json::export;
use super::Preset;
use crate::studio::storage;

/// Bytes that a file of presets may have.
const MOST_BYTES: usize = 8 << 20;
/// Presets that it may hold.
const MOST: usize = 10_000;

/// A row of any of the formats.
#[derive(Debug, Default)]
struct Style {
    name: String,
    prompt: String,
    negative: String,
}

/// The presets in the file at `path`.
///
/// # Errors
/// Where it cannot be read, and as [`import`].
pub fn read(path: &Path) -> Result<Vec<Preset>> {
    let bytes = std::fs::read(path).map_err(|e| EngineError::io("read", path, &e))?;
    import(&bytes)
}

/// Writes presets to `path`, as Fooocus reads them. A file that is there is kept beside it, its name with `.bak` behind.
///
/// # Errors
/// Where it cannot be written; what was there is then as it was.
pub fn write(path: &Path, presets: &[Preset]) -> Result<()> {
    let bytes = export(presets)?;
    if path.exists() {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".bak");
        std::fs::copy(path, &beside).map_err(|e| EngineError::io("write", Path::new(&beside), &e))?;
    }
    storage::write(path, &bytes)
}

/// The presets in `bytes`.
///
/// # Errors
/// Where they are of no format that is known, or broken, or far too many.
pub fn import(bytes: &[u8]) -> Result<Vec<Preset>> {
    if bytes.len() > MOST_BYTES {
        return Err(not_read(&format!("{} bytes are more than a file of presets has", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| not_read(&e))?;
    let text = text.trim_start_matches('\u{feff}');
    let styles = match text.trim_start().chars().next() {
        Some('[' | '{') => json::read(text)?,
        Some(_) => return Err(not_read(&"it is no JSON")),
        None => return Err(not_read(&"the file is empty")),
    };
    if styles.len() > MOST {
        return Err(not_read(&format!("{} presets are more than {MOST}", styles.len())));
    }
    let presets: Vec<Preset> = styles.into_iter().filter_map(preset).collect();
    if presets.is_empty() { Err(not_read(&"there is no preset in it")) } else { Ok(presets) }
}

/// As a preset of ours: what has no place for the artist's words is appended to them, as those studios do. Rows without
/// any words are headings.
fn preset(style: Style) -> Option<Preset> {
    let appended = |text: &str, place: &str| match text.trim() {
        "" => String::new(),
        text if text.contains(place) => text.to_owned(),
        text => format!("{place}, {text}"),
    };
    let (prompt, negative) = (appended(&style.prompt, "{prompt}"), appended(&style.negative, "{negative_prompt}"));
    let name = style.name.trim();
    let empty = name.is_empty() || (prompt.is_empty() && negative.is_empty());
    (!empty).then(|| Preset::of_words(name, prompt, negative))
}

/// A preset's words as those studios want them: they append negative prompts by themselves.
fn style(preset: &Preset) -> Style {
    let negative = preset.negative.strip_prefix("{negative_prompt}").unwrap_or(&preset.negative);
    let negative = negative.trim_start_matches([',', ' ']).to_owned();
    Style { name: preset.name.clone(), prompt: preset.prompt.clone(), negative }
}

fn not_read(detail: &dyn std::fmt::Display) -> EngineError {
    EngineError {
        kind: ErrorKind::Io,
        message: "No presets could be read from this file, so yours are as they were.".into(),
        advice: "Presets come as the JSON of Fooocus or InvokeAI.".into(),
        ..EngineError::internal(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::{Preset, export, import};

    fn words(bytes: &[u8]) -> Vec<(String, String, String)> {
        let presets = import(bytes).expect("presets");
        presets.into_iter().map(|p| (p.name, p.prompt, p.negative)).collect()
    }

    fn row(name: &str, prompt: &str, negative: &str) -> (String, String, String) {
        (name.into(), prompt.into(), negative.into())
    }

    #[test]
    fn styles_of_fooocus_and_invoke() {
        let fooocus = r#"[{"name": "a", "prompt": "x {prompt} y"}, {"name": "b", "negative_prompt": "z"}]"#;
        assert_eq!(words(fooocus.as_bytes()), [row("a", "x {prompt} y", ""), row("b", "", "{negative_prompt}, z")]);
        let invoke = r#"[{"name": "a", "type": "user", "preset_data": {"positive_prompt": "p {prompt}", "negative_prompt": "n"}}]"#;
        assert_eq!(words(invoke.as_bytes()), [row("a", "p {prompt}", "{negative_prompt}, n")]);
    }

    #[test]
    fn what_is_exported_comes_back() {
        let presets = [
            Preset::of_words("One, \"two\"", "{prompt},\nлак".into(), "{negative_prompt}, photo".into()),
            Preset::of_words("Three", "x {prompt}".into(), String::new()),
        ];
        let expected: Vec<_> = presets.iter().map(|p| row(&p.name, &p.prompt, &p.negative)).collect();
        assert_eq!(words(&export(&presets).expect("JSON")), expected);
    }

    #[test]
    fn what_is_none_is_refused() {
        let deep = "[".repeat(100_000);
        let files: [&[u8]; 7] = [
            b"",
            b"\xff\xfe\x00",
            b"{}",
            b"[1, 2]",
            b"just a line of words",
            b"name,prompt\n-----,\n",
            deep.as_bytes(),
        ];
        for file in files {
            assert!(import(file).is_err(), "{:?}", String::from_utf8_lossy(&file[..file.len().min(40)]));
        }
    }
}
