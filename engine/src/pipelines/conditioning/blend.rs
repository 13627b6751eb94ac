//! Mixing: one image embedding out of several pictures and words, each with its weight.
//!
//! Reference: `interpolate` of diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2_prior.py`, whose draws are repeated
//! in their order.

use super::pipeline::Pipeline;
use super::prior::{ImageEmbeds, PriorRequest};
use super::watch::{Phase, Watch};
use crate::error::{EngineError, Result};
use crate::picture::Picture;
use crate::rng::Normal;

/// One of the things that are mixed.
#[derive(Debug, Clone)]
pub enum Ingredient {
    /// What words mean, by way of the prior.
    Words(String),
    /// What a picture shows.
    Picture(Picture),
}

/// An ingredient and its weight.
#[derive(Debug, Clone)]
pub struct Part {
    /// The ingredient.
    pub ingredient: Ingredient,
    /// Its share; shares usually add up to one.
    pub weight: f32,
}

/// What to mix.
#[derive(Debug, Clone)]
pub struct Blend {
    /// The parts, two to six.
    pub parts: Vec<Part>,
    /// Along a great circle instead of the straight line; two parts only.
    pub spherical: bool,
}

impl Blend {
    /// The words, where it is of words alone.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let word = |part: &Part| match &part.ingredient {
            Ingredient::Words(words) => Some(words.clone()),
            Ingredient::Picture(_) => None,
        };
        self.parts.iter().map(word).collect()
    }

    /// The weights, where there is no prior and words are blended straight.
    pub(super) fn weights(&self) -> Result<Vec<f32>> {
        let weights: Vec<f32> = self.parts.iter().map(|part| part.weight).collect();
        check(&weights, self.spherical)?;
        if self.spherical {
            let message = "This model blends words straight, and not along a circle.";
            return Err(EngineError::invalid("parts", message, "Blend them straight, or choose Kandinsky 2.1 or 2.2."));
        }
        Ok(weights)
    }
}

impl Pipeline {
    /// The mixed embedding, and beside it the one to lead away from. Of `prior` the guidance and the negative prompt count,
    /// which here is the prompt of another embedding, as in the reference.
    ///
    /// # Errors
    /// Where there are not two to six parts, the checkpoint is broken, the device fails, or `watch` stops it.
    pub fn mix(
        &mut self,
        blend: &Blend,
        prior: &PriorRequest,
        prior_steps: usize,
        noise: &mut dyn Normal,
        watch: &mut dyn Watch,
    ) -> Result<ImageEmbeds> {
        let weights: Vec<f32> = blend.parts.iter().map(|part| part.weight).collect();
        check(&weights, blend.spherical)?;
        let runs = blend.parts.iter().filter(|part| matches!(part.ingredient, Ingredient::Words(_))).count();
        let named = prior.negative.as_deref().is_some_and(|negative| !negative.is_empty());
        let watch = &mut Runs { watch, before: 0, of: ((runs + usize::from(named)) * prior_steps) as u64 };
        let words = |prompt: &str| PriorRequest { prompt: prompt.to_owned(), negative: None, guidance: prior.guidance };
        let mut embeddings = Vec::with_capacity(blend.parts.len());
        for part in &blend.parts {
            embeddings.push(match &part.ingredient {
                Ingredient::Words(prompt) => {
                    let embeds = self.embed(&words(prompt), prior_steps, None, noise, watch)?;
                    watch.before += prior_steps as u64;
                    embeds.positive
                }
                Ingredient::Picture(picture) => self.image_embedding(picture, watch)?,
            });
        }
        let positive = match (&embeddings[..], &weights[..], blend.spherical) {
            ([a, b], [wa, wb], true) => spherical(a, b, wb / (wa + wb)),
            _ => weighted(&embeddings, &weights),
        };
        let negative = match prior.negative.as_deref() {
            Some(negative) if !negative.is_empty() => {
                self.embed(&words(negative), prior_steps, None, noise, watch)?.positive
            }
            _ => {
                // The reference runs the prior on the empty prompt and keeps nothing of it but the zero image's
                // embedding. Its draws are made here too, so that what is drawn after them is the same.
                self.skip_prior(prior_steps, noise)?;
                self.zero_image_embedding(watch)?
            }
        };
        Ok(ImageEmbeds { positive, negative: Some(negative) })
    }
}

/// Counts the steps of several runs of the prior as one phase.
struct Runs<'a> {
    watch: &'a mut dyn Watch,
    /// Steps of the runs that are over.
    before: u64,
    /// Steps of all runs.
    of: u64,
}

impl Watch for Runs<'_> {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        match phase {
            Phase::Prior => self.watch.progress(phase, self.before + done, self.of),
            _ => self.watch.progress(phase, done, of),
        }
    }
}

/// Checks the weights of a blend.
///
/// # Errors
/// Where there are not two to six, or they say nothing.
pub(crate) fn check(weights: &[f32], spherical: bool) -> Result<()> {
    let count = weights.len();
    let refuse = |field: &str, message: &str, advice: &str| Err(EngineError::invalid(field, message, advice));
    if !(2..=6).contains(&count) {
        return refuse("parts", &format!("A blend of {count} cannot be made."), "Give two to six pictures or prompts.");
    }
    if weights.iter().any(|weight| !weight.is_finite()) {
        return refuse("weights", "A weight is not a number.", "Give a number for each part.");
    }
    if weights.iter().sum::<f32>().abs() < 1e-6 {
        return refuse("weights", "The weights add up to nothing.", "Give at least one part a weight.");
    }
    if spherical && count != 2 {
        let message = format!("{count} things cannot be blended along a circle.");
        return refuse("parts", &message, "Blend two, or blend them straight.");
    }
    Ok(())
}

/// The weighted sum.
fn weighted(embeddings: &[Vec<f32>], weights: &[f32]) -> Vec<f32> {
    let mut sum = vec![0.0; embeddings.first().map_or(0, Vec::len)];
    for (embedding, weight) in embeddings.iter().zip(weights) {
        sum.iter_mut().zip(embedding).for_each(|(s, e)| *s += weight * e);
    }
    sum
}

/// From `a`, at 0, to `b`, at 1, on a great circle. The length goes straight; where the two point the same way or in
/// opposite ways there is no circle, and the way is straight too.
fn spherical(a: &[f32], b: &[f32], along: f32) -> Vec<f32> {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum::<f64>();
    let (length_a, length_b) = (dot(a, a).sqrt(), dot(b, b).sqrt());
    let cosine = dot(a, b) / (length_a * length_b);
    let t = f64::from(along);
    if !cosine.is_finite() || cosine.abs() > 0.9995 {
        return weighted(&[a.to_vec(), b.to_vec()], &[1.0 - along, along]);
    }
    let angle = cosine.acos();
    let (to_a, to_b) = (((1.0 - t) * angle).sin() / angle.sin(), (t * angle).sin() / angle.sin());
    let length = (1.0 - t) * length_a + t * length_b;
    let value =
        |(x, y): (&f32, &f32)| (length * (to_a * f64::from(*x) / length_a + to_b * f64::from(*y) / length_b)) as f32;
    a.iter().zip(b).map(value).collect()
}
