//! How much memory this process may use on the CPU.

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// Bytes that are free for this process, with those that it holds already, since it gives them back when it needs them.
/// `None` where the system does not say. Inside a container its limit counts.
pub fn budget() -> Option<u64> {
    let mut system = System::new().ok()?;
    system.refresh_memory();
    let free = match system.cgroup_limits() {
        Some(limits) => limits.free_memory.min(system.available_memory()),
        None => system.available_memory(),
    };
    let held = held(&mut system).unwrap_or(0);
    (free > 0).then_some(free + held)
}

/// Bytes that pictures may take of an adapter's memory: the screen and other programs have the rest.
pub fn share_of(adapter: u64) -> u64 {
    adapter / 8 * 7
}

/// Bytes that this process holds now.
pub(super) fn held(system: &mut System) -> Option<u64> {
    let pid = Pid::from_u32(std::process::id());
    let kind = ProcessRefreshKind::nothing().with_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, kind);
    system.process(pid).map(sysinfo::Process::memory)
}
