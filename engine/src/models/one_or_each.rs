//! Settings that configs give once for all levels of a UNet, or once for each.

use serde::Deserialize;

/// A number for all levels, or one for each.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrEach {
    /// The number for all levels.
    One(usize),
    /// One for each level, from the top.
    Each(Vec<usize>),
}

impl OneOrEach {
    /// The number for `level`.
    pub fn at(&self, level: usize) -> usize {
        match self {
            Self::One(n) => *n,
            Self::Each(list) => list.get(level).copied().unwrap_or_default(),
        }
    }
}
