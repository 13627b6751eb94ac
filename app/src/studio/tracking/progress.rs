//! Telling how far writing runs is, and stopping it on request.

use bluerider_engine::hub::{Progress, Watch};

use crate::studio::error::{Result, StudioError};

/// So many of so many runs are written.
///
/// # Errors
/// Where it is stopped.
pub(super) fn report(watch: &dyn Watch, done: usize, of: usize) -> Result<()> {
    watch.progress(Progress { done: done as u64, of: of as u64 });
    if watch.stopped() { Err(StudioError::cancelled()) } else { Ok(()) }
}
