//! The thread that owns the index: it answers the window, and reads new files of the folder while nobody asks.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bluerider_engine::error::Doing;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, TryRecvError, unbounded};

use super::EntryId;
use super::folder::{self, File};
use super::index::{Index, Record, is_broken};
use super::query::{Filter, View, condition, on_board};
use super::run::Run;
use crate::studio::background;
use crate::studio::error::{StudioCause, StudioError};
use crate::studio::picture_file::{BoardEdit, Remark, write_remark};

/// Files that take long to be looked through.
const MANY: u32 = 5_000;
/// How long such a folder waits at first for what the window asks about the pictures that it shows.
const FIRST_ASKS: Duration = Duration::from_millis(400);
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
    /// From now on, tell of the pictures that pass the filter as runs, and of changes; of nothing, no longer. The
    /// number comes back with them.
    Runs(Option<(u64, Filter)>),
    /// Enter a job of which no picture came.
    Unpainted(Box<Run>),
    /// Change what is said of pictures.
    Remark(Vec<EntryId>, RemarkChange),
    /// Enter a picture that was painted and written just now.
    Added(Box<Record>),
    /// Give a star, or take it.
    Star(Vec<EntryId>, bool),
    /// Change the boards of these, or of all that are on the one that is renamed.
    Board(Vec<EntryId>, BoardEdit),
    /// Move to the bin, or back.
    Bin(Vec<EntryId>, bool),
    /// Take a copy of this file in.
    Import(PathBuf),
    /// Hand what is in the bin over to the system's.
    EmptyBin,
}

/// What is done to a remark.
pub(super) type RemarkChange = Box<dyn Fn(&mut Remark) + Send>;

/// What the index's thread answers.
pub(super) enum Answer {
    /// Pictures, newest first; or the term of the search that cannot be understood.
    Listed(u64, Result<Vec<EntryId>, String>),
    /// What is known of some.
    Records(Vec<Record>),
    /// Runs, newest first; or the term of the search that cannot be understood.
    Runs(u64, Result<Vec<Run>, String>),
    /// A file has other bytes now, for something was said of its picture.
    Remarked(EntryId, u64),
    /// How many pictures there are of each kind.
    Counts(Counts),
    /// So many of so many new files are read.
    Reading(usize, usize),
    /// The index was damaged and is built anew; the old one is kept here. What was asked of it is not answered.
    BuiltAnew(PathBuf),
    /// Something could not be done.
    Failed(StudioError),
}

/// How many pictures there are of each kind.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// On each board, by name.
    pub(super) boards: Vec<(String, usize)>,
    /// Of each experiment, the latest first.
    pub(super) experiments: Vec<(String, usize)>,
    /// In the bin.
    pub(super) binned: usize,
}

/// Starts the thread.
pub(super) fn start(folder: PathBuf, wake: Wake) -> (Sender<Ask>, Receiver<Answer>, Option<JoinHandle<()>>) {
    let (asks, inbox) = unbounded();
    let (outbox, answers) = unbounded();
    let told = Arc::clone(&wake);
    let open = move || match Index::open(&folder) {
        Ok(index) => {
            let (folder, outbox, wake) = (folder.clone(), outbox.clone(), Arc::clone(&wake));
            Worker { folder, index, outbox, wake, shown: (0, Filter::default()), runs: None, mended: Mended::No }
                .run(&inbox);
        }
        Err(error) => {
            let failed = outbox.send(Answer::Failed(not_done(&error)));
            log::error!("no index: {error} {failed:?}", failed = failed.is_ok());
        }
    };
    let work = move || background::supervised(&told, &open);
    let thread = std::thread::Builder::new().name("gallery".into()).spawn(work);
    let thread = thread.inspect_err(|error| log::error!("no thread for the gallery: {error}"));
    (asks, answers, thread.ok())
}

/// The runs of the pictures in `folder` that pass the filter, newest first, without a window.
///
/// # Errors
/// Where the index cannot be read or written, or a term of the search is not understood.
pub fn read_runs(folder: &Path, filter: &Filter) -> Result<Vec<Run>, StudioError> {
    let runs = runs(&read_all(folder)?, filter).map_err(|error| not_done(&error))?;
    runs.map_err(|term| StudioCause::GalleryIndex.detail(term))
}

/// The experiments of the pictures in `folder` and how many belong to each, the latest first.
///
/// # Errors
/// Where the index cannot be read or written.
pub fn read_experiments(folder: &Path) -> Result<Vec<(String, usize)>, StudioError> {
    read_all(folder)?.experiments().map_err(|error| not_done(&error))
}

