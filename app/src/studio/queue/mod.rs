//! The queue: jobs that wait, the one that runs, and those that failed, in the order of the strip.
//!
//! The engine gets one job at a time, so that those that wait can be moved, and are still here after a crash. What was
//! running when the studio ended without being closed is marked, not begun again, and the queue waits for the artist: a
//! job that ends the program would end it at every start.

mod job;
mod kept;
mod progress;

use std::path::PathBuf;
use std::time::Instant;

use bluerider_engine::protocol::{Command, JobId, Outcome, Phase};

pub use self::job::{Job, NewJob, State};
use self::kept::{Kept, KeptJob, KeptState};
pub use self::progress::Progress;
use super::error::StudioError;
use super::file_writer::FileWriter;
use super::gallery::EntryId;
use super::paths::Paths;
use super::storage;
use crate::studio::error::Result;

/// All jobs that are not over.
pub struct Queue {
    last: u64,
    list: Vec<Job>,
    paused: bool,
    file: PathBuf,
    changed: bool,
}

impl Queue {
    /// The queue as it was when the studio ended; and what is to be said where it could not be understood.
    pub fn load(paths: &Paths) -> (Self, Option<StudioError>) {
        let file = paths.config.join("queue.json");
        let (kept, error): (Kept, _) = storage::read_json(&file);
        let crashed = kept.jobs.iter().any(|job| job.state == KeptState::Running);
        let mut queue = Self { last: 0, list: Vec::new(), paused: kept.paused || crashed, file, changed: crashed };
        for job in kept.jobs {
            let (id, state) = (queue.number(), job.state());
            let KeptJob { recipe, template, styled, experiment, painted: before, .. } = job;
            let (painted, begun_again) = (Vec::new(), false);
            queue.list.push(Job { id, recipe, template, styled, experiment, painted, before, begun_again, state });
        }
        (queue, error)
    }

    /// A number that was never used before.
    pub fn number(&mut self) -> JobId {
        self.last += 1;
        JobId(self.last)
    }

    /// The jobs in their order.
    pub fn list(&self) -> &[Job] {
        &self.list
    }

    /// The job `id`.
    pub fn get(&self, id: JobId) -> Option<&Job> {
        self.list.iter().find(|job| job.id == id)
    }

    /// The job that runs.
    pub fn running(&self) -> Option<&Job> {
        self.list.iter().find(|job| job.progress().is_some())
    }

    /// True where something runs, or will without being asked.
    pub fn is_busy(&self) -> bool {
        self.running().is_some() || (!self.paused && self.waiting() > 0)
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.list.iter().filter(|job| matches!(job.state, State::Waiting)).count()
    }

    /// True while waiting jobs are held back.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Holds waiting jobs back, or lets them go. What runs goes on.
    pub fn pause(&mut self, paused: bool) {
        (self.paused, self.changed) = (paused, true);
    }

    /// Enters a new job, before all that wait or behind them.
    pub fn submit(&mut self, new: NewJob, front: bool) -> JobId {
        let id = self.number();
        let NewJob { recipe, template, styled, experiment } = new;
        let (painted, before, state) = (Vec::new(), 0, State::Waiting);
        let job = Job { id, recipe, template, styled, experiment, painted, before, begun_again: false, state };
        let first = self.list.iter().position(|job| matches!(job.state, State::Waiting));
        let place = first.filter(|_| front).unwrap_or(self.list.len());
        self.list.insert(place, job);
        self.changed = true;
        id
    }

    /// The next job for the engine, where nothing runs and nothing is held back.
    pub fn next(&mut self, now: Instant) -> Option<Command> {
        if self.paused || self.running().is_some() {
            return None;
        }
        let job = self.list.iter_mut().find(|job| matches!(job.state, State::Waiting))?;
        job.state = State::Running(Progress::begun(now));
        self.changed = true;
        Some(Command::Submit { job: job.id, recipe: Box::new(job.rest()) })
    }

