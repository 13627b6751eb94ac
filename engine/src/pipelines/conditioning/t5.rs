//! The words of 3.0 and 3.1, which the decoder reads after FLAN-UL2.
//!
//! References: `encode_prompt` and `process_embeds` of diffusers `pipelines/kandinsky3/pipeline_kandinsky3.py`; for the
//! authors' files `kandinsky3/condition_processors.py` and `condition_encoders.py` of ai-forever/Kandinsky-3.

use burn::tensor::DType;

use super::cache::{EncodingCache, Key};
use super::prompts::DecoderPrompts;
use super::weighting::{apply_weights, has_weights};
use crate::checkpoint::{Checkpoint, Loading, Network};
use crate::error::{EngineError, Result};
use crate::models::conditioning::TextTokens;
use crate::pipelines::guard::finite;
use crate::pipelines::networks::Networks;
use crate::pipelines::progress::ProgressObserver;
use crate::pipelines::tensors::{Placement, download};
use crate::protocol::Phase;
use crate::text::{PromptTokenizer, Tokens};

/// The tokenizer, and what was encoded before.
pub(super) struct T5Text {
    tokenizer: PromptTokenizer,
    /// Negative prompts are as the authors have them, and not as diffusers has them.
    authors: bool,
    /// Of the encoder's weights. Hashing takes a while, and the slider of a blend encodes many times a second.
    fingerprint: String,
    cache: EncodingCache,
}

/// A text's tokens, as far as what they come to is wanted: words do not see what stands behind the last of them.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    ids: Vec<u32>,
    mask: Vec<bool>,
}

/// A text as the UNet gets it.
struct Padded {
    /// `[places, width]`; zeros where there is no word.
    states: Vec<f32>,
    /// Which places are words.
    mask: Vec<bool>,
}

impl Row {
    /// The words of a text alone.
    fn words(tokens: &Tokens) -> Self {
        let used = tokens.mask.iter().filter(|word| **word).count();
        Self::places(tokens, used)
    }

    /// The first so many places, whether they are words or not.
    fn places(tokens: &Tokens, places: usize) -> Self {
        Self { ids: tokens.ids[..places].to_vec(), mask: tokens.mask[..places].to_vec() }
    }

    fn len(&self) -> usize {
        self.ids.len()
    }
}

