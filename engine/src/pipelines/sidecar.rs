//! Small results that are the same for every picture of a checkpoint, kept in a file next to it.
//!
//! The embedding of the zero image (so that plain text to image never loads the vision tower) and the latent preview's
//! map are such results. Where the checkpoint's folder is read-only they are kept in the user's cache folder, and
//! where that fails too they are simply computed again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::files::Files;
use crate::storage::write_atomic;

/// A kept list of numbers and the weights that it belongs to.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Fingerprint of the weights file.
    weights: String,
    values: Vec<f32>,
}

/// Returns the list `name` of the checkpoint folder `files`, computing and keeping it where it is not there or belongs
/// to other weights than those with this `fingerprint`.
///
/// # Errors
/// Where the weights cannot be read or `compute` fails; never because a result could not be kept.
pub(super) fn kept(
    files: &Files,
    name: &str,
    fingerprint: String,
    cache: Option<&Path>,
    compute: impl FnOnce() -> Result<Vec<f32>>,
) -> Result<Vec<f32>> {
    let file_name = format!("{name}.json");
    let cached = cache.map(|cache| cache.join(format!("{name}-{fingerprint}.json")));

    let beside = files.json::<Kept>(&file_name).ok();
    let elsewhere = cached.as_deref().and_then(|path| serde_json::from_slice(&std::fs::read(path).ok()?).ok());
    if let Some(kept) = beside.into_iter().chain(elsewhere).find(|kept: &Kept| kept.weights == fingerprint) {
        return Ok(kept.values);
    }
    let kept = Kept { weights: fingerprint, values: compute()? };
    let places = match files {
        Files::Folder(path) => vec![Some(path.join(&file_name)), cached],
        Files::Embedded(_) => vec![cached],
    };
    let text = serde_json::to_vec(&kept).map_err(EngineError::internal)?;
    let written = places.into_iter().flatten().any(|path: PathBuf| match write_atomic(&path, &text) {
        Ok(()) => true,
        Err(error) => {
            log::info!("{} was not kept: {error}", path.display());
            false
        }
    });
    if !written {
        log::info!("{name} of {files} will be computed again next time");
    }
    Ok(kept.values)
}
