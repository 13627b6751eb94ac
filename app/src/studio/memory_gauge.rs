//! How much of the computer's memory is in use, and how much of that by the studio.

use std::time::{Duration, Instant};

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// What the studio holds, its models too.
    pub own: u64,
    /// What all programs hold.
    pub used: u64,
    /// What there is.
    pub all: u64,
}

/// Looks at the memory from time to time.
#[derive(Default)]
pub(super) struct Gauge {
    system: Option<System>,
    looked: Option<Instant>,
    memory: Option<Memory>,
}

impl Gauge {
    /// What was seen last; `None` where the system does not say.
    pub(super) fn memory(&self) -> Option<Memory> {
        self.memory
    }

    /// Looks again, where that is long ago. `engine`: the engine's process, where it has one.
    pub(super) fn tick(&mut self, now: Instant, engine: Option<u32>) {
        if self.looked.is_some_and(|looked| now.saturating_duration_since(looked) < EVERY) {
            return;
        }
        self.looked = Some(now);
        self.system = self.system.take().or_else(|| System::new().ok());
        self.memory = self.system.as_mut().and_then(|system| look(system, engine));
    }
}

fn look(system: &mut System, engine: Option<u32>) -> Option<Memory> {
    let processes: Vec<Pid> = [std::process::id()].into_iter().chain(engine).map(Pid::from_u32).collect();
    let kind = ProcessRefreshKind::nothing().with_memory();
    system.refresh_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&processes), true, kind);
    let held = |process: &Pid| system.process(*process).map(sysinfo::Process::memory);
    let own = held(&processes[0])? + processes[1..].iter().filter_map(held).sum::<u64>();
    let all = Some(system.total_memory()).filter(|&all| all > 0)?;
    Some(Memory { own, used: all.saturating_sub(system.available_memory()), all })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{EVERY, Gauge};

    #[test]
    fn memory_is_looked_at_from_time_to_time() {
        let (mut gauge, now) = (Gauge::default(), Instant::now());
        assert_eq!(gauge.memory(), None);
        gauge.tick(now, None);
        let memory = gauge.memory().expect("this system says it");
        assert!(0 < memory.own && memory.own < memory.all && memory.used <= memory.all, "{memory:?}");
        gauge.memory = None;
        gauge.tick(now + EVERY / 2, None);
        assert_eq!(gauge.memory(), None, "looked at again already");
        gauge.tick(now + EVERY, None);
        assert!(gauge.memory().is_some());
    }
}
