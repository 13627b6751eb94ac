//! The most memory that this process holds while something is done.

#[cfg(not(target_os = "linux"))]
use super::budget::held;

/// The most memory since it was begun.
pub(crate) struct PeakMemory {
    most: Option<u64>,
}

impl PeakMemory {
    /// Begins to watch. Linux keeps the peak itself and is told to begin anew; elsewhere it is what samples see.
    pub(crate) fn begin() -> Self {
        #[cfg(target_os = "linux")]
        if let Err(error) = std::fs::write("/proc/self/clear_refs", "5") {
            log::debug!("the peak of memory is not begun anew: {error}");
        }
        Self { most: None }
    }

    /// Looks at what is held now; Linux needs no looking.
    pub(crate) fn sample(&mut self) {
        #[cfg(not(target_os = "linux"))]
        {
            self.most = self.most.max(now());
        }
    }

    /// The most that was seen, in bytes. `None` where the system does not say.
    pub(crate) fn bytes(self) -> Option<u64> {
        self.most.max(now())
    }
}

/// The peak that Linux keeps.
#[cfg(target_os = "linux")]
fn now() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(not(target_os = "linux"))]
fn now() -> Option<u64> {
    held(&mut sysinfo::System::new().ok()?)
}
