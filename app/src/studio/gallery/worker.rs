//! The thread that owns the index: it answers the window, and reads new files of the folder while nobody asks.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use bluerider_engine::error::Doing;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};

use super::EntryId;
use super::folder::{self, File};
use super::index::{Index, Record};
use super::query::{Filter, condition};
use crate::studio::error::{StudioCause, StudioError};

/// Files that are read before somebody who asks is answered.
const BATCH: usize = 64;
/// Files after which the window gets a new list, while many are read.
const NEWS: usize = 4096;

/// What the window asks.
pub(super) enum Ask {
    /// The pictures that pass the filter. The number comes back with them.
    List(u64, Filter),
    /// What is known of these.
    Records(Vec<EntryId>),
    /// Enter a picture that was painted and written just now.
    Added(Box<Record>),
    /// Give a star, or take it.
    Star(Vec<EntryId>, bool),
    /// Put on a board, or on none.
    Board(Vec<EntryId>, Option<String>),
    /// Move to the bin, or back.
    Bin(Vec<EntryId>, bool),
    /// Hand what is in the bin over to the system's.
    EmptyBin,
}

/// What the index's thread answers.
pub(super) enum Answer {
    /// Pictures, newest first; or the term of the search that cannot be understood.
    Listed(u64, Result<Vec<EntryId>, String>),
    /// What is known of some.
    Records(Vec<Record>),
    /// Boards with their counts, and how many pictures are in the bin.
    Counts(Vec<(String, usize)>, usize),
    /// So many of so many new files are read.
    Reading(usize, usize),
    /// Something could not be done.
    Failed(StudioError),
}

/// Starts the thread.
pub(super) fn start(folder: PathBuf, wake: Wake) -> (Sender<Ask>, Receiver<Answer>, Option<JoinHandle<()>>) {
    let (asks, inbox) = unbounded();
    let (outbox, answers) = unbounded();
    let work = move || match Index::open(&folder) {
        Ok(index) => Worker { folder, index, outbox, wake, shown: (0, Filter::default()) }.run(&inbox),
        Err(error) => {
            let failed = outbox.send(Answer::Failed(not_done(&error)));
            log::error!("no index: {error} {failed:?}", failed = failed.is_ok());
        }
    };
    let thread = std::thread::Builder::new().name("gallery".into()).spawn(work);
    let thread = thread.inspect_err(|error| log::error!("no thread for the gallery: {error}"));
    (asks, answers, thread.ok())
}

struct Worker {
    folder: PathBuf,
    index: Index,
    outbox: Sender<Answer>,
    wake: Wake,
    /// What the window shows.
    shown: (u64, Filter),
}

impl Worker {
    fn run(mut self, inbox: &Receiver<Ask>) {
        // The first list comes from the index as it is; the folder is looked through behind it.
        let Ok(first) = inbox.recv() else { return };
        self.answer(first);
        self.say_counts();
        let mut unread = self.changes();
        let of = unread.len();
        let mut since_news = 0;
        loop {
            let ask =
                if unread.is_empty() { inbox.recv().map_err(|_| TryRecvError::Disconnected) } else { inbox.try_recv() };
            match ask {
                Ok(ask) => self.answer(ask),
                Err(TryRecvError::Disconnected) => return,
                Err(TryRecvError::Empty) => {
                    let batch: Vec<File> = unread.drain(..unread.len().min(BATCH)).collect();
                    self.read(&batch);
                    since_news += batch.len();
                    self.say(Answer::Reading(of - unread.len(), of));
                    if unread.is_empty() || since_news >= NEWS {
                        since_news = 0;
                        self.say_list();
                    }
                }
            }
        }
    }

    /// Forgets files that are gone. Returns those that are new or changed, newest first.
    fn changes(&mut self) -> std::collections::VecDeque<File> {
        let listed = folder::list(&self.folder);
        let known = self.index.known().unwrap_or_default();
        let there: std::collections::HashSet<&str> = listed.iter().map(|file| file.name.as_str()).collect();
        let gone: Vec<String> = known.keys().filter(|name| !there.contains(name.as_str())).cloned().collect();
        let forgotten = self.index.forget(&gone);
        if self.done(forgotten) && !gone.is_empty() {
            self.say_list();
        }
        listed.into_iter().filter(|file| known.get(&file.name) != Some(&file.bytes)).collect()
    }

