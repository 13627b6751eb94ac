//! Whatever is asked of the engine, in whatever order, and whatever breaks in it: each job ends exactly once, and the
//! next one is painted.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider_engine::device::DevicePreference;
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Phase, Recipe};
use bluerider_engine::worker::{Engine, EngineConfig, OnProgress};
use bluerider_tests::bench::{Bench, PATIENCE, outcomes, painted, small, with};
use bluerider_tests::fixtures::copy_folder;

/// A small 2.2, in a copy, since what is worked out of its weights is kept beside them.
fn small_model() -> Result<(tempfile::TempDir, Model)> {
    let copy = tempfile::tempdir()?;
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kandinsky-2.2-seed7"), copy.path())?;
    let (decoder, prior) = (copy.path().join("decoder"), copy.path().join("prior"));
    Ok((copy, Model::Folder { decoder, prior: Some(prior) }))
}

/// A recipe that is painted in a moment.
fn quick(model: &Model) -> Recipe {
    with(Recipe { width: 64, height: 64, ..Recipe::new(model.clone(), "a cat") }, |recipe| {
        recipe.sampling.steps = 1;
        recipe.sampling.prior_steps = 2;
    })
}

fn engine(on_progress: OnProgress) -> Result<Engine> {
    let config =
        EngineConfig { keep_below: 1 << 30, on_progress: Some(on_progress), ..EngineConfig::on(DevicePreference::Cpu) };
    Ok(Engine::start(config, Arc::new(|| {}))?)
}

/// What was seen of a job.
#[derive(Debug, Default)]
struct Seen {
    queued: usize,
    started: usize,
    pictures: usize,
    ends: usize,
}

/// The jobs of an engine, held against the protocol.
#[derive(Default)]
struct Ledger(BTreeMap<JobId, Seen>);

impl Ledger {
    fn take(&mut self, event: &Event) -> Result<()> {
        let job = match event {
            Event::Ready { .. } | Event::Adapters { .. } => return Ok(()),
            Event::Queued { job }
            | Event::Started { job }
            | Event::Notice { job, .. }
            | Event::Asked { job, .. }
            | Event::Progress { job, .. }
            | Event::Painted { job, .. }
            | Event::Finished { job, .. } => *job,
        };
        let seen = self.0.entry(job).or_default();
        ensure!(seen.ends == 0, "{event:?} comes after the end of its job");
        match event {
            Event::Queued { .. } => seen.queued += 1,
            Event::Started { .. } => seen.started += 1,
            Event::Painted { .. } => seen.pictures += 1,
            Event::Finished { outcome, .. } => {
                seen.ends += 1;
                ensure!(*outcome != Outcome::Done || seen.pictures > 0, "{job:?} is done and has no picture");
            }
            _ => {}
        }
        let begun = !matches!(event, Event::Progress { .. } | Event::Painted { .. }) || seen.started == 1;
        ensure!(seen.queued <= 1 && seen.started <= 1 && begun, "{event:?} of {seen:?}");
        Ok(())
    }
}

