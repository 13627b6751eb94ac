//! CSV: A1111's `styles.csv`, which InvokeAI reads too.

use csv::{ReaderBuilder, StringRecord, Writer};

use super::super::Preset;
use super::{Style, not_read, style};
use crate::studio::error::{Result, StudioError};

pub(super) fn read(text: &str) -> Result<Vec<Style>> {
    let mut reader = ReaderBuilder::new().flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| not_read(&e))?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header.trim()));
    // `text` is what the prompt was called of old.
    let (Some(name), Some(prompt)) = (column(&["name"]), column(&["prompt", "positive_prompt", "text"])) else {
        return Err(not_read(&"its first line names no columns `name` and `prompt`"));
    };
    let negative = column(&["negative_prompt"]);
    let style = |row: StringRecord| {
        let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or_default().to_owned();
        Style { name: cell(Some(name)), prompt: cell(Some(prompt)), negative: cell(negative) }
    };
    reader.records().map(|row| row.map(style).map_err(|e| not_read(&e))).collect()
}

/// As A1111 writes it, with the mark that spreadsheets know UTF-8 by.
///
/// # Errors
/// None that is known.
pub fn export(presets: &[Preset]) -> Result<Vec<u8>> {
    let mut writer = Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let mut write = |row: [&str; 3]| writer.write_record(row).map_err(StudioError::internal);
    write(["name", "prompt", "negative_prompt"])?;
    for Style { name, prompt, negative } in presets.iter().map(style) {
        write([&name, &prompt, &negative])?;
    }
    writer.into_inner().map_err(StudioError::internal)
}
