//! X/Y grids: the draft painted for every value of one parameter, or for every pair of values of two.

use std::path::Path;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{JobId, Model, Recipe, Sampler, Task};
use serde::{Deserialize, Serialize};

use super::gallery::EntryId;
use super::models::{catalogue, model_name};
use crate::studio::error::{Result, StudioCause, StudioError};

/// Pictures of a grid.
const MOST: usize = 400;

/// A parameter that can be varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the recipe")]
pub enum Axis {
    /// None: the grid has one row, or one column.
    #[default]
    Nothing,
    Seed,
    Steps,
    Guidance,
    PriorSteps,
    PriorGuidance,
    Sampler,
    Strength,
    Width,
    Height,
    /// The first value stands in the prompt and is replaced by each in turn.
    Words,
    /// Models: by their names in the catalogue, étude, or folders. Each paints with the settings that suit it.
    Model,
}

impl Axis {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 12] = [
        Self::Nothing,
        Self::Seed,
        Self::Steps,
        Self::Guidance,
        Self::PriorSteps,
        Self::PriorGuidance,
        Self::Sampler,
        Self::Strength,
        Self::Width,
        Self::Height,
        Self::Words,
        Self::Model,
    ];

    /// Its sentence's name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Nothing => "axis-nothing",
            Self::Seed => "seed",
            Self::Steps => "steps",
            Self::Guidance => "guidance",
            Self::PriorSteps => "prior-steps",
            Self::PriorGuidance => "prior-guidance",
            Self::Sampler => "sampler",
            Self::Strength => "strength",
            Self::Width => "width",
            Self::Height => "height",
            Self::Words => "axis-words",
            Self::Model => "model",
        }
    }

    /// Puts `value` into `recipe`. `first`: the first value of the axis.
    fn put(self, recipe: &mut Recipe, value: &str, first: &str, named: &Named<'_>) -> Result<()> {
        let wrong =
            || StudioError::from(StudioCause::GridValue { field: self.id().to_owned(), value: value.to_owned() });
        match self {
            Self::Nothing => {}
            Self::Seed => recipe.seed = value.parse().map_err(|_| wrong())?,
            Self::Steps => recipe.sampling.steps = value.parse().map_err(|_| wrong())?,
            Self::Guidance => recipe.sampling.guidance = value.parse().map_err(|_| wrong())?,
            Self::PriorSteps => recipe.sampling.prior_steps = value.parse().map_err(|_| wrong())?,
            Self::PriorGuidance => recipe.sampling.prior_guidance = value.parse().map_err(|_| wrong())?,
            Self::Width => recipe.width = value.parse().map_err(|_| wrong())?,
            Self::Height => recipe.height = value.parse().map_err(|_| wrong())?,
            Self::Strength => match &mut recipe.task {
                Task::ImageToImage { strength, .. } => {
                    *strength = value.parse().map_err(|_| wrong())?;
                }
                _ => {
                    return Err(StudioCause::GridNeedsPicture.into());
                }
            },
            Self::Sampler => {
                let named = |sampler: &Sampler| {
                    sampler.title().eq_ignore_ascii_case(value) || sampler.name().eq_ignore_ascii_case(value)
                };
                recipe.sampling.sampler = Sampler::ALL.into_iter().find(named).ok_or_else(wrong)?;
            }
            Self::Words => {
                if !recipe.prompt.contains(first) {
                    return Err(StudioCause::GridWordsMissing { words: first.to_owned() }.into());
                }
                recipe.prompt = recipe.prompt.replace(first, value);
            }
            Self::Model => {
                let model = model(value, named)?;
                if model != recipe.model {
                    let usual = Recipe::of(model.clone(), Checkpoint::system_of(&model), "");
                    recipe.sampling = usual.sampling;
                    if recipe.sampling.sampler == Sampler::Flash {
                        // It leads away from nothing.
                        recipe.negative = None;
                    }
                }
                recipe.model = model;
            }
        }
        Ok(())
    }

    /// What stands beside a row or above a column.
    fn label(self, value: &str) -> String {
        match self {
            Self::Model if Path::new(value).is_dir() => {
                model_name(&Model::Folder { decoder: value.into(), prior: None })
            }
            _ => value.to_owned(),
        }
    }
}

