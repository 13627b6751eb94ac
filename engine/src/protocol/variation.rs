//! A picture's neighbours: noise on the way from its seed to another one.

use serde::{Deserialize, Serialize};

use super::finite;

/// How far the noise of a picture lies from its own seed's towards another's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Variation {
    /// The other seed; each further picture takes the next number, while the picture's own seed stays.
    pub seed: u64,
    /// 0 is the picture of its own seed, 1 that of the other one.
    #[serde(deserialize_with = "finite")]
    pub strength: f32,
}
