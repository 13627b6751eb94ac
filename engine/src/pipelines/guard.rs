//! The guard between stages: what is not finite never becomes a picture.

use crate::error::{EngineError, Result};

/// Passes `values` on.
///
/// # Errors
/// Where any of them is infinite or not a number.
pub(super) fn finite(stage: &str, values: Vec<f32>) -> Result<Vec<f32>> {
    if values.iter().all(|v| v.is_finite()) { Ok(values) } else { Err(EngineError::not_a_picture(stage)) }
}
