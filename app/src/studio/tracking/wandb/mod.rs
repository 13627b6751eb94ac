//! Weights & Biases: a run directory as the official client writes it where it is offline, which `wandb sync` uploads.

pub mod folder;
mod log;
mod messages;
mod run;
pub mod sync;

pub use self::run::{RunSettings, WandbRun};
