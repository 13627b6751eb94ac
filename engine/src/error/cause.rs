//! Causes of trouble, as data: the app has a sentence, and what to do, for each in every language
//! (`assets/locales/*.ftl`, `error-` and the variant's name).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ErrorKind;

/// What went wrong. Numbers that may be anything, as people type them, are texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case", rename_all_fields = "snake_case")]
#[expect(missing_docs, reason = "the fields are what the variant says")]
pub enum Cause {
    /// A number of the recipe is out of its range.
    OutOfRange { field: String, value: String, low: String, high: String },
    /// A strength is not above 0 and at most 1.
    StrengthOutOfRange { value: String },
    /// A strength takes none of the steps. `least`: the smallest that takes one.
    StrengthTakesNoStep { field: String, strength: String, steps: usize, least: String },
    /// A strength takes none of the trained timesteps.
    StrengthTooSmall { strength: String },
    /// A run has fewer or more steps than its schedule can have.
    StepsOutOfRange { field: String, steps: usize, least: usize, most: usize },
    /// The last step of a run lies behind the timesteps that the model was trained with.
    StepsPastTraining { steps: usize, trained: usize },
    /// Flash has a fixed number of steps.
    FlashSteps { steps: usize, needed: usize },
    /// A system is not painted with this sampler, but for instance with `usual`.
    WrongSampler { system: String, sampler: String, usual: String },
    /// A blend has too few or too many parts.
    BlendCount { count: usize },
    /// A weight of a blend is not a number.
    BlendWeight,
    /// The weights of a blend add up to nothing.
    BlendWeightsCancel,
    /// More than two parts are to be blended along a circle.
    CircleOfMany { count: usize },
    /// Words are to be blended along a circle by a system without a prior.
    CircleWithoutPrior,
    /// Pictures are to be blended by a system without a prior.
    PicturesWithoutPrior { system: String },
    /// A mask is given to a decoder that fills no gaps.
    DecoderFillsNoGaps,
    /// A decoder that fills gaps has no picture with one.
    DecoderNeedsGap,
    /// A decoder that follows depth maps has none.
    DecoderNeedsDepth,
    /// A depth map is given to a decoder that reads none.
    DecoderReadsNoDepth,
    /// A mask and its picture have different sizes.
    MaskSize { mask_width: usize, mask_height: usize, width: usize, height: usize },
    /// A mask is black all over.
    MaskEmpty,
    /// A depth map has colours.
    DepthInColour { path: PathBuf },
    /// A file is no picture that can be read.
    NoPicture { path: PathBuf },
    /// A file's name cannot be written into a recipe.
    PathNotUtf8 { path: PathBuf },

    /// A tokenizer's files are missing or broken.
    TokenizerBroken { folder: String },
    /// The prior's scheduler asks for settings that no Kandinsky has.
    PriorScheduler,
    /// A network's settings are none that a Kandinsky has.
    UnknownNetwork { network: UnknownNetwork },
    /// The networks of a checkpoint do not fit each other.
    NetworksDoNotFit,
    /// A folder is not there.
    NoFolder { path: PathBuf },
    /// Files of a checkpoint are missing.
    Incomplete { system: String, files: String, more: usize, count: usize, with_prior: bool },
    /// A folder holds no Kandinsky.
    NoCheckpoint { path: PathBuf },
    /// A folder holds only the prior of one.
    PriorAlone { path: PathBuf },
    /// Settings of a checkpoint say something else than they should.
    SettingsUnreadable,
    /// A file of a checkpoint cannot be opened.
    FileMissing { path: PathBuf },
    /// A file of a checkpoint says something else than it should.
    FileUnreadable { path: PathBuf },
    /// An index names files that are not beside it.
    IndexPointsElsewhere { path: PathBuf },
    /// A file of weights is damaged or cut off.
    WeightsDamaged { path: PathBuf },
    /// In the place of the weights there is what Git LFS left for them.
    WeightsPointer { path: PathBuf },
    /// A file of weights is of a kind that is not read.
    WeightsUnread { path: PathBuf },
    /// The keys or shapes of weights are not those of the config beside them.
    WeightsDoNotFit { path: PathBuf },
    /// Weights are those of another model.
    WeightsOfOtherModel,
    /// Converted weights could not be written.
    ConversionUnwritten { folder: PathBuf, gigabytes: String },
    /// The tokenizer has tokens that the text encoder has not.
    UnknownToken,
    /// The image processor and the image encoder want pictures of different sizes.
    ImageProcessor,

