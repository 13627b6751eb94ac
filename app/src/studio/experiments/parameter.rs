//! What pictures can be compared by: everything that the record knows of one, each by a name and as a value that can be
//! sorted, drawn and exported.

use std::cmp::Ordering;
use std::fmt;

use bluerider_engine::protocol::{Phase, Recipe, Rng, Task};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::studio::gallery::{Run, RunOutcome};
use crate::studio::picture_file::Provenance;

/// A column of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the recipe and of what is measured")]
pub enum Parameter {
    Painted,
    Experiment,
    Outcome,
    /// The prompt as it was painted.
    Prompt,
    /// The prompt as it was typed, where that is another.
    Typed,
    Negative,
    Model,
    System,
    /// Fingerprint of the weights.
    Weights,
    Task,
    Sampler,
    Eta,
    Steps,
    Guidance,
    PriorSteps,
    PriorGuidance,
    Strength,
    Seed,
    /// How far it varies from the picture of its seed.
    Variation,
    VariationSeed,
    Generator,
    Width,
    Height,
    Rating,
    Note,
    /// Seconds in all.
    Seconds,
    SecondsLoad,
    SecondsEncode,
    SecondsPrior,
    SecondsDenoise,
    SecondsDecode,
    /// Bytes.
    PeakMemory,
    Device,
    Backend,
    Driver,
    Precision,
    Version,
    File,
}

/// Above this a whole number has more digits than a browser's numbers.
const WHOLE_IN_BROWSERS: u64 = 1 << 53;

/// What a run has there.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Missing,
    /// A whole number: seeds have more digits than a float.
    Whole(u64),
    /// A number.
    Number(f64),
    /// Words.
    Text(String),
}

impl Parameter {
    /// All of them, in the order of a table's columns.
    pub const ALL: [Self; 38] = [
        Self::Painted,
        Self::Experiment,
        Self::Outcome,
        Self::Prompt,
        Self::Typed,
        Self::Negative,
        Self::Model,
        Self::System,
        Self::Weights,
        Self::Task,
        Self::Sampler,
        Self::Eta,
        Self::Steps,
        Self::Guidance,
        Self::PriorSteps,
        Self::PriorGuidance,
        Self::Strength,
        Self::Seed,
        Self::Variation,
        Self::VariationSeed,
        Self::Generator,
        Self::Width,
        Self::Height,
        Self::Rating,
        Self::Note,
        Self::Seconds,
        Self::SecondsLoad,
        Self::SecondsEncode,
        Self::SecondsPrior,
        Self::SecondsDenoise,
        Self::SecondsDecode,
        Self::PeakMemory,
        Self::Device,
        Self::Backend,
        Self::Driver,
        Self::Precision,
        Self::Version,
        Self::File,
    ];

