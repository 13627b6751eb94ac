//! What can go wrong in the engine, worded for the person who waits for a picture.
//!
//! Every error has three parts: one plain sentence, what to do about it, and the technical detail behind it.
//! The first two are shown; the third is one click (or `--verbose`) away.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

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

/// An engine error. `Display` is the sentence for the artist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineError {
    /// What kind of trouble it is.
    pub kind: ErrorKind,
    /// The field of the recipe that is at fault, where there is one (`width`, `steps`, …).
    pub field: Option<String>,
    /// One plain sentence: what happened and what it means for the picture.
    pub message: String,
    /// What to do next.
    pub advice: String,
    /// The technical detail; may be empty.
    pub detail: String,
}

/// A result of the engine.
pub type Result<T> = std::result::Result<T, EngineError>;

impl EngineError {
    fn new(kind: ErrorKind, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { kind, field: None, message: message.into(), advice: advice.into(), detail: String::new() }
    }

    /// A recipe's field is out of range.
    pub fn invalid(field: &str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(ErrorKind::InvalidRecipe, message, advice) }
    }

    /// A checkpoint cannot be used.
    pub fn checkpoint(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(ErrorKind::BadCheckpoint, message, advice)
    }

    /// Reading or writing `path` failed.
    pub fn io(doing: &str, path: &Path, source: &std::io::Error) -> Self {
        let advice = match source.kind() {
            std::io::ErrorKind::NotFound => "Check that the file is there and that its name is spelled right.",
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                "Choose a folder that you may write to, or change its permissions."
            }
            std::io::ErrorKind::StorageFull => "Free some space on the disk, then try again.",
            _ => "Check the disk and the folder, then try again.",
        };
        Self::new(ErrorKind::Io, format!("Could not {doing} {}.", path.display()), advice).detail(source)
    }

    /// The device cannot do the work.
    pub fn device(message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(ErrorKind::Device, message, advice)
    }

    /// There was not enough memory.
    pub fn memory(detail: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Memory,
            "There was not enough memory for this picture, so nothing was saved.",
            "Choose a smaller size, or close other programs.",
        )
        .detail(detail)
    }

    /// The same error, as one of memory where its words say that the device or the driver ran out of it.
    #[must_use]
    pub fn or_memory(self) -> Self {
        /// What backends, drivers and allocators say.
        const WORDS: [&str; 5] =
            ["out of memory", "outofmemory", "not enough memory", "can't allocate", "memory allocation of"];
        let said = self.detail.to_lowercase();
        let short = matches!(self.kind, ErrorKind::Device | ErrorKind::Internal)
            && WORDS.iter().any(|words| said.contains(words));
        if short { Self::memory(self.detail) } else { self }
    }

    /// A stage produced values that are not finite, or a picture of one value.
    pub fn not_a_picture(stage: &str) -> Self {
        Self::new(
            ErrorKind::NotAPicture,
            format!("The {stage} produced values that are not a picture, so nothing was saved."),
            "Try a lower guidance scale, another seed, or --device cpu.",
        )
    }

    /// The job was stopped on request.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "Stopped.", "")
    }

    /// A fault of the engine itself.
    pub fn internal(detail: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Internal,
            "The engine made a mistake and gave this picture up; the studio goes on.",
            "Paint again. If it happens twice, please report the details.",
        )
        .detail(detail)
    }

    /// The same error with its technical detail.
    #[must_use]
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = detail.to_string();
        self
    }

    /// True where the job was stopped on request.
    pub fn is_cancelled(&self) -> bool {
        self.kind == ErrorKind::Cancelled
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}
