//! One job from its recipe to its outcome: each picture is tried, and tried again more carefully where there is a way.
//! A panic inside ends this job and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use super::config::OnProgress;
use super::event_sink::EventSink;
use super::queue::Queue;
use super::request::request;
use super::runtime::Runtime;
use super::stopwatch::Stopwatch;
use crate::checkpoint::Checkpoint;
use crate::error::{EngineError, ErrorKind, Result, panic_message};
use crate::memory::{MemoryLevel, PeakMemory};
use crate::pipelines::{LatentPreview, Latents, PaintRequest, ProgressObserver};
use crate::precision::Precision;
use crate::protocol::{
    Event, JobId, Measured, Notice, Outcome, Phase, Picture, Preview, Question, Recipe, Rng, System, Variation,
};
use crate::rng::{Normal, TorchCpu, TorchCuda, VariedNoise};
use crate::text::Tokens;

/// Runs `recipe` and says what happens, all but the end.
pub(super) fn run(
    job: JobId,
    recipe: &Recipe,
    runtime: &mut Runtime,
    queue: &mut Queue<'_>,
    events: &EventSink,
) -> Outcome {
    events.send(Event::Started { job });
    outcome(caught(runtime, |runtime| paint_all(job, recipe, runtime, queue, events)))
}

fn paint_all(
    job: JobId,
    recipe: &Recipe,
    runtime: &mut Runtime,
    queue: &mut Queue<'_>,
    events: &EventSink,
) -> Result<()> {
    recipe.check()?;
    // Its files first, and once for all its pictures: one that cannot be read is told before anything large is.
    let request = request(recipe)?;
    let (mut level, question) = runtime.level(recipe)?;
    if question.is_some_and(|question| !queue.ask(question, events)) {
        return Err(EngineError::cancelled());
    }
    if runtime.needs_tuning(recipe) {
        events.send(Event::Notice { job, notice: Notice::Tuning });
    }
    if level.precision(runtime.precision()) != runtime.precision() {
        events.send(Event::Notice { job, notice: Notice::HalfWeights });
    }
    for index in 0..recipe.count {
        let one = recipe.picture(index);
        let mut precision = level.precision(runtime.precision());
        // A picture that failed is begun again, with another setting each time, until there is none left.
        let painted = loop {
            let attempt = Attempt { job, index, precision, level };
            let error = match caught(runtime, |runtime| attempt.paint((&one, &request), runtime, queue, events)) {
                Ok(painted) => break painted,
                Err(error) => error.or_memory(),
            };
            let notice = |notice| events.send(Event::Notice { job, notice });
            match (error.kind(), level.lower(runtime.on_cpu())) {
                (ErrorKind::NotAPicture, _) if precision == Precision::F16 => {
                    precision = Precision::F32;
                    notice(Notice::FullPrecision);
                }
                (ErrorKind::Memory, Some(lower)) => {
                    runtime.forget();
                    let before = precision;
                    (level, precision) = (lower, lower.precision(precision));
                    notice(Notice::LessMemory);
                    if precision != before {
                        notice(Notice::HalfWeights);
                    }
                }
                (ErrorKind::Memory, None) if !runtime.on_cpu() && queue.ask(Question::OnCpu, events) => {
                    runtime.fall_back().into_iter().for_each(|info| notice(Notice::DeviceChanged(info)));
                    level = runtime.level(&one)?.0;
                    precision = level.precision(runtime.precision());
                }
                // A graphics device that panicked or gave up is poisoned for the life of the process.
                (ErrorKind::Device | ErrorKind::Internal, _) => {
                    if runtime.give_up() {
                        return Err(error);
                    }
                    runtime.fall_back().into_iter().for_each(|info| notice(Notice::DeviceChanged(info)));
                    return Err(error);
                }
                _ => return Err(error),
            }
        };
        let Painted { picture, system, model_hash, measured } = painted;
        let recipe = Box::new(one);
        events.send(Event::Painted { job, index, picture, recipe, system, model_hash, measured });
    }
    Ok(())
}

/// Runs `f`, in which a panic is an error like others. The model that was loaded is in a state that nobody knows then.
fn caught<T>(runtime: &mut Runtime, f: impl FnOnce(&mut Runtime) -> Result<T>) -> Result<T> {
    let result = catch_unwind(AssertUnwindSafe(|| f(runtime)));
    result.unwrap_or_else(|panic| {
        runtime.forget();
        Err(EngineError::internal(panic_message(&*panic)))
    })
}

/// A picture that came of a try.
struct Painted {
    picture: Picture,
    system: System,
    model_hash: String,
    measured: Measured,
}

/// One try at a picture.
struct Attempt {
    job: JobId,
    index: usize,
    precision: Precision,
    level: MemoryLevel,
}