    /// Its name in files, and after `parameter-` that of its sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Painted => "painted",
            Self::Experiment => "experiment",
            Self::Outcome => "outcome",
            Self::Prompt => "prompt",
            Self::Typed => "typed_prompt",
            Self::Negative => "negative_prompt",
            Self::Model => "model",
            Self::System => "system",
            Self::Weights => "weights",
            Self::Task => "task",
            Self::Sampler => "sampler",
            Self::Eta => "eta",
            Self::Steps => "steps",
            Self::Guidance => "guidance",
            Self::PriorSteps => "prior_steps",
            Self::PriorGuidance => "prior_guidance",
            Self::Strength => "strength",
            Self::Seed => "seed",
            Self::Variation => "variation",
            Self::VariationSeed => "variation_seed",
            Self::Generator => "generator",
            Self::Width => "width",
            Self::Height => "height",
            Self::Rating => "rating",
            Self::Note => "note",
            Self::Seconds => "seconds",
            Self::SecondsLoad => "seconds_load",
            Self::SecondsEncode => "seconds_encode",
            Self::SecondsPrior => "seconds_prior",
            Self::SecondsDenoise => "seconds_denoise",
            Self::SecondsDecode => "seconds_decode",
            Self::PeakMemory => "peak_memory",
            Self::Device => "device",
            Self::Backend => "backend",
            Self::Driver => "driver",
            Self::Precision => "precision",
            Self::Version => "version",
            Self::File => "file",
        }
    }

    /// True where it says how a picture is painted, and not what came of it: what an experiment varies.
    pub fn is_setting(self) -> bool {
        matches!(
            self,
            Self::Prompt
                | Self::Negative
                | Self::Model
                | Self::System
                | Self::Task
                | Self::Sampler
                | Self::Eta
                | Self::Steps
                | Self::Guidance
                | Self::PriorSteps
                | Self::PriorGuidance
                | Self::Strength
                | Self::Seed
                | Self::Variation
                | Self::VariationSeed
                | Self::Generator
                | Self::Width
                | Self::Height
                | Self::Device
                | Self::Precision
        )
    }

    /// True where `runs` have more than one value of it.
    pub fn differs(self, runs: &[Run]) -> bool {
        let mut values = runs.iter().map(|run| self.of(run));
        let first = values.next();
        values.any(|value| Some(&value) != first.as_ref())
    }

    /// True where its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Self::Eta
                | Self::Steps
                | Self::Guidance
                | Self::PriorSteps
                | Self::PriorGuidance
                | Self::Strength
                | Self::Seed
                | Self::Variation
                | Self::VariationSeed
                | Self::Width
                | Self::Height
                | Self::Rating
                | Self::Seconds
                | Self::SecondsLoad
                | Self::SecondsEncode
                | Self::SecondsPrior
                | Self::SecondsDenoise
                | Self::SecondsDecode
                | Self::PeakMemory
        )
    }

    /// What `run` has there.
    pub fn of(self, run: &Run) -> Value {
        let said = &run.metadata;
        let ours = said.provenance.as_deref();
        let recipe = |value: fn(&Recipe) -> Value| ours.map_or(Value::Missing, |ours| value(&ours.recipe));
        match self {
            Self::Painted => Value::Text(moment(run.id.0)),
            Self::Experiment => text(said.experiment()),
            Self::Outcome => Value::Text(outcome(&run.outcome).to_owned()),
            Self::Prompt => text(Some(ours.map_or(said.prompt.as_str(), |ours| ours.recipe.prompt.as_str()))),
            Self::Typed => text(ours.and_then(|ours| ours.template.as_deref())),
            Self::Negative => text(Some(&said.negative)),
            Self::Model => text(said.model.as_deref()),
            Self::System => text(ours.and_then(|ours| ours.system).map(|system| system.title())),
            Self::Weights => text(ours.map(|ours| ours.model_hash.as_str())),
            Self::Task => recipe(|recipe| Value::Text(task(recipe).to_owned())),
            Self::Sampler => text(said.sampler.as_deref()),
            Self::Eta => recipe(|recipe| decimal(Some(recipe.sampling.eta))),
            Self::Steps => whole(said.steps),
            Self::Guidance => decimal(said.guidance),
            Self::PriorSteps => whole(said.prior_steps),
            Self::PriorGuidance => decimal(said.prior_guidance),
            Self::Strength => recipe(|recipe| match recipe.task {
                Task::ImageToImage { strength, .. } => Value::Number(strength),
                _ => Value::Missing,
            }),
            Self::Seed => said.seed.map_or(Value::Missing, Value::Whole),
            Self::Variation => recipe(|recipe| decimal(recipe.variation.map(|variation| variation.strength))),
            Self::VariationSeed => {
                recipe(|recipe| recipe.variation.map_or(Value::Missing, |variation| Value::Whole(variation.seed)))
            }
            Self::Generator => recipe(|recipe| Value::Text(generator(recipe.rng).to_owned())),
            Self::Width => whole(Some(said.size.0).filter(|&side| side > 0)),
            Self::Height => whole(Some(said.size.1).filter(|&side| side > 0)),
            Self::Rating => run.remark.rating.map_or(Value::Missing, |rating| Value::Whole(rating.into())),
            Self::Note => text(Some(&run.remark.note)),
            Self::Seconds => measured(ours, |all| Value::Number(all.total_seconds())),
            Self::SecondsLoad => seconds(ours, &[Phase::Convert, Phase::Load]),
            Self::SecondsEncode => seconds(ours, &[Phase::Encode]),
            Self::SecondsPrior => seconds(ours, &[Phase::Prior]),
            Self::SecondsDenoise => seconds(ours, &[Phase::Denoise]),
            Self::SecondsDecode => seconds(ours, &[Phase::Decode]),
            Self::PeakMemory => measured(ours, |all| all.peak_memory.map_or(Value::Missing, Value::Whole)),
            Self::Device => measured(ours, |all| text(Some(&all.device))),
            Self::Backend => measured(ours, |all| text(Some(&all.backend))),
            Self::Driver => measured(ours, |all| text(Some(&all.driver))),
            Self::Precision => measured(ours, |all| text(Some(&all.precision))),
            Self::Version => text(ours.map(|ours| ours.version.as_str())),
            Self::File => text(run.file.as_deref()),
        }
    }
}