    fn read(&mut self, files: &[File]) {
        let records: Vec<Record> = files.iter().map(|file| folder::read(&self.folder, file)).collect();
        let added = self.index.add(&records);
        self.done(added);
    }

    fn answer(&mut self, ask: Ask) {
        let changed = match ask {
            Ask::List(number, filter) => {
                self.shown = (number, filter);
                return self.say_list();
            }
            Ask::Records(ids) => {
                match self.index.records(&ids) {
                    Ok(records) => self.say(Answer::Records(records)),
                    Err(error) => self.say(Answer::Failed(not_done(&error))),
                }
                return;
            }
            Ask::Added(record) => self.index.add(&[*record]),
            Ask::Star(ids, star) => self.index.star(&ids, star),
            Ask::Board(ids, board) => self.index.board(&ids, board.as_deref()),
            Ask::Bin(ids, binned) => self.carry(&ids, binned),
            Ask::EmptyBin => self.empty_bin(),
        };
        self.done(changed);
        self.say_list();
        self.say_counts();
    }

    fn carry(&mut self, ids: &[EntryId], to_bin: bool) -> rusqlite::Result<()> {
        for record in self.index.records(ids)? {
            if record.binned == to_bin {
                continue;
            }
            match folder::carry(&self.folder, &record.name, to_bin) {
                Ok(name) => self.index.moved(record.id, &name, to_bin)?,
                Err(error) => {
                    let path = folder::path(&self.folder, &record.name, record.binned);
                    self.say(Answer::Failed(StudioError::io(Doing::Move, &path, &error)));
                }
            }
        }
        Ok(())
    }

    fn empty_bin(&mut self) -> rusqlite::Result<()> {
        let bin = condition(&Filter { view: super::View::Bin, search: String::new() }).unwrap_or_default();
        let mut gone = Vec::new();
        for record in self.index.records(&self.index.ids(&bin)?)? {
            let path = folder::path(&self.folder, &record.name, true);
            match discard(&path) {
                Ok(()) => gone.push(record.id),
                Err(error) => {
                    self.say(Answer::Failed(StudioError::io(Doing::Discard, &path, &std::io::Error::other(error))));
                    break;
                }
            }
        }
        self.index.remove(&gone)
    }

    fn say(&self, answer: Answer) {
        if self.outbox.send(answer).is_ok() {
            (self.wake)();
        }
    }

    fn say_list(&self) {
        let (number, filter) = &self.shown;
        match condition(filter) {
            Err(term) => self.say(Answer::Listed(*number, Err(term))),
            Ok(condition) => match self.index.ids(&condition) {
                Ok(ids) => self.say(Answer::Listed(*number, Ok(ids))),
                Err(error) => self.say(Answer::Failed(not_done(&error))),
            },
        }
    }

    fn say_counts(&self) {
        let counts = self.index.boards().and_then(|boards| Ok((boards, self.index.binned()?)));
        match counts {
            Ok((boards, binned)) => self.say(Answer::Counts(boards, binned)),
            Err(error) => self.say(Answer::Failed(not_done(&error))),
        }
    }

    /// True where it was done; otherwise the artist is told.
    fn done(&self, result: rusqlite::Result<()>) -> bool {
        if let Err(error) = &result {
            self.say(Answer::Failed(not_done(error)));
        }
        result.is_ok()
    }
}

/// Hands a file over to the system's bin. One that is gone already needs none.
fn discard(path: &Path) -> Result<(), trash::Error> {
    if path.exists() { trash::delete(path) } else { Ok(()) }
}

fn not_done(error: &rusqlite::Error) -> StudioError {
    StudioCause::GalleryIndex.detail(error)
}