    /// There is no adapter of this number.
    NoSuchAdapter { number: usize, count: usize },
    /// There is no graphics hardware.
    NoGraphics,
    /// An adapter refused to open.
    AdapterRefused { name: String },
    /// An adapter crashed, hung or computed wrongly when it was tried.
    AdapterFailedTest { name: String },
    /// An adapter computes something else than the CPU.
    AdapterComputesWrongly { name: String },
    /// The device gave up while it painted.
    DeviceLost,
    /// The device gave up while it read the prompt.
    DeviceLostEncoding,

    /// The hub cannot be reached.
    HubOffline { endpoint: String },
    /// The hub stopped sending, again and again.
    HubStalled { endpoint: String },
    /// The hub refuses with a status of HTTP.
    HubRefused { endpoint: String, status: u16 },
    /// The hub says something that no hub says.
    HubAnswer { endpoint: String },
    /// A repository is not shown to everybody. `token`: it was asked for with one.
    HubForbidden { repository: String, token: bool },
    /// A repository or a file of it is not on the hub.
    HubNotFound { file: String },
    /// A page came in the place of a file.
    HubPage { file: String },
    /// A pointer to large file storage came in the place of a file.
    HubPointer { file: String },
    /// A file is another one than the hub listed.
    HubChanged { file: String },
    /// A file has another hash than the hub listed, twice.
    HubHash { file: String },
    /// Another process fetches the same file.
    FetchedElsewhere { file: String },
    /// The disk has not enough room. Gigabytes.
    DiskFull { folder: PathBuf, needed: String, free: String },

    /// A file or a folder could not be worked with.
    Io { doing: Doing, path: PathBuf, reason: IoReason },
    /// There was not enough memory.
    OutOfMemory,
    /// A stage produced values that are no picture.
    NotAPicture { stage: String },
    /// The job was stopped on request.
    Cancelled,
    /// A fault of the engine itself.
    Internal,
    /// What an older version of the program said, in its words.
    #[serde(untagged)]
    Worded { kind: ErrorKind, field: Option<String>, message: String, advice: String },
}

/// A network whose settings are none that a Kandinsky has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the networks")]
pub enum UnknownNetwork {
    Prior,
    UNet,
    UNet3,
    Autoencoder,
    TextEncoder,
    ImageEncoder,
}

/// What was to be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Doing {
    Discard,
    Find,
    Make,
    Move,
    Open,
    Read,
    ReadPicture,
    Write,
}

/// Why a file could not be worked with, as far as that tells what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IoReason {
    /// It is not there.
    NotFound,
    /// It may not be written or read.
    Denied,
    /// The disk is full.
    Full,
    /// Anything else.
    Other,
}

impl IoReason {
    /// The reason behind an error of the system.
    pub fn of(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::Denied,
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Other,
        }
    }
}

