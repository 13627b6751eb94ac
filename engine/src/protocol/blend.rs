//! What is blended in the prompt's place.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};

/// One of the things that are blended in the prompt's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlendPart {
    /// The words or the picture that are blended.
    pub of: BlendOf,
    /// The share of the blend; shares usually add up to 1.
    pub weight: f32,
}

/// What can be blended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlendOf {
    /// What words mean.
    Words(String),
    /// What the picture in a file shows.
    Picture(PathBuf),
}

/// Checks the weights of a blend.
///
/// # Errors
/// Where there are not two to six, or they say nothing.
pub fn check_weights(weights: &[f32], spherical: bool) -> Result<()> {
    let count = weights.len();
    let refuse = |field: &str, message: &str, advice: &str| Err(EngineError::invalid(field, message, advice));
    if !(2..=6).contains(&count) {
        return refuse("parts", &format!("A blend of {count} cannot be made."), "Give two to six pictures or prompts.");
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return refuse("weights", "A weight is not a number.", "Give a number for each part.");
    }
    if weights.iter().sum::<f32>().abs() < 1e-6 {
        return refuse("weights", "The weights add up to nothing.", "Give at least one part a weight.");
    }
    if spherical && count != 2 {
        let message = format!("{count} things cannot be blended along a circle.");
        return refuse("parts", &message, "Blend two, or blend them straight.");
    }
    Ok(())
}
