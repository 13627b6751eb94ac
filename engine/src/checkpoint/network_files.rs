//! What a checkpoint says of one of its networks: its settings, and where its weights are.

use serde::de::DeserializeOwned;

use super::weight_source::WeightSource;
use crate::error::{Cause, Result};
use crate::files::Files;

/// A network's files.
#[derive(Debug, Clone)]
pub(super) struct NetworkFiles {
    pub(super) settings: Settings,
    pub(super) source: WeightSource,
    /// The folder that small results of it are kept in.
    pub(super) home: Files,
}

/// Settings in a file of the checkpoint, or made of what its authors say elsewhere.
#[derive(Debug, Clone)]
pub(super) enum Settings {
    /// The file with this name.
    File(Files, &'static str),
    /// These, in the same words.
    Given(serde_json::Value),
}

impl Settings {
    /// As a `T`.
    ///
    /// # Errors
    /// Where the file is missing or broken, or does not say what `T` needs.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        match self {
            Self::File(files, name) => files.json(name),
            Self::Given(value) => {
                serde_json::from_value(value.clone()).map_err(|error| Cause::SettingsUnreadable.detail(error))
            }
        }
    }

    /// The file where it is not there.
    pub(super) fn missing(&self) -> Option<std::path::PathBuf> {
        match self {
            Self::File(files, name) => (!files.has(name)).then(|| files.path(name)),
            Self::Given(_) => None,
        }
    }
}
