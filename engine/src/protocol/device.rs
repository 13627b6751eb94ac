//! The device that the engine runs on, as it is shown.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a device turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Its name for people, in English.
    pub name: String,
    /// Threads that compute; `None` for an adapter, which has its own ways.
    pub threads: Option<usize>,
    /// How it is reached: `flex`, `Vulkan`, `Metal`, `Dx12`.
    pub backend: String,
    /// An adapter's driver and its version; empty for the CPU.
    pub driver: String,
    /// True where it is graphics hardware.
    pub gpu: bool,
    /// Bits of a weight.
    pub bits: u8,
    /// Bytes of an adapter's own memory, in use or not; `None` for the CPU and where the driver does not say.
    #[serde(default)]
    pub memory: Option<u64>,
}

impl fmt::Display for DeviceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, f{})", self.name, self.backend, self.bits)
    }
}