/// The model of a name in the catalogue, where the catalogue has it.
pub type Named<'a> = dyn Fn(&str) -> Option<Result<Model>> + 'a;

/// The model that is called so: étude, one of the catalogue, or a folder.
///
/// # Errors
/// Where there is none, or one of the catalogue is not on this computer.
pub fn model(name: &str, named: &Named<'_>) -> Result<Model> {
    if ["étude", "etude"].contains(&name.to_lowercase().as_str()) {
        return Ok(Model::Etude);
    }
    if Path::new(name).exists() {
        return Ok(Model::Folder { decoder: name.into(), prior: None });
    }
    named(name).unwrap_or_else(|| Err(catalogue::unknown(name)))
}

/// The two sides of a grid as they are typed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sides {
    /// What changes from one column to the next.
    pub x: Axis,
    /// The values along the columns, as they were typed.
    pub x_values: String,
    /// What changes from one row to the next.
    pub y: Axis,
    /// The values along the rows, as they were typed.
    pub y_values: String,
    /// Its pictures belong to an experiment of its own, where none runs.
    pub experiment: bool,
}

/// A grid that is checked: a recipe for each place, row by row, and what stands beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The recipes.
    pub recipes: Vec<Recipe>,
    /// A label for each column.
    pub columns: Vec<String>,
    /// A label for each row.
    pub rows: Vec<String>,
}

impl Sides {
    /// The grid of `recipe`. `named` knows models by their names.
    ///
    /// # Errors
    /// Where a value cannot be understood, or there are far too many.
    pub fn plan(&self, recipe: &Recipe, named: &Named<'_>) -> Result<Plan> {
        let (xs, ys) = (values(self.x, &self.x_values)?, values(self.y, &self.y_values)?);
        let count = xs.len() * ys.len();
        if count > MOST {
            return Err(StudioCause::GridTooLarge { count, most: MOST }.into());
        }
        let mut recipes = Vec::new();
        for y in &ys {
            for x in &xs {
                let mut one = Recipe { count: 1, ..recipe.clone() };
                // The model first: it may change what other values mean.
                let mut sides = [(self.x, x, &xs[0]), (self.y, y, &ys[0])];
                sides.sort_by_key(|(axis, ..)| *axis != Axis::Model);
                for (axis, value, first) in sides {
                    axis.put(&mut one, value, first, named)?;
                }
                one.check()?;
                recipes.push(one);
            }
        }
        let labels = |axis: Axis, values: &[String]| values.iter().map(|value| axis.label(value)).collect();
        Ok(Plan { recipes, columns: labels(self.x, &xs), rows: labels(self.y, &ys) })
    }
}

/// The values of a side: `1, 2, 3`, `10-50 (+10)` from one to the other in steps, `1-2 [5]` so many in equal steps.
fn values(axis: Axis, text: &str) -> Result<Vec<String>> {
    if axis == Axis::Nothing {
        return Ok(vec![String::new()]);
    }
    let mut all = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let plain = matches!(axis, Axis::Words | Axis::Model | Axis::Sampler);
        match range(part).filter(|_| !plain) {
            Some(range) => all.extend(range),
            None => all.push(part.to_owned()),
        }
        if all.len() > MOST {
            break;
        }
    }
    if all.is_empty() {
        return Err(StudioCause::GridSideEmpty { field: axis.id().to_owned() }.into());
    }
    Ok(all)
}

