//! What the app tells the engine.

use serde::{Deserialize, Serialize};

use super::Recipe;

/// A job's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u64);

/// What the app tells the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Paint.
    Submit {
        /// A number that was never used before.
        job: JobId,
        /// The recipe of the picture, or of the pictures.
        recipe: Box<Recipe>,
    },
    /// Paint this next, while something is moved by hand. The newest wins: an earlier job of this kind is stopped at
    /// its next step, or never begun. Other jobs are not.
    Live {
        /// A number that was never used before.
        job: JobId,
        /// What to paint; see [`Recipe::sketch`].
        recipe: Box<Recipe>,
    },
    /// The answer to an [`Event::Asked`]. Of a job that asked nothing: nothing.
    Answer {
        /// The job that is meant.
        job: JobId,
        /// Go on. Otherwise the job is stopped.
        yes: bool,
    },
    /// Stop this job, waiting or running. Of an unknown or finished job: nothing.
    Cancel {
        /// The job that is meant.
        job: JobId,
    },
    /// Stop all jobs.
    CancelAll,
    /// Stop all jobs and end.
    Shutdown,
}
