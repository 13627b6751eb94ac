//! Mixing: one image embedding out of several pictures and words, each with its weight.
//!
//! Reference: `interpolate` of diffusers `pipelines/kandinsky2_2/pipeline_kandinsky2_2_prior.py`, whose draws are
//! repeated in their order.

use super::embeds::ImageEmbeds;
use super::image::zero_image_embedding;
use super::prior::Prior;
use crate::error::Result;
use crate::pipelines::blend::{Blend, BlendInput};
use crate::pipelines::networks::Networks;
use crate::pipelines::progress::ProgressObserver;
use crate::pipelines::request::PriorRequest;
use crate::protocol::Phase;
use crate::rng::Normal;

impl Prior {
    /// The mixed embedding, and beside it the one to lead away from. Of `request` the steps, the guidance and the
    /// negative prompt count, which here is the prompt of another embedding, as in the reference.
    ///
    /// # Errors
    /// Where there are not two to six inputs, the checkpoint is broken, the device fails, or `observer` stops it.
    pub(in crate::pipelines) fn mix(
        &mut self,
        blend: &Blend,
        request: &PriorRequest,
        networks: &mut Networks,
        noise: &mut dyn Normal,
        observer: &mut dyn ProgressObserver,
    ) -> Result<ImageEmbeds> {
        let weights = blend.weights()?;
        let runs = blend.inputs.iter().filter(|weighted| matches!(weighted.input, BlendInput::Words(_))).count();
        let named = request.negative.as_deref().filter(|negative| !negative.is_empty());
        let of = ((runs + usize::from(named.is_some())) * request.steps) as u64;
        let observer = &mut SeveralRuns { observer, before: 0, of };
        let words = |prompt: &str| PriorRequest { prompt: prompt.to_owned(), negative: None, ..request.clone() };
        let mut embeddings = Vec::with_capacity(blend.inputs.len());
        for weighted in &blend.inputs {
            embeddings.push(match &weighted.input {
                BlendInput::Words(prompt) => {
                    let embeds = self.embed(&words(prompt), None, networks, noise, observer)?;
                    observer.before += request.steps as u64;
                    embeds.positive
                }
                BlendInput::Picture(picture) => self.image_embedding(picture, networks, observer)?,
            });
        }
        let positive = match (&embeddings[..], &weights[..], blend.spherical) {
            ([a, b], [wa, wb], true) => spherical(a, b, wb / (wa + wb)),
            _ => weighted_sum(&embeddings, &weights),
        };
        let negative = match named {
            Some(negative) => self.embed(&words(negative), None, networks, noise, observer)?.positive,
            None => {
                // The reference runs the prior on the empty prompt and keeps nothing of it but the zero image's
                // embedding. Its draws are made here too, so that what is drawn after them is the same.
                self.skip(request.steps, networks, noise)?;
                zero_image_embedding(networks, observer)?
            }
        };
        Ok(ImageEmbeds { positive, negative: Some(negative) })
    }
}

/// Counts the steps of several runs of the prior as one phase.
struct SeveralRuns<'a> {
    observer: &'a mut dyn ProgressObserver,
    /// Steps of the runs that are over.
    before: u64,
    /// Steps of all runs.
    of: u64,
}

impl ProgressObserver for SeveralRuns<'_> {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        match phase {
            Phase::Prior => self.observer.progress(phase, self.before + done, self.of),
            _ => self.observer.progress(phase, done, of),
        }
    }
}

/// The weighted sum.
fn weighted_sum(embeddings: &[Vec<f32>], weights: &[f32]) -> Vec<f32> {
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
        return weighted_sum(&[a.to_vec(), b.to_vec()], &[1.0 - along, along]);
    }
    let angle = cosine.acos();
    let (to_a, to_b) = (((1.0 - t) * angle).sin() / angle.sin(), (t * angle).sin() / angle.sin());
    let length = (1.0 - t) * length_a + t * length_b;
    let value =
        |(x, y): (&f32, &f32)| (length * (to_a * f64::from(*x) / length_a + to_b * f64::from(*y) / length_b)) as f32;
    a.iter().zip(b).map(value).collect()
}