/// The runs that pass a filter, newest first; or the term of the search that cannot be understood.
fn runs(index: &Index, filter: &Filter) -> rusqlite::Result<Result<Vec<Run>, String>> {
    let mut runs = match condition(filter) {
        Ok(condition) => index.runs(&condition)?,
        Err(term) => return Ok(Err(term)),
    };
    // What came to nothing has no picture to search in.
    if filter.search.trim().is_empty() {
        let experiment = if let View::Experiment(name) = &filter.view { Some(name.as_str()) } else { None };
        runs.extend(index.unpainted(experiment)?);
        runs.sort_by_key(|run| std::cmp::Reverse(run.id));
    }
    Ok(Ok(runs))
}

/// The index of a folder, with all that lies there.
fn read_all(folder: &Path) -> Result<Index, StudioError> {
    let read = || -> rusqlite::Result<Index> {
        let mut index = Index::open(folder)?;
        let known = index.known(false)?;
        let files = folder::list(folder);
        let new = files.iter().filter(|file| known.get(&file.name) != Some(&file.bytes));
        let records: Vec<Record> = new.map(|file| folder::read(folder, file, false)).collect();
        index.add(&records)?;
        Ok(index)
    };
    read().map_err(|error| not_done(&error))
}

struct Worker {
    folder: PathBuf,
    index: Index,
    outbox: Sender<Answer>,
    wake: Wake,
    /// What the window shows.
    shown: (u64, Filter),
    /// The runs that it follows.
    runs: Option<(u64, Filter)>,
    /// Whether the index was built anew since the studio was opened.
    mended: Mended,
}

/// Where an index that turned out to be damaged stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mended {
    /// It was not.
    No,
    /// It is new, and the folder is to be looked through.
    Now,
    /// Once is enough: what is damaged again is not mended by that.
    Before,
}

