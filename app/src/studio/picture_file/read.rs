//! Reading what a picture file says of how it was painted.

use std::path::Path;

use super::metadata::Metadata;
use super::{foreign, texts};
use crate::studio::error::Result;

/// Reads what the picture at `path` says; `None` where it says nothing that is known.
///
/// # Errors
/// Where the file cannot be read or is no picture.
pub fn read_metadata(path: &Path) -> Result<(Option<Metadata>, (usize, usize))> {
    let texts = texts::read(path)?;
    let mut found = foreign::read(&texts);
    if let Some(found) = &mut found
        && found.size == (0, 0)
    {
        found.size = texts.size;
    }
    Ok((found, texts.size))
}
