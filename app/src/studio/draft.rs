//! What is being typed: a recipe in the making.

use std::path::PathBuf;

use bluerider_engine::protocol::{BlendOf, BlendPart, Model, Origin, Recipe, Rng, Sampler};
use serde::{Deserialize, Serialize};

/// The fields of the prompt column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the recipe")]
pub struct Draft {
    pub model: Model,
    pub prompt: String,
    /// Empty means none: the field cannot say "the empty prompt", which only scripts need.
    pub negative: String,
    pub seed: u64,
    /// Keep the seed from one picture to the next.
    pub seed_locked: bool,
    pub width: usize,
    pub height: usize,
    pub sampler: Sampler,
    pub eta: f32,
    pub steps: usize,
    pub guidance: f32,
    pub prior_steps: usize,
    pub prior_guidance: f32,
    pub count: usize,
    // What only the command line can set so far, and a recipe that is used again brings along.
    pub rng: Rng,
    pub origin: Origin,
    pub depth: Option<PathBuf>,
    // The blend room's, there also while it is closed.
    #[serde(alias = "blend")]
    pub wells: Vec<BlendPart>,
    pub spherical: bool,
    /// The blend room is open: its wells are painted in the prompt's place.
    pub blending: bool,
}

/// How many wells the blend room may have.
pub const WELLS: std::ops::RangeInclusive<usize> = 2..=6;

impl Default for Draft {
    fn default() -> Self {
        Self::from_recipe(&Recipe::new(Model::Etude, ""))
    }
}

impl Draft {
    /// A draft that paints `recipe` again.
    pub fn from_recipe(recipe: &Recipe) -> Self {
        Self {
            model: recipe.model.clone(),
            prompt: recipe.prompt.clone(),
            negative: recipe.negative.clone().unwrap_or_default(),
            seed: recipe.seed,
            seed_locked: false,
            width: recipe.width,
            height: recipe.height,
            sampler: recipe.sampler,
            eta: recipe.eta,
            steps: recipe.steps,
            guidance: recipe.guidance,
            prior_steps: recipe.prior_steps,
            prior_guidance: recipe.prior_guidance,
            count: recipe.count,
            rng: recipe.rng,
            origin: recipe.origin.clone(),
            depth: recipe.depth.clone(),
            wells: recipe.blend.clone(),
            spherical: recipe.spherical,
            blending: !recipe.blend.is_empty(),
        }
    }

    /// The recipe as it stands, not checked yet.
    pub fn to_recipe(&self) -> Recipe {
        Recipe {
            negative: Some(self.negative.clone()).filter(|n| !n.trim().is_empty()),
            seed: self.seed,
            width: self.width,
            height: self.height,
            sampler: self.sampler,
            eta: self.eta,
            steps: self.steps,
            guidance: self.guidance,
            prior_steps: self.prior_steps,
            prior_guidance: self.prior_guidance,
            count: self.count,
            rng: self.rng,
            origin: self.origin.clone(),
            depth: self.depth.clone(),
            blend: if self.blending { self.wells.clone() } else { Vec::new() },
            spherical: self.blending && self.spherical,
            ..Recipe::new(self.model.clone(), self.prompt.clone())
        }
    }

    /// Forgets all that a recipe brought along beside words and settings.
    pub fn forget_sources(&mut self) {
        let Self { rng, origin, depth, .. } = Self::default();
        (self.rng, self.origin, self.depth) = (rng, origin, depth);
    }

    /// Opens the blend room, its first wells as `first` says, or closes it. What stands in the wells stays.
    pub fn set_blending(&mut self, blending: bool, first: impl FnOnce() -> [BlendOf; 2]) {
        self.blending = blending;
        if blending && self.wells.len() < *WELLS.start() {
            self.wells = first().map(|of| BlendPart { of, weight: 0.5 }).to_vec();
        }
    }

    /// What is blended, in words: `a lake + horse.png`.
    pub fn blend_title(&self) -> String {
        let name = |well: &BlendPart| match &well.of {
            BlendOf::Words(words) => words.trim().to_owned(),
            BlendOf::Picture(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        self.wells.iter().map(name).collect::<Vec<_>>().join(" + ")
    }

    /// Adds an empty well that counts for nothing yet.
    pub fn add_well(&mut self) {
        if self.wells.len() < *WELLS.end() {
            self.wells.push(BlendPart { of: BlendOf::Words(String::new()), weight: 0.0 });
        }
        self.spherical = false;
    }

    /// Takes a well away. Where two stay, their weights add up to one again, as the slider has them.
    pub fn remove_well(&mut self, index: usize) {
        if self.wells.len() <= *WELLS.start() || index >= self.wells.len() {
            return;
        }
        self.wells.remove(index);
        if let [a, b] = &mut self.wells[..] {
            let all = a.weight + b.weight;
            let share = if all > 0.0 { b.weight / all } else { 0.5 };
            (a.weight, b.weight) = (1.0 - share, share);
        }
    }

    /// Changes the model and, where it is another one, the settings to those that suit it. Words and sources stay.
    pub fn set_model(&mut self, model: Model) {
        if model != self.model {
            let usual = Self::from_recipe(&Recipe::new(model, self.prompt.clone()));
            *self = Self {
                negative: std::mem::take(&mut self.negative),
                seed: self.seed,
                seed_locked: self.seed_locked,
                count: self.count,
                rng: self.rng,
                origin: std::mem::take(&mut self.origin),
                depth: self.depth.take(),
                wells: std::mem::take(&mut self.wells),
                spherical: self.spherical,
                blending: self.blending,
                ..usual
            };
        }
    }
}
