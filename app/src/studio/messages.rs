//! What is to be told to the artist. What only says that something is done goes by itself; what matters stays until it
//! is closed.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bluerider_engine::protocol::{JobId, Notice, Question};

use super::gallery::EntryId;
use super::tracking::export::Format;
use crate::studio::error::StudioError;

/// How long a message stays that goes by itself.
const SHOWN: Duration = Duration::from_secs(8);

/// Something to tell the artist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Something failed.
    Error(StudioError),
    /// Something to know that stops nothing.
    Notice(Notice),
    /// A preset was taken away and can be brought back.
    PresetRemoved(String),
    /// So many new presets were read from a file.
    PresetsImported(usize),
    /// These pictures are in the bin and can be brought back.
    Binned(Vec<EntryId>),
    /// A copy was written.
    Copied,
    /// A film was written here.
    FilmSaved(PathBuf),
    /// Runs were written as this, here.
    Exported(Format, PathBuf),
    /// Étude has painted its first picture, and there is no other model yet.
    MoreModels,
    /// The recipe is of a picture by an étude with other weights, which paints it no more.
    AnotherEtude,
    /// A model was fetched and can paint.
    ModelHere(String),
    /// A model's files are as they were published.
    ModelVerified(String),
    /// A model's files are in the bin.
    ModelRemoved(String),
    /// The access token for the hub is kept, or forgotten.
    TokenKept,
    /// The queue waits, because the studio had not been closed.
    QueuePaused,
    /// The last starts did not end well, so this one left out what it could do without.
    PlainStart,
    /// A step of the job takes far longer than those before it.
    Overdue(JobId),
    /// Something to decide; the job waits.
    Question(JobId, Question),
    /// A picture could not be saved; it stays in the gallery until the studio is closed.
    NotSaved(StudioError),
}

impl Message {
    /// The job that it is about, and is over with.
    pub(super) fn job(&self) -> Option<JobId> {
        match self {
            Self::Overdue(job) | Self::Question(job, _) => Some(*job),
            _ => None,
        }
    }

    /// True where it goes by itself.
    fn fades(&self) -> bool {
        matches!(
            self,
            Self::PresetRemoved(_)
                | Self::PresetsImported(_)
                | Self::Binned(_)
                | Self::Copied
                | Self::ModelVerified(_)
                | Self::ModelRemoved(_)
                | Self::TokenKept
        )
    }
}

/// The messages, the newest last.
#[derive(Debug, Default)]
pub struct Messages {
    list: Vec<Message>,
    /// When each was first seen.
    since: Vec<Option<Instant>>,
}

impl Messages {
    /// All messages, the oldest first.
    pub fn list(&self) -> &[Message] {
        &self.list
    }

    /// Adds one. What is said already is not said twice.
    pub fn push(&mut self, message: Message) {
        self.retain(|old| *old != message);
        self.list.push(message);
        self.since.push(None);
    }

    /// Keeps those for which `keep` is true.
    pub fn retain(&mut self, keep: impl Fn(&Message) -> bool) {
        let kept: Vec<bool> = self.list.iter().map(&keep).collect();
        let mut flags = kept.iter();
        self.since.retain(|_| flags.next().is_none_or(|&keep| keep));
        self.list.retain(|message| keep(message));
    }

    /// Takes one away.
    pub fn remove(&mut self, index: usize) {
        if index < self.list.len() {
            self.list.remove(index);
            self.since.remove(index);
        }
    }

    /// Takes away what has been there long enough.
    pub(super) fn tick(&mut self, now: Instant) {
        for (since, message) in self.since.iter_mut().zip(&self.list) {
            if message.fades() {
                since.get_or_insert(now);
            }
        }
        let old = |since: &Option<Instant>| since.is_some_and(|since| now.duration_since(since) > SHOWN);
        while let Some(index) = self.since.iter().position(old) {
            self.remove(index);
        }
    }

    /// True where one will go by itself.
    pub(super) fn any_fades(&self) -> bool {
        self.since.iter().any(Option::is_some)
    }
}
