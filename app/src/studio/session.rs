//! The session: the draft, written within a second of a change and there again at the next start.

use std::time::{Duration, Instant};

use bluerider_engine::error::{EngineError, Result};

use super::draft::Draft;
use super::paths::Paths;
use super::storage;

/// How long a change may stay unwritten.
const DELAY: Duration = Duration::from_millis(700);

/// What of the draft is on the disk.
pub struct Session {
    written: Draft,
    changed: Option<Instant>,
}

impl Session {
    /// The last session's draft, or a new one.
    pub fn load(paths: &Paths) -> (Self, Draft, Option<EngineError>) {
        let (draft, error): (Draft, _) = storage::read_json(&file(paths));
        (Self { written: draft.clone(), changed: None }, draft, error)
    }

    /// Writes the draft once it has been changed for a little while.
    ///
    /// # Errors
    /// Where it cannot be written; it is tried again after the next change.
    pub fn keep(&mut self, draft: &Draft, paths: &Paths, now: Instant) -> Result<()> {
        if *draft == self.written {
            self.changed = None;
            return Ok(());
        }
        let since = *self.changed.get_or_insert(now);
        if now.duration_since(since) < DELAY { Ok(()) } else { self.write(draft, paths) }
    }

    /// Writes the draft now, if it has changed.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(&mut self, draft: &Draft, paths: &Paths) -> Result<()> {
        if *draft == self.written {
            return Ok(());
        }
        self.written = draft.clone();
        self.changed = None;
        storage::write_json(&file(paths), draft)
    }

    /// True while a change waits to be written.
    pub fn waits(&self) -> bool {
        self.changed.is_some()
    }
}

fn file(paths: &Paths) -> std::path::PathBuf {
    paths.config.join("session.json")
}
