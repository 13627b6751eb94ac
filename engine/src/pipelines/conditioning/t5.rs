//! The words of 3.0 and 3.1, which the decoder reads after FLAN-UL2.
//!
//! References: `encode_prompt` and `process_embeds` of diffusers `pipelines/kandinsky3/pipeline_kandinsky3.py`; for the authors'
//! files `kandinsky3/condition_processors.py` and `condition_encoders.py` of ai-forever/Kandinsky-3.

use burn::tensor::DType;

use super::encodings::{Encodings, Key};
use super::guard::finite;
use super::networks::Networks;
use super::prior::{download, upload};
use super::watch::{Phase, Watch};
use super::weigh::{weigh, weighted};
use crate::checkpoint::{Checkpoint, Loading, Network};
use crate::error::{EngineError, Result};
use crate::models::unet3::Words;
use crate::text::{PromptTokenizer, Tokens};

/// What the words of a picture are.
pub(super) struct Prompts<'a> {
    /// One, or several that are blended with these weights.
    pub(super) words: Vec<String>,
    pub(super) weights: Option<Vec<f32>>,
    /// What is led away from, where guidance is asked for; `None` leads away from no words at all.
    pub(super) away: Option<Option<&'a str>>,
}

/// Reads them.
pub(super) struct Reader {
    tokenizer: PromptTokenizer,
    /// Negative prompts are as the authors have them, and not as diffusers has them.
    authors: bool,
    /// Of the encoder's weights. Hashing takes a while, and the slider of a blend reads many times a second.
    fingerprint: String,
    encodings: Encodings,
}

/// A text's tokens, as far as what they come to is wanted: words do not see what stands behind the last of them.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    ids: Vec<u32>,
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

impl Reader {
    /// That of `checkpoint`; `authors`: its files are theirs.
    ///
    /// # Errors
    /// Where the tokenizer's files or the encoder's are missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint, authors: bool) -> Result<Self> {
        let tokenizer = checkpoint.t5_tokenizer()?;
        let tokenizer = tokenizer.ok_or_else(|| EngineError::internal("a Kandinsky 3 without a tokenizer"))?;
        let encodings = Encodings::new(checkpoint.cache().map(|cache| cache.join("encodings")));
        let (fingerprint, _) = checkpoint.identity(Network::T5)?;
        Ok(Self { tokenizer, authors, fingerprint, encodings })
    }

    /// What the UNet is told of `prompts`: with guidance first what it is led away from.
    ///
    /// # Errors
    /// Where the encoder is missing or broken, the device fails, or `watch` stops it.
    pub(super) fn read(
        &mut self,
        prompts: &Prompts<'_>,
        networks: &mut Networks,
        watch: &mut dyn Watch,
    ) -> Result<Words> {
        let tokens: Result<Vec<Tokens>> = prompts.words.iter().map(|words| self.tokenizer.encode(words)).collect();
        let mut tokens = tokens?;
        let mut rows: Vec<Row> = tokens.iter().map(Row::words).collect();
        // The place behind the longest prompt is seen too, as in both references.
        let used = rows.iter().map(Row::len).max().unwrap_or(0);
        let places = (used + 1).min(self.tokenizer.length());
        let negative = prompts.away.flatten().map(|negative| self.tokenizer.encode(negative)).transpose()?;
        if let Some(negative) = negative {
            rows.push(self.negative(&negative, used));
            tokens.push(negative);
        }
        let longest = rows.iter().map(Row::len).max().unwrap_or(0);
        let empty = weighted(&tokens).then(|| self.tokenizer.encode("")).transpose()?;
        // Of the empty prompt, what stands in the places of the others' words counts.
        rows.extend(empty.map(|empty| Row::places(&empty, longest)));
        let mut states = self.states(&rows, networks, watch)?;
        let width = states[0].len() / rows[0].len();
        if states.len() > tokens.len() {
            states.iter_mut().for_each(|state| state.resize(longest * width, 0.0));
            tokens.iter_mut().for_each(|t| t.weights.truncate(longest));
            let (device, _) = networks.place();
            let all = upload(states.concat(), [states.len(), longest, width], &device, DType::F32);
            states = download(weigh(all, &tokens))?.chunks(longest * width).map(<[f32]>::to_vec).collect();
        }
        Ok(words(prompts, &rows, states, [places, width], networks))
    }

    /// The negative prompt's row. diffusers reads all of it and keeps what has place beside the prompt; the authors cut its
    /// tokens to the prompt's and give it the prompt's mask.
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
    fn states(&mut self, rows: &[Row], networks: &mut Networks, watch: &mut dyn Watch) -> Result<Vec<Vec<f32>>> {
        let key = |row: &Row| Key::new(&self.fingerprint, networks.precision(), &row.ids, &row.mask);
        let keys: Vec<Key> = rows.iter().map(key).collect();
        let known: Vec<Option<Vec<f32>>> = keys.iter().map(|key| self.encodings.get(key)).collect();
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
            let encoder = networks.t5(watch)?;
            let states = encoder.forward(&ids, &mask, &mut |loading, done, of| {
                let phase = if loading == Loading::Convert { Phase::Convert } else { Phase::Encode };
                watch.progress(phase, done, of)
            })?;
            let all = finite("text encoder", download(states)?)?;
            let size = all.len() / new.len();
            let wanted = |(states, &row): (&[f32], &usize)| states[..size / longest * rows[row].len()].to_vec();
            read = all.chunks(size).zip(&new).map(wanted).collect();
            networks.settle();
            new.iter().zip(&read).for_each(|(&row, states)| self.encodings.put(&keys[row], states));
        }
        let mut read = read.into_iter();
        known
            .into_iter()
            .map(|known| known.or_else(|| read.next()).ok_or_else(|| EngineError::internal("a text was not read")))
            .collect()
    }
}

