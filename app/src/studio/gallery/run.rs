//! A row of the record: a picture with all that is known of it, or a job of which no picture came.

use std::path::{Path, PathBuf};

use bluerider_engine::error::EngineError;

use super::EntryId;
use crate::studio::picture_file::{Metadata, Remark};

/// A picture that was painted, or a job that came to nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// When it was painted, or ended.
    pub id: EntryId,
    /// The picture's file, in the gallery's folder.
    pub file: Option<String>,
    /// How it was painted.
    pub metadata: Metadata,
    /// What the artist says of it.
    pub remark: Remark,
    /// What came of it.
    pub outcome: RunOutcome,
}

impl Run {
    /// The picture's file, where the gallery is in `folder`; a job that came to nothing has none.
    pub fn path(&self, folder: &Path) -> Option<PathBuf> {
        self.file.as_ref().map(|name| folder.join(name))
    }
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunOutcome {
    /// A picture.
    Painted,
    /// It was stopped.
    Stopped,
    /// It failed, for this reason.
    Failed(Box<EngineError>),
}
