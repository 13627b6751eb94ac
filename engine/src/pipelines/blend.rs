//! What is blended in the prompt's place, its pictures loaded.

use crate::error::{Cause, Result};
use crate::protocol::{Picture, check_weights};

/// One of the things that are blended.
#[derive(Debug, Clone)]
pub enum BlendInput {
    /// What words mean.
    Words(String),
    /// What a picture shows.
    Picture(Picture),
}

/// An input and its weight.
#[derive(Debug, Clone)]
pub struct WeightedInput {
    /// The input.
    pub input: BlendInput,
    /// Its share; shares usually add up to one.
    pub weight: f32,
}

/// What to blend.
#[derive(Debug, Clone)]
pub struct Blend {
    /// The inputs, two to six.
    pub inputs: Vec<WeightedInput>,
    /// Along a great circle instead of the straight line; two inputs only.
    pub spherical: bool,
}

impl Blend {
    /// The words, where it is of words alone.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let words = |weighted: &WeightedInput| match &weighted.input {
            BlendInput::Words(words) => Some(words.clone()),
            BlendInput::Picture(_) => None,
        };
        self.inputs.iter().map(words).collect()
    }

    /// The weights.
    ///
    /// # Errors
    /// Where there are not two to six, or they say nothing.
    pub(super) fn weights(&self) -> Result<Vec<f32>> {
        let weights: Vec<f32> = self.inputs.iter().map(|weighted| weighted.weight).collect();
        check_weights(&weights, self.spherical)?;
        Ok(weights)
    }

    /// The same where there is no prior, and words are blended straight.
    ///
    /// # Errors
    /// As before, and where they are to be blended along a circle.
    pub(super) fn straight_weights(&self) -> Result<Vec<f32>> {
        let weights = self.weights()?;
        if self.spherical {
            return Err(Cause::CircleWithoutPrior.into());
        }
        Ok(weights)
    }
}