impl Cause {
    /// The kind of trouble, for code that reacts differently to different causes.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::OutOfRange { .. }
            | Self::StrengthOutOfRange { .. }
            | Self::StrengthTakesNoStep { .. }
            | Self::StrengthTooSmall { .. }
            | Self::StepsOutOfRange { .. }
            | Self::StepsPastTraining { .. }
            | Self::FlashSteps { .. }
            | Self::WrongSampler { .. }
            | Self::BlendCount { .. }
            | Self::BlendWeight
            | Self::BlendWeightsCancel
            | Self::CircleOfMany { .. }
            | Self::CircleWithoutPrior
            | Self::PicturesWithoutPrior { .. }
            | Self::DecoderFillsNoGaps
            | Self::DecoderNeedsGap
            | Self::DecoderNeedsDepth
            | Self::DecoderReadsNoDepth
            | Self::MaskSize { .. }
            | Self::MaskEmpty
            | Self::DepthInColour { .. }
            | Self::NoPicture { .. }
            | Self::PathNotUtf8 { .. } => ErrorKind::InvalidRecipe,
            Self::TokenizerBroken { .. }
            | Self::PriorScheduler
            | Self::UnknownNetwork { .. }
            | Self::NetworksDoNotFit
            | Self::NoFolder { .. }
            | Self::Incomplete { .. }
            | Self::NoCheckpoint { .. }
            | Self::PriorAlone { .. }
            | Self::SettingsUnreadable
            | Self::FileMissing { .. }
            | Self::FileUnreadable { .. }
            | Self::IndexPointsElsewhere { .. }
            | Self::WeightsDamaged { .. }
            | Self::WeightsPointer { .. }
            | Self::WeightsUnread { .. }
            | Self::WeightsDoNotFit { .. }
            | Self::WeightsOfOtherModel
            | Self::ConversionUnwritten { .. }
            | Self::UnknownToken
            | Self::ImageProcessor => ErrorKind::BadCheckpoint,
            Self::NoSuchAdapter { .. }
            | Self::NoGraphics
            | Self::AdapterRefused { .. }
            | Self::AdapterFailedTest { .. }
            | Self::AdapterComputesWrongly { .. }
            | Self::DeviceLost
            | Self::DeviceLostEncoding => ErrorKind::Device,
            Self::HubOffline { .. }
            | Self::HubStalled { .. }
            | Self::HubRefused { .. }
            | Self::HubAnswer { .. }
            | Self::HubForbidden { .. }
            | Self::HubNotFound { .. }
            | Self::HubPage { .. }
            | Self::HubPointer { .. }
            | Self::HubChanged { .. }
            | Self::HubHash { .. }
            | Self::FetchedElsewhere { .. } => ErrorKind::Fetching,
            Self::DiskFull { .. } | Self::Io { .. } => ErrorKind::Io,
            Self::OutOfMemory => ErrorKind::Memory,
            Self::NotAPicture { .. } => ErrorKind::NotAPicture,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Internal => ErrorKind::Internal,
            Self::Worded { kind, .. } => *kind,
        }
    }

    /// The field of the recipe that is at fault, where there is one (`width`, `steps`, …).
    pub fn field(&self) -> Option<&str> {
        Some(match self {
            Self::OutOfRange { field, .. }
            | Self::StrengthTakesNoStep { field, .. }
            | Self::StepsOutOfRange { field, .. } => field,
            Self::StrengthOutOfRange { .. } | Self::StrengthTooSmall { .. } => "strength",
            Self::StepsPastTraining { .. } | Self::FlashSteps { .. } => "steps",
            Self::WrongSampler { .. } => "sampler",
            Self::BlendCount { .. }
            | Self::CircleOfMany { .. }
            | Self::CircleWithoutPrior
            | Self::PicturesWithoutPrior { .. } => "parts",
            Self::BlendWeight | Self::BlendWeightsCancel => "weights",
            Self::DecoderFillsNoGaps | Self::DecoderNeedsGap | Self::MaskSize { .. } | Self::MaskEmpty => "mask",
            Self::DecoderNeedsDepth | Self::DecoderReadsNoDepth => "hint",
            Self::DepthInColour { .. } => "depth",
            Self::NoPicture { .. } => "picture",
            Self::Worded { field, .. } => return field.as_deref(),
            _ => return None,
        })
    }

    /// That of an error of the system.
    pub fn io(doing: Doing, path: &Path, source: &std::io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), reason: IoReason::of(source) }
    }
}
