//! What painting a picture took: kept with the picture, so that pictures can be compared by it.

use serde::{Deserialize, Serialize};

use super::{DeviceInfo, Phase};

/// What painting a picture took, and on what.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// The device's name for people, in English.
    pub device: String,
    /// How it was reached: `flex`, `Vulkan`, `Metal`, `Dx12`.
    pub backend: String,
    /// The adapter's driver and its version; empty for the CPU.
    pub driver: String,
    /// What was computed in: `f32`, `f32, weights in f16`, `f16`.
    pub precision: String,
    /// Seconds in each phase, in the order in which they began.
    pub seconds: Vec<(Phase, f64)>,
    /// Most memory that the process held while it painted, in bytes; an adapter's own does not count. `None` where the
    /// system does not say.
    pub peak_memory: Option<u64>,
}

impl Measured {
    /// On a device, with nothing measured yet.
    pub fn on(device: &DeviceInfo) -> Self {
        Self {
            device: device.name.clone(),
            backend: device.backend.clone(),
            driver: device.driver.clone(),
            ..Self::default()
        }
    }

    /// Seconds in all.
    pub fn total_seconds(&self) -> f64 {
        self.seconds.iter().map(|(_, seconds)| seconds).sum()
    }
}
