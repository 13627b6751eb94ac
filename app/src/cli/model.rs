//! `--model`, `--prior` and `--size`, as several commands have them.

use std::path::PathBuf;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{Model, Recipe, System};

use super::names;
use crate::studio::error::{Result, StudioCause};
use crate::studio::models;
use crate::studio::paths::Paths;

/// Which model, and how large its pictures.
#[derive(Debug, clap::Args)]
pub(super) struct ModelArguments {
    #[arg(long, value_name = "NAME|DIR", help = format!(
        "{}, where it is on this computer (`bluerider models` gets it), or the folder of one (of 3.1, also one of its \
         files); without it, the built-in étude",
        names::list(System::ALL.map(System::name)),
    ))]
    pub(super) model: Option<PathBuf>,
    /// The folder of its prior; without one, it is looked for beside the decoder's.
    #[arg(long, value_name = "DIR", requires = "model")]
    pub(super) prior: Option<PathBuf>,
    /// The picture's size in pixels; without it, the model's usual one.
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub(super) size: Option<(usize, usize)>,
}

/// A size as people write it.
pub(super) fn size(text: &str) -> std::result::Result<(usize, usize), String> {
    let wrong = || format!("{text:?} is no size; say for instance 512x512");
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or_else(wrong)?;
    Ok((width.trim().parse().map_err(|_| wrong())?, height.trim().parse().map_err(|_| wrong())?))
}

impl ModelArguments {
    /// The model.
    fn model(&self) -> Result<Model> {
        let Some(said) = &self.model else { return Ok(Model::Etude) };
        let known = said.to_str().filter(|_| !said.exists()).and_then(|name| models::named(name, &Paths::of_system()));
        match (known, &self.prior) {
            (None, prior) => Ok(Model::Folder { decoder: said.clone(), prior: prior.clone() }),
            (Some(model), None) => model,
            (Some(_), Some(_)) => Err(StudioCause::PriorBesideName.into()),
        }
    }

    /// A recipe with what suits the model, and the size that was said.
    ///
    /// # Errors
    /// Where a model of that name is not on this computer.
    pub(super) fn usual(&self, prompt: &str) -> Result<Recipe> {
        let model = self.model()?;
        let system = Checkpoint::system_of(&model);
        let usual = Recipe::of(model, system, prompt);
        let (width, height) = self.size.unwrap_or((usual.width, usual.height));
        Ok(Recipe { width, height, ..usual })
    }
}
