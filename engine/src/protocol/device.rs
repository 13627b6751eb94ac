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
    /// What an adapter does in a slower way than others do.
    #[serde(default)]
    pub fallbacks: Vec<Fallback>,
}

/// A graphics adapter, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdapterInfo {
    /// Its name, as the driver gives it.
    pub name: String,
    /// The graphics API: `Vulkan`, `Metal` or `Dx12`.
    pub api: String,
    /// True where it is a program on the CPU and no graphics hardware.
    pub software: bool,
}

/// What an adapter can do in a slower way, where the faster one fails on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fallback {
    /// Convolutions are the backend's own, in single precision.
    Convolution,
    /// Group norms are made of the backend's own operations.
    Norm,
    /// Attention is computed in single precision.
    Attention,
    /// All is computed in single precision.
    SinglePrecision,
}

impl std::str::FromStr for Fallback {
    type Err = String;

    /// By the name that it is written with.
    fn from_str(name: &str) -> Result<Self, String> {
        let named = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name);
        Self::deserialize(named).map_err(|error| error.to_string())
    }
}

impl fmt::Display for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl fmt::Display for DeviceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, f{})", self.name, self.backend, self.bits)
    }
}
