//! `bluerider paint`: a picture without a window.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{Margins, Picture, Recipe, Rng, Sampler, Sampling, Task, Variation};

use super::Means;
use super::model::ModelArguments;
use super::names;
use super::painting::{self, How};
use super::tracking::Tracked;
use crate::studio::draft::{PADDING, VARIATION};
use crate::studio::error::{Result, StudioCause};

/// How much of a picture goes where nothing is said; the reference lets 0.3 go, which hardly shows in 50 steps.
const STRENGTH: f64 = 0.5;

/// What `bluerider paint` takes. What is not said is what suits the model.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What the picture shows.
    prompt: String,
    /// A picture to start from.
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// How much of it goes, above 0 to 1.
    #[arg(long, value_name = "X", requires = "init", allow_negative_numbers = true)]
    #[arg(conflicts_with_all = ["mask", "extend"])]
    strength: Option<f64>,
    /// Where it is painted anew: a picture of the same size, white there and black elsewhere.
    #[arg(long, value_name = "FILE", requires = "init", conflicts_with = "extend")]
    mask: Option<PathBuf>,
    /// Paint only the part around the mask, as large as --size or the model's own size, and lay it back into the
    /// picture.
    #[arg(long, requires = "mask")]
    only_masked: bool,
    /// How much of the picture beside the mask that part shows, in its pixels.
    #[arg(long, value_name = "PIXELS", default_value_t = PADDING)]
    padding: usize,
    /// Room to paint beside it, in pixels: left=64,top=0,right=64,bottom=0, or some of these.
    #[arg(long, value_name = "SIDES", requires = "init", conflicts_with = "size")]
    extend: Option<Margins>,
    /// A depth map to follow, for a ControlNet-depth decoder: grey, near is light.
    #[arg(long, value_name = "FILE")]
    depth: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    settings: Settings,
    /// A file for the picture, or a folder for pictures; without one, the current folder.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

/// What `paint` and `blend` share.
#[derive(clap::Args)]
pub(super) struct Settings {
    /// What it does not show. An empty one is not the same as none.
    #[arg(long, value_name = "TEXT")]
    negative: Option<String>,
    /// The seed of the first picture; without one, a new one each time.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Another seed, towards whose picture this one varies; each further picture takes the next one, and --seed stays.
    #[arg(long, value_name = "N", requires = "seed")]
    variation_seed: Option<u64>,
    /// How far it varies, 0 to 1: 1 is the picture of --variation-seed.
    #[arg(long, value_name = "X", requires = "seed", allow_negative_numbers = true)]
    variation_strength: Option<f32>,
    /// The generator that the seed is for: torch-cpu, or torch-cuda for seeds that were published with a CUDA
    /// generator.
    #[arg(long, value_name = "NAME", default_value = "torch-cpu")]
    rng: Rng,
    /// The model and the size.
    #[command(flatten)]
    model: ModelArguments,
    // Flash is the sampler of one model, which has no other.
    #[arg(long, value_name = "NAME", help = names::help(
        "What takes the decoder's steps:",
        Sampler::ALL.into_iter().filter(|sampler| *sampler != Sampler::Flash).map(Sampler::name),
    ))]
    sampler: Option<Sampler>,
    /// The share of fresh noise that ddim adds, 0 to 1.
    #[arg(long, value_name = "X", default_value_t, allow_negative_numbers = true)]
    eta: f32,
    /// Steps of the decoder.
    #[arg(long, value_name = "N")]
    steps: Option<usize>,
    /// Steps of the prior.
    #[arg(long, value_name = "N")]
    prior_steps: Option<usize>,
    /// Guidance scale of the decoder.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    guidance: Option<f32>,
    /// Guidance scale of the prior.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    prior_guidance: Option<f32>,
    /// How many pictures; each takes the next seed.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// Where and as what it is kept.
    #[command(flatten)]
    tracked: Tracked,
    /// Paint also where the memory may not suffice.
    #[arg(long)]
    anyway: bool,
}

