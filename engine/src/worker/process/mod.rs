//! The engine in a process of its own, so that a driver that ends its process does not end the window.
//!
//! The program starts itself once more ([`CommandLine`]), writes the engine's setup and then commands to that process's
//! input, and reads events and previews from its output: the protocol between threads, in frames. The process ends when
//! its input does, however that comes.

mod client;
mod frame;
mod serve;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub(super) use self::client::{Process, start};
pub use self::serve::serve;
use crate::protocol::{Event, Preview};

/// The program that an engine's process runs, which calls [`serve`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandLine {
    /// The program: this one, as a rule.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// What the process says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Said {
    /// Something has happened.
    Event(Event),
    /// The picture at hand looks like this.
    Preview(Preview),
}