impl Worker {
    fn run(mut self, inbox: &Receiver<Ask>) {
        // The first list comes from the index as it is; the folder is looked through behind it.
        let Ok(first) = inbox.recv() else { return };
        self.say_built_anew();
        self.answer(first);
        self.answer_what_is_shown(inbox);
        folder::sweep(&self.folder);
        self.adopt_bin();
        self.say_counts();
        let mut unread = self.changes();
        let mut of = unread.len();
        let mut since_news = 0;
        loop {
            if self.mended == Mended::Now {
                self.mended = Mended::Before;
                self.adopt_bin();
                unread = self.changes();
                of = unread.len();
            }
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
                        self.say_runs();
                        self.say_counts();
                    }
                }
            }
        }
    }

    /// Answers what the window asks about the first list, where the folder holds so many files that it takes long.
    fn answer_what_is_shown(&mut self, inbox: &Receiver<Ask>) {
        if self.index.has_more_than(MANY) {
            let until = Instant::now() + FIRST_ASKS;
            while let Ok(ask) = inbox.recv_deadline(until) {
                self.answer(ask);
            }
        }
    }

    fn say_built_anew(&mut self) {
        if let Some(aside) = self.index.aside.take() {
            self.say(Answer::BuiltAnew(aside));
        }
    }

    /// Has the index built anew where `error` says that it is damaged, once; otherwise the artist is told.
    fn mend(&mut self, error: &rusqlite::Error) {
        if self.mended != Mended::No || !is_broken(error) {
            return self.say(Answer::Failed(not_done(error)));
        }
        log::warn!("the index is damaged: {error}");
        self.mended = Mended::Now;
        let rebuilt = self.index.rebuild(&self.folder);
        if self.done(rebuilt) {
            self.say_built_anew();
            self.say_list();
        }
    }

    /// Enters what lies in the bin and is not known, as after the index was built anew.
    fn adopt_bin(&mut self) {
        let listed = folder::list_bin(&self.folder);
        if listed.is_empty() {
            return;
        }
        let mut known = self.index.known(true).unwrap_or_default();
        known.extend(self.index.known(false).unwrap_or_default());
        let new = listed.into_iter().filter(|file| !known.contains_key(&file.name));
        let records: Vec<Record> = new.map(|file| folder::read(&self.folder, &file, true)).collect();
        let added = self.index.add(&records);
        // What is shown may have been asked for already.
        if self.done(added) && !records.is_empty() {
            self.say_list();
        }
    }

    /// Marks files that are not there. Returns those that are new or changed, newest first.
    fn changes(&mut self) -> std::collections::VecDeque<File> {
        let listed = folder::list(&self.folder);
        let known = self.index.known(false).unwrap_or_default();
        let there: std::collections::HashSet<&str> = listed.iter().map(|file| file.name.as_str()).collect();
        let gone: Vec<String> = known.keys().filter(|name| !there.contains(name.as_str())).cloned().collect();
        let marked = self.index.mark_away(&gone);
        if self.done(marked) && !gone.is_empty() {
            self.say_list();
        }
        listed.into_iter().filter(|file| known.get(&file.name) != Some(&file.bytes)).collect()
    }

    fn read(&mut self, files: &[File]) {
        let records: Vec<Record> = files.iter().map(|file| folder::read(&self.folder, file, false)).collect();
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
                // A picture that is listed and unknown is gone by now, or the index is damaged.
                let known = self.index.records(&ids).and_then(|known| match known.len() < ids.len() {
                    true => self.index.check().map(|()| known),
                    false => Ok(known),
                });
                match known {
                    Ok(records) => self.say(Answer::Records(records)),
                    Err(error) => self.mend(&error),
                }
                return;
            }
            Ask::Runs(runs) => {
                self.runs = runs;
                return self.say_runs();
            }
            Ask::Unpainted(run) => self.index.add_unpainted(&run),
            Ask::Remark(ids, change) => self.remark(&ids, &change),
            Ask::Added(record) => self.index.add(&[*record]),
            Ask::Star(ids, star) => self.index.star(&ids, star).and_then(|()| self.write_marks(&ids)),
            Ask::Board(ids, edit) => self.board(ids, &edit),
            Ask::Bin(ids, binned) => self.carry(&ids, binned),
            Ask::Import(path) => self.import(&path),
            Ask::EmptyBin => self.empty_bin(),
        };
        self.done(changed);
        self.say_list();
        self.say_runs();
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

    /// Writes what is said of pictures into their files, and into the index.
    fn remark(&mut self, ids: &[EntryId], change: &RemarkChange) -> rusqlite::Result<()> {
        for mut record in self.index.records(ids)? {
            change(&mut record.remark);
            if let Some(error) = self.write(&record)? {
                self.say(Answer::Failed(error));
            }
        }
        Ok(())
    }

    /// Writes what is said of one picture into its file, and into the index; or why its file could not be written.
    fn write(&mut self, record: &Record) -> rusqlite::Result<Option<StudioError>> {
        let path = folder::path(&self.folder, &record.name, record.binned);
        let bytes = match write_remark(&path, &record.remark) {
            Ok(bytes) => bytes.unwrap_or(record.bytes),
            Err(error) => return Ok(Some(error)),
        };
        self.index.remark(record.id, &record.remark, bytes)?;
        self.say(Answer::Remarked(record.id, bytes));
        Ok(None)
    }

    /// Writes stars and boards into the pictures' files. One that cannot be written to, as in a folder of somebody
    /// else's, has them in the index all the same.
    fn write_marks(&mut self, ids: &[EntryId]) -> rusqlite::Result<()> {
        for record in self.index.records(ids)? {
            if let Some(error) = self.write(&record)? {
                log::warn!("a star or board is in the index alone: {error}");
            }
        }
        Ok(())
    }

    /// Changes boards, in the index and in the pictures' files.
    fn board(&mut self, ids: Vec<EntryId>, edit: &BoardEdit) -> rusqlite::Result<()> {
        let ids = match edit {
            BoardEdit::Rename(from, _) => self.index.ids(&on_board(from))?,
            BoardEdit::Put(_) | BoardEdit::Take(_) => ids,
        };
        self.index.boards_of(&ids, edit)?;
        self.write_marks(&ids)
    }

    fn import(&mut self, path: &Path) -> rusqlite::Result<()> {
        match folder::import(&self.folder, path) {
            Ok(file) => {
                let records: Vec<Record> = file.iter().map(|file| folder::read(&self.folder, file, false)).collect();
                self.index.add(&records)
            }
            Err(error) => {
                self.say(Answer::Failed(error));
                Ok(())
            }
        }
    }

    fn empty_bin(&mut self) -> rusqlite::Result<()> {
        let bin = condition(&Filter { view: View::Bin, search: String::new() }).unwrap_or_default();
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

    fn say_runs(&self) {
        let Some((number, filter)) = &self.runs else { return };
        match runs(&self.index, filter) {
            Ok(runs) => self.say(Answer::Runs(*number, runs)),
            Err(error) => self.say(Answer::Failed(not_done(&error))),
        }
    }

    fn say_counts(&self) {
        let counts = || {
            let (boards, experiments) = (self.index.boards()?, self.index.experiments()?);
            Ok(Counts { boards, experiments, binned: self.index.binned()? })
        };
        match counts() {
            Ok(counts) => self.say(Answer::Counts(counts)),
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
