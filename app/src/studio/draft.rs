//! What is being typed: a recipe in the making.

use bluerider_engine::protocol::{Model, Recipe, Sampler};
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
            ..Recipe::new(self.model.clone(), self.prompt.clone())
        }
    }

    /// Changes the model and, where it is another one, the settings to those that suit it. The words stay.
    pub fn set_model(&mut self, model: Model) {
        if model != self.model {
            let usual = Self::from_recipe(&Recipe::new(model, self.prompt.clone()));
            *self = Self {
                negative: std::mem::take(&mut self.negative),
                seed: self.seed,
                seed_locked: self.seed_locked,
                count: self.count,
                ..usual
            };
        }
    }
}
