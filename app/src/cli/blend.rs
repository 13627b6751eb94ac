//! `bluerider blend`: one picture out of several pictures and prompts.

use std::path::{Path, PathBuf};

use anstream::println;
use bluerider_engine::error::Doing;
use bluerider_engine::protocol::{BlendOf, BlendPart, Recipe};

use super::Means;
use super::paint::Settings;
use super::painting::{self, How};
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::film::{self, Film, Plan, RATES};

/// What `bluerider blend` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Two to six pictures (files) and prompts.
    #[arg(required = true, num_args = 2..=6, value_name = "PICTURE OR PROMPT")]
    parts: Vec<String>,
    /// The share of each, as in 0.3,0.7; without them, the same for all. They need not add up to one, but usually do.
    #[arg(long, value_name = "X,X…", value_delimiter = ',', allow_negative_numbers = true, conflicts_with = "frames")]
    weights: Vec<f32>,
    /// Paint the way from the first to the second in so many pictures.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=100))]
    frames: Option<u16>,
    /// Join the frames to a film that moves: an APNG (.png) or an animated WebP (.webp). The frames themselves are kept
    /// where --out says so.
    #[arg(long, value_name = "FILE", conflicts_with = "weights")]
    film: Option<PathBuf>,
    /// Frames a second of the film.
    #[arg(long, value_name = "N", default_value_t = Plan::default().rate, requires = "film")]
    #[arg(value_parser = clap::value_parser!(u16).range(i64::from(*RATES.start())..=i64::from(*RATES.end())))]
    fps: u16,
    /// Let the film begin and end at full speed, not slowly.
    #[arg(long, requires = "film")]
    uneased: bool,
    /// Let the film end at the second, and not come back.
    #[arg(long, requires = "film")]
    one_way: bool,
    /// Go along a great circle instead of a straight line; for two.
    #[arg(long)]
    spherical: bool,
    /// The settings.
    #[command(flatten)]
    settings: Settings,
    /// A file for the picture, or a folder for pictures; without one, the current folder.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

impl Arguments {
    /// How the frames follow each other, where there are any.
    fn plan(&self) -> Option<Plan> {
        let usual = Plan::default();
        let asked = self.frames.is_some() || self.film.is_some();
        asked.then(|| Plan {
            frames: self.frames.map_or(usual.frames, usize::from),
            rate: self.fps,
            eased: self.film.is_some() && !self.uneased,
            there_and_back: !self.one_way,
        })
    }

    /// As typed → checked: a recipe, or one for each frame.
    fn recipes(&self) -> Result<Vec<Recipe>> {
        let count = self.parts.len();
        if !self.weights.is_empty() && self.weights.len() != count {
            return Err(StudioCause::WeightCount { count, weights: self.weights.len() }.into());
        }
        if (self.frames.is_some() || self.film.is_some()) && count != 2 {
            return Err(StudioCause::FramesOfMany { count }.into());
        }
        let of: Vec<BlendOf> = self.parts.iter().map(|part| kind(part)).collect::<Result<_>>()?;
        // All frames have one seed, or the way between them would not show.
        let mut base = self.settings.recipe(&self.parts.join(" + "))?;
        base.spherical = self.spherical;
        let recipe = |weights: &[f32]| -> Result<Recipe> {
            let parts = of.iter().zip(weights).map(|(of, &weight)| BlendPart { of: of.clone(), weight });
            let recipe = Recipe { blend: parts.collect(), ..base.clone() };
            recipe.check()?;
            Ok(recipe)
        };
        match self.plan() {
            Some(plan) => plan.recipes(&recipe(&[0.5; 2])?).map(Ok).collect(),
            None if self.weights.is_empty() => Ok(vec![recipe(&vec![1.0 / count as f32; count])?]),
            None => Ok(vec![recipe(&self.weights)?]),
        }
    }
}

/// A file that is there is a picture; what looks like the name of one that is not is a mistake; all else is words.
fn kind(part: &str) -> Result<BlendOf> {
    let path = Path::new(part);
    if path.is_file() {
        return Ok(BlendOf::Picture(painting::whole(path)?));
    }
    let endings = ["png", "jpg", "jpeg", "webp"];
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
        return Err(StudioCause::BlendPictureMissing { name: part.to_owned() }.into());
    }
    Ok(BlendOf::Words(part.to_owned()))
}

/// Blends and saves.
pub(super) fn run(arguments: &Arguments, means: Means) -> Result<()> {
    painting::check_out(arguments.out.as_deref())?;
    arguments.film.as_deref().map_or(Ok(()), film::check_target)?;
    let recipes = arguments.recipes()?;
    let (Some(target), Some(plan)) = (&arguments.film, arguments.plan()) else {
        return painting::run(&recipes, arguments.settings.how(arguments.out.as_deref()), means).map(drop);
    };
    let aside = tempfile::tempdir().map_err(|e| StudioError::io(Doing::Write, &std::env::temp_dir(), &e))?;
    let out = arguments.out.as_deref().unwrap_or(aside.path());
    let how = How { unsaid: arguments.out.is_none(), ..arguments.settings.how(Some(out)) };
    let files = painting::run(&recipes, how, means)?;
    film::save(&Film { plan, files, target: target.clone() })?;
    println!("{}", target.display());
    Ok(())
}
