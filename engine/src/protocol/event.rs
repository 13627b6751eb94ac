//! What the engine tells the app.

use serde::{Deserialize, Serialize};

use super::{AdapterInfo, DeviceInfo, JobId, Measured, Phase, Picture, Recipe, System};
use crate::error::EngineError;

/// Latents made visible, in the latents' own size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The job whose picture it previews.
    pub job: JobId,
    /// Number of the picture in the job.
    pub index: usize,
    /// Steps behind.
    pub step: u64,
    /// The preview.
    pub picture: Picture,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// All pictures were painted.
    Done,
    /// It was stopped.
    Cancelled,
    /// It failed, for this reason.
    Failed(EngineError),
}

/// Something that the artist should know and that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The prompt was longer than the model reads; this is the part that was left out.
    PromptCut(String),
    /// The same of the negative prompt.
    NegativePromptCut(String),
    /// A stage failed in half precision and the picture was begun again in full precision.
    FullPrecision,
    /// Memory ran out and the picture was begun again more sparingly.
    LessMemory,
    /// The graphics adapter has not painted this with this model yet, and is warmed up first: see [`Phase::WarmUp`].
    Tuning,
    /// Memory is so short that weights are kept in half precision, which changes the picture a little.
    HalfWeights,
    /// The device gave up; the engine goes on with this one.
    DeviceChanged(DeviceInfo),
}

/// What only the artist can decide. The job waits for [`Command::Answer`], or to be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// The picture needs more memory than is free, however sparingly it is painted. Try in spite of that?
    Short {
        /// Bytes that it needs.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// The graphics adapter has not enough memory. Paint on the CPU, which takes longer, from now on?
    OnCpu,
}

/// What the engine tells the app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The engine is there.
    Ready {
        /// What it runs on.
        device: DeviceInfo,
        /// Why that is not the preferred device, where it is not.
        refusal: Option<EngineError>,
    },
    /// The graphics adapters that there are, by their numbers. Not said where the CPU is preferred: to ask for them
    /// wakes drivers, which that may be meant to let lie.
    Adapters {
        /// All of them.
        adapters: Vec<AdapterInfo>,
    },
    /// The job waits for others.
    Queued {
        /// The job that the event is about.
        job: JobId,
    },
    /// The job begins.
    Started {
        /// The job that the event is about.
        job: JobId,
    },
    /// How far it is.
    Progress {
        /// The job that the event is about.
        job: JobId,
        /// Number of the picture in the job.
        index: usize,
        /// What the job is doing.
        phase: Phase,
        /// Steps, or bytes while loading, that are behind.
        done: u64,
        /// Steps or bytes in all.
        of: u64,
    },
    /// Something to decide.
    Asked {
        /// The job that the event is about.
        job: JobId,
        /// What is to be decided.
        question: Question,
    },
    /// Something to know.
    Notice {
        /// The job that the event is about.
        job: JobId,
        /// What the artist should know.
        notice: Notice,
    },
    /// A picture is ready.
    Painted {
        /// The job that the event is about.
        job: JobId,
        /// Number of the picture in the job.
        index: usize,
        /// The picture.
        picture: Picture,
        /// The recipe of this picture alone: the same recipe paints it again.
        recipe: Box<Recipe>,
        /// The model's system.
        system: System,
        /// Fingerprint of the model's weights.
        model_hash: String,
        /// What it took.
        measured: Measured,
    },
    /// The job is over. Nothing of it follows.
    Finished {
        /// The job that the event is about.
        job: JobId,
        /// How it ended.
        outcome: Outcome,
    },
}