    /// Takes a job away; the one that runs ends when the engine says so. Returns what the engine is to be told.
    pub fn cancel(&mut self, id: JobId) -> Option<Command> {
        if self.get(id).is_some_and(|job| job.progress().is_some()) {
            return Some(Command::Cancel { job: id });
        }
        self.list.retain(|job| job.id != id);
        self.changed = true;
        None
    }

    /// Takes all jobs away.
    pub fn cancel_all(&mut self) -> Option<Command> {
        self.list.retain(|job| job.progress().is_some());
        self.changed = true;
        self.running().map(|job| Command::Cancel { job: job.id })
    }

    /// Puts a job in the place that `before` has, or last.
    pub fn shift(&mut self, id: JobId, before: Option<JobId>) {
        let Some(from) = self.list.iter().position(|job| job.id == id) else { return };
        let job = self.list.remove(from);
        let to = before.and_then(|before| self.list.iter().position(|job| job.id == before));
        self.list.insert(to.unwrap_or(self.list.len()), job);
        self.changed = true;
    }

    /// Has a job that failed, or was interrupted, wait again.
    pub fn retry(&mut self, id: JobId) {
        for job in self.list.iter_mut().filter(|job| job.id == id && job.progress().is_none()) {
            (job.state, job.begun_again) = (State::Waiting, false);
            self.changed = true;
        }
    }

    /// Has the job that runs wait, to be begun again: the engine ended with it. Once; what ended it twice would end it
    /// for ever. True where it was done.
    pub fn begin_again(&mut self) -> bool {
        let Some(job) = self.list.iter_mut().find(|job| job.progress().is_some() && !job.begun_again) else {
            return false;
        };
        (job.state, job.begun_again) = (State::Waiting, true);
        self.changed = true;
        true
    }

    /// The job has come this far.
    pub fn progress(&mut self, id: JobId, index: usize, phase: Phase, done: u64, of: u64, now: Instant) {
        for job in self.list.iter_mut().filter(|job| job.id == id) {
            if let State::Running(progress) = &mut job.state {
                *progress = progress.further(index, phase, done, of, now);
            }
        }
    }

    /// The job that runs, where a step takes far longer than those before it; told once a step.
    pub fn overdue(&mut self, now: Instant) -> Option<JobId> {
        self.list.iter_mut().find_map(|job| match &mut job.state {
            State::Running(progress) => progress.is_newly_overdue(now).then_some(job.id),
            _ => None,
        })
    }

    /// One of the job's pictures is ready.
    pub fn painted(&mut self, id: JobId, entry: EntryId) {
        for job in self.list.iter_mut().filter(|job| job.id == id) {
            job.painted.push(entry);
            self.changed = true;
        }
    }

    /// The job is over. One that failed stays, to be tried again.
    pub fn finish(&mut self, id: JobId, outcome: &Outcome) {
        match outcome {
            Outcome::Failed(error) => {
                let failed = self.list.iter_mut().filter(|job| job.id == id);
                failed.for_each(|job| job.state = State::Failed(error.clone()));
            }
            Outcome::Done | Outcome::Cancelled => self.list.retain(|job| job.id != id),
        }
        self.changed = true;
    }

    /// Has the queue written, where it has changed.
    ///
    /// # Errors
    /// Where nothing can be written at all.
    pub fn keep(&mut self, writer: &FileWriter) -> Result<()> {
        if !std::mem::take(&mut self.changed) {
            return Ok(());
        }
        let jobs = self.list.iter().map(KeptJob::of).collect();
        writer.write(self.file.clone(), &Kept { paused: self.paused, jobs })
    }

    /// The studio is being closed: what runs waits, and goes on the next time.
    pub fn close(&mut self, writer: &FileWriter) -> Result<()> {
        self.list.iter_mut().filter(|job| job.progress().is_some()).for_each(|job| job.state = State::Waiting);
        self.changed = true;
        self.keep(writer)
    }
}
