//! How the engine is set up.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::process::CommandLine;
use crate::device::{DevicePreference, Probe};
use crate::protocol::Phase;

/// Called on the engine's thread whenever a picture is further.
pub type OnProgress = Arc<dyn Fn(Phase) + Send + Sync>;

/// How the engine is set up.
#[derive(Clone, Serialize, Deserialize)]
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
    /// Runs in a process of its own, started so; in a thread of this one without it.
    pub process: Option<CommandLine>,
    /// It is alone in its process, and another one takes its place: where a graphics device is lost, which cannot be
    /// mended within a process, the engine ends. Elsewhere it goes on on the CPU.
    pub sheltered: bool,
    /// Called before a report is passed on: where it panics the job fails, where it waits the job does. For tests of
    /// what happens then.
    #[serde(skip)]
    pub on_progress: Option<OnProgress>,
}

impl EngineConfig {
    /// An engine in a thread on this device that keeps nothing: no cache, no network between jobs, no limit, no trial
    /// of an adapter.
    pub fn on(device: DevicePreference) -> Self {
        Self {
            device,
            cache: None,
            keep_below: 0,
            memory: None,
            half_weights: false,
            probe: None,
            process: None,
            sheltered: false,
            on_progress: None,
        }
    }
}
