//! Stage one of 2.1 and 2.2: from a prompt to the image embedding of a picture that would show it.
//!
//! References: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2_prior.py` and beside it `…_prior_emb2emb.py`,
//! and
//! `pipelines/kandinsky/pipeline_kandinsky_prior.py` for 2.1, which does the same.

use burn::tensor::Device;

use super::cache::{EmbeddingCache, key_of_picture, key_of_run};
use super::embeds::{Emb2Emb, ImageEmbeds};
use super::image::{image_embedding, zero_image_embedding};
use super::weighting::{apply_weights, has_weights};
use crate::checkpoint::{Checkpoint, Network};
use crate::error::{EngineError, Result};
use crate::models::clip::{TextEncoding, TextModel};
use crate::models::prior::{PriorConfig, PriorTransformer};
use crate::pipelines::guard::finite;
use crate::pipelines::networks::Networks;
use crate::pipelines::progress::ProgressObserver;
use crate::pipelines::request::PriorRequest;
use crate::pipelines::start::first_step;
use crate::pipelines::tensors::{Placement, download, pick};
use crate::protocol::{Phase, Picture};
use crate::rng::Normal;
use crate::schedulers::{Prediction, Scheduler, UnClip};
use crate::text::{PromptTokenizer, Tokens};

/// Prompts after CLIP's text encoder.
struct EncodedPrompts {
    /// A row for the prompt, then one for the negative prompt.
    encoding: TextEncoding,
    tokens: Vec<Tokens>,
}

/// Rows of [`EncodedPrompts`].
const PROMPT: usize = 0;
const NEGATIVE: usize = 1;

/// Stage one of one checkpoint, with what it made before.
pub(in crate::pipelines) struct Prior {
    tokenizer: PromptTokenizer,
    /// Values of an image embedding.
    embedding: usize,
    /// The last prompt and negative prompt and their encoding, so that the same words skip the text encoder.
    encoded: Option<((String, Option<String>), EncodedPrompts)>,
    cache: EmbeddingCache,
}

impl Prior {
    /// That of `checkpoint`, which has one.
    ///
    /// # Errors
    /// Where a config or a file of the tokenizer is missing or broken.
    pub(super) fn open(checkpoint: &Checkpoint) -> Result<Self> {
        let tokenizer = checkpoint.clip_tokenizer()?;
        let tokenizer = tokenizer.ok_or_else(|| EngineError::internal("a prior without a tokenizer"))?;
        let embedding = checkpoint.config::<PriorConfig>(Network::Prior)?.embedding_dim;
        Ok(Self { tokenizer, embedding, encoded: None, cache: EmbeddingCache::default() })
    }

