//! Writes small files on a thread of its own, in the order in which they were asked for, each whole or not at all.

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
    written: Receiver<Result<PathBuf>>,
    thread: Option<JoinHandle<()>>,
}

impl FileWriter {
    /// Starts the thread. `wake` is called after each file.
    pub fn new(wake: Wake) -> Self {
        let write_file = |(path, bytes): (PathBuf, Vec<u8>)| {
            background::guarded(|| storage::write(&path, &bytes)).flatten().map(|()| path)
        };
        let (wishes, written, thread) = background::start("file writer", wake, write_file);
        Self { wishes: Some(wishes), written, thread }
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

    /// Files that are on the disk now, and those that could not be written.
    pub fn written(&self) -> impl Iterator<Item = Result<PathBuf>> {
        self.written.try_iter()
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
