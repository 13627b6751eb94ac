//! A job of the queue, and whether it waits, runs or has ended.

use std::time::{Duration, Instant};

use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{JobId, Recipe};

use super::progress::Progress;
use crate::studio::gallery::EntryId;

/// A job of this length is a long one.
const LONG: Duration = Duration::from_secs(10);

/// A job that is to be entered.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What it paints.
    pub recipe: Recipe,
    /// Its prompt as it was typed, where wildcards were drawn from it.
    pub template: Option<String>,
    /// The experiment that it belongs to.
    pub experiment: Option<String>,
}

/// A job that is not over.
#[derive(Debug, Clone)]
pub struct Job {
    /// The job's number, which is never used again.
    pub id: JobId,
    /// What it paints.
    pub recipe: Recipe,
    /// Its prompt as it was typed, where wildcards were drawn from it.
    pub template: Option<String>,
    /// The experiment that it belongs to.
    pub experiment: Option<String>,
    /// Pictures that are ready.
    pub painted: Vec<EntryId>,
    /// Pictures of it that were ready before the studio was opened.
    pub(super) before: usize,
    /// Whether the job waits, runs or has ended.
    pub state: State,
}

/// What a job does.
#[derive(Debug, Clone)]
pub enum State {
    /// It waits.
    Waiting,
    /// It runs, and is so far.
    Running(Progress),
    /// It was running when the studio ended without being closed.
    Interrupted,
    /// The job failed, for this reason.
    Failed(EngineError),
}

impl Job {
    /// How far it is, where it runs.
    pub fn progress(&self) -> Option<&Progress> {
        if let State::Running(progress) = &self.state { Some(progress) } else { None }
    }

    /// True where it runs for longer than somebody waits before the window.
    pub fn is_long(&self, now: Instant) -> bool {
        self.progress().is_some_and(|progress| now.duration_since(progress.begun) > LONG)
    }

    /// The recipe of the pictures that are not painted yet.
    pub fn rest(&self) -> Recipe {
        let done = self.before + self.painted.len();
        let seed = self.recipe.seed.wrapping_add(done as u64);
        Recipe { seed, count: self.recipe.count.saturating_sub(done).max(1), ..self.recipe.clone() }
    }
}
