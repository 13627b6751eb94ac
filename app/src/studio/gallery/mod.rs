//! The gallery: pictures of this session and of earlier ones, newest first.
//!
//! An index knows them all; the window holds their numbers, and of those in view what the index says and a thumbnail.
//! Reading and writing happen on other threads: the window asks for what it shows and gets it when it is there.

mod days;
mod entry_id;
mod folder;
mod index;
mod query;
mod run;
mod runs;
mod thumbnails;
mod worker;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::SystemTime;

use bluerider_engine::protocol::{Picture, Recipe};
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

pub use self::entry_id::EntryId;
use self::index::Record;
pub use self::query::{Filter, View, day};
pub use self::run::{Run, RunOutcome};
pub use self::runs::Runs;
pub use self::thumbnails::shrink;
use self::thumbnails::{Thumbnails, Want};
use self::worker::{Answer, Ask, Counts};
pub use self::worker::{read_experiments, read_runs};
use super::background;
use super::picture_file::{self, BoardEdit, Metadata, Provenance, Remark, micros};
use crate::studio::error::{StudioCause, StudioError};

/// Pictures of which more than the number is held.
const HELD: usize = 512;
/// Whole pictures that are held beside the one on the canvas.
const WHOLE: usize = 4;
/// Pictures before and behind those in view that are made ready too.
const AHEAD: usize = 12;

/// A picture of the gallery.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The picture's number: when it was painted, in microseconds since 1970.
    pub id: EntryId,
    /// Its file; `None` while it is not written.
    pub path: Option<PathBuf>,
    /// Bytes of its file.
    bytes: u64,
    /// Width and height in pixels; 0 where the file is no picture.
    pub size: (usize, usize),
    /// How it was painted, where that is known.
    pub metadata: Option<Metadata>,
    /// What the artist says of it, its star and its boards.
    pub remark: Remark,
    /// It is in the bin.
    pub binned: bool,
    /// Its pixels, once they are read.
    pub picture: Option<Picture>,
    /// A small version, once it is made.
    pub thumbnail: Option<Picture>,
    /// No thumbnail can be made of it.
    broken: bool,
    /// When it was last looked at.
    seen: u64,
}

impl Entry {
    /// The whole recipe, where the picture is ours.
    pub fn recipe(&self) -> Option<&Recipe> {
        self.metadata.as_ref().and_then(Metadata::recipe)
    }

    /// It as a row of the record, where it has a file and says how it was painted.
    pub fn run(&self) -> Option<Run> {
        let file = self.path.as_ref()?.file_name()?.to_str()?.to_owned();
        let (metadata, remark) = (self.metadata.clone()?, self.remark.clone());
        Some(Run { id: self.id, file: Some(file), metadata, remark, outcome: RunOutcome::Painted })
    }

    /// What it is called: its prompt.
    pub fn title(&self) -> Option<&str> {
        self.metadata.as_ref().map(|said| said.prompt.as_str()).filter(|prompt| !prompt.is_empty())
    }
}

/// What a window shows of the gallery in a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InView {
    /// The thumbnails in the gallery's own panel, by their places.
    pub thumbnails: Option<Range<usize>>,
    /// Pictures that are shown small elsewhere.
    pub looked_at: Vec<EntryId>,
    /// Pictures that are shown whole.
    pub whole: Vec<EntryId>,
}

/// The gallery.
pub struct Gallery {
    folder: PathBuf,
    filter: Filter,
    /// Counts the filters, so that an older one's list is not taken for the newest one's.
    filters: u64,
    listed: Vec<EntryId>,
    /// Pictures of this session that no list has yet, newest first.
    fresh: Vec<EntryId>,
    entries: HashMap<EntryId, Entry>,
    asked: HashSet<EntryId>,
    selected: Option<EntryId>,
    marked: BTreeSet<EntryId>,
    /// Whole pictures that were read, the latest last.
    whole: Vec<EntryId>,
    counts: Counts,
    runs: Runs,
    reading: Option<(usize, usize)>,
    /// The term of the search that is not understood.
    trouble: Option<String>,
    failures: Vec<StudioError>,
    frame: u64,
    /// Pictures that something else than the gallery's panel shows.
    further: Vec<EntryId>,
    last: i64,
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
    worker: Option<JoinHandle<()>>,
    thumbnails: Thumbnails,
    wholes: Sender<(EntryId, PathBuf)>,
    read: Receiver<(EntryId, Option<Picture>)>,
}

