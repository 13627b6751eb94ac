//! How long each phase of a picture takes, by what the pipeline reports.

use std::time::Instant;

use crate::protocol::Phase;

/// Adds up the time between reports: it belongs to the phase that was reported before it.
pub(super) struct Stopwatch {
    since: Instant,
    phase: Phase,
    seconds: Vec<(Phase, f64)>,
}

impl Stopwatch {
    /// Begins now. What comes before the first report is loading: configs, tokenizers.
    pub(super) fn start(now: Instant) -> Self {
        Self { since: now, phase: Phase::Load, seconds: Vec::new() }
    }

    /// `phase` is reported on.
    pub(super) fn report(&mut self, phase: Phase, now: Instant) {
        let passed = now.duration_since(self.since).as_secs_f64();
        match self.seconds.iter_mut().find(|(of, _)| *of == self.phase) {
            Some((_, seconds)) => *seconds += passed,
            None => self.seconds.push((self.phase, passed)),
        }
        (self.since, self.phase) = (now, phase);
    }

    /// Seconds by phase, with what has passed since the last report.
    pub(super) fn stop(mut self, now: Instant) -> Vec<(Phase, f64)> {
        self.report(self.phase, now);
        self.seconds
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Stopwatch;
    use crate::protocol::Phase::{Decode, Denoise, Encode, Load};

    #[test]
    fn time_belongs_to_the_phase_that_was_reported_before_it() {
        let begun = Instant::now();
        let at = |seconds: u64| begun + Duration::from_secs(seconds);
        let mut watch = Stopwatch::start(begun);
        // Networks are loaded between phases too.
        for (phase, seconds) in [(Encode, 1), (Load, 2), (Denoise, 5), (Denoise, 7), (Decode, 9)] {
            watch.report(phase, at(seconds));
        }
        assert_eq!(watch.stop(at(10)), [(Load, 4.0), (Encode, 1.0), (Denoise, 4.0), (Decode, 1.0)]);
    }
}
