//! Jobs as the window sees them: what runs, how far it is, how long it will take.

use std::time::{Duration, Instant};

use bluerider_engine::protocol::{JobId, Phase, Recipe};

use super::gallery::EntryId;

/// A submitted job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// Its prompt, for the queue.
    pub prompt: String,
    /// Pictures in all.
    pub count: usize,
    /// Pictures that are ready.
    pub painted: Vec<EntryId>,
    /// How far it is; `None` while it waits.
    pub progress: Option<Progress>,
}

/// How far a running job is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Number of the picture in the job.
    pub index: usize,
    /// What it does.
    pub phase: Phase,
    /// Steps or bytes behind.
    pub done: u64,
    /// Steps or bytes in all.
    pub of: u64,
    /// When this phase began.
    since: Instant,
    /// Time left in this phase, once a step says how long one takes.
    pub left: Option<Duration>,
}

/// All jobs that are not over.
#[derive(Debug, Default)]
pub struct Jobs {
    last: u64,
    list: Vec<Job>,
}

impl Jobs {
    /// A number that was never used before.
    pub fn number(&mut self) -> JobId {
        self.last += 1;
        JobId(self.last)
    }

    /// True where the job is one of these, and not over.
    pub fn has(&self, job: JobId) -> bool {
        self.list.iter().any(|j| j.id == job)
    }

    /// Enters a new job.
    pub fn submit(&mut self, recipe: &Recipe) -> JobId {
        let id = self.number();
        self.list.push(Job {
            id,
            prompt: recipe.prompt.clone(),
            count: recipe.count,
            painted: Vec::new(),
            progress: None,
        });
        id
    }

    /// The jobs, the running one first.
    pub fn list(&self) -> &[Job] {
        &self.list
    }

    /// The job that runs.
    pub fn running(&self) -> Option<&Job> {
        self.list.iter().find(|job| job.progress.is_some())
    }

    /// The job has begun.
    pub fn start(&mut self, job: JobId, now: Instant) {
        self.progress(job, 0, Phase::Load, 0, 0, now);
    }

    /// The job has come this far.
    pub fn progress(&mut self, job: JobId, index: usize, phase: Phase, done: u64, of: u64, now: Instant) {
        let Some(job) = self.list.iter_mut().find(|j| j.id == job) else { return };
        let since = match &job.progress {
            Some(p) if (p.index, p.phase) == (index, phase) && done >= p.done => p.since,
            _ => now,
        };
        let left =
            (done > 0 && of >= done).then(|| now.duration_since(since).mul_f64((of - done) as f64 / done as f64));
        job.progress = Some(Progress { index, phase, done, of, since, left });
    }

    /// One of the job's pictures is ready.
    pub fn painted(&mut self, job: JobId, entry: EntryId) {
        if let Some(job) = self.list.iter_mut().find(|j| j.id == job) {
            job.painted.push(entry);
        }
    }

    /// The job is over.
    pub fn finish(&mut self, job: JobId) {
        self.list.retain(|j| j.id != job);
    }
}

impl Progress {
    /// Progress of the whole picture in 0..1: denoising is most of it.
    pub fn fraction(&self) -> f32 {
        let share = if self.of == 0 { 0.0 } else { self.done as f32 / self.of as f32 };
        let (start, length) = match self.phase {
            Phase::Load | Phase::Encode => (0.0, 0.05),
            Phase::Prior => (0.05, 0.15),
            Phase::Denoise => (0.2, 0.7),
            Phase::Decode => (0.9, 0.1),
            Phase::Save => (1.0, 0.0),
        };
        start + length * share.clamp(0.0, 1.0)
    }
}
