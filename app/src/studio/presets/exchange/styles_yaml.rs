//! YAML: kubin's styles.

use serde::Deserialize;

use super::{Style, not_read};
use crate::studio::error::Result;

#[derive(Deserialize)]
struct Styles {
    styles: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    #[serde(default)]
    prompt: Option<String>,
    #[serde(default)]
    negative: Option<String>,
}

/// The crate's own limits hold against files that unfold without end.
pub(super) fn read(text: &str) -> Result<Vec<Style>> {
    let read: Styles = serde_saphyr::from_str(text).map_err(|e| not_read(&e))?;
    let or_none = Option::unwrap_or_default;
    let style = |row: Row| Style { name: row.name, prompt: or_none(row.prompt), negative: or_none(row.negative) };
    Ok(read.styles.into_iter().map(style).collect())
}
