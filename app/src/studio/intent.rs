//! What panels can ask for.

use std::path::PathBuf;

use bluerider_engine::protocol::{JobId, Model};

use super::draft::Draft;
use super::gallery::EntryId;
use super::settings::Settings;

/// A wish of the artist, sent by a panel and done by [`super::Studio::apply`].
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// The draft was edited.
    Edit(Box<Draft>),
    /// Paint the draft.
    Paint,
    /// Stop all jobs.
    Stop,
    /// Take another seed.
    Dice,
    /// Show this picture on the canvas, or none.
    Select(Option<EntryId>),
    /// Put this picture's recipe back into the draft.
    UseRecipe(EntryId),
    /// Put a shipped preset into the draft.
    UsePreset(usize),
    /// Paint with another model, with the settings that suit it.
    UseModel(Model),
    /// Write this picture to a file of the artist's choice.
    SaveAs(EntryId, PathBuf),
    /// Answer a job's question.
    Answer(JobId, bool),
    /// Take a message away.
    Dismiss(usize),
    /// Change the settings.
    Set(Box<Settings>),
}
