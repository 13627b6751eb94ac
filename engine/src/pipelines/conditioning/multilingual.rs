//! The words that a decoder of 2.x reads itself: those of 2.1 after the multilingual text encoder, those of 2.0 after
//! mT5 too.
//!
//! References: `_encode_prompt` of diffusers `pipelines/kandinsky/pipeline_kandinsky.py`; `encode_text` of
//! `kandinsky2/kandinsky2_model.py` of ai-forever/Kandinsky-2.

use burn::tensor::{FloatDType, Tensor};

use super::prompts::DecoderPrompts;
use super::weighting::{apply_weights, has_weights};
use crate::checkpoint::Checkpoint;
use crate::error::Result;
use crate::models::conditioning::TextStates;
use crate::pipelines::networks::{Networks, report};
use crate::pipelines::progress::ProgressObserver;
use crate::pipelines::tensors::{Placement, pick};
use crate::protocol::Phase;
use crate::text::{PromptTokenizer, Tokens};

/// The tokenizers of the encoders, and what was encoded last.
pub(super) struct MultilingualText {
    multilingual: PromptTokenizer,
    /// Of 2.0 alone.
    t5: Option<PromptTokenizer>,
    /// The last prompts, the negative prompt after them, and their encoding.
    encoded: Option<(Vec<String>, EncodedTexts)>,
}

/// Texts after these encoders, a row each.
#[derive(Clone)]
pub(super) struct EncodedTexts {
    /// After the multilingual one.
    pub(super) multilingual: TextStates,
    /// After mT5.
    pub(super) t5: Option<Tensor<3>>,
}

/// Rows that go to an encoder.
struct EncoderInput {
    /// Of the prompts.
    tokens: Vec<Tokens>,
    /// A row each, and where words have weights one more for the empty prompt.
    ids: Vec<Vec<u32>>,
    mask: Vec<Vec<bool>>,
}

impl MultilingualText {
    /// That of `checkpoint`; `None` where its decoder reads no words.
    ///
    /// # Errors
    /// Where files of a tokenizer are missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint) -> Result<Option<Self>> {
        let Some(multilingual) = checkpoint.multilingual_tokenizer()? else { return Ok(None) };
        Ok(Some(Self { multilingual, t5: checkpoint.t5_tokenizer()?, encoded: None }))
    }

    /// What the UNet is told of `prompts`: with guidance first what to lead away from. No negative prompt is the empty
    /// one.
    ///
    /// # Errors
    /// Where an encoder is missing or broken, the device fails, or `observer` stops it.
    pub(super) fn encode(
        &mut self,
        prompts: &DecoderPrompts,
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<EncodedTexts> {
        let negative = prompts.negative.clone().unwrap_or_default();
        let rows: Vec<String> = prompts.prompts.iter().cloned().chain([negative]).collect();
        let encoded = match self.encoded.take().filter(|(words, _)| *words == rows) {
            Some((_, encoded)) => encoded,
            None => self.run(&rows, networks, observer)?,
        };
        let (_, encoded) = self.encoded.insert((rows, encoded));
        // The prompt, blended of several or not, and then the negative prompt.
        let two = match &prompts.weights {
            Some(weights) => encoded.blended(weights),
            None => encoded.clone(),
        };
        Ok(two.pick(if prompts.guided { &[1, 0] } else { &[0] }))
    }

    fn run(
        &self,
        prompts: &[String],
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<EncodedTexts> {
        let Placement { device, dtype } = networks.placement();
        let input = EncoderInput::new(&self.multilingual, prompts)?;
        let encoder = networks.multilingual_clip(observer)?;
        observer.progress(Phase::Encode, 0, 1)?;
        let TextStates { hidden, pooled } = encoder.forward(&input.ids, &input.mask, &device);
        let multilingual = TextStates { hidden: input.weighted(hidden), pooled: pooled.narrow(0, 0, prompts.len()) };
        networks.offload();
        let t5 = match &self.t5 {
            Some(tokenizer) => {
                let input = EncoderInput::new(tokenizer, prompts)?;
                let hidden = networks.t5(observer)?.forward(&input.ids, &input.mask, &mut report(observer))?;
                networks.offload();
                Some(input.weighted(hidden).cast(FloatDType::from(dtype)))
            }
            None => None,
        };
        observer.progress(Phase::Encode, 1, 1)?;
        Ok(EncodedTexts { multilingual, t5 })
    }
}

impl EncoderInput {
    fn new(tokenizer: &PromptTokenizer, prompts: &[String]) -> Result<Self> {
        let tokens = prompts.iter().map(|prompt| tokenizer.encode(prompt)).collect::<Result<Vec<Tokens>>>()?;
        let empty = has_weights(&tokens).then(|| tokenizer.encode("")).transpose()?;
        let rows = || tokens.iter().chain(&empty);
        let (ids, mask) = (rows().map(|t| t.ids.clone()).collect(), rows().map(|t| t.mask.clone()).collect());
        Ok(Self { tokens, ids, mask })
    }

    /// The prompts' hidden states, with their words' weights where the empty prompt's follow them.
    fn weighted(&self, hidden: Tensor<3>) -> Tensor<3> {
        if hidden.dims()[0] > self.tokens.len() { apply_weights(hidden, &self.tokens) } else { hidden }
    }
}

impl EncodedTexts {
    /// The rows `rows`, in that order.
    fn pick(&self, rows: &[usize]) -> Self {
        let TextStates { hidden, pooled } = &self.multilingual;
        Self {
            multilingual: TextStates { hidden: pick(hidden, rows), pooled: pick(pooled, rows) },
            t5: self.t5.as_ref().map(|hidden| pick(hidden, rows)),
        }
    }

    /// The first `weights.len()` rows as one, their weighted sum, and the others after it.
    ///
    /// This is how words are blended where no prior makes embeddings of them.
    fn blended(&self, weights: &[f32]) -> Self {
        let count = weights.len();
        let blend = |x: &Tensor<3>| {
            let shares = Placement::of(x).upload(weights.to_vec(), [count, 1, 1]);
            let sum = (x.clone().narrow(0, 0, count) * shares).sum_dim(0);
            Tensor::cat(vec![sum, x.clone().narrow(0, count, x.dims()[0] - count)], 0)
        };
        let TextStates { hidden, pooled } = &self.multilingual;
        let pooled = blend(&pooled.clone().unsqueeze_dim(1)).squeeze_dim(1);
        Self { multilingual: TextStates { hidden: blend(hidden), pooled }, t5: self.t5.as_ref().map(blend) }
    }
}
