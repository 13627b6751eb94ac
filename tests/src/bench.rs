//! Étude behind the protocol, for tests that drive the engine as the window does.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use bluerider_engine::device::DevicePreference;
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Picture, Recipe};
use bluerider_engine::worker::{Engine, EngineConfig};

/// No step of étude takes nearly this long.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// An engine on the CPU, with a cache of its own unless another is said.
pub struct Bench {
    /// The engine.
    pub engine: Engine,
    /// How often it has woken the window.
    pub woken: Arc<AtomicUsize>,
    /// Its own cache, where it has one.
    _cache: Option<tempfile::TempDir>,
}

impl Bench {
    /// Starts it.
    ///
    /// # Errors
    /// Where there is no folder or no thread for it.
    pub fn new() -> Result<Self> {
        Self::with_memory(None)
    }

    /// Starts one that may use so many bytes.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_memory(memory: Option<u64>) -> Result<Self> {
        let cache = tempfile::tempdir()?;
        let bench = Self::start(cache.path(), memory)?;
        Ok(Self { _cache: Some(cache), ..bench })
    }

    /// Starts one with a cache that others have too.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_cache(cache: &Path) -> Result<Self> {
        Self::start(cache, None)
    }

    fn start(cache: &Path, memory: Option<u64>) -> Result<Self> {
        let woken = Arc::new(AtomicUsize::new(0));
        let wake = {
            let woken = Arc::clone(&woken);
            Arc::new(move || {
                woken.fetch_add(1, Ordering::Relaxed);
            })
        };
        let config = EngineConfig {
            cache: Some(cache.to_owned()),
            keep_below: 1 << 30,
            memory,
            ..EngineConfig::on(DevicePreference::Cpu)
        };
        Ok(Self { engine: Engine::start(config, wake)?, woken, _cache: None })
    }

    /// Submits a job.
    ///
    /// # Errors
    /// Where the engine does not listen.
    pub fn submit(&self, job: u64, recipe: Recipe) -> Result<()> {
        self.engine.send(Command::Submit { job: JobId(job), recipe: Box::new(recipe) })?;
        Ok(())
    }

    /// All events until `jobs` jobs are over.
    ///
    /// # Errors
    /// Where nothing comes for long.
    pub fn until_finished(&self, jobs: usize) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        while events.iter().filter(|e| matches!(e, Event::Finished { .. })).count() < jobs {
            events.push(self.engine.events().recv_timeout(PATIENCE).context("the engine went silent")?);
        }
        Ok(events)
    }
}

/// The recipe, changed.
#[must_use]
pub fn with(mut recipe: Recipe, change: impl FnOnce(&mut Recipe)) -> Recipe {
    change(&mut recipe);
    recipe
}

/// A recipe that is painted in a moment.
pub fn small(prompt: &str) -> Recipe {
    with(Recipe::new(Model::Etude, prompt), |r| {
        r.sampling.steps = 4;
        r.sampling.prior_steps = 3;
        r.seed = 11
    })
}

/// The pictures of some events, with their recipes.
pub fn painted(events: &[Event]) -> Vec<(&Picture, &Recipe)> {
    let mut found = Vec::new();
    for event in events {
        if let Event::Painted { picture, recipe, .. } = event {
            found.push((picture, recipe.as_ref()));
        }
    }
    found
}

/// How the jobs of some events ended.
pub fn outcomes(events: &[Event]) -> Vec<(JobId, &Outcome)> {
    let mut found = Vec::new();
    for event in events {
        if let Event::Finished { job, outcome } = event {
            found.push((*job, outcome));
        }
    }
    found
}
