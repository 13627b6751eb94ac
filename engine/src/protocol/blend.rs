//! What is blended in the prompt's place.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::finite;
use crate::error::{Cause, Result};

/// One of the things that are blended in the prompt's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlendPart {
    /// The words or the picture that are blended.
    pub of: BlendOf,
    /// The share of the blend; shares usually add up to 1.
    #[serde(deserialize_with = "finite")]
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
    if !(2..=6).contains(&count) {
        return Err(Cause::BlendCount { count }.into());
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return Err(Cause::BlendWeight.into());
    }
    if weights.iter().sum::<f32>().abs() < 1e-6 {
        return Err(Cause::BlendWeightsCancel.into());
    }
    if spherical && count != 2 {
        return Err(Cause::CircleOfMany { count }.into());
    }
    Ok(())
}
