//! What panels can ask for.

use std::path::PathBuf;

use bluerider_engine::protocol::{JobId, Model};

use super::draft::{Draft, Room};
use super::experiments::intent::ExperimentsIntent;
use super::film::Plan;
use super::gallery::{EntryId, Filter};
use super::mask::MaskEdit;
use super::models::manager::ModelsIntent;
use super::picture_file::{BoardEdit, Metadata, Recall};
use super::presets::{Keep, Preset, PresetId};
use super::settings::Settings;
use super::sketch::SketchEdit;

/// A wish of the artist, sent by a panel and done by [`super::Studio::apply`].
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// The draft was edited.
    Edit(Box<Draft>),
    /// Take the latest change of the draft back.
    Undo,
    /// Bring it back again.
    Redo,
    /// Put the words that were painted before these into the draft; or those after them.
    HistoryStep(HistoryStep),
    /// Paint the draft, behind the jobs that wait or before them.
    Paint(Place),
    /// Paint the draft in a smaller size.
    PaintSmaller,
    /// Stop the job that runs.
    Stop,
    /// Try once more to write the pictures that could not be written.
    SaveAgain,
    /// Take another seed.
    RandomizeSeed,
    /// Look at what is being painted again, and at what comes of it.
    Follow,
    /// Open a room.
    Open(Room),
    /// Put words and settings of a picture into the draft.
    Recall(Box<Metadata>, Recall),
    /// Use a picture file for something.
    Use(PathBuf, Use),
    /// Put a preset into the draft: a style beside its words, or no longer; another one in their place.
    UsePreset(Box<Preset>),
    /// Keep this of the draft as a preset of this name, with the shown picture as its thumbnail.
    KeepPreset(String, Keep),
    /// Change a preset to this one.
    UpdatePreset(Box<Preset>),
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
    /// Something about models.
    Models(ModelsIntent),
    /// Something about experiments.
    Experiments(ExperimentsIntent),
    /// Something in the gallery.
    Gallery(GalleryIntent),
    /// Something in the queue.
    Queue(QueueIntent),
    /// Paint the grid of the draft.
    PaintGrid,
    /// Paint the path of the blend and write it to this file as a film.
    PaintFilm(Plan, PathBuf),
    /// Write the contact sheet of the grid to a file.
    SaveContactSheet(PathBuf),
    /// Paint on the mask of Repaint.
    EditMask(MaskEdit),
    /// Paint on the picture that Vary and Repaint begin with.
    EditSketch(SketchEdit),
    /// The picture that is repainted has this width and height.
    FitMask(usize, usize),
    /// Answer a job's question.
    Answer(JobId, bool),
    /// Take a message away.
    Dismiss(usize),
    /// Change the settings.
    Set(Box<Settings>),
}

/// Where a job goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Behind those that wait.
    Back,
    /// Before them.
    Front,
}

/// A step through the words that were painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryStep {
    /// To the prompt that was painted before.
    Back,
    /// To newer ones.
    Forward,
}

/// What a picture file is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To be painted over.
    ImageToImage,
    /// To have a part of it painted anew.
    Inpaint,
    /// To be painted on beyond its edges.
    Outpaint,
    /// As a mask for the picture that is repainted.
    Mask,
    /// As a depth map.
    Depth,
    /// As a well of the blend room: the first empty one, or a new one.
    Blend,
}

impl Use {
    /// What a room that begins with a picture uses it for.
    pub fn of_room(room: Room) -> Option<Self> {
        match room {
            Room::ImageToImage => Some(Self::ImageToImage),
            Room::Inpaint => Some(Self::Inpaint),
            Room::Outpaint => Some(Self::Outpaint),
            _ => None,
        }
    }
}

/// Something in the gallery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GalleryIntent {
    /// Show this picture on the canvas, or none.
    Select(Option<EntryId>),
    /// Choose a picture beside others, or no longer.
    Mark(EntryId),
    /// Choose all from the shown picture to this one.
    MarkThrough(EntryId),
    /// Go so many places on, and choose the picture there too.
    MarkOn(isize),
    /// Choose all that are shown.
    MarkAll,
    /// Show other pictures.
    Filter(Filter),
    /// Give a star, or take it.
    Star(Vec<EntryId>, bool),
    /// Rate, or take the rating.
    Rate(Vec<EntryId>, Option<u8>),
    /// Write a note.
    Note(Vec<EntryId>, String),
    /// Put on a board, or take off it; or rename one, whatever is on it.
    Board(Vec<EntryId>, BoardEdit),
    /// Move to the bin.
    Bin(Vec<EntryId>),
    /// Bring back from the bin.
    Restore(Vec<EntryId>),
    /// Copy this picture file into the gallery's folder.
    Import(PathBuf),
    /// Hand the bin over to the system's.
    EmptyBin,
    /// Write this picture to a file of the artist's choice; with all that it says, or its pixels alone.
    SaveAs(EntryId, PathBuf, Export),
    /// Compare these two.
    Compare(EntryId, EntryId),
    /// Blend these.
    Blend(Vec<EntryId>),
}

/// What goes into a copy of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// The pixels with the recipe and all else that the file says.
    Whole,
    /// Pixels alone.
    Plain,
}

/// Something in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueIntent {
    /// Take this job away, or stop it.
    Cancel(JobId),
    /// Take all away.
    CancelAll,
    /// Paint one again that failed or was interrupted.
    Retry(JobId),
    /// Put a job before another, or last.
    Shift(JobId, Option<JobId>),
    /// Hold waiting jobs back, or let them go.
    Pause(bool),
}