/// The values of a range; `None` where it is none.
fn range(text: &str) -> Option<Vec<String>> {
    let (ends, how) = match text.split_once(['(', '[']) {
        Some((ends, how)) => (ends.trim(), how.trim_end_matches([')', ']', ' ']).trim()),
        None => (text, ""),
    };
    let (from, to) = ends.split_once('-').or_else(|| ends.split_once('…'))?;
    let (from, to): (f64, f64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    if !(from.is_finite() && to.is_finite()) {
        return None;
    }
    let step: f64 = match how.strip_prefix('+') {
        Some(step) => step.trim().parse().ok()?,
        None if how.is_empty() => 1.0,
        None => {
            let count: usize = how.parse().ok().filter(|&count| count > 1 && count <= MOST)?;
            (to - from) / (count - 1) as f64
        }
    };
    let count = ((to - from) / step + 1e-9).floor();
    if !(step.is_finite() && (0.0..=MOST as f64).contains(&count)) {
        return None;
    }
    let value = |index: usize| {
        let value = step.mul_add(index as f64, from);
        // Not 0.30000000000000004.
        format!("{}", (value * 1e6).round() / 1e6)
    };
    Some((0..=count as usize).map(value).collect())
}

/// A grid that is being painted, or is.
#[derive(Debug, Clone)]
pub struct Run {
    /// What is painted.
    pub plan: Plan,
    /// The job of each place, and its picture once it is there.
    pub cells: Vec<(JobId, Option<EntryId>)>,
}

impl Run {
    /// One of its pictures is there. Returns true where it was one of its.
    pub fn painted(&mut self, job: JobId, entry: EntryId) -> bool {
        let cell = self.cells.iter_mut().find(|(of, _)| *of == job);
        cell.map(|(_, place)| *place = Some(entry)).is_some()
    }

    /// True where all pictures are there.
    pub fn is_done(&self) -> bool {
        self.cells.iter().all(|(_, entry)| entry.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Model, Recipe, Sides, values};

    fn of(text: &str) -> Vec<String> {
        values(Axis::Guidance, text).expect("values")
    }

    #[test]
    fn values_and_ranges() {
        assert_eq!(of("1, 2.5 ,4"), ["1", "2.5", "4"]);
        assert_eq!(of("1-4"), ["1", "2", "3", "4"]);
        assert_eq!(of("10-50 (+20), 7"), ["10", "30", "50", "7"]);
        assert_eq!(of("0-1 [5]"), ["0", "0.25", "0.5", "0.75", "1"]);
        assert_eq!(of("0.1-0.4 (+0.1)"), ["0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(of("3-1 (+-1)"), ["3", "2", "1"]);
        assert!(values(Axis::Steps, " , ").is_err());
    }

    #[test]
    fn a_grid_is_all_pairs_row_by_row() {
        let recipe = Recipe::new(Model::Etude, "a red circle");
        let (x_values, y_values) = ("red, blue".into(), "5-6".into());
        let sides = Sides { x: Axis::Words, x_values, y: Axis::Steps, y_values, ..Sides::default() };
        let plan = sides.plan(&recipe, &|_| None).expect("a plan");
        let all: Vec<_> = plan.recipes.iter().map(|one| (one.prompt.as_str(), one.sampling.steps)).collect();
        assert_eq!(all, [("a red circle", 5), ("a blue circle", 5), ("a red circle", 6), ("a blue circle", 6)]);
        assert_eq!((plan.columns, plan.rows), (vec!["red".into(), "blue".into()], vec!["5".into(), "6".to_owned()]));
    }

    #[test]
    fn what_cannot_be_painted_is_refused() {
        let recipe = Recipe::new(Model::Etude, "a red circle");
        for (x, x_values) in [
            (Axis::Steps, "many"),
            (Axis::Steps, "0"),
            (Axis::Steps, "1.5"),
            (Axis::Words, "green, blue"),
            (Axis::Strength, "0.5"),
            (Axis::Sampler, "best"),
            (Axis::Seed, "0-999"),
            (Axis::Guidance, "NaN"),
        ] {
            let sides = Sides { x, x_values: x_values.into(), ..Sides::default() };
            assert!(sides.plan(&recipe, &|_| None).is_err(), "{x:?} {x_values}");
        }
    }
}
