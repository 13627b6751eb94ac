//! What the artist says of a picture afterwards, its rating, a note, its star and its boards: kept in the picture's own
//! file.
//!
//! Of a PNG file only text chunks change; what else it holds stays as it is. Our pictures say the rating in XMP too,
//! where other programs look for stars. Other kinds of files have no room for words that every program leaves alone, so
//! of those the gallery's index alone knows.

use std::path::Path;

use bluerider_engine::error::Doing;
use bluerider_engine::untrusted;
use img_parts::png::{Png, PngChunk};
use png::text_metadata::{EncodableTextChunk, ITXtChunk};
use serde::{Deserialize, Serialize};

use super::boards::Boards;
use super::encode::{OURS, REMARK, XMP, xmp};
use super::provenance::Provenance;
use crate::studio::error::{Result, StudioError};
use crate::studio::storage;

/// The best rating.
pub const BEST: u8 = 5;

/// A rating, a note, a star and boards.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Remark {
    /// One to [`BEST`]; `None` where it has none.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "in_range")]
    pub rating: Option<u8>,
    /// Words of the artist's own; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// It has a star.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub star: bool,
    /// The boards that it is on.
    #[serde(rename = "board", skip_serializing_if = "Boards::is_empty")]
    pub boards: Boards,
}

impl Remark {
    /// What this says, and where it says nothing, what `other` does.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            rating: self.rating.or(other.rating),
            note: if self.note.is_empty() { other.note } else { self.note },
            star: self.star || other.star,
            boards: if self.boards.is_empty() { other.boards } else { self.boards },
        }
    }
}

/// A file may say any number.
fn in_range<'de, D: serde::Deserializer<'de>>(file: D) -> std::result::Result<Option<u8>, D::Error> {
    Ok(Option::<u8>::deserialize(file)?.filter(|rating| (1..=BEST).contains(rating)))
}

/// Writes it into the PNG file at `path`, whose time stays. Returns how large the file is now; `None` where it is no
/// PNG and has no room for it, or is larger than a picture that is decoded.
///
/// # Errors
/// Where the file cannot be read, is broken, or cannot be written; it is then as it was.
pub fn write_remark(path: &Path, remark: &Remark) -> Result<Option<u64>> {
    let failed = |doing: Doing| move |e: std::io::Error| StudioError::io(doing, path, &e);
    if path.metadata().map_err(failed(Doing::Read))?.len() > untrusted::MOST_PICTURE_FILE {
        return Ok(None);
    }
    let bytes = untrusted::read(path, untrusted::MOST_PICTURE_FILE).map_err(failed(Doing::Read))?;
    if !bytes.starts_with(b"\x89PNG") {
        return Ok(None);
    }
    let written = path.metadata().and_then(|about| about.modified());
    let mut png =
        Png::from_bytes(bytes.into()).map_err(|e| failed(Doing::Read)(std::io::Error::other(e.to_string())))?;
    let provenance = png.chunks().iter().find_map(|chunk| text(chunk, OURS));
    let provenance = provenance.and_then(|json| serde_json::from_str::<Provenance>(&json).ok());
    let ours = provenance.is_some();
    png.chunks_mut().retain(|chunk| !(is(chunk, REMARK) || ours && is(chunk, XMP)));
    let mut new = Vec::new();
    if *remark != Remark::default() {
        new.push((REMARK, serde_json::to_string(remark).map_err(StudioError::internal)?));
    }
    new.extend(provenance.map(|provenance| (XMP, xmp(&provenance.recipe, remark.rating))));
    for (keyword, text) in new.into_iter().rev() {
        // Behind the header, which is the first.
        png.chunks_mut().insert(1, chunk(keyword, text)?);
    }
    let bytes = png.encoder().bytes();
    storage::write(path, &bytes)?;
    let kept = written.and_then(|time| std::fs::File::options().write(true).open(path)?.set_modified(time));
    log::debug!("{}: its time is kept: {kept:?}", path.display());
    Ok(Some(bytes.len() as u64))
}

fn is(chunk: &PngChunk, keyword: &str) -> bool {
    chunk.kind() == *b"iTXt"
        && chunk.contents().strip_prefix(keyword.as_bytes()).is_some_and(|rest| rest.first() == Some(&0))
}

/// The text of an iTXt chunk of this keyword that is not compressed, as all of ours are.
fn text(chunk: &PngChunk, keyword: &str) -> Option<String> {
    let contents = is(chunk, keyword).then(|| &chunk.contents()[keyword.len() + 1..])?;
    // Behind whether and how it is compressed: the language, the keyword in it, the text.
    let mut parts = contents.strip_prefix(&[0, 0])?.splitn(3, |&byte| byte == 0);
    parts.nth(2).map(|text| String::from_utf8_lossy(text).into_owned())
}

fn chunk(keyword: &str, text: String) -> Result<PngChunk> {
    let mut bytes = Vec::new();
    ITXtChunk::new(keyword, text).encode(&mut bytes).map_err(StudioError::internal)?;
    // Length and kind before it, the sum behind it.
    let contents = bytes.get(8..bytes.len().saturating_sub(4)).unwrap_or_default().to_vec();
    Ok(PngChunk::new(*b"iTXt", contents.into()))
}
