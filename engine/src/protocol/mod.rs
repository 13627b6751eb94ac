//! The whole contract between the app and the engine: commands in, events out. Plain data, no tensor, no device.
//!
//! - The app allocates job ids and never reuses them. Each submitted job ends in exactly one [`Event::Finished`], also
//!   after a panic, a lost device or a shutdown; nothing for that job follows it.
//! - Cancelling is idempotent and takes effect within one step. Progress is monotone within a phase.
//! - Previews do not come as events: they lie in a slot where the latest wins. Everything else is lossless.

use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use crate::checkpoint::System;
use crate::device::DeviceInfo;
use crate::error::{EngineError, Result};
pub use crate::picture::{Margins, Picture};
pub use crate::pipelines::Phase;
use crate::pipelines::check_blend;
pub use crate::schedulers::Sampler;

/// A job's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// Which model paints.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The small model that the binary carries.
    Etude,
    /// A checkpoint in the public layout.
    Folder {
        /// The decoder's folder.
        decoder: PathBuf,
        /// The prior's folder; `None` looks beside the decoder's.
        prior: Option<PathBuf>,
    },
}

/// Which generator the seed is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rng {
    /// `torch.Generator("cpu")`.
    #[default]
    TorchCpu,
    /// `torch.Generator("cuda")`.
    TorchCuda,
}

impl FromStr for Rng {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "torch-cpu" => Ok(Self::TorchCpu),
            "torch-cuda" => Ok(Self::TorchCuda),
            _ => Err(format!("no generator {text:?}; there are torch-cpu, torch-cuda")),
        }
    }
}

/// What a picture is painted from, beside the words. Pictures are files: a recipe names them, and is no larger for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Nothing.
    #[default]
    Nothing,
    /// A picture, which is painted over.
    Picture {
        /// Its file.
        init: PathBuf,
        /// The share of the steps that are taken, above 0 to 1: how much of it goes.
        strength: f64,
    },
    /// A picture of which a part is painted anew.
    Gap {
        /// Its file.
        init: PathBuf,
        /// The file of the mask: white is painted anew.
        mask: PathBuf,
    },
    /// A picture with room beside it that is painted.
    Margins {
        /// Its file.
        init: PathBuf,
        /// The room.
        margins: Margins,
    },
}

/// One of the things that are blended in the prompt's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlendPart {
    /// What.
    pub of: BlendOf,
    /// Its share.
    pub weight: f32,
}

/// What can be blended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlendOf {
    /// What words mean.
    Words(String),
    /// What the picture in a file shows.
    Picture(PathBuf),
}

/// Everything that is needed to paint a picture again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// The model.
    pub model: Model,
    /// What the picture shows.
    pub prompt: String,
    /// What it is painted from beside the words.
    #[serde(default)]
    pub origin: Origin,
    /// The file of the depth map that a ControlNet-depth decoder follows.
    #[serde(default)]
    pub depth: Option<PathBuf>,
    /// Two to six things that are blended in the prompt's place; none, and the prompt counts.
    #[serde(default)]
    pub blend: Vec<BlendPart>,
    /// Blend two on a great circle instead of a straight line.
    #[serde(default)]
    pub spherical: bool,
    /// What it does not; an empty negative prompt is not the same as none.
    #[serde(default)]
    pub negative: Option<String>,
    /// Seed of the first picture; each further one takes the next number.
    pub seed: u64,
    /// The generator that the seed is for.
    #[serde(default)]
    pub rng: Rng,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// What takes the decoder's steps.
    #[serde(default)]
    pub sampler: Sampler,
    /// The share of DDPM's noise that DDIM adds, 0 to 1; other samplers do not read it.
    #[serde(default)]
    pub eta: f32,
    /// Steps of the decoder.
    pub steps: usize,
    /// Guidance scale of the decoder.
    pub guidance: f32,
    /// Steps of the prior.
    pub prior_steps: usize,
    /// Guidance scale of the prior.
    pub prior_guidance: f32,
    /// How many pictures.
    #[serde(default = "one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

