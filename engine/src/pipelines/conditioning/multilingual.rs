//! The words that a decoder of 2.x reads itself: those of 2.1 after one encoder, those of 2.0 after two.
//!
//! References: `_encode_prompt` of diffusers `pipelines/kandinsky/pipeline_kandinsky.py`; `encode_text` of
//! `kandinsky2/kandinsky2_model.py` of ai-forever/Kandinsky-2.

use burn::tensor::{FloatDType, Tensor};

use super::networks::{Networks, report};
use super::prior::{pick, upload};
use super::watch::{Phase, Watch};
use super::weigh::{weigh, weighted};
use crate::checkpoint::{Checkpoint, Network};
use crate::error::{EngineError, Result};
use crate::models::unet::TextStates;
use crate::text::{PromptTokenizer, Tokens};

/// The tokenizers of the encoders that a decoder reads.
pub(super) struct Readers {
    first: PromptTokenizer,
    second: Option<PromptTokenizer>,
}

/// Texts after these encoders, a row each.
#[derive(Clone)]
pub(super) struct Texts {
    /// After the multilingual one.
    pub(super) first: TextStates,
    /// After T5.
    pub(super) second: Option<Tensor<3>>,
}

impl Readers {
    /// Those of `checkpoint`; `None` where its decoder reads no words.
    ///
    /// # Errors
    /// Where files of one are missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint) -> Result<Option<Self>> {
        let Some(first) = checkpoint.multilingual_tokenizer()? else { return Ok(None) };
        Ok(Some(Self { first, second: checkpoint.t5_tokenizer()? }))
    }

    /// Encodes `prompts`, a row each.
    ///
    /// # Errors
    /// Where an encoder is missing or broken, the device fails, or `watch` stops it.
    pub(super) fn encode(&self, prompts: &[&str], networks: &mut Networks, watch: &mut dyn Watch) -> Result<Texts> {
        let (device, dtype) = networks.place();
        let (tokens, ids, mask) = rows(&self.first, prompts)?;
        let encoder = networks.multilingual_clip(watch)?;
        watch.progress(Phase::Encode, 0, 1)?;
        let TextStates { hidden, pooled } = encoder.forward(&ids, &mask, &device);
        let first = TextStates { hidden: prompts_of(hidden, &tokens), pooled: pooled.narrow(0, 0, tokens.len()) };
        networks.settle();
        let second = match &self.second {
            Some(tokenizer) => {
                let (tokens, ids, mask) = rows(tokenizer, prompts)?;
                let hidden = networks.t5(watch)?.forward(&ids, &mask, &mut report(watch))?;
                networks.settle();
                Some(prompts_of(hidden, &tokens).cast(FloatDType::from(dtype)))
            }
            None => None,
        };
        watch.progress(Phase::Encode, 1, 1)?;
        Ok(Texts { first, second })
    }
}

/// Tokens of the prompts, and the rows for their encoder: where words have weights, that of the empty prompt too.
#[expect(clippy::type_complexity, reason = "ids and masks of the same rows")]
fn rows(tokenizer: &PromptTokenizer, prompts: &[&str]) -> Result<(Vec<Tokens>, Vec<Vec<u32>>, Vec<Vec<bool>>)> {
    let tokens: Result<Vec<Tokens>> = prompts.iter().map(|prompt| tokenizer.encode(prompt)).collect();
    let tokens = tokens?;
    let empty = weighted(&tokens).then(|| tokenizer.encode("")).transpose()?;
    let rows = || tokens.iter().chain(&empty);
    let (ids, mask) = (rows().map(|t| t.ids.clone()).collect(), rows().map(|t| t.mask.clone()).collect());
    Ok((tokens, ids, mask))
}

/// The prompts' rows, weighed where the empty prompt's follows them.
fn prompts_of(hidden: Tensor<3>, tokens: &[Tokens]) -> Tensor<3> {
    if hidden.dims()[0] > tokens.len() { weigh(hidden, tokens) } else { hidden }
}

impl Texts {
    /// The rows `rows`, in that order.
    pub(super) fn pick(&self, rows: &[usize]) -> Self {
        Self {
            first: TextStates { hidden: pick(&self.first.hidden, rows), pooled: pick(&self.first.pooled, rows) },
            second: self.second.as_ref().map(|second| pick(second, rows)),
        }
    }

    /// The first `weights.len()` rows as one, their weighted sum, and the others after it.
    ///
    /// This is how words are blended where no prior makes embeddings of them.
    pub(super) fn mixed(&self, weights: &[f32]) -> Self {
        let count = weights.len();
        let mix = |x: &Tensor<3>| {
            let (device, dtype) = (x.device(), x.dtype());
            let shares = upload(weights.to_vec(), [count, 1, 1], &device, dtype);
            let sum = (x.clone().narrow(0, 0, count) * shares).sum_dim(0);
            Tensor::cat(vec![sum, x.clone().narrow(0, count, x.dims()[0] - count)], 0)
        };
        let pooled = mix(&self.first.pooled.clone().unsqueeze_dim(1)).squeeze_dim(1);
        Self { first: TextStates { hidden: mix(&self.first.hidden), pooled }, second: self.second.as_ref().map(mix) }
    }
}

/// Refuses to blend pictures with a system that has no prior.
pub(super) fn without_pictures(checkpoint: &Checkpoint) -> EngineError {
    debug_assert!(!checkpoint.has(Network::Prior), "a prior can blend pictures");
    EngineError::invalid(
        "parts",
        format!(
            "{} knows what words mean, and not what pictures show, so it cannot blend pictures.",
            checkpoint.system().title()
        ),
        "Blend words alone, or choose Kandinsky 2.1 or 2.2.",
    )
}
