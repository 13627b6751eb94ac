//! How the engine is set up.

use std::path::PathBuf;

use crate::device::{DevicePreference, Probe};

/// How the engine is set up.
pub struct EngineConfig {
    /// The device to paint on.
    pub device: DevicePreference,
    /// A folder for small results where a checkpoint's own is read-only.
    pub cache: Option<PathBuf>,
    /// Networks that are smaller than this together, in bytes on disk, stay in memory between jobs.
    pub keep_below: u64,
    /// Bytes that a picture may take on the CPU; without it, what is free when the picture is begun.
    pub memory: Option<u64>,
    /// On the CPU, keep weights in half precision, whatever a checkpoint has them in.
    pub half_weights: bool,
    /// How a graphics adapter is tried before it paints; untried without one.
    pub probe: Option<Probe>,
}
