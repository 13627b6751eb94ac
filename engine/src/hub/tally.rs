//! How far all transfers are together, and whether they go on.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// How far it is, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// What is there.
    pub done: u64,
    /// What there will be.
    pub of: u64,
}

/// Who waits for it.
pub trait Watch: Sync {
    /// So far it is.
    fn progress(&self, progress: Progress);
    /// True where it is to stop; what has come stays.
    fn stopped(&self) -> bool;
}

/// Bytes that all transfers have.
pub(super) struct Tally<'a> {
    done: AtomicI64,
    of: u64,
    watch: &'a dyn Watch,
    failed: AtomicBool,
}

impl<'a> Tally<'a> {
    /// Begins with what is there, and says so.
    pub(super) fn new(progress: Progress, watch: &'a dyn Watch) -> Self {
        watch.progress(progress);
        Self { done: AtomicI64::new(progress.done as i64), of: progress.of, watch, failed: AtomicBool::new(false) }
    }

    /// So many bytes more are there; negative where some are there no longer.
    pub(super) fn moved(&self, bytes: i64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.watch.progress(Progress { done: done.max(0) as u64, of: self.of });
    }

    /// One transfer has failed, so all end.
    pub(super) fn fail(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    /// True where all are to end.
    pub(super) fn stopped(&self) -> bool {
        self.failed.load(Ordering::Relaxed) || self.watch.stopped()
    }
}