impl Settings {
    /// How these are painted, and where to.
    pub(super) fn how<'a>(&'a self, out: Option<&'a Path>) -> How<'a> {
        How { out, anyway: self.anyway, unsaid: false, tracked: &self.tracked }
    }

    /// A recipe for `prompt`, not checked yet.
    ///
    /// # Errors
    /// Where a model of that name is not on this computer, or has no such setting.
    pub(super) fn recipe(&self, prompt: &str) -> Result<Recipe> {
        let usual = self.model.usual(prompt)?;
        let system = Checkpoint::system_of(&usual.model);
        if !system.has_prior() && (self.prior_steps.is_some() || self.prior_guidance.is_some()) {
            return Err(StudioCause::NoPriorSettings { system: system.title().into() }.into());
        }
        if !system.has_guidance() && (self.negative.is_some() || self.guidance.is_some() || self.steps.is_some()) {
            return Err(StudioCause::NoGuidanceSettings { system: system.title().into() }.into());
        }
        Ok(Recipe {
            negative: self.negative.clone(),
            seed: self.seed.unwrap_or_else(|| fastrand::u32(..).into()),
            variation: self.variation(),
            rng: self.rng,
            sampling: self.sampling(usual.sampling),
            count: self.count.unwrap_or(usual.count),
            ..usual
        })
    }
}

impl Settings {
    /// The variation, where its seed or its strength was typed.
    fn variation(&self) -> Option<Variation> {
        (self.variation_seed.is_some() || self.variation_strength.is_some()).then(|| Variation {
            seed: self.variation_seed.unwrap_or_else(|| fastrand::u32(..).into()),
            strength: self.variation_strength.unwrap_or(VARIATION),
        })
    }

    /// The sampling settings that were typed; the others are the usual ones.
    fn sampling(&self, usual: Sampling) -> Sampling {
        Sampling {
            sampler: self.sampler.unwrap_or(usual.sampler),
            eta: self.eta,
            steps: self.steps.unwrap_or(usual.steps),
            guidance: self.guidance.unwrap_or(usual.guidance),
            prior_steps: self.prior_steps.unwrap_or(usual.prior_steps),
            prior_guidance: self.prior_guidance.unwrap_or(usual.prior_guidance),
        }
    }
}

impl Arguments {
    /// As typed → checked.
    fn recipe(&self) -> Result<Recipe> {
        let mut recipe = self.settings.recipe(&self.prompt)?;
        recipe.depth = self.depth.as_deref().map(painting::whole).transpose()?;
        if let Some(init) = &self.init {
            // A picture that is painted on keeps its size, where nothing else is asked for.
            let picture = Picture::open(init)?;
            let margins = self.extend.unwrap_or_default();
            if self.settings.model.size.is_none() && !self.only_masked {
                recipe.width = picture.width + margins.left + margins.right;
                recipe.height = picture.height + margins.top + margins.bottom;
            }
            recipe.task = self.task(init)?;
        }
        recipe.check()?;
        Ok(recipe)
    }

    fn task(&self, init: &Path) -> Result<Task> {
        let init = painting::whole(init)?;
        Ok(match (&self.mask, self.extend) {
            (Some(mask), _) => {
                let only_masked = self.only_masked.then_some(self.padding);
                Task::Inpaint { init, mask: painting::whole(mask)?, only_masked }
            }
            (None, Some(margins)) => Task::Outpaint { init, margins },
            (None, None) => Task::ImageToImage { init, strength: self.strength.unwrap_or(STRENGTH) },
        })
    }
}

/// Paints and saves.
pub(super) fn run(arguments: &Arguments, means: Means) -> Result<()> {
    painting::check_out(arguments.out.as_deref())?;
    painting::run(&[arguments.recipe()?], arguments.settings.how(arguments.out.as_deref()), means).map(drop)
}
