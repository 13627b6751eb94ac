//! What is being typed: a recipe in the making.

use std::path::PathBuf;

use bluerider_engine::protocol::{BlendPart, Model, Origin, Recipe, Rng, Sampler};
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
    pub blend: Vec<BlendPart>,
    pub spherical: bool,
}

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
            blend: recipe.blend.clone(),
            spherical: recipe.spherical,
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
            blend: self.blend.clone(),
            spherical: self.spherical,
            ..Recipe::new(self.model.clone(), self.prompt.clone())
        }
    }

    /// Forgets all that a recipe brought along beside words and settings.
    pub fn forget_sources(&mut self) {
        let Self { rng, origin, depth, blend, spherical, .. } = Self::default();
        (self.rng, self.origin, self.depth, self.blend, self.spherical) = (rng, origin, depth, blend, spherical);
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
                blend: std::mem::take(&mut self.blend),
                spherical: self.spherical,
                ..usual
            };
        }
    }
}
