//! How far a thread is that works with files, as the thread and the studio both see it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bluerider_engine::hub::{Progress, Watch};
use bluerider_engine::worker::Wake;

/// How often the window is told of progress.
const GLANCE: Duration = Duration::from_millis(250);

/// What both see.
pub(in crate::studio) struct SharedProgress {
    done: AtomicU64,
    of: AtomicU64,
    stop: AtomicBool,
    wake: Wake,
    woken: Mutex<Instant>,
}

impl SharedProgress {
    pub(in crate::studio) fn new(wake: Wake) -> Self {
        let (done, of, stop) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        Self { done, of, stop, wake, woken: Mutex::new(Instant::now()) }
    }

    /// How far it is.
    pub(in crate::studio) fn progress(&self) -> Progress {
        Progress { done: self.done.load(Ordering::Relaxed), of: self.of.load(Ordering::Relaxed) }
    }

    /// Begins anew.
    pub(in crate::studio) fn reset(&self) {
        self.stop.store(false, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.of.store(0, Ordering::Relaxed);
    }

    /// Tells the thread to end.
    pub(in crate::studio) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Watch for SharedProgress {
    fn progress(&self, progress: Progress) {
        self.done.store(progress.done, Ordering::Relaxed);
        self.of.store(progress.of, Ordering::Relaxed);
        // Blocks come by the thousand; the window is drawn some times a second.
        if let Ok(mut woken) = self.woken.try_lock()
            && woken.elapsed() > GLANCE
        {
            *woken = Instant::now();
            (self.wake)();
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
