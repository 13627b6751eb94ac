//! The guard between stages: what is not finite never becomes a picture.

use crate::error::{Cause, Result};

/// Passes `values` on.
///
/// # Errors
/// Where any of them is infinite or not a number.
pub(super) fn finite(stage: &str, values: Vec<f32>) -> Result<Vec<f32>> {
    if values.iter().all(|v| v.is_finite()) {
        Ok(values)
    } else {
        Err(Cause::NotAPicture { stage: stage.into() }.into())
    }
}

/// Passes a picture's values on.
///
/// # Errors
/// Where any of them is infinite or not a number, or all are the same to the last bit: a decoder's own rounding forbids
/// that even in a picture of one colour, so the network or the device has failed.
pub(super) fn painted(stage: &str, values: Vec<f32>) -> Result<Vec<f32>> {
    let values = finite(stage, values)?;
    let varied = values.iter().any(|v| v != &values[0]);
    if varied { Ok(values) } else { Err(Cause::NotAPicture { stage: stage.into() }.into()) }
}
