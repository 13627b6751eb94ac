//! Tokenizers: from what an artist types to the numbers that text encoders read.

mod clip_bpe;

pub use clip_bpe::{ClipTokenizer, Tokens};
