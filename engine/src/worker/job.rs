//! One job from its recipe to its outcome. A panic inside ends this job and nothing else.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::queue::Queue;
use super::request::request;
use super::studio::Studio;
use super::{Voice, outcome};
use crate::checkpoint::Precision;
use crate::error::{EngineError, ErrorKind, Result};
use crate::pipelines::{LatentPreview, Latents, PaintRequest, Phase, Watch};
use crate::protocol::{Event, JobId, Notice, Outcome, Picture, Preview, Recipe, Rng};
use crate::rng::{Normal, TorchCpu, TorchCuda};

/// Runs `recipe` and says what happens, all but the end.
pub(super) fn run(job: JobId, recipe: &Recipe, studio: &mut Studio, queue: &mut Queue<'_>, voice: &Voice) -> Outcome {
    voice.say(Event::Started { job });
    if let Some(error) = studio.refusal.take() {
        log::warn!("{} {}", error.message, error.detail);
        voice.say(Event::Notice { job, notice: Notice::DeviceChanged(studio.info().clone()) });
    }
    let result = catch_unwind(AssertUnwindSafe(|| paint_all(job, recipe, studio, queue, voice)));
    let result = result.unwrap_or_else(|panic| {
        studio.forget();
        Err(EngineError::internal(message(&*panic)))
    });
    // A graphics device that panicked or gave up is poisoned for the life of the process.
    let lost = result.as_ref().is_err_and(|e| matches!(e.kind, ErrorKind::Device | ErrorKind::Internal));
    if lost && let Some(info) = studio.fall_back() {
        voice.say(Event::Notice { job, notice: Notice::DeviceChanged(info) });
    }
    outcome(result)
}

/// What a panic said.
pub(super) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message").to_owned()
}

fn paint_all(job: JobId, recipe: &Recipe, studio: &mut Studio, queue: &mut Queue<'_>, voice: &Voice) -> Result<()> {
    recipe.check()?;
    // Its files first, and once for all its pictures: one that cannot be read is told before anything large is.
    let request = request(recipe)?;
    for index in 0..recipe.count {
        let one = recipe.picture(index);
        let precision = studio.precision();
        let result = match paint(job, index, (&one, &request), precision, studio, queue, voice) {
            Err(error) if error.kind == ErrorKind::NotAPicture && precision == Precision::F16 => {
                voice.say(Event::Notice { job, notice: Notice::FullPrecision });
                paint(job, index, (&one, &request), Precision::F32, studio, queue, voice)
            }
            result => result,
        };
        let (picture, model_hash) = result?;
        voice.say(Event::Painted { job, index, picture, recipe: Box::new(one), model_hash });
    }
    Ok(())
}

fn paint(
    job: JobId,
    index: usize,
    (recipe, request): (&Recipe, &PaintRequest),
    precision: Precision,
    studio: &mut Studio,
    queue: &mut Queue<'_>,
    voice: &Voice,
) -> Result<(Picture, String)> {
    let mut watch = JobWatch { job, index, step: 0, queue, voice, preview: None };
    let loaded = studio.load(&recipe.model, precision, &mut watch)?;
    watch.preview = loaded.preview.clone();
    if index == 0 {
        notice_cuts(job, recipe, loaded.pipeline.tokenizer(), voice)?;
    }
    let mut noise: Box<dyn Normal> = match recipe.rng {
        Rng::TorchCpu => Box::new(TorchCpu::new(recipe.seed)),
        Rng::TorchCuda => Box::new(TorchCuda::new(recipe.seed)),
    };
    let picture = loaded.pipeline.paint(request, &mut *noise, &mut watch)?;
    Ok((picture, loaded.hash.clone()))
}

/// Says which words the model will not read.
fn notice_cuts(job: JobId, recipe: &Recipe, tokenizer: &crate::text::ClipTokenizer, voice: &Voice) -> Result<()> {
    if let Some(cut) = tokenizer.encode(&recipe.prompt)?.cut {
        voice.say(Event::Notice { job, notice: Notice::PromptCut(cut) });
    }
    if let Some(cut) = recipe.negative.as_deref().map(|n| tokenizer.encode(n)).transpose()?.and_then(|t| t.cut) {
        voice.say(Event::Notice { job, notice: Notice::NegativePromptCut(cut) });
    }
    Ok(())
}

/// Passes a pipeline's reports on and stops it when the queue says so.
struct JobWatch<'a, 'b> {
    job: JobId,
    index: usize,
    step: u64,
    queue: &'a mut Queue<'b>,
    voice: &'a Voice,
    preview: Option<LatentPreview>,
}

impl Watch for JobWatch<'_, '_> {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        if self.queue.stopped(self.voice) {
            return Err(EngineError::cancelled());
        }
        self.step = if phase == Phase::Denoise { done } else { 0 };
        self.voice.say(Event::Progress { job: self.job, index: self.index, phase, done, of });
        Ok(())
    }

    fn latents(&mut self, latents: &Latents) {
        let Some(preview) = &self.preview else { return };
        let pixels: Arc<[u8]> = preview.render(latents).into();
        let picture = Picture { width: latents.size.width, height: latents.size.height, pixels };
        self.voice.show(Preview { job: self.job, index: self.index, step: self.step + 1, picture });
    }
}
