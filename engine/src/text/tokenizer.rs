//! A text encoder's tokenizer: from what an artist types to a list of ids of the length that the model reads.

use tokenizers::Tokenizer;

use super::Weighted;
use super::charsmap::Normalisation;
use crate::error::{EngineError, Result};

/// The tokenizer of one text encoder.
pub struct PromptTokenizer {
    pub(super) tokenizer: Tokenizer,
    /// What is done to texts before, where the tokenizer does not do it itself.
    pub(super) normalisation: Option<Normalisation>,
    /// What stands before the words, where anything does.
    pub(super) begin: Option<u32>,
    /// What stands behind them.
    pub(super) end: u32,
    /// What fills the rest.
    pub(super) padding: u32,
    /// Places in all.
    pub(super) length: usize,
}

/// A prompt as the text encoder reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// Token ids, padded to the model's length.
    pub ids: Vec<u32>,
    /// Which of them are words and not padding.
    pub mask: Vec<bool>,
    /// The weight of each of them; see [`Weighted`].
    pub weights: Vec<f32>,
    /// Tokens that the whole prompt would need, its begin and end included.
    pub needed: usize,
    /// The end of the prompt that did not fit, from the first word that is not read; `None` where all fitted.
    pub cut: Option<String>,
    /// Where that begins in what was typed, in characters.
    pub cut_from: Option<usize>,
}

impl PromptTokenizer {
    /// Places for tokens, the begin and the end included.
    pub fn length(&self) -> usize {
        self.length
    }

    /// What stands behind the words.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// Places for the words alone.
    pub fn capacity(&self) -> usize {
        self.length - 1 - usize::from(self.begin.is_some())
    }

    /// Tokenizes `prompt` without its weights, pads it to the model's length and says what did not fit.
    ///
    /// # Errors
    /// Where the tokenizer fails, which no text is known to cause.
    pub fn encode(&self, prompt: &str) -> Result<Tokens> {
        let weighted = Weighted::parse(prompt);
        let plain = weighted.plain.as_str();
        let normal = self.normalisation.as_ref().map(|normalisation| normalisation.apply(plain));
        let text = normal.as_ref().map_or(plain, |(text, _)| text);
        let encoding = self.tokenizer.encode_char_offsets(text, false).map_err(EngineError::internal)?;
        // Where a character that a token is of stands in what was typed.
        let typed = |place: usize| match &normal {
            Some((_, places)) => places.get(place).copied().unwrap_or(0),
            None => place,
        };
        let begin = |&(start, _): &(usize, usize)| typed(start);
        let capacity = self.capacity();
        let words = encoding.get_ids();
        let kept = &words[..words.len().min(capacity)];
        let mut ids: Vec<u32> = self.begin.into_iter().collect();
        ids.extend_from_slice(kept);
        ids.push(self.end);
        let used = ids.len();
        ids.resize(self.length, self.padding);
        let offsets = encoding.get_offsets();
        let first_unread = offsets.get(capacity).map(begin);
        let cut = first_unread.map(|start| plain.chars().skip(start).collect());
        let cut_from = first_unread.and_then(|start| weighted.places.get(start).copied());
        let mask = (0..self.length).map(|i| i < used).collect();
        // A token may begin with the space before its word, and that is outside of the word's brackets.
        let last = |&(start, end): &(usize, usize)| typed(start.max(end.saturating_sub(1)));
        let weight = |token: &(usize, usize)| weighted.weights.get(last(token)).copied().unwrap_or(1.0);
        let mut weights = vec![1.0; usize::from(self.begin.is_some())];
        weights.extend(offsets.iter().take(kept.len()).map(weight));
        weights.resize(self.length, 1.0);
        Ok(Tokens { ids, mask, weights, needed: words.len() + self.length - capacity, cut, cut_from })
    }
}
