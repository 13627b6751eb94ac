//! A film that is being painted: the jobs of its pictures.

use std::path::PathBuf;

use bluerider_engine::protocol::JobId;

use super::{Film, Plan};
use crate::studio::gallery::{EntryId, Gallery};

/// A film that is being painted.
#[derive(Debug, Clone)]
pub struct Run {
    /// How its pictures follow each other.
    pub plan: Plan,
    /// The job of each, and its picture once it is there.
    pub frames: Vec<(JobId, Option<EntryId>)>,
    /// Where it is written.
    pub target: PathBuf,
}

impl Run {
    /// One of its pictures is there.
    pub fn painted(&mut self, job: JobId, entry: EntryId) {
        let frame = self.frames.iter_mut().find(|(of, _)| *of == job);
        frame.into_iter().for_each(|(_, place)| *place = Some(entry));
    }

    /// How many pictures are there.
    pub fn done(&self) -> usize {
        self.frames.iter().filter(|(_, entry)| entry.is_some()).count()
    }

    /// The jobs of the pictures that are not there yet.
    pub fn missing(&self) -> impl Iterator<Item = JobId> {
        self.frames.iter().filter(|(_, entry)| entry.is_none()).map(|(job, _)| *job)
    }

    /// The film, once all pictures have their files.
    pub fn film(&self, gallery: &Gallery) -> Option<Film> {
        let file = |(_, entry): &(JobId, Option<EntryId>)| gallery.get((*entry)?)?.path.clone();
        let files = self.frames.iter().map(file).collect::<Option<_>>()?;
        Some(Film { plan: self.plan, files, target: self.target.clone() })
    }
}
