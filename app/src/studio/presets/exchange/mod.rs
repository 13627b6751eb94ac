//! Presets of other studios: A1111's `styles.csv`, Fooocus' and InvokeAI's JSON, InvokeAI's CSV, kubin's YAML. What a
//! file is, its contents say. All of them hold a name, a prompt and a negative prompt.

mod json;
mod styles_csv;
mod styles_yaml;

use std::path::Path;

use bluerider_engine::error::Doing;
use bluerider_engine::untrusted;

pub use self::json::export as export_json;
pub use self::styles_csv::export as export_csv;
use super::Preset;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::paths::ends_in;
use crate::studio::storage;

/// The ends of the names of files that are read.
pub const EXTENSIONS: [&str; 4] = ["csv", "json", "yaml", "yml"];
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
    let bytes = untrusted::read(path, untrusted::MOST_TEXT_FILE).map_err(|e| StudioError::io(Doing::Read, path, &e))?;
    import(&bytes)
}

/// Writes presets to `path`: as Fooocus reads them where its name ends in `.json`, else as A1111 does. A file that is
/// there is kept beside it, its name with `.bak` behind.
///
/// # Errors
/// Where it cannot be written; what was there is then as it was.
pub fn write(path: &Path, presets: &[Preset]) -> Result<()> {
    let json = ends_in(path, &["json"]);
    let bytes = if json { export_json(presets) } else { export_csv(presets) }?;
    if path.exists() {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".bak");
        std::fs::copy(path, &beside).map_err(|e| StudioError::io(Doing::Write, Path::new(&beside), &e))?;
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
        Some(_) if is_yaml(text) => styles_yaml::read(text)?,
        Some(_) => styles_csv::read(text)?,
        None => return Err(not_read(&"the file is empty")),
    };
    if styles.len() > MOST {
        return Err(not_read(&format!("{} presets are more than {MOST}", styles.len())));
    }
    let presets: Vec<Preset> = styles.into_iter().filter_map(preset).collect();
    if presets.is_empty() { Err(not_read(&"there is no preset in it")) } else { Ok(presets) }
}

/// True where the first line that says anything names kubin's list.
fn is_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.find(|line| *line != "---").is_some_and(|line| line.starts_with("styles:"))
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

fn not_read(detail: &dyn std::fmt::Display) -> StudioError {
    StudioCause::PresetsUnread.detail(detail)
}

#[cfg(test)]
mod tests {
    use super::{Preset, export_csv, export_json, import};

    fn words(bytes: &[u8]) -> Vec<(String, String, String)> {
        let presets = import(bytes).expect("presets");
        presets.into_iter().map(|p| (p.name, p.prompt, p.negative)).collect()
    }

    fn row(name: &str, prompt: &str, negative: &str) -> (String, String, String) {
        (name.into(), prompt.into(), negative.into())
    }

    #[test]
    fn styles_of_a1111() {
        let file = "\u{feff}name,prompt,negative_prompt\n# a comment\nOil,\"{prompt}, oil, \"\"thick\"\" \
                    paint\",photo\n---- HEADING ----,,\nGzhel,\"cobalt,\nwhite\",\n";
        let expected = [
            row("Oil", "{prompt}, oil, \"thick\" paint", "{negative_prompt}, photo"),
            row("Gzhel", "{prompt}, cobalt,\nwhite", ""),
        ];
        assert_eq!(words(file.as_bytes()), expected);
        // Of old, without a negative prompt.
        assert_eq!(words(b"name,text\nInk,ink drawing\n"), [row("Ink", "{prompt}, ink drawing", "")]);
    }

    #[test]
    fn styles_of_fooocus_and_invoke() {
        let fooocus = r#"[{"name": "a", "prompt": "x {prompt} y"}, {"name": "b", "negative_prompt": "z"}]"#;
        assert_eq!(words(fooocus.as_bytes()), [row("a", "x {prompt} y", ""), row("b", "", "{negative_prompt}, z")]);
        let invoke = r#"[{"name": "a", "type": "user", "preset_data": {"positive_prompt": "p {prompt}", 
            "negative_prompt": "n"}}]"#;
        assert_eq!(words(invoke.as_bytes()), [row("a", "p {prompt}", "{negative_prompt}, n")]);
        assert_eq!(
            words(b"name,positive_prompt,negative_prompt\na,p,n\n"),
            [row("a", "{prompt}, p", "{negative_prompt}, n")]
        );
    }

    #[test]
    fn styles_of_kubin() {
        let file = "# kubin\nstyles:\n  - name: lubok\n    prompt: \"{prompt}, woodcut: broadside\"\n    negative: \
                    '{negative_prompt}, photo'\n    source: x\n    active: true\n  - name: none\n    prompt: ink\n";
        let expected = [
            row("lubok", "{prompt}, woodcut: broadside", "{negative_prompt}, photo"),
            row("none", "{prompt}, ink", ""),
        ];
        assert_eq!(words(file.as_bytes()), expected);
    }

    #[test]
    fn what_is_exported_comes_back() {
        let presets = [
            Preset::of_words("One, \"two\"", "{prompt},\nлак".into(), "{negative_prompt}, photo".into()),
            Preset::of_words("Three", "x {prompt}".into(), String::new()),
        ];
        let expected: Vec<_> = presets.iter().map(|p| row(&p.name, &p.prompt, &p.negative)).collect();
        assert_eq!(words(&export_csv(&presets).expect("CSV")), expected);
        assert_eq!(words(&export_json(&presets).expect("JSON")), expected);
    }

    #[test]
    fn what_is_none_is_refused() {
        let deep = "[".repeat(100_000);
        let bomb = "styles: &a [*a, *a]";
        let files: [&[u8]; 11] = [
            b"",
            b"\xff\xfe\x00",
            b"{}",
            b"[1, 2]",
            b"just a line of words",
            b"name,other\na,b\n",
            b"name,prompt\n-----,\n",
            deep.as_bytes(),
            b"styles:\n",
            b"styles: [{name: 1, prompt: [2]}]",
            bomb.as_bytes(),
        ];
        for file in files {
            assert!(import(file).is_err(), "{:?}", String::from_utf8_lossy(&file[..file.len().min(40)]));
        }
    }
}
