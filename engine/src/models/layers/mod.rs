//! What several networks share.

mod activation;
mod attention;
mod conv;
mod doubling;
mod linear;
mod norm;
mod pointwise;
mod resample;
mod timestep;

pub use activation::Activation;
pub use attention::{Heads, MAX_SCORES, attend, attend_in_turns, holding_scores, padding_bias};
pub use conv::{Conv3, convolve, pointwise};
pub use doubling::{doubled, halved};
pub use linear::Linear;
pub use norm::{GroupNorm, Places, Statistics, Then};
pub use pointwise::Pointwise;
pub use resample::{Resample, half_size, upsample};
pub use timestep::{TimestepEmbedding, TimestepEmbeddingConfig, sinusoid};
