//! Everything that is needed to paint a picture again, and the ranges that it must stay in.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{
    BlendOf, BlendPart, Margins, Model, Published, Rng, Sampler, Sampling, System, Task, Variation, check_weights,
};
use crate::error::{Cause, Result};

/// Everything that is needed to paint a picture again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// The model.
    pub model: Model,
    /// What the picture shows.
    pub prompt: String,
    /// What it is painted from beside the words.
    #[serde(default, rename = "origin")]
    pub task: Task,
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
    /// Seed of the first picture; each further one takes the next number, but for variations of one picture.
    pub seed: u64,
    /// Noise on the way from the seed to another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation: Option<Variation>,
    /// The generator that the seed is for.
    #[serde(default)]
    pub rng: Rng,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// How it is sampled.
    #[serde(flatten)]
    pub sampling: Sampling,
    /// How many pictures.
    #[serde(default = "one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

/// Refuses a value of `field` outside of its range; what is no number is outside.
fn in_range<T: PartialOrd + ToString>(field: &str, value: T, range: &RangeInclusive<T>) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    let (low, high) = (range.start().to_string(), range.end().to_string());
    Err(Cause::OutOfRange { field: field.to_owned(), value: value.to_string(), low, high }.into())
}

/// Smallest and largest side in pixels.
pub const SIDES: RangeInclusive<usize> = 16..=4096;
/// Steps of the decoder.
pub const STEPS: RangeInclusive<usize> = 1..=1000;
/// Steps of the prior, whose spacing divides by one less.
pub const PRIOR_STEPS: RangeInclusive<usize> = 2..=1000;
/// Guidance scales.
pub const GUIDANCE: RangeInclusive<f32> = 0.0..=100.0;
/// Pictures a job.
pub const COUNTS: RangeInclusive<usize> = 1..=100;

impl Recipe {
    /// A recipe for étude, or for a Kandinsky 2.2, with the settings that suit it.
    pub fn new(model: Model, prompt: impl Into<String>) -> Self {
        Self::of(model, System::Kandinsky22, prompt)
    }

    /// A recipe for `model`, which is of `system`, with the settings that it was published with.
    pub fn of(model: Model, system: System, prompt: impl Into<String>) -> Self {
        let Published { width, height, sampling } =
            if model == Model::Etude { Published::ETUDE } else { system.published() };
        Self {
            model,
            prompt: prompt.into(),
            task: Task::TextToImage,
            depth: None,
            blend: Vec::new(),
            spherical: false,
            negative: None,
            seed: 0,
            variation: None,
            rng: Rng::TorchCpu,
            width,
            height,
            sampling,
            count: 1,
        }
    }

