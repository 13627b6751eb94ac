//! How far writing runs is, and its end on request.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::studio::error::{Result, StudioError};

/// Told how far it is; stops it.
pub struct Progress<'a> {
    /// So many of so many runs are written.
    pub report: &'a mut dyn FnMut(usize, usize),
    /// Stop as soon as possible.
    pub stop: &'a AtomicBool,
}

impl Progress<'_> {
    /// So many are done.
    ///
    /// # Errors
    /// Where it is stopped.
    pub(super) fn step(&mut self, done: usize, of: usize) -> Result<()> {
        (self.report)(done, of);
        if self.stop.load(Ordering::Relaxed) { Err(StudioError::cancelled()) } else { Ok(()) }
    }
}