impl Gallery {
    /// Opens the gallery in `folder`, which may not be there yet; thumbnails are kept under `cache`. `wake` is called
    /// when something was read.
    pub fn open(folder: PathBuf, cache: &Path, wake: Wake) -> Self {
        let thumbnails = Thumbnails::start(cache, &wake);
        let (asks, answers, worker) = worker::start(folder.clone(), wake.clone());
        let whole = |(id, path): (EntryId, PathBuf)| {
            let picture = picture_file::read_picture(&path);
            (id, picture.inspect_err(|e| log::warn!("{e}")).ok())
        };
        let (wholes, read, _) = background::start("pictures", wake, whole);
        let gallery = Self {
            folder,
            filter: Filter::default(),
            filters: 0,
            listed: Vec::new(),
            fresh: Vec::new(),
            entries: HashMap::new(),
            asked: HashSet::new(),
            selected: None,
            marked: BTreeSet::new(),
            whole: Vec::new(),
            counts: Counts::default(),
            runs: Runs::default(),
            reading: None,
            trouble: None,
            failures: Vec::new(),
            frame: 0,
            further: Vec::new(),
            last: 0,
            asks,
            answers,
            worker,
            thumbnails,
            wholes,
            read,
        };
        gallery.ask(Ask::List(0, Filter::default()));
        gallery
    }

    fn ask(&self, ask: Ask) {
        if self.asks.send(ask).is_err() {
            log::error!("the gallery's thread has ended");
        }
    }

    /// The folder for new pictures.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many pictures it shows.
    pub fn len(&self) -> usize {
        self.new_ones().len() + self.listed.len()
    }

    /// True where it shows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the picture at `index`, the newest at 0.
    pub fn at(&self, index: usize) -> Option<EntryId> {
        let new = self.new_ones();
        new.get(index).or_else(|| self.listed.get(index.checked_sub(new.len())?)).copied()
    }

    /// Pictures of this session that no list has yet; a search does not wait for them.
    fn new_ones(&self) -> &[EntryId] {
        if self.filter == Filter::default() { &self.fresh } else { &[] }
    }

    /// Where the picture `id` stands.
    fn place(&self, id: EntryId) -> Option<usize> {
        let new = self.new_ones();
        let listed = || self.listed.binary_search_by(|other| id.cmp(other)).ok().map(|place| new.len() + place);
        new.iter().position(|&other| other == id).or_else(listed)
    }

    /// What is known of the picture in this file, where it is one that is held.
    pub fn of_file(&self, path: &Path) -> Option<&Entry> {
        self.entries.values().find(|entry| entry.path.as_deref() == Some(path))
    }

    /// Where the gallery shows the picture `id`.
    pub fn index_of(&self, id: EntryId) -> Option<usize> {
        self.place(id)
    }

    /// What is known of the picture `id`; `None` while nothing is.
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// What the gallery shows.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Shows other pictures.
    pub fn set_filter(&mut self, filter: Filter) {
        if filter != self.filter {
            self.filters += 1;
            self.filter = filter;
            self.marked.clear();
            self.ask(Ask::List(self.filters, self.filter.clone()));
        }
    }

    /// The term of the search that cannot be understood.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Boards and how many pictures are on each.
    pub fn boards(&self) -> &[(String, usize)] {
        &self.counts.boards
    }