/// Smallest and largest side in pixels.
pub const SIDES: std::ops::RangeInclusive<usize> = 16..=4096;
/// Steps of the decoder.
pub const STEPS: std::ops::RangeInclusive<usize> = 1..=1000;
/// Steps of the prior, whose spacing divides by one less.
pub const PRIOR_STEPS: std::ops::RangeInclusive<usize> = 2..=1000;
/// Guidance scales.
pub const GUIDANCE: std::ops::RangeInclusive<f32> = 0.0..=100.0;
/// Pictures a job.
pub const COUNTS: std::ops::RangeInclusive<usize> = 1..=100;

impl Recipe {
    /// A recipe for étude, or for a Kandinsky 2.2, with the settings that suit it.
    pub fn new(model: Model, prompt: impl Into<String>) -> Self {
        Self::of(model, System::Kandinsky22, prompt)
    }

    /// A recipe for `model`, which is of `system`, with the settings that suit it: those that it was published with.
    pub fn of(model: Model, system: System, prompt: impl Into<String>) -> Self {
        let base = Self {
            prompt: prompt.into(),
            origin: Origin::Nothing,
            depth: None,
            blend: Vec::new(),
            spherical: false,
            negative: None,
            seed: 0,
            rng: Rng::TorchCpu,
            width: 512,
            height: 512,
            sampler: Sampler::Ddpm,
            eta: 0.0,
            steps: 50,
            guidance: 4.0,
            prior_steps: 25,
            prior_guidance: 4.0,
            count: 1,
            model,
        };
        match (&base.model, system) {
            (Model::Etude, _) => Self {
                width: 128,
                height: 128,
                sampler: Sampler::DpmSolver,
                steps: 20,
                guidance: 2.0,
                prior_steps: 20,
                prior_guidance: 1.5,
                ..base
            },
            (_, System::Kandinsky22) => base,
            (_, System::Kandinsky21) => Self { sampler: Sampler::Ddim, steps: 100, ..base },
            (_, System::Kandinsky20) => Self { sampler: Sampler::Ddim, steps: 100, guidance: 7.0, ..base },
            // Published as 3.0, which counts from no guidance on; 4 is what others call it.
            (_, System::Kandinsky30) => Self { width: 1024, height: 1024, steps: 25, ..base },
            (_, System::Kandinsky31) => Self { width: 1024, height: 1024, ..base },
            (_, System::Kandinsky31Flash) => {
                Self { width: 1024, height: 1024, sampler: Sampler::Flash, steps: 4, guidance: 1.0, ..base }
            }
        }
    }

