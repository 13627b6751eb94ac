//! How far a running job is, and how long it will take.

use std::time::{Duration, Instant};

use bluerider_engine::protocol::Phase;

/// A step that takes so many times as long as the longest before it …
const OVERDUE: u32 = 10;
/// … and so long at least, has perhaps come to nothing.
const LONG: Duration = Duration::from_secs(20);

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
    /// When this picture of it began.
    picture_since: Instant,
    /// When this phase began.
    since: Instant,
    /// When it was heard of last.
    heard: Instant,
    /// The longest step of this phase.
    longest: Option<Duration>,
    /// It was said already that this step takes long.
    told: bool,
    /// Time left in this phase, once a step says how long one takes.
    pub left: Option<Duration>,
}

impl Progress {
    /// A job that has just begun.
    pub(super) fn begun(now: Instant) -> Self {
        let (phase, longest) = (Phase::Load, None);
        Self {
            index: 0,
            phase,
            done: 0,
            of: 0,
            begun: now,
            picture_since: now,
            since: now,
            heard: now,
            longest,
            told: false,
            left: None,
        }
    }

    /// The same, so much further.
    #[must_use]
    pub(super) fn further(&self, index: usize, phase: Phase, done: u64, of: u64, now: Instant) -> Self {
        let same = (self.index, self.phase) == (index, phase) && done >= self.done;
        let longest = same.then(|| now.duration_since(self.heard).max(self.longest.unwrap_or_default()));
        let since = if same { self.since } else { now };
        let left =
            (done > 0 && of >= done).then(|| now.duration_since(since).mul_f64((of - done) as f64 / done as f64));
        let picture_since = if self.index == index { self.picture_since } else { now };
        Self { index, phase, done, of, begun: self.begun, picture_since, since, heard: now, longest, told: false, left }
    }

    /// True once, where the step at hand takes far longer than those before it.
    pub(super) fn is_newly_overdue(&mut self, now: Instant) -> bool {
        let patience = self.longest.map(|longest| (OVERDUE * longest).max(LONG));
        let overdue = patience.is_some_and(|patience| now.duration_since(self.heard) > patience);
        overdue && !std::mem::replace(&mut self.told, overdue)
    }

    /// How long each of the first `done` pictures took.
    pub(super) fn first_pictures(&self, done: u32) -> Duration {
        self.picture_since.duration_since(self.begun) / done
    }

    /// How long the picture at hand has been painted.
    pub(super) fn of_this(&self) -> Duration {
        self.heard.duration_since(self.picture_since)
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
            // What comes once and takes minutes has the bar for itself.
            Phase::WarmUp => (0.0, 1.0),
            Phase::Convert | Phase::Load | Phase::Encode => (0.0, 0.05),
            Phase::Prior => (0.05, 0.15),
            Phase::Denoise => (0.2, 0.7),
            Phase::Decode => (0.9, 0.1),
        };
        start + length * share.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Phase, Progress};

    #[test]
    fn a_step_that_takes_ten_times_as_long_is_told_once() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut progress = Progress::begun(start);
        // Nothing is known of how long a first step takes.
        assert!(!progress.is_newly_overdue(at(4000)));
        for step in 0..4 {
            progress = progress.further(0, Phase::Denoise, step, 50, at(10 + 3 * step));
        }
        assert!(!progress.is_newly_overdue(at(19 + 30)));
        assert!(progress.is_newly_overdue(at(19 + 31)));
        assert!(!progress.is_newly_overdue(at(19 + 90)));
        // It goes on after all, and its longest step is the measure from now on.
        progress = progress.further(0, Phase::Denoise, 4, 50, at(119));
        assert!(!progress.is_newly_overdue(at(119 + 900)));
        assert!(progress.is_newly_overdue(at(119 + 1100)));
    }

    #[test]
    fn pictures_are_timed_beside_their_phases() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut progress = Progress::begun(start).further(0, Phase::Denoise, 5, 10, at(4));
        assert_eq!((progress.first_pictures(1), progress.of_this()), (Duration::ZERO, Duration::from_secs(4)));
        // Two pictures took ten seconds each, and the third is painted since three.
        progress = progress.further(1, Phase::Denoise, 1, 10, at(10)).further(2, Phase::Load, 0, 1, at(20));
        progress = progress.further(2, Phase::Denoise, 2, 10, at(23));
        assert_eq!((progress.first_pictures(2), progress.of_this()), (Duration::from_secs(10), Duration::from_secs(3)));
    }

    #[test]
    fn fast_steps_have_time_too() {
        let start = Instant::now();
        let mut progress = Progress::begun(start);
        for step in 0..9 {
            progress = progress.further(0, Phase::Denoise, step, 50, start + Duration::from_millis(step));
        }
        assert!(!progress.is_newly_overdue(start + Duration::from_secs(15)));
        assert!(progress.is_newly_overdue(start + Duration::from_secs(25)));
    }
}