    /// Checks every field, before anything is loaded.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn check(&self) -> Result<()> {
        // Before it is painted: the picture's file could not say how it was.
        if let Some(path) = self.paths().find(|path| path.to_str().is_none()) {
            return Err(Cause::PathNotUtf8 { path: path.to_owned() }.into());
        }
        in_range("width", self.width, &SIDES)?;
        in_range("height", self.height, &SIDES)?;
        in_range("steps", self.sampling.steps, &STEPS)?;
        in_range("prior_steps", self.sampling.prior_steps, &PRIOR_STEPS)?;
        in_range("count", self.count, &COUNTS)?;
        in_range("eta", self.sampling.eta, &(0.0..=1.0))?;
        if let Task::ImageToImage { strength, .. } = self.task
            && !(strength > 0.0 && strength <= 1.0)
        {
            return Err(Cause::StrengthOutOfRange { value: strength.to_string() }.into());
        }
        if let Task::Outpaint { margins: Margins { left, top, right, bottom }, .. } = self.task {
            for (side, margin) in [("left", left), ("top", top), ("right", right), ("bottom", bottom)] {
                in_range(side, margin, &(0..=*SIDES.end()))?;
            }
        }
        if !self.blend.is_empty() {
            let weights: Vec<f32> = self.blend.iter().map(|part| part.weight).collect();
            check_weights(&weights, self.spherical)?;
        }
        if let Some(variation) = self.variation {
            in_range("variation_strength", variation.strength, &(0.0..=1.0))?;
        }
        if let Task::Inpaint { only_masked: Some(padding), .. } = self.task {
            in_range("padding", padding, &(0..=*SIDES.end()))?;
        }
        in_range("guidance", self.sampling.guidance, &GUIDANCE)?;
        in_range("prior_guidance", self.sampling.prior_guidance, &GUIDANCE)
    }

    /// The same in few steps and small, to be painted while something is moved by hand. Stage one stays as it is, for
    /// its results are kept.
    #[must_use]
    pub fn sketch(&self) -> Self {
        /// Of DPM-Solver++; fewer leave things without edges.
        const FEW: usize = 6;
        /// Pixels of the longer side.
        const SMALL: usize = 256;
        let longer = self.width.max(self.height);
        let side = |side: usize| if longer > SMALL { (side * SMALL / longer).max(*SIDES.start()) } else { side };
        let (width, height) = (side(self.width), side(self.height));
        let sampling = match self.sampling.sampler {
            // It is one already.
            Sampler::Flash => self.sampling,
            _ => Sampling { sampler: Sampler::DpmSolver, steps: FEW, ..self.sampling },
        };
        Self { sampling, width, height, count: 1, ..self.clone() }
    }

    /// All files and folders that it names.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        let task = match &self.task {
            Task::TextToImage => [None, None],
            Task::ImageToImage { init, .. } | Task::Outpaint { init, .. } => [Some(init), None],
            Task::Inpaint { init, mask, .. } => [Some(init), Some(mask)],
        };
        let model = match &self.model {
            Model::Etude => [None, None],
            Model::Folder { decoder, prior } => [Some(decoder), prior.as_ref()],
        };
        let blended = self.blend.iter().filter_map(|part| match &part.of {
            BlendOf::Picture(path) => Some(path),
            BlendOf::Words(_) => None,
        });
        task.into_iter().chain(model).flatten().chain(&self.depth).chain(blended).map(PathBuf::as_path)
    }

    /// True where stage one or two reads pictures.
    pub fn reads_pictures(&self) -> bool {
        let blended = |part: &BlendPart| matches!(part.of, BlendOf::Picture(_));
        self.task != Task::TextToImage || self.blend.iter().any(blended)
    }

    /// The recipe of picture number `index` alone.
    #[must_use]
    pub fn picture(&self, index: usize) -> Self {
        let mut one = Self { count: 1, ..self.clone() };
        let seed = one.variation.as_mut().map_or(&mut one.seed, |variation| &mut variation.seed);
        *seed = seed.wrapping_add(index as u64);
        one
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Model, Recipe, Task, Variation};
    use crate::protocol::Margins;

    #[test]
    fn margins_that_would_wrap_are_refused() {
        for left in [4097, usize::MAX] {
            let task = Task::Outpaint { init: PathBuf::from("a.png"), margins: Margins { left, ..Margins::default() } };
            let recipe = Recipe { task, ..Recipe::new(Model::Etude, "a circle") };
            assert_eq!(recipe.check().expect_err("too large").field(), Some("left"));
        }
    }

    #[test]
    fn further_pictures_take_the_next_seed_or_the_next_variation() {
        let recipe = Recipe { seed: 7, count: 3, ..Recipe::new(Model::Etude, "a circle") };
        assert_eq!((recipe.picture(2).seed, recipe.picture(2).count), (9, 1));
        let varied = Recipe { variation: Some(Variation { seed: u64::MAX, strength: 0.2 }), ..recipe };
        let third = varied.picture(2);
        assert_eq!((third.seed, third.variation), (7, Some(Variation { seed: 1, strength: 0.2 })));
    }

    #[test]
    fn a_variation_is_between_the_two() {
        for strength in [-0.1, 1.1, f32::NAN] {
            let variation = Some(Variation { seed: 1, strength });
            let recipe = Recipe { variation, ..Recipe::new(Model::Etude, "a circle") };
            assert_eq!(recipe.check().expect_err("out of range").field(), Some("variation_strength"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_cannot_be_written_down_is_refused_before_painting() {
        let name: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(b"a\xff.png".to_vec());
        let task = Task::ImageToImage { init: name.into(), strength: 0.5 };
        assert!(Recipe { task, ..Recipe::new(Model::Etude, "a circle") }.check().is_err());
    }
}