    /// Experiments and how many pictures belong to each, the latest first.
    pub fn experiments(&self) -> &[(String, usize)] {
        &self.counts.experiments
    }

    /// How many pictures are in the bin.
    pub fn binned(&self) -> usize {
        self.counts.binned
    }

    /// How many of how many new files are read, while they are.
    pub fn reading(&self) -> Option<(usize, usize)> {
        self.reading
    }

    /// What could not be done since this was last asked.
    pub fn failures(&mut self) -> Vec<StudioError> {
        std::mem::take(&mut self.failures)
    }

    /// A number for what is painted now: never twice the same, also where the clock stands still.
    fn number(&mut self) -> EntryId {
        self.last = micros(SystemTime::now()).max(self.last + 1);
        EntryId(self.last)
    }

    /// Adds a picture that was just painted.
    pub fn add(&mut self, picture: Picture, provenance: Provenance) -> EntryId {
        let id = self.number();
        let entry = Entry {
            size: (picture.width, picture.height),
            metadata: Some(Metadata::ours(Provenance { painted: id.0, ..provenance })),
            thumbnail: Some(shrink(&picture)),
            picture: Some(picture),
            ..self.empty(id)
        };
        self.entries.insert(id, entry);
        self.fresh.insert(0, id);
        id
    }

    /// Keeps a job of which no picture came in the record. Returns its row.
    pub fn add_unpainted(&mut self, provenance: Provenance, outcome: RunOutcome) -> Run {
        let id = self.number();
        let metadata = Metadata::ours(Provenance { painted: id.0, ..provenance });
        let run = Run { id, file: None, metadata, remark: Remark::default(), outcome };
        self.ask(Ask::Unpainted(Box::new(run.clone())));
        run
    }

    /// Follows the pictures that pass the filter as runs; with none, no longer.
    pub fn follow_runs(&mut self, filter: Option<&Filter>) {
        if self.runs.filter.as_ref() != filter {
            self.runs.filters += 1;
            self.runs.filter = filter.cloned();
            self.runs.trouble = None;
            self.ask(Ask::Runs(filter.map(|filter| (self.runs.filters, filter.clone()))));
        }
    }

