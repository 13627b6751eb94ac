//! A run with its picture's bytes: what is written.

use std::path::Path;

use bluerider_engine::error::Doing;
use bluerider_engine::untrusted;

use crate::studio::error::{Result, StudioError};
use crate::studio::experiments::parameter::{Parameter, Value};
use crate::studio::gallery::Run;

/// A run, and its picture where it has one.
#[derive(Debug, Clone)]
pub struct TrackedRun {
    /// What is known of it.
    pub run: Run,
    /// The picture's file, as it is.
    pub picture: Option<Vec<u8>>,
}

impl TrackedRun {
    /// Reads the picture of `run` from `folder`.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(run: Run, folder: &Path) -> Result<Self> {
        let path = run.path(folder);
        let read = |path: &Path| {
            let bytes = untrusted::read(path, untrusted::MOST_PICTURE_FILE);
            bytes.map_err(|e| StudioError::io(Doing::Read, path, &e))
        };
        Ok(Self { picture: path.as_deref().map(read).transpose()?, run })
    }

    /// The end of the name of a file that is like the picture's: `png`, `jpg`, `webp`.
    pub(super) fn extension(&self) -> &str {
        let name = self.run.file.as_deref().and_then(|name| name.rsplit_once('.'));
        name.map_or("png", |(_, end)| end)
    }

    /// What it is called where pictures are shown: its prompt.
    pub(super) fn caption(&self) -> String {
        Parameter::Prompt.of(&self.run).to_string()
    }

    /// Its parameters that are not missing.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&'static str, Value)> {
        let of = |parameter: Parameter| (parameter.name(), parameter.of(&self.run));
        Parameter::ALL.into_iter().map(of).filter(|(_, value)| *value != Value::Missing)
    }

    /// When it was painted, in seconds since 1970.
    pub(super) fn seconds(&self) -> f64 {
        self.run.id.0 as f64 / 1e6
    }
}
