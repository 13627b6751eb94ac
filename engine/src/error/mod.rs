//! What can go wrong in the engine: a cause, which is data, and the technical detail behind it.
//!
//! The app words causes for the person who waits for a picture: one plain sentence, what it means for the picture, and
//! what to do. Details are one click (or `--verbose`) away.

mod cause;

use std::any::Any;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use self::cause::{Cause, Doing, IoReason, UnknownNetwork};

/// The kind of trouble, for code that reacts differently to different causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// A value of the job is out of range; nothing was loaded.
    InvalidRecipe,
    /// A checkpoint file is missing, truncated, or does not fit its config.
    BadCheckpoint,
    /// A file could not be read or written.
    Io,
    /// A file could not be fetched.
    Fetching,
    /// The graphics device is missing or refused the work.
    Device,
    /// There was not enough memory.
    Memory,
    /// The network produced numbers that are not a picture.
    NotAPicture,
    /// The job was stopped on request. Never shown as an error.
    Cancelled,
    /// A fault of the engine itself.
    Internal,
}

/// An engine error. `Display` is for logs: the cause as data, and the detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineError {
    /// What went wrong.
    #[serde(flatten)]
    pub cause: Cause,
    /// The technical detail; may be empty.
    #[serde(default)]
    pub detail: String,
}

/// A result of the engine.
pub type Result<T> = std::result::Result<T, EngineError>;

/// What a panic said.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message")
}

impl From<Cause> for EngineError {
    fn from(cause: Cause) -> Self {
        Self { cause, detail: String::new() }
    }
}

impl Cause {
    /// The error with its technical detail.
    pub fn detail(self, detail: impl fmt::Display) -> EngineError {
        EngineError { cause: self, detail: detail.to_string() }
    }
}

impl EngineError {
    /// Working with a file or a folder failed.
    pub fn io(doing: Doing, path: &Path, source: &std::io::Error) -> Self {
        Cause::io(doing, path, source).detail(source)
    }

    /// There was not enough memory.
    pub fn memory(detail: impl fmt::Display) -> Self {
        Cause::OutOfMemory.detail(detail)
    }

    /// The same error, as one of memory where its words say that the device or the driver ran out of it.
    #[must_use]
    pub fn or_memory(self) -> Self {
        /// What backends, drivers and allocators say: a full device, a buffer larger than any page (`BufferTooBig`),
        /// pages that are all in use, Vulkan's and DX12's own names.
        const WORDS: [&str; 9] = [
            "out of memory",
            "out of device memory",
            "out-of-memory",
            "outofmemory",
            "out_of_device_memory",
            "not enough memory",
            "can't allocate",
            "memory allocation of",
            "no page may be added",
        ];
        let said = self.detail.to_lowercase();
        let short = matches!(self.kind(), ErrorKind::Device | ErrorKind::Internal)
            && WORDS.iter().any(|words| said.contains(words));
        if short { Self::memory(self.detail) } else { self }
    }

    /// The job was stopped on request.
    pub fn cancelled() -> Self {
        Cause::Cancelled.into()
    }

    /// A fault of the engine itself.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Cause::Internal.detail(detail)
    }

    /// The kind of trouble.
    pub fn kind(&self) -> ErrorKind {
        self.cause.kind()
    }

    /// The field of the recipe that is at fault, where there is one.
    pub fn field(&self) -> Option<&str> {
        self.cause.field()
    }

    /// The same error with its technical detail.
    #[must_use]
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = detail.to_string();
        self
    }

    /// True where the job was stopped on request.
    pub fn is_cancelled(&self) -> bool {
        self.kind() == ErrorKind::Cancelled
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.cause)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl std::error::Error for EngineError {}
