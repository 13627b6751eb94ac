//! Files that are written whole or not at all, and read without losing what cannot be read.

use std::io::Write;
use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;
use bluerider_engine::storage::{temporary_beside, write_atomic};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::studio::error::{Result, StudioCause, StudioError};

/// Writes `bytes` to `path` through a temporary file beside it, flushed to the disk before it takes the name.
///
/// # Errors
/// Where the folder cannot be made or written to, or the disk is full. The file at `path` is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomic(path, bytes).map_err(|e| StudioError::io(Doing::Write, path, &e))
}

/// Writes `bytes` to `path`, or to a like name with a number where that is taken; returns the name that it got.
///
/// # Errors
/// See [`write`].
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let put = || -> std::io::Result<PathBuf> {
        let mut file = temporary_beside(path)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let mut number = 1;
        let mut target = path.to_owned();
        loop {
            match file.persist_noclobber(&target) {
                Ok(_) => return Ok(target),
                Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                    number += 1;
                    file = error.file;
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                    let extension = path.extension().unwrap_or_default().to_string_lossy();
                    target = path.with_file_name(format!("{stem}-{number}.{extension}"));
                }
                Err(error) => return Err(error.error),
            }
        }
    };
    put().map_err(|e| StudioError::io(Doing::Write, path, &e))
}

/// Writes `value` as JSON.
///
/// # Errors
/// See [`write`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let text = serde_json::to_vec_pretty(value).map_err(StudioError::internal)?;
    write(path, &text)
}

/// Reads JSON; the default where there is no file. A file that cannot be understood is moved aside, never deleted, and
/// the error says where to.
pub fn read_json<T: DeserializeOwned + Default>(path: &Path) -> (T, Option<StudioError>) {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (T::default(), None),
        Err(error) => return (T::default(), Some(StudioError::io(Doing::Read, path, &error))),
    };
    match serde_json::from_slice(&bytes) {
        Ok(value) => (value, None),
        Err(error) => {
            let aside = path.with_extension("unreadable.json");
            let moved = std::fs::rename(path, &aside);
            log::warn!("{} moved to {}: {moved:?}", path.display(), aside.display());
            let error = StudioCause::SetAside { path: path.to_owned(), aside }.detail(error);
            (T::default(), Some(error))
        }
    }
}
