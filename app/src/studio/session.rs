//! The last session: the draft, written within a second of the last change.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::draft::Draft;
use super::file_writer::FileWriter;
use super::paths::Paths;
use super::storage;
use crate::studio::error::{Result, StudioError};

/// How long a change may stay unwritten.
const DELAY: Duration = Duration::from_millis(700);

/// What of the draft is on the disk, or on its way.
pub struct Session {
    file: PathBuf,
    written: Draft,
    changed: Option<Instant>,
}

impl Session {
    /// The last session's draft, or a new one.
    pub fn load(paths: &Paths) -> (Self, Draft, Option<StudioError>) {
        let file = paths.config.join("session.json");
        let (draft, error): (Draft, _) = storage::read_json(&file);
        (Self { file, written: draft.clone(), changed: None }, draft, error)
    }

    /// Has the draft written once it has been changed for a little while.
    ///
    /// # Errors
    /// Where nothing can be written at all; it is tried again after the next change.
    pub fn keep(&mut self, draft: &Draft, writer: &FileWriter, now: Instant) -> Result<()> {
        if *draft == self.written {
            self.changed = None;
            return Ok(());
        }
        let since = *self.changed.get_or_insert(now);
        if now.duration_since(since) < DELAY { Ok(()) } else { self.write(draft, writer) }
    }

    /// Has the draft written now, if it has changed.
    ///
    /// # Errors
    /// See [`Self::keep`].
    pub fn write(&mut self, draft: &Draft, writer: &FileWriter) -> Result<()> {
        if *draft == self.written {
            return Ok(());
        }
        self.written = draft.clone();
        self.changed = None;
        writer.write(self.file.clone(), draft)
    }

    /// Leaves what is on the disk as it is until `draft`, which another start may do without, is changed.
    pub fn leave(&mut self, draft: &Draft) {
        self.written = draft.clone();
    }

    /// True while a change waits to be written.
    pub fn waits(&self) -> bool {
        self.changed.is_some()
    }
}
