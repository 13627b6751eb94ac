//! JSON: a list of objects with the three fields (Fooocus and the SDXL styler, InvokeAI), or with them one level down
//! (InvokeAI's own).

use serde::Deserialize;
use serde_json::json;

use super::super::Preset;
use super::{Style, not_read, style};
use crate::studio::error::{Result, StudioError};

#[derive(Deserialize)]
struct Row {
    name: String,
    #[serde(flatten)]
    words: Words,
    preset_data: Option<Words>,
}

#[derive(Deserialize)]
struct Words {
    #[serde(alias = "positive_prompt")]
    prompt: Option<String>,
    negative_prompt: Option<String>,
}

pub(super) fn read(text: &str) -> Result<Vec<Style>> {
    let rows: Vec<Row> = serde_json::from_str(text).map_err(|e| not_read(&e))?;
    let style = |row: Row| {
        let words = row.preset_data.unwrap_or(row.words);
        let or_none = Option::unwrap_or_default;
        Style { name: row.name, prompt: or_none(words.prompt), negative: or_none(words.negative_prompt) }
    };
    Ok(rows.into_iter().map(style).collect())
}

/// As Fooocus reads it.
///
/// # Errors
/// None that is known.
pub fn export(presets: &[Preset]) -> Result<Vec<u8>> {
    let rows: Vec<_> = presets
        .iter()
        .map(style)
        .map(|s| json!({ "name": s.name, "prompt": s.prompt, "negative_prompt": s.negative }))
        .collect();
    serde_json::to_vec_pretty(&rows).map_err(StudioError::internal)
}
