//! Stage one: from a prompt to the image embedding of a picture that would show it.
//!
//! References: diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2_prior.py`, and `pipelines/kandinsky/
//! pipeline_kandinsky_prior.py` for 2.1, which does the same.

use burn::tensor::{DType, Device, Tensor, TensorData};

use super::decoder::noised;
use super::guard::finite;
use super::watch::{Phase, Watch};
use super::weigh::{weigh, weighted};
use crate::error::{EngineError, Result};
use crate::models::clip::{TextEncoding, TextModel};
use crate::models::prior::PriorTransformer;
use crate::rng::Normal;
use crate::schedulers::{Prediction, Scheduler};
use crate::text::{PromptTokenizer, Tokens};

/// What to make an image embedding of.
#[derive(Debug, Clone)]
pub struct PriorRequest {
    /// What the picture shows.
    pub prompt: String,
    /// What it does not. `Some("")` is not the same as `None`: the first runs the prior on the empty prompt for the
    /// negative image embedding, the second takes the embedding of the zero image.
    pub negative: Option<String>,
    /// How far to lead away from the negative prompt; at 1 and below there is no guidance.
    pub guidance: f32,
}

/// What stage two paints from.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageEmbeds {
    /// The embedding to paint.
    pub positive: Vec<f32>,
    /// The embedding to lead away from; `None` asks for the zero image's.
    pub negative: Option<Vec<f32>>,
}

/// An image embedding that the prior starts from instead of noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Seedling {
    /// The embedding.
    pub image_embeds: Vec<f32>,
    /// The share of the steps that are taken, 0 to 1: how far to go from it.
    pub strength: f64,
}

/// Prompts after the text encoder.
pub(super) struct Prompts {
    /// One row for the prompt, then one for the negative prompt where guidance or the negative embedding needs it.
    encoding: TextEncoding,
    tokens: Vec<Tokens>,
}

/// Tokenizes and encodes the prompts of a request.
pub(super) fn encode(
    request: &PriorRequest,
    tokenizer: &PromptTokenizer,
    encoder: &TextModel,
    device: &Device,
) -> Result<Prompts> {
    let negative = request.negative.as_deref().unwrap_or_default();
    let tokens = vec![tokenizer.encode(&request.prompt)?, tokenizer.encode(negative)?];
    let mut ids: Vec<Vec<u32>> = tokens.iter().map(|t| t.ids.clone()).collect();
    let weighted = weighted(&tokens);
    if weighted {
        ids.push(tokenizer.encode("")?.ids);
    }
    let mut encoding = encoder.forward(&ids, device);
    if weighted {
        // The embedding of the whole text stays as it is.
        let text_embeds = encoding.text_embeds.narrow(0, 0, tokens.len());
        encoding = TextEncoding { text_embeds, last_hidden_state: weigh(encoding.last_hidden_state, &tokens) };
    }
    Ok(Prompts { encoding, tokens })
}

/// Rows of [`Prompts`].
const PROMPT: usize = 0;
const NEGATIVE: usize = 1;

/// True where a run makes the negative prompt's own embedding beside the prompt's, guided by itself. From a given embedding
/// only the prompt's is made.
fn makes_both(request: &PriorRequest, seedling: Option<&Seedling>) -> bool {
    request.negative.is_some() && seedling.is_none()
}

/// A run's first draw, for embeddings of `size` values.
pub(super) fn start(
    request: &PriorRequest,
    seedling: Option<&Seedling>,
    size: usize,
    noise: &mut dyn Normal,
) -> Vec<f32> {
    let mut start = vec![0.0; if makes_both(request, seedling) { 2 * size } else { size }];
    noise.fill(&mut start);
    start
}

/// Makes a run's further draws, of `size` values each, without running it.
pub(super) fn skip(
    seedling: Option<&Seedling>,
    scheduler: &dyn Scheduler,
    size: usize,
    noise: &mut dyn Normal,
) -> Result<()> {
    let mut unused = vec![0.0; size];
    // No noise is added at timestep 0.
    let noisy = |&index: &usize| scheduler.timestep(index) > 0.0;
    for _ in (first(seedling, scheduler)?..scheduler.steps()).filter(noisy) {
        noise.fill(&mut unused);
    }
    Ok(())
}

/// The first step of a run that is taken.
fn first(seedling: Option<&Seedling>, scheduler: &dyn Scheduler) -> Result<usize> {
    seedling.map_or(Ok(0), |seedling| first_step(scheduler.steps(), seedling.strength, "prior_strength"))
}

