//! What a config may ask for at most, before anything is made of it: several times what the largest Kandinsky has, and
//! far less than what would end the process.

use std::fmt::Debug;

use crate::error::{Cause, Result, UnknownNetwork};

/// Layers or blocks in a row.
pub(super) const LAYERS: usize = 512;
/// Channels, and what is wider inside.
pub(super) const WIDTH: usize = 1 << 16;
/// Tokens that a tokenizer knows.
pub(super) const VOCABULARY: usize = 1 << 21;
/// Tokens of a text, or patches along a side.
pub(super) const POSITIONS: usize = 1 << 14;
/// Pixels along the side of what an image encoder reads.
pub(super) const SIDE: usize = 1 << 12;
/// Channels of latents and of what lies beside them.
pub(super) const LATENTS: usize = 64;

/// True where each of `values` is at least 1 and at most its limit.
pub(super) fn within(values: &[(usize, usize)]) -> bool {
    values.iter().all(|&(value, limit)| (1..=limit).contains(&value))
}

/// True where ε is one that a norm can have.
pub(super) fn is_epsilon(value: f64) -> bool {
    value > 0.0 && value < 1.0
}

/// Refuses the settings `config` of `network` where they do not fit.
///
/// # Errors
/// Where they do not; the detail has all of them.
pub(super) fn known(fits: bool, network: UnknownNetwork, config: &impl Debug) -> Result<()> {
    if fits { Ok(()) } else { Err(Cause::UnknownNetwork { network }.detail(format!("{config:?}"))) }
}
