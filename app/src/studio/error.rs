//! What can go wrong in the studio: the engine's causes and its own. Both are data; `wording.rs` words them.

use std::fmt;
use std::path::{Path, PathBuf};

use bluerider_engine::error::{Cause, Doing, EngineError, ErrorKind};
use serde::Serialize;

/// What went wrong in the studio itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", rename_all = "kebab-case", rename_all_fields = "snake_case")]
#[expect(missing_docs, reason = "the fields are what the variant says")]
pub enum StudioCause {
    /// A room that begins with a picture has none.
    InitMissing,
    /// Nothing of the picture is marked to be painted anew.
    MaskMissing,
    /// The picture has no margins to paint.
    MarginsMissing,
    /// There is no depth map to follow.
    DepthMissing,
    /// A value is none of its side of the grid.
    GridValue { field: String, value: String },
    /// The grid goes over strengths, and there is no picture.
    GridNeedsPicture,
    /// The grid replaces words that the prompt does not have.
    GridWordsMissing { words: String },
    /// The grid has too many pictures.
    GridTooLarge { count: usize, most: usize },
    /// A side of the grid has no values.
    GridSideEmpty { field: String },
    /// Wildcards lead into each other without end.
    WildcardsEndless,
    /// What wildcards draw is too long.
    WildcardsTooLong,
    /// A wildcard names a list that is not there.
    WordListMissing { name: String },
    /// A list of words is empty.
    WordListEmpty { name: String },
    /// A file holds no presets that can be read.
    PresetsUnread,
    /// One of the studio's own files could not be understood, and was moved aside.
    SetAside { path: PathBuf, aside: PathBuf },
    /// Some entries of one of the studio's own files could not be understood, and were left out.
    PartSetAside { path: PathBuf, aside: PathBuf, count: usize },
    /// The gallery's index could not be read or written.
    GalleryIndex,
    /// The gallery's index was broken, or of another version, and was built anew from the pictures.
    GalleryIndexAnew { aside: PathBuf },
    /// A model is not on this computer.
    ModelMissing { model: String, name: String, gigabytes: String, folder: PathBuf },
    /// A model's weights were never made public.
    ModelUnreleased { model: String },
    /// The command line: no model has this name.
    UnknownModel { name: String, names: String },
    /// Nothing of a model is on this computer.
    ModelNotHere { model: String },
    /// A model has no UNet of its own for gaps beside the other.
    NoInpaintingPart { model: String },
    /// Files of a model are not as they were published.
    FilesDamaged { path: PathBuf, count: usize },
    /// What is to be imported is nothing that is known.
    NothingToImport { path: PathBuf },
    /// A Trackio database has other tables than are known.
    TrackioSchema { path: PathBuf },
    /// The client of Weights & Biases is not there, or could not upload.
    WandbClient,
    /// A folder has no pictures that say how they were painted.
    NoRuns { path: PathBuf },
    /// No experiment has this name.
    NoExperiment { name: String },
    /// A film's name ends in nothing that a film can be.
    FilmName { path: PathBuf },
    /// The pictures of a film have several sizes.
    FilmSizes,
    /// A film is of something else than two wells.
    FilmOfMany { count: usize },
    /// A model of this name is there already.
    ImportThere { model: String, path: PathBuf },

    /// The command line: a picture's name ends in something else than `.png`.
    OutNoPng { path: PathBuf },
    /// The command line: pictures that are compared go to a folder.
    CompareNoFolder { path: PathBuf },
    /// The command line: a prior is given beside a model's name.
    PriorBesideName,
    /// The window could not be opened.
    NoWindow,
    /// The graphics device that showed the window was lost, and the window was opened anew.
    GraphicsLost,
    /// The graphics device that showed the window was lost again and again.
    GraphicsGone,
    /// A thread of the studio's own made a mistake.
    PartFailed,
    /// The engine has ended, and another one goes on.
    EngineEnded,
    /// The engine has ended, and another one begins the picture again.
    EngineAgain,
    /// The engine has ended twice with a graphics adapter, and another one goes on on the CPU.
    EngineOnCpu,
    /// The engine has ended, and another one does not help.
    EngineGone,
    /// The command line: a blend has another number of weights than of parts.
    WeightCount { count: usize, weights: usize },
    /// The command line: frames are asked for between more or fewer than two parts.
    FramesOfMany { count: usize },
    /// The command line: a part of a blend is called like a picture that is not there.
    BlendPictureMissing { name: String },
    /// The command line: settings of a prior for a system without one.
    NoPriorSettings { system: String },
    /// The command line: settings of guidance for a system without it.
    NoGuidanceSettings { system: String },
    /// The command line: several parts to measure in turns.
    BenchTarget,
    /// The picture needs more memory than is free, and the answer was no.
    MemoryRefused { needed: String, free: String },
    /// The adapter has not enough memory, and the answer was no.
    CpuRefused,
}