impl Attempt {
    fn paint(
        &self,
        (recipe, request): (&Recipe, &PaintRequest),
        runtime: &mut Runtime,
        queue: &mut Queue<'_>,
        events: &EventSink,
    ) -> Result<Painted> {
        if runtime.needs_tuning(recipe) {
            let mut observer = self.observer(runtime, queue, events);
            let loaded = runtime.load(&recipe.model, self.precision, self.level, &mut observer)?;
            loaded.pipeline.warm_up(request, &mut *noise(recipe), &mut observer)?;
            runtime.record_tuned(recipe);
        }
        let mut measured = Measured::on(runtime.info());
        measured.precision = self.precision.name().to_owned();
        let mut observer = self.observer(runtime, queue, events);
        let loaded = runtime.load(&recipe.model, self.precision, self.level, &mut observer)?;
        observer.preview = loaded.preview.clone();
        if self.index == 0 {
            notice_cuts(self.job, recipe, loaded.pipeline.checkpoint(), events)?;
        }
        let picture = loaded.pipeline.paint(request, &mut *noise(recipe), &mut observer)?;
        (measured.seconds, measured.peak_memory) = (observer.watch.stop(Instant::now()), observer.peak.bytes());
        Ok(Painted { picture, system: loaded.system, model_hash: loaded.hash.clone(), measured })
    }

    fn observer<'a, 'b>(
        &self,
        runtime: &Runtime,
        queue: &'a mut Queue<'b>,
        events: &'a EventSink,
    ) -> JobObserver<'a, 'b> {
        JobObserver {
            job: self.job,
            index: self.index,
            step: 0,
            queue,
            events,
            preview: None,
            watch: Stopwatch::start(Instant::now()),
            peak: PeakMemory::begin(),
            on_progress: runtime.on_progress.clone(),
        }
    }
}

/// The noise that a recipe's only picture is painted from.
fn noise(recipe: &Recipe) -> Box<dyn Normal> {
    let of = |seed: u64| -> Box<dyn Normal> {
        match recipe.rng {
            Rng::TorchCpu => Box::new(TorchCpu::new(seed)),
            Rng::TorchCuda => Box::new(TorchCuda::new(seed)),
        }
    };
    match recipe.variation {
        Some(Variation { seed, strength }) => Box::new(VariedNoise::new(of(recipe.seed), of(seed), strength)),
        None => of(recipe.seed),
    }
}

/// Says which words the model will not read: what the least patient of its text encoders cuts off.
fn notice_cuts(job: JobId, recipe: &Recipe, checkpoint: &Checkpoint, events: &EventSink) -> Result<()> {
    let tokenizers = checkpoint.tokenizers()?;
    let cut = |text: &str| -> Result<Option<String>> {
        let tokens: Result<Vec<Tokens>> = tokenizers.iter().map(|tokenizer| tokenizer.encode(text)).collect();
        Ok(tokens?.into_iter().filter_map(|tokens| tokens.cut).max_by_key(String::len))
    };
    if let Some(cut) = cut(&recipe.prompt)? {
        events.send(Event::Notice { job, notice: Notice::PromptCut(cut) });
    }
    if let Some(cut) = recipe.negative.as_deref().map(cut).transpose()?.flatten() {
        events.send(Event::Notice { job, notice: Notice::NegativePromptCut(cut) });
    }
    Ok(())
}

/// Passes a pipeline's reports on and stops it when the queue says so.
struct JobObserver<'a, 'b> {
    job: JobId,
    index: usize,
    step: u64,
    queue: &'a mut Queue<'b>,
    events: &'a EventSink,
    preview: Option<LatentPreview>,
    watch: Stopwatch,
    peak: PeakMemory,
    on_progress: Option<OnProgress>,
}

impl ProgressObserver for JobObserver<'_, '_> {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        if self.queue.stopped(self.events) {
            return Err(EngineError::cancelled());
        }
        if let Some(on_progress) = &self.on_progress {
            on_progress(phase);
        }
        self.watch.report(phase, Instant::now());
        self.peak.sample();
        self.step = if phase == Phase::Denoise { done } else { 0 };
        self.events.send(Event::Progress { job: self.job, index: self.index, phase, done, of });
        Ok(())
    }

    fn latents(&mut self, latents: &Latents) {
        let Some(preview) = &self.preview else { return };
        let pixels: Arc<[u8]> = preview.render(latents).into();
        let picture = Picture { width: latents.size.width, height: latents.size.height, pixels };
        self.events.show(Preview { job: self.job, index: self.index, step: self.step + 1, picture });
    }
}

/// What a stopped job's outcome is.
fn outcome(result: Result<()>) -> Outcome {
    match result {
        Ok(()) => Outcome::Done,
        Err(error) if error.is_cancelled() => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error),
    }
}
