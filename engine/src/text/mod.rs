//! Tokenizers: from what an artist types to the numbers that text encoders read.

mod charsmap;
mod clip_bpe;
mod sentencepiece;
mod tokenizer;
mod unigram;
mod weights;

pub use tokenizer::{PromptTokenizer, Tokens};
pub use unigram::Family;
pub use weights::{WEIGHTS, Weighted};
