//! What panels can ask for.

use std::path::PathBuf;

use bluerider_engine::protocol::{JobId, Model};

use super::draft::Draft;
use super::gallery::EntryId;
use super::presets::{Preset, PresetId};
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
    /// Open the blend room, or close it.
    Blend(bool),
    /// Put a preset into the draft.
    UsePreset(Box<Preset>),
    /// Keep the draft as a preset of this name, with the shown picture as its thumbnail.
    KeepPreset(String),
    /// Give a preset another name.
    RenamePreset(PresetId, String),
    /// Move a preset so many places down.
    ShiftPreset(PresetId, isize),
    /// Take a preset away.
    RemovePreset(PresetId),
    /// Bring back the preset that was taken away last.
    RestorePreset,
    /// Read presets of another studio from a file.
    ImportPresets(PathBuf),
    /// Write the presets to a file, for other studios.
    ExportPresets(PathBuf),
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
