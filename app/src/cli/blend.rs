//! `bluerider blend`: one picture out of several pictures and prompts.

use std::path::{Path, PathBuf};

use bluerider_engine::protocol::{BlendOf, BlendPart, Recipe};

use super::Means;
use super::paint::Settings;
use super::painting;
use crate::studio::error::{Result, StudioCause};

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
    /// As typed → checked: a recipe, or one for each frame.
    fn recipes(&self) -> Result<Vec<Recipe>> {
        let count = self.parts.len();
        if !self.weights.is_empty() && self.weights.len() != count {
            return Err(StudioCause::WeightCount { count, weights: self.weights.len() }.into());
        }
        if self.frames.is_some() && count != 2 {
            return Err(StudioCause::FramesOfMany { count }.into());
        }
        let of: Vec<BlendOf> = self.parts.iter().map(|part| kind(part)).collect::<Result<_>>()?;
        // All frames have one seed, or the way between them would not show.
        let mut base = self.settings.recipe(&self.parts.join(" + "))?;
        base.spherical = self.spherical;
        let recipe = |weights: &[f32]| {
            let parts = of.iter().zip(weights).map(|(of, &weight)| BlendPart { of: of.clone(), weight });
            let recipe = Recipe { blend: parts.collect(), ..base.clone() };
            recipe.check()?;
            Ok(recipe)
        };
        match self.frames {
            Some(frames) => {
                let along = |frame: u16| f32::from(frame) / f32::from(frames - 1);
                (0..frames).map(along).map(|share| recipe(&[1.0 - share, share])).collect()
            }
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
    painting::run(&arguments.recipes()?, arguments.settings.how(arguments.out.as_deref()), means).map(drop)
}