    /// The image embeddings of `request`, from noise or from another embedding. The same run is not made twice; its
    /// draws are.
    ///
    /// # Errors
    /// Where the steps are out of range, the checkpoint is broken, the device fails, or `observer` stops it.
    pub(in crate::pipelines) fn embed(
        &mut self,
        request: &PriorRequest,
        emb2emb: Option<&Emb2Emb>,
        networks: &mut Networks,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<ImageEmbeds> {
        let mut scheduler = UnClip::new(networks.checkpoint.prior_scheduler()?, request.steps)?;
        let start = self.start(request, emb2emb, noise);
        let key = key_of_run(request, emb2emb, &start);
        if let Some(embeds) = self.cache.runs.get(&key) {
            skip_steps(emb2emb, &scheduler, start.len(), noise)?;
            return Ok(embeds.clone());
        }
        self.encode(request, networks, observer)?;
        let Some((_, prompts)) = &self.encoded else { return Err(EngineError::internal("no prompt was encoded")) };
        let network = networks.prior(observer)?;
        let run = Run { request, prompts, emb2emb };
        let mut embeds = run.sample(network, start, &mut scheduler, noise, observer)?;
        networks.offload();
        if embeds.negative.is_none() {
            embeds.negative = Some(zero_image_embedding(networks, observer)?);
        }
        self.cache.runs.put(key, embeds.clone());
        Ok(embeds)
    }

    /// Makes all draws of a run from noise without running it.
    pub(super) fn skip(&self, steps: usize, networks: &Networks, noise: &mut dyn Normal) -> Result<()> {
        let scheduler = UnClip::new(networks.checkpoint.prior_scheduler()?, steps)?;
        noise.fill(&mut vec![0.0; self.embedding]);
        skip_steps(None, &scheduler, self.embedding, noise)
    }

    /// The image embedding of a picture.
    ///
    /// # Errors
    /// Where the image encoder or its settings are missing or broken.
    pub(in crate::pipelines) fn image_embedding(
        &mut self,
        picture: &Picture,
        networks: &Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Vec<f32>> {
        let key = key_of_picture(picture);
        if let Some(embedding) = self.cache.pictures.get(&key) {
            return Ok(embedding.clone());
        }
        let embedding = image_embedding(picture, networks, observer)?;
        self.cache.pictures.put(key, embedding.clone());
        Ok(embedding)
    }

    /// Encodes the prompts of `request`, where they are not those that were encoded last.
    fn encode(
        &mut self,
        request: &PriorRequest,
        networks: &mut Networks,
        observer: &mut dyn ProgressObserver,
    ) -> Result<()> {
        let words = (request.prompt.clone(), request.negative.clone());
        if self.encoded.as_ref().is_some_and(|(encoded, _)| *encoded == words) {
            return Ok(());
        }
        let device = networks.placement().device;
        let encoder = networks.text(observer)?;
        observer.progress(Phase::Encode, 0, 1)?;
        let prompts = encode(request, &self.tokenizer, encoder, &device)?;
        self.encoded = Some((words, prompts));
        observer.progress(Phase::Encode, 1, 1)?;
        networks.offload();
        Ok(())
    }

    /// A run's first draw.
    fn start(&self, request: &PriorRequest, emb2emb: Option<&Emb2Emb>, noise: &mut dyn Normal) -> Vec<f32> {
        let rows = if makes_both(request, emb2emb) { 2 } else { 1 };
        let mut start = vec![0.0; rows * self.embedding];
        noise.fill(&mut start);
        start
    }
}

/// True where a run makes the negative prompt's own embedding beside the prompt's, guided by itself. From a given
/// embedding only the prompt's is made.
fn makes_both(request: &PriorRequest, emb2emb: Option<&Emb2Emb>) -> bool {
    request.negative.is_some() && emb2emb.is_none()
}

/// Tokenizes and encodes the prompts of a request.
fn encode(
    request: &PriorRequest,
    tokenizer: &PromptTokenizer,
    encoder: &TextModel,
    device: &Device,
) -> Result<EncodedPrompts> {
    let negative = request.negative.as_deref().unwrap_or_default();
    let tokens = vec![tokenizer.encode(&request.prompt)?, tokenizer.encode(negative)?];
    let mut ids: Vec<Vec<u32>> = tokens.iter().map(|t| t.ids.clone()).collect();
    let weighted = has_weights(&tokens);
    if weighted {
        ids.push(tokenizer.encode("")?.ids);
    }
    let mut encoding = encoder.forward(&ids, device);
    if weighted {
        // The embedding of the whole text stays as it is.
        let text_embeds = encoding.text_embeds.narrow(0, 0, tokens.len());
        encoding = TextEncoding { text_embeds, last_hidden_state: apply_weights(encoding.last_hidden_state, &tokens) };
    }
    Ok(EncodedPrompts { encoding, tokens })
}

/// Makes a run's draws after the first one, of `size` values each, without running it.
fn skip_steps(emb2emb: Option<&Emb2Emb>, scheduler: &dyn Scheduler, size: usize, noise: &mut dyn Normal) -> Result<()> {
    let mut unused = vec![0.0; size];
    // No noise is added at timestep 0.
    let noisy = |&index: &usize| scheduler.timestep(index) > 0.0;
    for _ in (first(emb2emb, scheduler)?..scheduler.steps()).filter(noisy) {
        noise.fill(&mut unused);
    }
    Ok(())
}

/// The first step of a run that is taken.
fn first(emb2emb: Option<&Emb2Emb>, scheduler: &dyn Scheduler) -> Result<usize> {
    emb2emb.map_or(Ok(0), |from| first_step(scheduler.steps(), from.strength, "prior_strength"))
}

/// One run of the prior.
struct Run<'a> {
    request: &'a PriorRequest,
    prompts: &'a EncodedPrompts,
    emb2emb: Option<&'a Emb2Emb>,
}

impl Run<'_> {
    /// Over all steps of `scheduler`, beginning with the draw `start`.
    fn sample(
        &self,
        prior: &PriorTransformer,
        start: Vec<f32>,
        scheduler: &mut dyn Scheduler,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<ImageEmbeds> {
        let Self { request, prompts, emb2emb } = *self;
        let both = makes_both(request, emb2emb);
        let wanted: &[usize] = if both { &[PROMPT, NEGATIVE] } else { &[PROMPT] };
        let guided = request.guidance > 1.0;
        let unguided: Vec<usize> = if guided { vec![NEGATIVE; wanted.len()] } else { Vec::new() };
        let rows: Vec<usize> = unguided.iter().chain(wanted).copied().collect();

        let text = TextEncoding {
            text_embeds: pick(&prompts.encoding.text_embeds, &rows),
            last_hidden_state: pick(&prompts.encoding.last_hidden_state, &rows),
        };
        let mask: Vec<Vec<bool>> = rows.iter().map(|&row| prompts.tokens[row].mask.clone()).collect();
        let placement = Placement::of(&text.text_embeds);
        let prefix = prior.prefix(&text, &mask);

        let size = text.text_embeds.dims()[1];
        let (steps, first) = (scheduler.steps(), first(emb2emb, scheduler)?);
        let mut x = match emb2emb {
            Some(from) => scheduler.mixture(first).of(&from.image_embeds, &start),
            None => start,
        };
        let of = (steps - first) as u64;
        observer.progress(Phase::Prior, 0, of)?;
        for index in first..steps {
            let input = if guided { [x.as_slice(), x.as_slice()].concat() } else { x.clone() };
            let input = placement.upload(input, [rows.len(), size]);
            let predicted = finite("prior", download(prior.forward(input, scheduler.timestep(index), &prefix))?)?;
            let value = if guided {
                let (uncond, cond) = predicted.split_at(x.len());
                uncond.iter().zip(cond).map(|(u, c)| u + request.guidance * (c - u)).collect()
            } else {
                predicted
            };
            let prediction = Prediction { value: &value, variance: None, known: None };
            scheduler.step(index, prediction, &mut x, noise);
            observer.progress(Phase::Prior, (index - first) as u64 + 1, of)?;
        }
        let embeds = prior.denormalise(placement.upload(x, [wanted.len(), size]));
        let mut positive = finite("prior", download(embeds)?)?;
        let negative = positive.split_off(size);
        Ok(ImageEmbeds { positive, negative: both.then_some(negative) })
    }
}