impl T5Text {
    /// That of `checkpoint`; `authors`: its files are theirs.
    ///
    /// # Errors
    /// Where the tokenizer's files or the encoder's are missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint, authors: bool) -> Result<Self> {
        let tokenizer = checkpoint.t5_tokenizer()?;
        let tokenizer = tokenizer.ok_or_else(|| EngineError::internal("a Kandinsky 3 without a tokenizer"))?;
        let cache = EncodingCache::new(checkpoint.cache().map(|cache| cache.join("encodings")));
        let (fingerprint, _) = checkpoint.identity(Network::T5)?;
        Ok(Self { tokenizer, authors, fingerprint, cache })
    }

    /// What the UNet is told of `prompts`: with guidance first what it is led away from.
    ///
    /// # Errors
    /// Where the encoder is missing or broken, the device fails, or `observer` stops it.
    pub(super) fn encode(
        &mut self,
        prompts: &DecoderPrompts,
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<TextTokens> {
        let tokens: Result<Vec<Tokens>> = prompts.prompts.iter().map(|prompt| self.tokenizer.encode(prompt)).collect();
        let mut tokens = tokens?;
        let mut rows: Vec<Row> = tokens.iter().map(Row::words).collect();
        // The place behind the longest prompt is seen too, as in both references.
        let used = rows.iter().map(Row::len).max().unwrap_or(0);
        let places = (used + 1).min(self.tokenizer.length());
        let negative = prompts.negative.as_deref().filter(|_| prompts.guided);
        let negative = negative.map(|negative| self.tokenizer.encode(negative)).transpose()?;
        if let Some(negative) = negative {
            rows.push(self.negative(&negative, used));
            tokens.push(negative);
        }
        let longest = rows.iter().map(Row::len).max().unwrap_or(0);
        let empty = has_weights(&tokens).then(|| self.tokenizer.encode("")).transpose()?;
        // Of the empty prompt, what stands in the places of the others' words counts.
        rows.extend(empty.map(|empty| Row::places(&empty, longest)));
        let mut states = self.states(&rows, networks, observer)?;
        let width = states[0].len() / rows[0].len();
        if states.len() > tokens.len() {
            states.iter_mut().for_each(|state| state.resize(longest * width, 0.0));
            tokens.iter_mut().for_each(|t| t.weights.truncate(longest));
            let placement = Placement { dtype: DType::F32, ..networks.placement() };
            let all = placement.upload(states.concat(), [states.len(), longest, width]);
            states = download(apply_weights(all, &tokens))?.chunks(longest * width).map(<[f32]>::to_vec).collect();
        }
        let padded = states.into_iter().zip(&rows).map(|(states, row)| Padded::new(states, row, places, width));
        Ok(text_tokens(prompts, padded.collect(), [places, width], &networks.placement()))
    }

    /// The negative prompt's row. diffusers reads all of it and keeps what has place beside the prompt; the authors cut
    /// its tokens to the prompt's and give it the prompt's mask.
    fn negative(&self, negative: &Tokens, used: usize) -> Row {
        let own = Row::words(negative);
        if !self.authors {
            return own;
        }
        let mut ids = negative.ids[..used].to_vec();
        if own.len() > used {
            ids[used - 1] = self.tokenizer.end();
        }
        Row { ids, mask: vec![true; used] }
    }

    /// What rows come to after the encoder, `[tokens, width]` each: those that were read before are not read again.
    fn states(
        &mut self,
        rows: &[Row],
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Vec<Vec<f32>>> {
        let key = |row: &Row| Key::new(&self.fingerprint, networks.precision(), &row.ids, &row.mask);
        let keys: Vec<Key> = rows.iter().map(key).collect();
        let known: Vec<Option<Vec<f32>>> = keys.iter().map(|key| self.cache.get(key)).collect();
        let new: Vec<usize> = (0..rows.len()).filter(|&row| known[row].is_none()).collect();
        let mut read = Vec::new();
        if !new.is_empty() {
            let longest = new.iter().map(|&row| rows[row].len()).max().unwrap_or(0);
            let (mut ids, mut mask) = (Vec::new(), Vec::new());
            for &row in &new {
                let mut row = rows[row].clone();
                // Anything may stand where nothing looks.
                row.ids.resize(longest, self.tokenizer.end());
                row.mask.resize(longest, false);
                ids.push(row.ids);
                mask.push(row.mask);
            }
            let encoder = networks.t5(observer)?;
            let states = encoder.forward(&ids, &mask, &mut |loading, done, of| {
                let phase = if loading == Loading::Convert { Phase::Convert } else { Phase::Encode };
                observer.progress(phase, done, of)
            })?;
            let all = finite("text encoder", download(states)?)?;
            let size = all.len() / new.len();
            let wanted = |(states, &row): (&[f32], &usize)| states[..size / longest * rows[row].len()].to_vec();
            read = all.chunks(size).zip(&new).map(wanted).collect();
            networks.offload();
            new.iter().zip(&read).for_each(|(&row, states)| self.cache.put(&keys[row], states));
        }
        let mut read = read.into_iter();
        known
            .into_iter()
            .map(|known| known.or_else(|| read.next()).ok_or_else(|| EngineError::internal("a text was not read")))
            .collect()
    }
}

impl Padded {
    /// The states of a text, `[tokens, width]`, in `places` places.
    fn new(mut states: Vec<f32>, row: &Row, places: usize, width: usize) -> Self {
        let used = row.len().min(places);
        // What is no word is nothing.
        states.truncate(used * width);
        states.resize(places * width, 0.0);
        Self { states, mask: (0..places).map(|place| place < used).collect() }
    }

    /// The weighted sum of texts, place by place. Where one has ended, the others go on.
    fn blended(texts: &[Self], weights: &[f32]) -> Self {
        let (mut states, mut mask) = (vec![0.0; texts[0].states.len()], vec![false; texts[0].mask.len()]);
        for (text, weight) in texts.iter().zip(weights) {
            states.iter_mut().zip(&text.states).for_each(|(sum, value)| *sum += weight * value);
            mask.iter_mut().zip(&text.mask).for_each(|(any, word)| *any |= *word);
        }
        Self { states, mask }
    }
}

/// The prompts, and after them the negative one where there is one, as the UNet gets them.
fn text_tokens(
    prompts: &DecoderPrompts,
    mut texts: Vec<Padded>,
    [places, width]: [usize; 2],
    placement: &Placement,
) -> TextTokens {
    let negative = texts.split_off(prompts.prompts.len());
    let prompt = match &prompts.weights {
        None => texts.swap_remove(0),
        Some(weights) => Padded::blended(&texts, weights),
    };
    let rows = negative.into_iter().chain([prompt]).map(|Padded { states, mask }| (states, mask));
    let (states, mask): (Vec<_>, Vec<_>) = rows.unzip();
    TextTokens {
        hidden: placement.upload(states.concat(), [mask.len(), places, width]),
        null_uncond: prompts.guided && prompts.negative.is_none(),
        mask,
    }
}

#[cfg(test)]
mod tests {
    use super::Padded;

    #[test]
    fn where_one_text_has_ended_the_others_go_on() {
        let padded = |states: &[f32], mask: &[bool]| Padded { states: states.to_vec(), mask: mask.to_vec() };
        let short = padded(&[2.0, 4.0, 0.0, 0.0, 0.0, 0.0], &[true, false, false]);
        let long = padded(&[1.0, 1.0, 10.0, 20.0, 0.0, 0.0], &[true, true, false]);
        let Padded { states, mask } = Padded::blended(&[short, long], &[0.5, 0.25]);
        assert_eq!(states, [1.25, 2.25, 2.5, 5.0, 0.0, 0.0]);
        assert_eq!(mask, [true, true, false]);
    }
}