/// The parameters of which `runs` have more than one value, in order.
pub fn varied(runs: &[Run]) -> Vec<Parameter> {
    Parameter::ALL.into_iter().filter(|parameter| parameter.differs(runs)).collect()
}

/// The outcome's name in files.
pub fn outcome(outcome: &RunOutcome) -> &'static str {
    match outcome {
        RunOutcome::Painted => "painted",
        RunOutcome::Stopped => "stopped",
        RunOutcome::Failed(_) => "failed",
    }
}

/// What was done, by its name in files.
fn task(recipe: &Recipe) -> &'static str {
    match recipe.task {
        _ if !recipe.blend.is_empty() => "blend",
        _ if recipe.depth.is_some() => "depth",
        Task::TextToImage => "text-to-image",
        Task::ImageToImage { .. } => "image-to-image",
        Task::Inpaint { .. } => "inpaint",
        Task::Outpaint { .. } => "outpaint",
    }
}

fn generator(rng: Rng) -> &'static str {
    match rng {
        Rng::TorchCpu => "torch-cpu",
        Rng::TorchCuda => "torch-cuda",
    }
}

/// A time as people and programs read it: `2026-11-23T17:05:11Z`.
pub fn moment(micros: i64) -> String {
    let time = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    jiff::Timestamp::from_second(time.as_second()).unwrap_or_default().to_string()
}

fn measured(ours: Option<&Provenance>, value: impl Fn(&bluerider_engine::protocol::Measured) -> Value) -> Value {
    ours.and_then(|ours| ours.measured.as_ref()).map_or(Value::Missing, value)
}

fn seconds(ours: Option<&Provenance>, phases: &[Phase]) -> Value {
    measured(ours, |all| {
        let of = all.seconds.iter().filter(|(phase, _)| phases.contains(phase)).map(|(_, seconds)| seconds);
        // The sum of nothing is -0.
        Value::Number(of.fold(0.0, |sum, seconds| sum + seconds))
    })
}

fn text(value: Option<&str>) -> Value {
    value.filter(|value| !value.is_empty()).map_or(Value::Missing, |value| Value::Text(value.to_owned()))
}

fn whole(value: Option<usize>) -> Value {
    value.map_or(Value::Missing, |value| Value::Whole(value as u64))
}

/// 0.1 in single precision is 0.1 and not 0.10000000149.
fn decimal(value: Option<f32>) -> Value {
    value.and_then(|value| value.to_string().parse().ok()).map_or(Value::Missing, Value::Number)
}

impl Value {
    /// As a number, to be drawn.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(value) => Some(*value as f64),
            Self::Number(value) => Some(*value).filter(|value| value.is_finite()),
            Self::Missing | Self::Text(_) => None,
        }
    }

    /// As JSON. What is no number there is nothing; whole numbers that a browser would round are words, for whoever
    /// shows them is one.
    pub fn json(&self) -> Json {
        match self {
            Self::Missing => Json::Null,
            Self::Whole(value) if *value > WHOLE_IN_BROWSERS => Json::from(value.to_string()),
            Self::Whole(value) => Json::from(*value),
            Self::Number(value) => Json::from(*value),
            Self::Text(text) => Json::from(text.as_str()),
        }
    }

    /// The order of a sorted column: numbers before words. What is missing comes first; a table puts it last in either
    /// direction.
    pub fn order(&self, other: &Self) -> Ordering {
        let rank = |value: &Self| match value {
            Self::Missing => 0,
            Self::Whole(_) | Self::Number(_) => 1,
            Self::Text(_) => 2,
        };
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b)),
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => rank(self).cmp(&rank(other)),
            },
        }
    }
}

impl fmt::Display for Value {
    /// As it stands in files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Whole(value) => value.fmt(f),
            // Not to the nanosecond.
            Self::Number(value) => ((value * 1e6).round() / 1e6).fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}
