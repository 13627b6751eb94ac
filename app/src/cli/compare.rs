//! `bluerider compare`: one prompt with several models and seeds, on one labelled sheet, as one experiment.

use std::path::{Path, PathBuf};

use anstream::println;
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{Model, Recipe};

use super::Means;
use super::model::size;
use super::painting::{self, How};
use super::tracking::Tracked;
use crate::studio::contact_sheet;
use crate::studio::error::{Result, StudioCause};
use crate::studio::grid::model;
use crate::studio::models::{model_name, named};
use crate::studio::paths::Paths;
use crate::studio::storage;

/// What `bluerider compare` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What the pictures show.
    prompt: String,
    /// The models: names as `bluerider models list` says them, étude, or folders; each paints with the settings that
    /// suit it.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
    models: Vec<String>,
    /// The seeds; each model paints with all of them.
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1")]
    seeds: Vec<u64>,
    /// What they do not show.
    #[arg(long, value_name = "TEXT")]
    negative: Option<String>,
    /// The size of all pictures; without it, the usual one of the first model.
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(usize, usize)>,
    /// The folder for the pictures and the sheet; without it, the current one.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where and as what it is kept.
    #[command(flatten)]
    tracked: Tracked,
    /// Paint also where the memory may not suffice.
    #[arg(long)]
    anyway: bool,
}

/// Paints all of them, and the sheet.
pub(super) fn run(arguments: &Arguments, means: Means) -> Result<()> {
    let paths = Paths::of_system();
    let named = |name: &str| named(name, &paths);
    let mut models: Vec<Model> = Vec::new();
    for name in &arguments.models {
        models.push(model(name.trim(), &named)?);
    }
    let recipes = recipes(arguments, &models)?;
    let mut tracked = arguments.tracked.clone();
    // Compared pictures are an experiment in any case.
    let start = || arguments.prompt.trim().chars().take(60).collect();
    tracked.experiment = tracked.experiment.or_else(|| Some(start()));
    let out = arguments.out.as_deref().unwrap_or_else(|| Path::new("."));
    if out.extension().is_some() && !out.is_dir() {
        return Err(StudioCause::CompareNoFolder { path: out.to_owned() }.into());
    }
    let how = How { out: Some(out), anyway: arguments.anyway, unsaid: false, tracked: &tracked };
    let files = painting::run(&recipes, how, means)?;
    let columns: Vec<String> = models.iter().map(model_name).collect();
    let rows: Vec<String> = arguments.seeds.iter().map(u64::to_string).collect();
    let sheet = contact_sheet::encoded(&columns, &rows, &files)?;
    println!("{}", storage::write_new(&out.join("compare.png"), &sheet)?.display());
    Ok(())
}

/// A recipe for each place of the sheet, row by row.
fn recipes(arguments: &Arguments, models: &[Model]) -> Result<Vec<Recipe>> {
    let usual = |model: &Model| Recipe::of(model.clone(), Checkpoint::system_of(model), &arguments.prompt);
    let first = models.first().map(usual);
    let size = arguments.size.or_else(|| first.map(|first| (first.width, first.height)));
    let mut recipes = Vec::new();
    for &seed in &arguments.seeds {
        for model in models {
            let guided = Checkpoint::system_of(model).has_guidance();
            let negative = arguments.negative.clone().filter(|_| guided);
            let (width, height) = size.unwrap_or_default();
            let recipe = Recipe { seed, negative, width, height, ..usual(model) };
            recipe.check()?;
            recipes.push(recipe);
        }
    }
    Ok(recipes)
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::Model;

    use super::super::tracking::Tracked;
    use super::{Arguments, recipes};

    #[test]
    fn every_model_paints_every_seed_in_one_size() {
        let models = [Model::Etude, Model::Folder { decoder: "nowhere".into(), prior: None }];
        let arguments = Arguments {
            prompt: "a red circle".into(),
            models: Vec::new(),
            seeds: vec![3, 1],
            negative: Some("blur".into()),
            size: None,
            out: None,
            tracked: Tracked { experiment: None, track: false },
            anyway: false,
        };
        let recipes = recipes(&arguments, &models).expect("recipes");
        let places: Vec<_> = recipes.iter().map(|one| (one.seed, one.model == Model::Etude)).collect();
        assert_eq!(places, [(3, true), (3, false), (1, true), (1, false)]);
        // Étude's size for all, and each model's own settings.
        assert!(recipes.iter().all(|one| (one.width, one.height) == (128, 128) && one.negative.is_some()));
        assert_ne!(recipes[0].sampling, recipes[1].sampling);
        let none = Arguments { size: Some((0, 64)), ..arguments };
        assert!(super::recipes(&none, &models).is_err());
    }
}
