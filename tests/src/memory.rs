//! What a test's own process takes, as Linux says it.

use anyhow::{Context, Result};

/// Bytes that are resident now.
///
/// # Errors
/// Where the system does not say.
pub fn resident() -> Result<u64> {
    status("VmRSS:")
}

/// The most that was resident so far, or since [`forget_peak`], in bytes.
///
/// # Errors
/// Where the system does not say.
pub fn peak() -> Result<u64> {
    status("VmHWM:")
}

/// Begins the count of the most anew.
///
/// # Errors
/// Where the system does not let it.
pub fn forget_peak() -> Result<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

fn status(field: &str) -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("only Linux says")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).with_context(|| format!("no {field}"))?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? << 10)
}
