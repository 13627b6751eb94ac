//! A job of the queue, and whether it waits, runs or has ended.

use std::time::{Duration, Instant};

use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{JobId, Recipe};

use super::progress::Progress;
use crate::studio::gallery::EntryId;
use crate::studio::styles::Styled;

/// A job of this length is a long one.
const LONG: Duration = Duration::from_secs(10);

/// A job that is to be entered.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What it paints.
    pub recipe: Recipe,
    /// Its prompt as it was typed, where wildcards were drawn from it or styles put around it.
    pub template: Option<String>,
    /// The styles that were put around it.
    pub styled: Option<Styled>,
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
    /// Its prompt as it was typed, where wildcards were drawn from it or styles put around it.
    pub template: Option<String>,
    /// The styles that were put around it.
    pub styled: Option<Styled>,
    /// The experiment that it belongs to.
    pub experiment: Option<String>,
    /// Pictures that are ready.
    pub painted: Vec<EntryId>,
    /// Pictures of it that were ready before the studio was opened.
    pub(super) before: usize,
    /// An engine ended with it, and it was begun again.
    pub(super) begun_again: bool,
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

    /// How long the whole job will take still, by what its pictures took so far; `None` before the first is there.
    pub fn left(&self, progress: &Progress) -> Option<Duration> {
        let done = u32::try_from(self.painted.len()).ok().filter(|&done| done > 0)?;
        let left = self.recipe.count.saturating_sub(self.before + self.painted.len());
        let each = progress.first_pictures(done);
        Some(each * u32::try_from(left).ok()?).map(|all| all.saturating_sub(progress.of_this()))
    }

    /// The recipe of the pictures that are not painted yet.
    pub fn rest(&self) -> Recipe {
        let done = self.before + self.painted.len();
        Recipe { count: self.recipe.count.saturating_sub(done).max(1), ..self.recipe.picture(done) }
    }
}