/// Sends, and hears while there is no room.
fn send(engine: &Engine, ledger: &mut Ledger, command: Command) -> Result<()> {
    let start = Instant::now();
    while engine.send(command.clone()).is_err() {
        ensure!(start.elapsed() < PATIENCE, "the engine does not listen");
        engine.events().try_iter().try_for_each(|event| ledger.take(&event))?;
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

#[test]
fn a_thousand_jobs_among_random_commands_panics_and_deaths_end_exactly_once() -> Result<()> {
    /// Engines that are ended in the middle of it, and jobs that each of them gets.
    const ENGINES: u64 = 5;
    const JOBS: u64 = 200;
    let (_copy, model) = small_model()?;
    let mut random = fastrand::Rng::with_seed(22);
    let (mut done, mut failed, mut cancelled) = (0, 0, 0);
    for round in 0..ENGINES {
        let reports = Arc::new(AtomicUsize::new(0));
        let faults = Arc::new(AtomicUsize::new(0));
        let hook: OnProgress = {
            let (reports, faults) = (Arc::clone(&reports), Arc::clone(&faults));
            Arc::new(move |_| {
                if reports.fetch_add(1, Ordering::Relaxed) % 97 == 96 {
                    faults.fetch_add(1, Ordering::Relaxed);
                    panic!("a fault for a test");
                }
            })
        };
        let engine = engine(hook)?;
        let mut ledger = Ledger::default();
        let mut jobs = 0;
        while jobs < JOBS {
            let (some, next) = (JobId(random.u64(..=jobs + 3)), JobId(jobs));
            let recipe = Box::new(match random.u8(..8) {
                0 => Recipe { width: 7, ..quick(&model) },
                1 => Recipe { model: Model::Folder { decoder: "/nowhere".into(), prior: None }, ..quick(&model) },
                2 => Recipe { count: random.usize(1..4), ..quick(&model) },
                _ => quick(&model),
            });
            let command = match random.u8(..16) {
                0..=5 => Command::Submit { job: next, recipe },
                6 => Command::Live { job: next, recipe },
                // Jobs that are over, and some that never were, among them.
                7..=9 => Command::Cancel { job: some },
                10 => Command::Answer { job: some, yes: random.bool() },
                11 if random.u8(..6) == 0 => Command::CancelAll,
                _ => {
                    engine.events().try_iter().try_for_each(|event| ledger.take(&event))?;
                    std::thread::sleep(Duration::from_millis(random.u64(..20)));
                    continue;
                }
            };
            jobs += u64::from(matches!(command, Command::Submit { .. } | Command::Live { .. }));
            send(&engine, &mut ledger, command)?;
        }
        send(&engine, &mut ledger, Command::Shutdown)?;
        // All that it still has to say, until it is gone.
        let start = Instant::now();
        loop {
            match engine.events().recv_timeout(Duration::from_millis(100)) {
                Ok(event) => {
                    ledger.take(&event)?;
                    match event {
                        Event::Finished { outcome: Outcome::Done, .. } => done += 1,
                        Event::Finished { outcome: Outcome::Failed(_), .. } => failed += 1,
                        Event::Finished { outcome: Outcome::Cancelled, .. } => cancelled += 1,
                        _ => {}
                    }
                }
                Err(error) if error.is_disconnected() => break,
                Err(_) => ensure!(start.elapsed() < PATIENCE, "it does not end"),
            }
        }
        let ended = ledger.0.values().filter(|seen| seen.ends == 1).count() as u64;
        ensure!(ended == JOBS, "engine {round}: {ended} of {JOBS} jobs ended");
        ensure!(faults.load(Ordering::Relaxed) > 0, "engine {round}: nothing panicked");
    }
    ensure!(done + failed + cancelled > 0, "nothing was heard at the end");
    Ok(())
}

/// An engine whose reports wait until the test has said what is to happen.
struct Stepped {
    engine: Engine,
    reports: std::sync::mpsc::Receiver<Phase>,
    go: std::sync::mpsc::Sender<bool>,
}

impl Stepped {
    fn start() -> Result<Self> {
        let (report, reports) = channel();
        let (go, gone) = channel();
        let ends = Mutex::new((report, gone));
        let hook: OnProgress = Arc::new(move |phase| {
            let ends = ends.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let panics = ends.0.send(phase).is_ok() && ends.1.recv().unwrap_or(false);
            drop(ends);
            assert!(!panics, "a fault for a test");
        });
        Ok(Self { engine: engine(hook)?, reports, go })
    }

    /// Paints; at the first report of `phase` does `fault`, which says whether the report panics.
    fn paint(
        &self,
        job: u64,
        recipe: Recipe,
        phase: Option<Phase>,
        fault: impl Fn(&Engine) -> Result<bool>,
    ) -> Result<Outcome> {
        self.engine.send(Command::Submit { job: JobId(job), recipe: Box::new(recipe) })?;
        let mut phase = phase;
        let start = Instant::now();
        loop {
            for event in self.engine.events().try_iter() {
                if let Event::Finished { outcome, .. } = event {
                    ensure!(phase.is_none(), "{phase:?} was never reported");
                    return Ok(outcome);
                }
            }
            if let Ok(report) = self.reports.recv_timeout(Duration::from_millis(5)) {
                let hit = phase == Some(report);
                phase = phase.filter(|_| !hit);
                self.go.send(hit && fault(&self.engine)?)?;
            }
            if start.elapsed() > PATIENCE {
                bail!("the engine went silent");
            }
        }
    }
}

/// The phases of a picture whose weights need no conversion; that one has its own test.
const PHASES: [Phase; 5] = [Phase::Load, Phase::Encode, Phase::Prior, Phase::Denoise, Phase::Decode];

#[test]
fn a_job_can_be_stopped_in_each_of_its_phases() -> Result<()> {
    for phase in PHASES {
        let (_copy, model) = small_model()?;
        let stepped = Stepped::start()?;
        let stop = |engine: &Engine| -> Result<bool> {
            engine.send(Command::Cancel { job: JobId(1) })?;
            Ok(false)
        };
        // Four steps, so that there is one after that which is stopped.
        let recipe = with(quick(&model), |recipe| recipe.sampling.steps = 4);
        let outcome = stepped.paint(1, recipe, Some(phase), stop)?;
        ensure!(outcome == Outcome::Cancelled || phase == Phase::Decode, "{phase:?}: {outcome:?}");
        let outcome = stepped.paint(2, quick(&model), None, |_| Ok(false))?;
        ensure!(outcome == Outcome::Done, "after {phase:?}: {outcome:?}");
    }
    Ok(())
}

#[test]
fn a_panic_in_any_phase_fails_that_job_alone() -> Result<()> {
    for phase in PHASES {
        let (_copy, model) = small_model()?;
        let stepped = Stepped::start()?;
        match stepped.paint(1, quick(&model), Some(phase), |_| Ok(true))? {
            Outcome::Failed(error) => {
                ensure!(error.kind() == ErrorKind::Internal && error.detail.contains("a fault for a test"), "{error}");
                ensure!(!error.detail.contains("a cat"), "the prompt is in the details: {error}");
            }
            outcome => bail!("{phase:?}: {outcome:?}"),
        }
        let outcome = stepped.paint(2, quick(&model), None, |_| Ok(false))?;
        ensure!(outcome == Outcome::Done, "after {phase:?}: {outcome:?}");
    }
    Ok(())
}

#[test]
fn a_reader_that_sleeps_holds_the_engine_and_misses_nothing() -> Result<()> {
    let (_copy, model) = small_model()?;
    let reports = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reports);
    let engine = engine(Arc::new(move |_| _ = counted.fetch_add(1, Ordering::Relaxed)))?;
    let recipe = with(Recipe { count: 4, ..quick(&model) }, |recipe| recipe.sampling.steps = 400);
    engine.send(Command::Submit { job: JobId(1), recipe: Box::new(recipe) })?;
    // Until the channel is full, and some more.
    let start = Instant::now();
    while !engine.events().is_full() {
        ensure!(start.elapsed() < PATIENCE, "{} events", engine.events().len());
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    let held = reports.load(Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(300));
    ensure!(reports.load(Ordering::Relaxed) == held, "it goes on although nobody hears it");

    let (mut steps, mut ledger) = (0, Ledger::default());
    while ledger.0.get(&JobId(1)).is_none_or(|seen| seen.ends == 0) {
        let event = engine.events().recv_timeout(PATIENCE).context("the engine went silent")?;
        steps += usize::from(matches!(event, Event::Progress { phase: Phase::Denoise, .. }));
        ledger.take(&event)?;
    }
    ensure!(steps >= 4 * 400 && ledger.0[&JobId(1)].pictures == 4, "{steps} steps, {:?}", ledger.0);
    Ok(())
}

#[test]
fn random_recipes_are_painted_or_refused_by_their_field() -> Result<()> {
    let bench = Bench::new()?;
    let mut random = fastrand::Rng::with_seed(1911);
    let (mut good, mut bad) = (0, 0);
    for job in 0..300 {
        let mut recipe = with(small("a red circle"), |recipe| {
            (recipe.width, recipe.height) = (64, 64);
            recipe.sampling.steps = 2;
            recipe.sampling.prior_steps = 2;
        });
        // Up to three settings are wild.
        for _ in 0..random.usize(..4) {
            let size = [0, 7, 64, 65, 1 << 31, usize::MAX][random.usize(..6)];
            let steps = [0, 1, 2, 1_000_001, usize::MAX][random.usize(..5)];
            let number = [f32::NAN, f32::INFINITY, -1.0, 0.0, 1.0, 4.0, 1e30, f32::MIN_POSITIVE][random.usize(..8)];
            match random.u8(..9) {
                0 => recipe.width = size,
                1 => recipe.height = size,
                2 => recipe.sampling.steps = steps,
                3 => recipe.sampling.prior_steps = steps,
                4 => recipe.sampling.guidance = number,
                5 => recipe.sampling.prior_guidance = number,
                6 => recipe.count = [0, 1, 2, 1_000_000][random.usize(..4)],
                7 => recipe.seed = random.u64(..),
                _ => {
                    let prompts = ["", "\0\u{202e}\u{1b}[2J", "🎨", "красный"];
                    recipe.prompt = prompts[random.usize(..4)].repeat([1, 1, 40_000][random.usize(..3)]);
                }
            }
        }
        let about = format!("{} × {}, {:?}", recipe.width, recipe.height, recipe.sampling);
        bench.submit(job, recipe.clone())?;
        let events = bench.until_finished(1)?;
        match outcomes(&events)[..] {
            [(_, Outcome::Done)] => {
                ensure!(painted(&events).len() == recipe.count, "{about}");
                good += 1;
            }
            [(_, Outcome::Failed(error))] if error.kind() == ErrorKind::InvalidRecipe => {
                ensure!(error.field().is_some(), "{about}: no field in {error}");
                bad += 1;
            }
            // Guidance without measure gives no picture, and that is said.
            [(_, Outcome::Failed(error))] => ensure!(error.kind() == ErrorKind::NotAPicture, "{about}: {error}"),
            ref other => bail!("{about}: {other:?}"),
        }
    }
    ensure!(good > 50 && bad > 50, "{good} were painted, {bad} refused");
    Ok(())
}
