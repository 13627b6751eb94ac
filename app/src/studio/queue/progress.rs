//! How far a running job is, and how long it will take.

use std::time::{Duration, Instant};

use bluerider_engine::protocol::Phase;

/// How far a running job is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Number of the picture in the job.
    pub index: usize,
    /// What the job is doing.
    pub phase: Phase,
    /// Steps or bytes behind.
    pub done: u64,
    /// Steps or bytes in all.
    pub of: u64,
    /// When the job began.
    pub(super) begun: Instant,
    /// When this phase began.
    since: Instant,
    /// Time left in this phase, once a step says how long one takes.
    pub left: Option<Duration>,
}

impl Progress {
    /// A job that has just begun.
    pub(super) fn begun(now: Instant) -> Self {
        Self { index: 0, phase: Phase::Load, done: 0, of: 0, begun: now, since: now, left: None }
    }

    /// The same, so much further.
    #[must_use]
    pub(super) fn further(&self, index: usize, phase: Phase, done: u64, of: u64, now: Instant) -> Self {
        let same = (self.index, self.phase) == (index, phase) && done >= self.done;
        let since = if same { self.since } else { now };
        let left =
            (done > 0 && of >= done).then(|| now.duration_since(since).mul_f64((of - done) as f64 / done as f64));
        Self { index, phase, done, of, begun: self.begun, since, left }
    }

    /// True while so many bytes are read that it is worth saying how many; fewer are read in a moment.
    pub fn reads_much(&self) -> bool {
        const MUCH: u64 = 1 << 28;
        matches!(self.phase, Phase::Convert | Phase::Load | Phase::Encode) && self.of >= MUCH
    }

    /// Progress of the whole picture in 0..1: denoising is most of it.
    pub fn fraction(&self) -> f32 {
        let share = if self.of == 0 { 0.0 } else { self.done as f32 / self.of as f32 };
        let (start, length) = match self.phase {
            Phase::Convert | Phase::Load | Phase::Encode => (0.0, 0.05),
            Phase::Prior => (0.05, 0.15),
            Phase::Denoise => (0.2, 0.7),
            Phase::Decode => (0.9, 0.1),
        };
        start + length * share.clamp(0.0, 1.0)
    }
}
