//! Reading what a picture file says of how it was painted.

use std::path::Path;

use super::encode::REMARK;
use super::metadata::Metadata;
use super::remark::Remark;
use super::{foreign, texts};
use crate::studio::error::Result;

/// What a picture file says, beside its pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// How it was painted; `None` where it says nothing that is known.
    pub metadata: Option<Metadata>,
    /// What the artist said of it afterwards.
    pub remark: Remark,
    /// Width and height in pixels.
    pub size: (usize, usize),
}

/// Reads what the picture at `path` says.
///
/// # Errors
/// Where the file cannot be read or is no picture.
pub fn read_said(path: &Path) -> Result<Said> {
    let texts = texts::read(path)?;
    let mut metadata = foreign::read(&texts);
    if let Some(found) = &mut metadata
        && found.size == (0, 0)
    {
        found.size = texts.size;
    }
    let remark = texts.get(REMARK).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Ok(Said { metadata, remark, size: texts.size })
}

/// How the picture at `path` was painted, as far as it says so, and its size.
///
/// # Errors
/// See [`read_said`].
pub fn read_metadata(path: &Path) -> Result<(Option<Metadata>, (usize, usize))> {
    read_said(path).map(|said| (said.metadata, said.size))
}