    /// The runs that are followed.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    fn empty(&self, id: EntryId) -> Entry {
        Entry {
            id,
            path: None,
            bytes: 0,
            size: (0, 0),
            metadata: None,
            remark: Remark::default(),
            binned: false,
            picture: None,
            thumbnail: None,
            broken: false,
            seen: self.frame,
        }
    }

    /// The picture `id` is in this file now, of so many bytes.
    pub fn saved(&mut self, id: EntryId, path: PathBuf, bytes: u64) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        (entry.path, entry.bytes) = (Some(path), bytes);
        let record = Record {
            id,
            name,
            bytes,
            size: entry.size,
            metadata: entry.metadata.clone(),
            remark: entry.remark.clone(),
            binned: false,
        };
        let said = entry.remark.clone();
        self.keep_whole(id);
        self.ask(Ask::Added(Box::new(record)));
        if said != Remark::default() {
            // It was said before there was a file to say it in.
            self.ask(Ask::Remark(vec![id], Box::new(move |remark| remark.clone_from(&said))));
        }
    }

    /// Shows this picture on the canvas, reading it where it is not read yet.
    pub fn select(&mut self, id: Option<EntryId>) {
        self.selected = id;
        self.marked.clear();
        if let Some(id) = id {
            self.want_whole(id);
        }
    }

    /// The picture on the canvas.
    pub fn selected(&self) -> Option<&Entry> {
        self.get(self.selected?)
    }

    /// Has the whole picture `id` read, if it is not yet.
    fn want_whole(&mut self, id: EntryId) {
        self.want(&[id]);
        let Some(entry) = self.entries.get(&id) else { return };
        if let (None, Some(path), false) = (&entry.picture, &entry.path, self.whole.contains(&id)) {
            if self.wholes.send((id, path.clone())).is_err() {
                log::error!("the thread that reads pictures has ended");
            }
            self.whole.push(id);
        }
    }

    /// The picture `step` places further down the gallery from the one on the canvas; the nearest end where there is
    /// none.
    pub fn neighbour(&self, step: isize) -> Option<EntryId> {
        let here = self.selected.and_then(|id| self.place(id));
        self.at(here.map_or(0, |i| i.saturating_add_signed(step).min(self.len().saturating_sub(1))))
    }

    /// The pictures that are chosen together; those alone that the gallery shows.
    pub fn marked(&self) -> &BTreeSet<EntryId> {
        &self.marked
    }

    /// Chooses a picture beside others, or no longer; the one on the canvas is the first of them.
    pub fn mark(&mut self, id: EntryId) {
        if self.marked.is_empty() {
            self.marked.extend(self.selected.filter(|&shown| shown != id && self.place(shown).is_some()));
        }
        if !self.marked.remove(&id) {
            self.marked.insert(id);
        }
    }

    /// Chooses all pictures from the one on the canvas to `id`.
    pub fn mark_through(&mut self, id: EntryId) {
        let Some(to) = self.place(id) else { return };
        let from = self.selected.and_then(|shown| self.place(shown)).unwrap_or(to);
        self.marked = (from.min(to)..=from.max(to)).filter_map(|index| self.at(index)).collect();
    }

    /// Goes `step` places on and chooses the picture there too, beside the one that was shown.
    pub fn mark_on(&mut self, step: isize) {
        let mut marked = std::mem::take(&mut self.marked);
        let next = self.neighbour(step);
        marked.extend(self.selected.filter(|&shown| self.place(shown).is_some()));
        marked.extend(next);
        self.select(next);
        self.marked = marked;
    }

    /// Chooses all pictures that the gallery shows.
    pub fn mark_all(&mut self) {
        self.marked = (0..self.len()).filter_map(|index| self.at(index)).collect();
    }

    /// Changes those of `ids` of which more than the number is held.
    fn held(&mut self, ids: &[EntryId], change: impl Fn(&mut Entry)) {
        for id in ids {
            self.entries.get_mut(id).into_iter().for_each(&change);
        }
    }

    /// Gives pictures a star, or takes it.
    pub fn star(&mut self, ids: &[EntryId], star: bool) {
        self.held(ids, |entry| entry.remark.star = star);
        self.ask(Ask::Star(ids.to_vec(), star));
    }

    /// Rates pictures, or takes their rating. What is said beside it stays.
    pub fn rate(&mut self, ids: &[EntryId], rating: Option<u8>) {
        self.remark(ids, move |remark| remark.rating = rating);
    }

    /// Writes a note to pictures.
    pub fn note(&mut self, ids: &[EntryId], note: &str) {
        let note = note.trim().to_owned();
        self.remark(ids, move |remark| remark.note.clone_from(&note));
    }

    /// Changes what is said of pictures. Of one that has no file yet it is written once it has.
    fn remark(&mut self, ids: &[EntryId], change: impl Fn(&mut Remark) + Send + 'static) {
        self.held(ids, |entry| change(&mut entry.remark));
        self.ask(Ask::Remark(ids.to_vec(), Box::new(change)));
    }

    /// Changes the boards of pictures; a board that is renamed, of all that are on it. The filter follows the name.
    pub fn edit_boards(&mut self, ids: &[EntryId], edit: BoardEdit) {
        if let BoardEdit::Rename(from, to) = &edit {
            self.entries.values_mut().for_each(|entry| entry.remark.boards.edit(&edit));
            if self.filter.view == View::Board(from.clone()) {
                self.set_filter(Filter { view: View::Board(to.clone()), ..self.filter.clone() });
            }
        } else {
            self.held(ids, |entry| entry.remark.boards.edit(&edit));
        }
        self.ask(Ask::Board(ids.to_vec(), edit));
    }

    /// Moves pictures to the bin, or back.
    pub fn bin(&mut self, ids: &[EntryId], binned: bool) {
        // One that is not written yet would come back with its file.
        let unwritten = |id: &EntryId| self.entries.get(id).is_some_and(|entry| entry.path.is_none());
        let ids: BTreeSet<EntryId> = ids.iter().copied().filter(|id| !unwritten(id)).collect();
        if self.selected.is_some_and(|shown| ids.contains(&shown)) {
            let after = self.neighbour(1).filter(|next| !ids.contains(next));
            let next = after.or_else(|| self.neighbour(-1).filter(|next| !ids.contains(next)));
            self.select(next);
        }
        self.marked.clear();
        self.fresh.retain(|id| !ids.contains(id));
        self.listed.retain(|id| !ids.contains(id));
        // Their files have other paths then.
        self.entries.retain(|id, _| !ids.contains(id));
        self.asked.retain(|id| !ids.contains(id));
        self.ask(Ask::Bin(ids.into_iter().collect(), binned));
    }

    /// Takes a copy of a picture's file into the folder.
    pub fn import(&self, path: PathBuf) {
        self.ask(Ask::Import(path));
    }

    /// Hands what is in the bin over to the system's.
    pub fn empty_bin(&self) {
        self.ask(Ask::EmptyBin);
    }

    /// Has what is in view read.
    pub fn read(&mut self, in_view: InView) {
        in_view.looked_at.into_iter().for_each(|id| self.look_at(id));
        in_view.whole.into_iter().for_each(|id| self.want_whole(id));
        in_view.thumbnails.into_iter().for_each(|view| self.show(view));
    }

    /// These pictures are in view, from the first to the last: what is known of them is asked for, and their
    /// thumbnails.
    fn show(&mut self, view: Range<usize>) {
        let around = view.start.saturating_sub(AHEAD)..(view.end + AHEAD).min(self.len());
        let ids = |range: Range<usize>| range.filter_map(|index| self.at(index)).collect::<Vec<_>>();
        let (near, mut order) = (ids(around.clone()), ids(view.clone()));
        order.extend(ids(view.end..around.end));
        order.extend(ids(around.start..view.start));
        self.want(&near);
        for id in near {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.seen = self.frame;
            }
        }
        let want = |id: &EntryId| {
            let entry = self.entries.get(id).filter(|entry| entry.thumbnail.is_none() && !entry.broken)?;
            Some(Want { id: *id, path: entry.path.clone()?, bytes: entry.bytes })
        };
        order.append(&mut self.further);
        self.thumbnails.want(order.iter().filter_map(want).collect());
    }

    /// This picture is looked at outside the gallery too, so what is known of it is held.
    fn look_at(&mut self, id: EntryId) {
        self.want(&[id]);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.seen = self.frame;
            if entry.thumbnail.is_none() && !entry.broken {
                self.further.push(id);
            }
        }
    }

    /// Asks for what is known of these, once.
    fn want(&mut self, ids: &[EntryId]) {
        let unknown = |id: &EntryId| !self.entries.contains_key(id) && !self.asked.contains(id);
        let unknown: Vec<EntryId> = ids.iter().copied().filter(unknown).collect();
        if !unknown.is_empty() {
            self.asked.extend(&unknown);
            self.ask(Ask::Records(unknown));
        }
    }

    /// Takes in what was read.
    pub fn tick(&mut self) {
        self.frame += 1;
        let answers: Vec<Answer> = self.answers.try_iter().collect();
        for answer in answers {
            match answer {
                Answer::Listed(number, listed) if number == self.filters => self.take_list(listed),
                Answer::Listed(..) => {}
                Answer::Records(records) => records.into_iter().for_each(|record| self.take_record(record)),
                Answer::Counts(counts) => self.counts = counts,
                Answer::Runs(number, runs) if number == self.runs.filters => self.runs.take(runs),
                Answer::Runs(..) => {}
                Answer::Remarked(id, bytes) => {
                    self.entries.get_mut(&id).into_iter().for_each(|entry| entry.bytes = bytes);
                }
                Answer::Reading(done, of) => self.reading = Some((done, of)).filter(|(done, of)| done < of),
                Answer::BuiltAnew(aside) => {
                    self.asked.clear();
                    self.failures.push(StudioCause::GalleryIndexAnew { aside }.into());
                }
                Answer::Failed(error) => self.failures.push(error),
            }
        }
        for (id, thumbnail) in self.thumbnails.made() {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.broken = thumbnail.is_none();
                entry.thumbnail = thumbnail;
            }
        }
        let read: Vec<_> = self.read.try_iter().collect();
        for (id, picture) in read {
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.thumbnail = entry.thumbnail.take().or_else(|| picture.as_ref().map(shrink));
                entry.picture = picture;
            }
            self.keep_whole(id);
        }
        self.trim_heap();
    }

    fn take_list(&mut self, listed: Result<Vec<EntryId>, String>) {
        match listed {
            Ok(listed) => {
                self.trouble = None;
                self.listed = listed;
                // What was asked of the index before may have had no answer, and be known to it by now.
                self.asked.clear();
                self.follow_clock();
                let listed = &self.listed;
                if self.filter == Filter::default() {
                    self.fresh.retain(|id| listed.binary_search_by(|other| id.cmp(other)).is_err());
                }
            }
            Err(term) => self.trouble = Some(term),
        }
    }

    /// Lets new pictures come after those of a clock that was ahead. One that was ahead by more was wrong, or is a
    /// file's of somebody else.
    fn follow_clock(&mut self) {
        const AHEAD: i64 = 7 * 24 * 3600 * 1_000_000;
        let end = micros(SystemTime::now()).saturating_add(AHEAD);
        let newest = self.listed.iter().map(|id| id.0).find(|&id| id <= end);
        self.last = self.last.max(newest.unwrap_or_default());
    }

    fn take_record(&mut self, record: Record) {
        self.asked.remove(&record.id);
        let empty = self.empty(record.id);
        let entry = self.entries.entry(record.id).or_insert(empty);
        entry.path = Some(folder::path(&self.folder, &record.name, record.binned));
        (entry.bytes, entry.size, entry.metadata) = (record.bytes, record.size, record.metadata);
        (entry.remark, entry.binned) = (record.remark, record.binned);
        if self.selected == Some(record.id) {
            self.want_whole(record.id);
        }
    }

    /// Holds the whole picture `id`, and gives the one back that was looked at longest ago.
    fn keep_whole(&mut self, id: EntryId) {
        self.whole.retain(|&other| other != id);
        self.whole.push(id);
        while self.whole.len() > WHOLE {
            let Some(at) = self.whole.iter().position(|&old| Some(old) != self.selected) else { return };
            let old = self.whole.remove(at);
            if let Some(entry) = self.entries.get_mut(&old).filter(|entry| entry.path.is_some()) {
                entry.picture = None;
            }
        }
    }

    /// Forgets what is known of pictures that were not in view for longest; not what no file has yet.
    fn trim_heap(&mut self) {
        if self.entries.len() <= HELD + HELD / 4 {
            return;
        }
        let may =
            |entry: &&Entry| entry.path.is_some() && Some(entry.id) != self.selected && !self.whole.contains(&entry.id);
        let mut old: Vec<(u64, EntryId)> =
            self.entries.values().filter(may).map(|entry| (entry.seen, entry.id)).collect();
        old.sort_unstable();
        for (_, id) in old.into_iter().take(self.entries.len() - HELD) {
            self.entries.remove(&id);
        }
    }
}

impl Drop for Gallery {
    /// Waits until every star and every board is written.
    fn drop(&mut self) {
        let (closed, _) = crossbeam_channel::bounded(0);
        self.asks = closed;
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            log::error!("the gallery's thread panicked");
        }
    }
}
