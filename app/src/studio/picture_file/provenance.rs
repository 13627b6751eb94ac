//! What a picture of ours says of how it was painted.

use std::sync::LazyLock;
use std::time::SystemTime;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{Measured, Model, Recipe, System, Variation};
use serde::{Deserialize, Serialize};

use crate::studio::styles::Styled;

/// What a picture says of how it was painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The recipe.
    pub recipe: Recipe,
    /// The prompt as it was typed, where wildcards were drawn from it or styles put around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The styles that were put around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub styled: Option<Styled>,
    /// The model's system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<System>,
    /// Fingerprint of the model's weights.
    pub model_hash: String,
    /// The version of Blue Rider.
    pub version: String,
    /// When it was painted, in microseconds since 1970; 0 where that is not known.
    #[serde(default)]
    pub painted: i64,
    /// What it took, and on what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// The experiment that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
}

impl Provenance {
    /// The provenance of a picture painted now.
    pub fn new(recipe: Recipe, model_hash: String) -> Self {
        Self {
            recipe,
            template: None,
            styled: None,
            system: None,
            model_hash,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            painted: micros(SystemTime::now()),
            measured: None,
            experiment: None,
        }
    }

    /// True where étude painted it and has other weights today, so that the same recipe paints another picture.
    pub fn is_by_another_etude(&self) -> bool {
        static TODAY: LazyLock<Option<String>> = LazyLock::new(|| Checkpoint::etude().fingerprint().ok());
        let known = self.recipe.model == Model::Etude && !self.model_hash.is_empty();
        known && TODAY.as_ref().is_some_and(|today| *today != self.model_hash)
    }

    /// A1111's `parameters` text: prompt, negative prompt, settings.
    pub(super) fn parameters(&self) -> String {
        let recipe = &self.recipe;
        let mut text = recipe.prompt.clone();
        if let Some(negative) = &recipe.negative {
            text.push_str("\nNegative prompt: ");
            text.push_str(negative);
        }
        let settings = format!(
            "\nSteps: {}, Sampler: {}, CFG scale: {}, Seed: {}, Size: {}x{}, Model hash: {}, Prior steps: {}, Prior \
             CFG scale: {}, Version: Blue Rider {}",
            recipe.sampling.steps,
            recipe.sampling.sampler.title(),
            recipe.sampling.guidance,
            recipe.seed,
            recipe.width,
            recipe.height,
            self.model_hash,
            recipe.sampling.prior_steps,
            recipe.sampling.prior_guidance,
            self.version,
        );
        text.push_str(&settings);
        if let Some(Variation { seed, strength }) = recipe.variation {
            text.push_str(&format!(", Variation seed: {seed}, Variation seed strength: {strength}"));
        }
        text
    }
}

/// Microseconds since 1970.
pub fn micros(time: SystemTime) -> i64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use bluerider_engine::checkpoint::Checkpoint;
    use bluerider_engine::protocol::{Model, Recipe};

    use super::Provenance;

    #[test]
    fn another_etude_is_told_by_its_weights() {
        let of =
            |model, hash: &str| Provenance::new(Recipe::new(model, "a circle"), hash.to_owned()).is_by_another_etude();
        let today = Checkpoint::etude().fingerprint().expect("étude is inside");
        assert!(of(Model::Etude, "0"));
        assert!(!of(Model::Etude, &today));
        assert!(!of(Model::Etude, ""), "it says nothing of weights");
        assert!(!of(Model::Folder { decoder: "somewhere".into(), prior: None }, "0"), "not an étude");
    }
}