impl StudioCause {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::PresetsUnread
            | Self::SetAside { .. }
            | Self::PartSetAside { .. }
            | Self::GalleryIndex
            | Self::GalleryIndexAnew { .. }
            | Self::TrackioSchema { .. } => ErrorKind::Io,
            Self::ModelMissing { .. }
            | Self::FilesDamaged { .. }
            | Self::ModelUnreleased { .. }
            | Self::WandbClient => ErrorKind::Fetching,
            Self::NoWindow | Self::GraphicsLost | Self::GraphicsGone | Self::EngineOnCpu => ErrorKind::Device,
            Self::PartFailed | Self::EngineEnded | Self::EngineAgain | Self::EngineGone => ErrorKind::Internal,
            Self::MemoryRefused { .. } | Self::CpuRefused => ErrorKind::Memory,
            _ => ErrorKind::InvalidRecipe,
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            Self::InitMissing => "init",
            Self::MaskMissing => "mask",
            Self::MarginsMissing => "margins",
            Self::DepthMissing => "depth",
            Self::GridValue { field, .. } | Self::GridSideEmpty { field } => field,
            Self::GridNeedsPicture => "strength",
            Self::GridWordsMissing { .. }
            | Self::WildcardsEndless
            | Self::WildcardsTooLong
            | Self::WordListMissing { .. }
            | Self::WordListEmpty { .. } => "prompt",
            Self::GridTooLarge { .. } => "grid",
            Self::ModelMissing { .. }
            | Self::ModelUnreleased { .. }
            | Self::UnknownModel { .. }
            | Self::ModelNotHere { .. }
            | Self::NoInpaintingPart { .. } => "model",
            Self::NoRuns { .. } => "pictures",
            Self::OutNoPng { .. } | Self::CompareNoFolder { .. } => "out",
            Self::PriorBesideName => "prior",
            Self::WeightCount { .. } => "weights",
            Self::FramesOfMany { .. } => "frames",
            Self::FilmName { .. } | Self::FilmSizes => "film",
            Self::FilmOfMany { .. } => "parts",
            Self::BlendPictureMissing { .. } => "parts",
            Self::NoPriorSettings { .. } => "prior_steps",
            Self::NoGuidanceSettings { .. } => "guidance",
            Self::BenchTarget => "part",
            Self::NoExperiment { .. } => "experiment",
            _ => return None,
        })
    }

    /// The error with its technical detail.
    pub fn detail(self, detail: impl fmt::Display) -> StudioError {
        StudioError { cause: AnyCause::Studio(Box::new(self)), detail: detail.to_string() }
    }
}

/// A cause of the engine's or of the studio's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum AnyCause {
    /// The engine's.
    Engine(Box<Cause>),
    /// The studio's.
    Studio(Box<StudioCause>),
}

/// An error of the studio. `Display` is for logs: the cause as data, and the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioError {
    /// What went wrong.
    pub cause: AnyCause,
    /// The technical detail; may be empty.
    pub detail: String,
}

/// A result of the studio.
pub type Result<T> = std::result::Result<T, StudioError>;

impl StudioError {
    /// Working with a file or a folder failed.
    pub fn io(doing: Doing, path: &Path, source: &std::io::Error) -> Self {
        EngineError::io(doing, path, source).into()
    }

    /// A fault of the program itself.
    pub fn internal(detail: impl fmt::Display) -> Self {
        EngineError::internal(detail).into()
    }

    /// The job was stopped on request.
    pub fn cancelled() -> Self {
        EngineError::cancelled().into()
    }

    /// The kind of trouble.
    pub fn kind(&self) -> ErrorKind {
        match &self.cause {
            AnyCause::Engine(cause) => cause.kind(),
            AnyCause::Studio(cause) => cause.kind(),
        }
    }

    /// The field that is at fault, where there is one (`width`, `mask`, …).
    pub fn field(&self) -> Option<&str> {
        match &self.cause {
            AnyCause::Engine(cause) => cause.field(),
            AnyCause::Studio(cause) => cause.field(),
        }
    }

    /// True where the job was stopped on request.
    pub fn is_cancelled(&self) -> bool {
        self.kind() == ErrorKind::Cancelled
    }

    /// The same error with its technical detail.
    #[must_use]
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = detail.to_string();
        self
    }
}

impl From<EngineError> for StudioError {
    fn from(EngineError { cause, detail }: EngineError) -> Self {
        Self { cause: AnyCause::Engine(Box::new(cause)), detail }
    }
}

impl From<StudioCause> for StudioError {
    fn from(cause: StudioCause) -> Self {
        Self { cause: AnyCause::Studio(Box::new(cause)), detail: String::new() }
    }
}

impl fmt::Display for StudioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            AnyCause::Engine(cause) => write!(f, "{cause:?}")?,
            AnyCause::Studio(cause) => write!(f, "{cause:?}")?,
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

impl std::error::Error for StudioError {}
