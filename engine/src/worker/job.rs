//! One job from its recipe to its outcome: each picture is tried, and tried again more carefully where there is a way. A
//! panic inside ends this job and nothing else.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::queue::Queue;
use super::request::request;
use super::studio::Studio;
use super::{Voice, outcome};
use crate::checkpoint::{Checkpoint, Precision};
use crate::error::{EngineError, ErrorKind, Result};
use crate::memory::Rung;
use crate::pipelines::{LatentPreview, Latents, PaintRequest, Phase, Watch};
use crate::protocol::{Event, JobId, Notice, Outcome, Picture, Preview, Question, Recipe, Rng};
use crate::rng::{Normal, TorchCpu, TorchCuda};
use crate::text::Tokens;

/// Runs `recipe` and says what happens, all but the end.
pub(super) fn run(job: JobId, recipe: &Recipe, studio: &mut Studio, queue: &mut Queue<'_>, voice: &Voice) -> Outcome {
    voice.say(Event::Started { job });
    outcome(caught(studio, |studio| paint_all(job, recipe, studio, queue, voice)))
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
    let (mut rung, question) = studio.rung(recipe)?;
    if question.is_some_and(|question| !queue.ask(question, voice)) {
        return Err(EngineError::cancelled());
    }
    if studio.is_new(recipe) {
        voice.say(Event::Notice { job, notice: Notice::Tuning });
    }
    if rung.precision(studio.precision()) != studio.precision() {
        voice.say(Event::Notice { job, notice: Notice::HalfWeights });
    }
    for index in 0..recipe.count {
        let one = recipe.picture(index);
        let mut precision = rung.precision(studio.precision());
        // A picture that failed is begun again, with another setting each time, until there is none left.
        let (picture, model_hash) = loop {
            let attempt = Attempt { job, index, precision, rung };
            let error = match caught(studio, |studio| attempt.paint((&one, &request), studio, queue, voice)) {
                Ok(painted) => break painted,
                Err(error) => error.or_memory(),
            };
            let notice = |notice| voice.say(Event::Notice { job, notice });
            match (error.kind, rung.lower(studio.on_cpu())) {
                (ErrorKind::NotAPicture, _) if precision == Precision::F16 => {
                    precision = Precision::F32;
                    notice(Notice::FullPrecision);
                }
                (ErrorKind::Memory, Some(lower)) => {
                    studio.forget();
                    let before = precision;
                    (rung, precision) = (lower, lower.precision(precision));
                    notice(Notice::LessMemory);
                    if precision != before {
                        notice(Notice::HalfWeights);
                    }
                }
                (ErrorKind::Memory, None) if !studio.on_cpu() && queue.ask(Question::OnCpu, voice) => {
                    studio.fall_back().into_iter().for_each(|info| notice(Notice::DeviceChanged(info)));
                    rung = studio.rung(&one)?.0;
                    precision = rung.precision(studio.precision());
                }
                // A graphics device that panicked or gave up is poisoned for the life of the process.
                (ErrorKind::Device | ErrorKind::Internal, _) => {
                    studio.fall_back().into_iter().for_each(|info| notice(Notice::DeviceChanged(info)));
                    return Err(error);
                }
                _ => return Err(error),
            }
        };
        studio.learnt(&one);
        voice.say(Event::Painted { job, index, picture, recipe: Box::new(one), model_hash });
    }
    Ok(())
}

/// Runs `f`, in which a panic is an error like others. The model that was loaded is in a state that nobody knows then.
fn caught<T>(studio: &mut Studio, f: impl FnOnce(&mut Studio) -> Result<T>) -> Result<T> {
    let result = catch_unwind(AssertUnwindSafe(|| f(studio)));
    result.unwrap_or_else(|panic| {
        studio.forget();
        Err(EngineError::internal(message(&*panic)))
    })
}

/// One try at a picture.
struct Attempt {
    job: JobId,
    index: usize,
    precision: Precision,
    rung: Rung,
}

impl Attempt {
    fn paint(
        &self,
        (recipe, request): (&Recipe, &PaintRequest),
        studio: &mut Studio,
        queue: &mut Queue<'_>,
        voice: &Voice,
    ) -> Result<(Picture, String)> {
        let mut watch = JobWatch { job: self.job, index: self.index, step: 0, queue, voice, preview: None };
        let loaded = studio.load(&recipe.model, self.precision, self.rung, &mut watch)?;
        watch.preview = loaded.preview.clone();
        if self.index == 0 {
            notice_cuts(self.job, recipe, loaded.pipeline.checkpoint(), voice)?;
        }
        let mut noise: Box<dyn Normal> = match recipe.rng {
            Rng::TorchCpu => Box::new(TorchCpu::new(recipe.seed)),
            Rng::TorchCuda => Box::new(TorchCuda::new(recipe.seed)),
        };
        let picture = loaded.pipeline.paint(request, &mut *noise, &mut watch)?;
        Ok((picture, loaded.hash.clone()))
    }
}

/// Says which words the model will not read: what the least patient of its text encoders cuts off.
fn notice_cuts(job: JobId, recipe: &Recipe, checkpoint: &Checkpoint, voice: &Voice) -> Result<()> {
    let tokenizers = checkpoint.tokenizers()?;
    let cut = |text: &str| -> Result<Option<String>> {
        let tokens: Result<Vec<Tokens>> = tokenizers.iter().map(|tokenizer| tokenizer.encode(text)).collect();
        Ok(tokens?.into_iter().filter_map(|tokens| tokens.cut).max_by_key(String::len))
    };
    if let Some(cut) = cut(&recipe.prompt)? {
        voice.say(Event::Notice { job, notice: Notice::PromptCut(cut) });
    }
    if let Some(cut) = recipe.negative.as_deref().map(cut).transpose()?.flatten() {
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
