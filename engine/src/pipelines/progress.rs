//! How a pipeline reports on itself, and how it is stopped.

use super::latents::Latents;
use crate::error::Result;
use crate::protocol::Phase;

/// Told what happens. An error from either function stops the pipeline, at the latest within one step.
pub trait ProgressObserver {
    /// `done` of `of` steps (or bytes, while loading) of `phase` are behind. Starts at 0.
    ///
    /// # Errors
    /// Where the job is to stop.
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()>;

    /// The latents after a step of [`Phase::Denoise`].
    fn latents(&mut self, _latents: &Latents) {}
}

/// Watches nothing and never stops.
pub struct NoProgress;

impl ProgressObserver for NoProgress {
    fn progress(&mut self, _phase: Phase, _done: u64, _of: u64) -> Result<()> {
        Ok(())
    }
}
