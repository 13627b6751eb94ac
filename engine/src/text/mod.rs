//! Tokenizers: from what an artist types to the numbers that text encoders read.

mod clip_bpe;
mod weights;

pub use clip_bpe::{ClipTokenizer, Tokens};
pub use weights::{WEIGHTS, Weighted};
