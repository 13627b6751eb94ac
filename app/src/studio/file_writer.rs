//! Writes small files on a thread of its own, in the order in which they were asked for, each whole or not at all.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread::JoinHandle;

use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};
use serde::Serialize;

use super::{background, storage};
use crate::studio::error::{Result, StudioError};

/// The writing thread.
pub struct FileWriter {
    wishes: Option<Sender<(PathBuf, Vec<u8>)>>,
    written: Receiver<(PathBuf, Result<()>)>,
    /// Files that could not be written when they were last tried.
    failing: BTreeSet<PathBuf>,
    thread: Option<JoinHandle<()>>,
}

impl FileWriter {
    /// Starts the thread. `wake` is called after each file.
    pub fn new(wake: Wake) -> Self {
        let write_file = |(path, bytes): (PathBuf, Vec<u8>)| {
            let written = background::guarded(|| storage::write(&path, &bytes)).flatten();
            (path, written)
        };
        let (wishes, written, thread) = background::start("file writer", wake, write_file);
        Self { wishes: Some(wishes), written, failing: BTreeSet::new(), thread }
    }

    /// Has `value` written as JSON.
    ///
    /// # Errors
    /// Where it has no JSON, or there is no thread.
    pub fn write<T: Serialize>(&self, path: PathBuf, value: &T) -> Result<()> {
        let bytes = serde_json::to_vec_pretty(value).map_err(StudioError::internal)?;
        let sent = self.wishes.as_ref().is_some_and(|wishes| wishes.send((path, bytes)).is_ok());
        if sent { Ok(()) } else { Err(StudioError::internal("the thread that writes files has ended")) }
    }

    /// Why files could not be written. A disk that stays full is told once for each file, until it has been written.
    pub fn failures(&mut self) -> Vec<StudioError> {
        let mut failures = Vec::new();
        for (path, written) in self.written.try_iter() {
            match written {
                Ok(()) => _ = self.failing.remove(&path),
                Err(error) if self.failing.insert(path) => failures.push(error),
                Err(_) => {}
            }
        }
        failures
    }

    /// Has failures told that were told before.
    pub fn tell_again(&mut self) {
        self.failing.clear();
    }

    /// Waits until everything is written.
    pub fn finish(&mut self) {
        self.wishes = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the writing thread panicked");
        }
    }
}