/// Runs the prior over all steps of `scheduler`, beginning with the draw that [`start`] made.
pub(super) fn sample(
    request: &PriorRequest,
    prompts: &Prompts,
    prior: &PriorTransformer,
    (seedling, start): (Option<&Seedling>, Vec<f32>),
    scheduler: &mut dyn Scheduler,
    noise: &mut dyn Normal,
    watch: &mut dyn Watch,
) -> Result<ImageEmbeds> {
    let both = makes_both(request, seedling);
    let wanted: &[usize] = if both { &[PROMPT, NEGATIVE] } else { &[PROMPT] };
    let guided = request.guidance > 1.0;
    let unguided: Vec<usize> = if guided { vec![NEGATIVE; wanted.len()] } else { Vec::new() };
    let rows: Vec<usize> = unguided.iter().chain(wanted).copied().collect();

    let text = TextEncoding {
        text_embeds: pick(&prompts.encoding.text_embeds, &rows),
        last_hidden_state: pick(&prompts.encoding.last_hidden_state, &rows),
    };
    let mask: Vec<Vec<bool>> = rows.iter().map(|&row| prompts.tokens[row].mask.clone()).collect();
    let (device, dtype) = (text.text_embeds.device(), text.text_embeds.dtype());
    let prefix = prior.prefix(&text, &mask);

    let size = text.text_embeds.dims()[1];
    let (steps, first) = (scheduler.steps(), first(seedling, scheduler)?);
    let mut x = match seedling {
        Some(seedling) => noised(&seedling.image_embeds, &start, scheduler.mixture(first)),
        None => start,
    };
    let of = (steps - first) as u64;
    watch.progress(Phase::Prior, 0, of)?;
    for index in first..steps {
        let input = if guided { [x.as_slice(), x.as_slice()].concat() } else { x.clone() };
        let input = upload(input, [rows.len(), size], &device, dtype);
        let predicted = finite("prior", download(prior.forward(input, scheduler.timestep(index), &prefix))?)?;
        let value = if guided {
            let (away, towards) = predicted.split_at(x.len());
            away.iter().zip(towards).map(|(u, c)| u + request.guidance * (c - u)).collect()
        } else {
            predicted
        };
        let prediction = Prediction { value: &value, variance: None, kept: None };
        scheduler.step(index, prediction, &mut x, noise);
        watch.progress(Phase::Prior, (index - first) as u64 + 1, of)?;
    }
    let embeds = prior.denormalise(upload(x, [wanted.len(), size], &device, dtype));
    let mut positive = finite("prior", download(embeds)?)?;
    let negative = positive.split_off(size);
    Ok(ImageEmbeds { positive, negative: both.then_some(negative) })
}

/// The step of `steps` that a run starts with which takes the share `strength` of them.
///
/// # Errors
/// Where the share is none, or leaves no step; `field` is what the recipe calls it.
pub(super) fn first_step(steps: usize, strength: f64, field: &str) -> Result<usize> {
    let taken = (steps as f64 * strength) as usize;
    if (0.0..=1.0).contains(&strength) && taken > 0 {
        return Ok(steps - taken.min(steps));
    }
    Err(EngineError::invalid(
        field,
        format!("A strength of {strength} leaves none of the {steps} steps to take, so nothing would change."),
        format!("Choose a strength between {:.2} and 1, or more steps.", 1.0 / steps as f64),
    ))
}

/// The rows `rows` of a batch, in that order.
pub(super) fn pick<const D: usize>(batch: &Tensor<D>, rows: &[usize]) -> Tensor<D> {
    Tensor::cat(rows.iter().map(|&row| batch.clone().narrow(0, row, 1)).collect(), 0)
}

/// Host values to the device.
pub(super) fn upload<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device, dtype: DType) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values, shape), (device, dtype))
}

/// A tensor's values to the host, waiting for the device.
pub(super) fn download<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let lost = |e: &dyn std::fmt::Display| {
        EngineError::device(
            "The graphics device gave up in the middle of the picture, so nothing was saved.",
            "Try again, a smaller size, or --device cpu.",
        )
        .detail(e)
    };
    let data = tensor.try_into_data().map_err(|e| lost(&format!("{e:?}")))?;
    data.convert::<f32>().try_to_vec().map_err(|e| lost(&format!("{e:?}")))
}
