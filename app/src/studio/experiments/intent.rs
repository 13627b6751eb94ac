//! What the artist can ask of experiments.

use std::path::PathBuf;

use super::look::Look;
use crate::studio::tracking::export::Format;

/// Something about experiments.
#[derive(Debug, Clone, PartialEq)]
pub enum ExperimentsIntent {
    /// What is painted from now on belongs to the experiment of this name.
    Begin(String),
    /// What is painted from now on belongs to none.
    End,
    /// Show this.
    Look(Box<Look>),
    /// Of the two pictures that are shown blind this one is preferred; or neither.
    Prefer(Option<usize>),
    /// Do not judge these two.
    Skip,
    /// Write the runs that are shown to a file or a folder.
    Export(Format, PathBuf),
    /// Stop writing.
    StopExport,
    /// Have the official client upload this run's directory.
    Sync(PathBuf),
    /// Stop uploading.
    StopSync,
    /// Paint the guide's own comparison.
    PaintGuide,
}
