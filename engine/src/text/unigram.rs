//! The tokenizers of XLM-RoBERTa and of T5: from `tokenizer.json`, or where a folder has only SentencePiece's model,
//! from that.

use tokenizers::Tokenizer;

use super::{PromptTokenizer, sentencepiece};
use crate::error::{Cause, Result};
use crate::files::Files;

/// A `tokenizer.json` or a model larger than this is none.
const MAX_FILE: usize = 64 << 20;

/// How a tokenizer's texts begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `<s>` words `</s>`; ids as fairseq numbers them.
    XlmRoberta,
    /// words `</s>`; ids as SentencePiece numbers them.
    T5,
}

impl Family {
    /// SentencePiece's model, by its usual names.
    const fn models(self) -> &'static [&'static str] {
        match self {
            Self::XlmRoberta => &["sentencepiece.bpe.model", "spiece.model"],
            Self::T5 => &["spiece.model", "sentencepiece.model"],
        }
    }
}

impl PromptTokenizer {
    /// The file that a tokenizer of this family is read from, where there is none in `files`.
    pub(crate) fn missing(files: &Files, family: Family) -> Option<std::path::PathBuf> {
        let names = family.models().iter().chain(&["tokenizer.json"]);
        let there = names.into_iter().any(|name| files.has(name));
        (!there).then(|| files.path(family.models()[0]))
    }

    /// Reads the tokenizer in `files`, for texts of `length` places.
    ///
    /// # Errors
    /// Where there is none, or it is not of this family.
    pub fn unigram(files: &Files, family: Family, length: usize) -> Result<Self> {
        let broken =
            |detail: &dyn std::fmt::Display| Cause::TokenizerBroken { folder: files.to_string() }.detail(detail);
        let read = |name: &str| files.read(name)?.all(MAX_FILE).map_err(|error| broken(&format!("{name}: {error}")));
        let model = family.models().iter().find(|name| files.has(name));
        let (tokenizer, normalisation) = match model {
            Some(model) if !files.has("tokenizer.json") => {
                let (tokenizer, normalisation) =
                    sentencepiece::tokenizer(&read(model)?, family).map_err(|e| broken(&e))?;
                (tokenizer, Some(normalisation))
            }
            _ => {
                let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?).map_err(|e| broken(&e))?;
                tokenizer.with_padding(None).with_truncation(None).map_err(|e| broken(&e))?;
                (tokenizer, None)
            }
        };
        let id = |token: &str| tokenizer.token_to_id(token).ok_or_else(|| broken(&format!("no {token} in it")));
        let begin = (family == Family::XlmRoberta).then(|| id("<s>")).transpose()?;
        let (end, padding) = (id("</s>")?, id("<pad>")?);
        Ok(Self { tokenizer, normalisation, begin, end, padding, length })
    }
}