    /// Checks every field, before anything is loaded.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn check(&self) -> Result<()> {
        let range = |field: &str, name: &str, value: usize, range: &std::ops::RangeInclusive<usize>| {
            if range.contains(&value) {
                return Ok(());
            }
            let (low, high) = (range.start(), range.end());
            Err(EngineError::invalid(
                field,
                format!("{name} of {value} cannot be painted."),
                format!("Choose {low} to {high}."),
            ))
        };
        let scale = |field: &str, name: &str, value: f32| {
            if GUIDANCE.contains(&value) {
                return Ok(());
            }
            let (low, high) = (GUIDANCE.start(), GUIDANCE.end());
            let advice = format!("Choose a number from {low} to {high}; 4 is usual.");
            Err(EngineError::invalid(field, format!("{name} of {value} cannot be used."), advice))
        };
        range("width", "A width", self.width, &SIDES)?;
        range("height", "A height", self.height, &SIDES)?;
        range("steps", "A number of steps", self.steps, &STEPS)?;
        range("prior_steps", "A number of prior steps", self.prior_steps, &PRIOR_STEPS)?;
        range("count", "A number of pictures", self.count, &COUNTS)?;
        if !(0.0..=1.0).contains(&self.eta) {
            let message = format!("An eta of {} cannot be used.", self.eta);
            return Err(EngineError::invalid("eta", message, "Choose a number from 0 to 1; 0 is usual."));
        }
        if let Origin::Picture { strength, .. } = self.origin
            && !(strength > 0.0 && strength <= 1.0)
        {
            let message = format!("A strength of {strength} cannot be used.");
            return Err(EngineError::invalid("strength", message, "Choose a number above 0, and at most 1."));
        }
        if !self.blend.is_empty() {
            let weights: Vec<f32> = self.blend.iter().map(|part| part.weight).collect();
            check_blend(&weights, self.spherical)?;
        }
        scale("guidance", "A guidance scale", self.guidance)?;
        scale("prior_guidance", "A prior guidance scale", self.prior_guidance)
    }

    /// The same in few steps and small, to be painted while something is moved by hand. Stage one stays as it is, for its
    /// results are kept.
    #[must_use]
    pub fn sketch(&self) -> Self {
        /// Of DPM-Solver++; fewer leave things without edges.
        const FEW: usize = 6;
        /// Pixels of the longer side.
        const SMALL: usize = 256;
        let longer = self.width.max(self.height);
        let side = |side: usize| if longer > SMALL { (side * SMALL / longer).max(*SIDES.start()) } else { side };
        let (width, height) = (side(self.width), side(self.height));
        let (sampler, steps) = match self.sampler {
            // It is one already.
            Sampler::Flash => (Sampler::Flash, self.steps),
            _ => (Sampler::DpmSolver, FEW),
        };
        Self { sampler, steps, width, height, count: 1, ..self.clone() }
    }

    /// True where stage one or two reads pictures.
    pub fn reads_pictures(&self) -> bool {
        let blended = |part: &BlendPart| matches!(part.of, BlendOf::Picture(_));
        self.origin != Origin::Nothing || self.blend.iter().any(blended)
    }

    /// The recipe of picture number `index` alone.
    #[must_use]
    pub fn picture(&self, index: usize) -> Self {
        Self { seed: self.seed.wrapping_add(index as u64), count: 1, ..self.clone() }
    }
}

/// What the app tells the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Paint.
    Submit {
        /// A number that was never used before.
        job: JobId,
        /// What to paint.
        recipe: Box<Recipe>,
    },
    /// Paint this next, while something is moved by hand. The newest wins: an earlier job of this kind is stopped at its
    /// next step, or never begun. Other jobs are not.
    Live {
        /// A number that was never used before.
        job: JobId,
        /// What to paint; see [`Recipe::sketch`].
        recipe: Box<Recipe>,
    },
    /// The answer to an [`Event::Asked`]. Of a job that asked nothing: nothing.
    Answer {
        /// The job.
        job: JobId,
        /// Go on. Otherwise the job is stopped.
        yes: bool,
    },
    /// Stop this job, waiting or running. Of an unknown or finished job: nothing.
    Cancel {
        /// The job.
        job: JobId,
    },
    /// Stop all jobs.
    CancelAll,
    /// Stop all jobs and end.
    Shutdown,
}

/// Latents made visible, in the latents' own size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The job.
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
    /// It failed.
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
    /// The graphics adapter has not painted this with this model yet and tries out what is fastest: its first steps take
    /// longer, this once.
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
    /// The job waits for others.
    Queued {
        /// The job.
        job: JobId,
    },
    /// The job begins.
    Started {
        /// The job.
        job: JobId,
    },
    /// How far it is.
    Progress {
        /// The job.
        job: JobId,
        /// Number of the picture in the job.
        index: usize,
        /// What it does.
        phase: Phase,
        /// Steps, or bytes while loading, that are behind.
        done: u64,
        /// Steps or bytes in all.
        of: u64,
    },
    /// Something to decide.
    Asked {
        /// The job.
        job: JobId,
        /// What.
        question: Question,
    },
    /// Something to know.
    Notice {
        /// The job.
        job: JobId,
        /// What.
        notice: Notice,
    },
    /// A picture is ready.
    Painted {
        /// The job.
        job: JobId,
        /// Number of the picture in the job.
        index: usize,
        /// The picture.
        picture: Picture,
        /// The recipe of this picture alone: the same recipe paints it again.
        recipe: Box<Recipe>,
        /// Fingerprint of the model's weights.
        model_hash: String,
    },
    /// The job is over. Nothing of it follows.
    Finished {
        /// The job.
        job: JobId,
        /// How it ended.
        outcome: Outcome,
    },
}
