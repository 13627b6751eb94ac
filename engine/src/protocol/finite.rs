//! Numbers of files: infinity and what is no number are refused where they come in. JSON cannot say either, so what
//! holds one could not be written again; but a number that is too large for its field becomes one.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Reads a number that is finite: `#[serde(deserialize_with = "finite")]`.
///
/// # Errors
/// Where it is not.
pub fn finite<'de, D: Deserializer<'de>, T: Deserialize<'de> + Copy + Into<f64>>(file: D) -> Result<T, D::Error> {
    let number = T::deserialize(file)?;
    if number.into().is_finite() { Ok(number) } else { Err(D::Error::custom("a number is too large")) }
}

#[cfg(test)]
mod tests {
    use crate::protocol::{BlendPart, Model, Recipe, Task};

    #[test]
    fn numbers_that_are_too_large_for_their_field_are_refused() {
        let recipe = serde_json::to_value(Recipe::new(Model::Etude, "a circle")).expect("a recipe");
        for field in ["eta", "guidance", "prior_guidance"] {
            let mut large = recipe.clone();
            large[field] = 1e39.into();
            assert!(serde_json::from_value::<Recipe>(large).is_err(), "{field}");
        }
        let part = |weight: &str| format!(r#"{{"of": {{"words": "a circle"}}, "weight": {weight}}}"#);
        assert!(serde_json::from_str::<BlendPart>(&part("1e39")).is_err());
        assert!(serde_json::from_str::<BlendPart>(&part("0.5")).is_ok());
        let task = |strength: &str| format!(r#"{{"picture": {{"init": "a.png", "strength": {strength}}}}}"#);
        assert!(serde_json::from_str::<Task>(&task("1e400")).is_err());
        assert!(serde_json::from_str::<Task>(&task("0.5")).is_ok());
    }
}
