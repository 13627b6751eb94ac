//! The access token for the hub: in the system's keyring, or where there is none in a file that only its owner reads.
//!
//! `HF_TOKEN` counts before both; after them the token that Hugging Face's own tools have kept.

use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;
use bluerider_engine::storage;
use bluerider_engine::untrusted;
use keyring::Entry;

use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;

/// The token's name in the keyring.
const SERVICE: &str = "Blue Rider";
const USER: &str = "huggingface.co";

/// Where a token was found or put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the variable `HF_TOKEN`.
    Variable,
    /// In the system's keyring.
    Keyring,
    /// In a file.
    File,
}

/// The token, and where it is. Asks the keyring, which may take a while.
pub fn load(paths: &Paths) -> Option<(String, Place)> {
    let said = |token: String| Some(token.trim().to_owned()).filter(|token| !token.is_empty());
    let variable = || said(std::env::var("HF_TOKEN").ok()?);
    let keyring = || said(entry()?.get_password().ok()?);
    let file = || said(untrusted::read_text(&file(paths), untrusted::MOST_TEXT_FILE).ok()?);
    variable()
        .map(|token| (token, Place::Variable))
        .or_else(|| Some((keyring()?, Place::Keyring)))
        .or_else(|| Some((file()?, Place::File)))
}

/// Keeps a token; an empty one forgets what was kept. Says where it is kept.
///
/// # Errors
/// Where it can be kept neither in the keyring nor in a file.
pub fn keep(paths: &Paths, token: &str) -> Result<Place> {
    let (token, path) = (token.trim(), file(paths));
    if token.is_empty() {
        if let Some(entry) = entry()
            && let Err(error) = entry.delete_credential()
        {
            log::debug!("nothing was taken out of the keyring: {error}");
        }
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(StudioError::io(Doing::Discard, &path, &error))
            }
            _ => Ok(Place::Keyring),
        };
    }
    if entry().is_some_and(|entry| entry.set_password(token).is_ok()) {
        // The keyring counts before the file, which would only lie about.
        if let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            log::warn!("{} stays: {error}", path.display());
        }
        return Ok(Place::Keyring);
    }
    write(&path, token).map_err(|error| StudioError::io(Doing::Write, &path, &error))?;
    Ok(Place::File)
}

fn entry() -> Option<Entry> {
    Entry::new(SERVICE, USER).inspect_err(|error| log::debug!("there is no keyring: {error}")).ok()
}

fn file(paths: &Paths) -> PathBuf {
    paths.config.join("hub-token")
}

/// Writes a file that only its owner may read, from its first byte on.
fn write(path: &Path, token: &str) -> std::io::Result<()> {
    use std::io::Write as _;

    let mut file = storage::temporary_beside(path)?;
    #[cfg(unix)]
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(token.as_bytes())?;
    storage::commit(file, path)
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    #[cfg(unix)]
    fn a_token_in_a_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config/hub-token");
        write(&path, "hf_secret").expect("written");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "hf_secret");
    }
}