/// The rows as the UNet gets them, in `places` places each.
fn words(
    prompts: &Prompts<'_>,
    rows: &[Row],
    states: Vec<Vec<f32>>,
    [places, width]: [usize; 2],
    networks: &Networks,
) -> Words {
    let fitted = |(mut state, row): (Vec<f32>, &Row)| {
        let used = row.len().min(places);
        // What is no word is nothing.
        state.truncate(used * width);
        state.resize(places * width, 0.0);
        (state, (0..places).map(|place| place < used).collect::<Vec<bool>>())
    };
    let mut fitted: Vec<(Vec<f32>, Vec<bool>)> = states.into_iter().zip(rows).map(fitted).collect();
    let negative = fitted.split_off(prompts.words.len());
    let prompt = match &prompts.weights {
        None => fitted.swap_remove(0),
        Some(weights) => blended(&fitted, weights),
    };
    let (states, mask): (Vec<_>, Vec<_>) = negative.into_iter().chain([prompt]).unzip();
    let (device, dtype) = networks.place();
    Words {
        hidden: upload(states.concat(), [mask.len(), places, width], &device, dtype),
        nothing: prompts.away == Some(None),
        mask,
    }
}

/// The weighted sum of texts, place by place. Where one has ended, the others go on.
fn blended(texts: &[(Vec<f32>, Vec<bool>)], weights: &[f32]) -> (Vec<f32>, Vec<bool>) {
    let (mut sum, mut mask) = (vec![0.0; texts[0].0.len()], vec![false; texts[0].1.len()]);
    for ((states, words), weight) in texts.iter().zip(weights) {
        sum.iter_mut().zip(states).for_each(|(s, v)| *s += weight * v);
        mask.iter_mut().zip(words).for_each(|(m, word)| *m |= *word);
    }
    (sum, mask)
}

#[cfg(test)]
mod tests {
    use super::blended;

    #[test]
    fn where_one_text_has_ended_the_others_go_on() {
        let short = (vec![2.0, 4.0, 0.0, 0.0, 0.0, 0.0], vec![true, false, false]);
        let long = (vec![1.0, 1.0, 10.0, 20.0, 0.0, 0.0], vec![true, true, false]);
        let (states, words) = blended(&[short, long], &[0.5, 0.25]);
        assert_eq!(states, [1.25, 2.25, 2.5, 5.0, 0.0, 0.0]);
        assert_eq!(words, [true, true, false]);
    }
}
