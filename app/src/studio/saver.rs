//! Writes pictures to the disk on a thread of its own. A picture that could not be written is not lost: it stays in
//! the gallery, can be saved elsewhere or once more, and the studio does not close over it without asking.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::SystemTime;

use bluerider_engine::error::Doing;
use bluerider_engine::protocol::Picture;
use bluerider_engine::untrusted;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::background;
use super::gallery::{Entry, EntryId};
use super::intent::Export;
use super::picture_file::{self, Provenance};
use super::storage;
use crate::studio::error::{Result, StudioError};

/// What came of a wish to save.
pub enum Saved {
    /// The picture is in the gallery's folder.
    Written {
        /// The picture.
        entry: EntryId,
        /// The file that the picture was written to.
        path: PathBuf,
        /// How large that is.
        bytes: u64,
    },
    /// A copy is where the artist wanted it.
    Copied {
        /// The picture.
        entry: EntryId,
    },
    /// It could not be written.
    Failed {
        /// The picture.
        entry: EntryId,
        /// It was to go into the gallery's folder.
        new: bool,
        /// Why the picture could not be written.
        error: StudioError,
    },
}

/// A picture on its way to the disk.
struct Wish {
    entry: EntryId,
    picture: Option<Picture>,
    source: Option<PathBuf>,
    provenance: Option<Provenance>,
    target: Target,
    export: Export,
}

enum Target {
    /// A new file in this folder.
    Folder(PathBuf),
    /// This file.
    File(PathBuf),
}

/// The saving thread.
pub struct Saver {
    wishes: Option<Sender<Wish>>,
    results: Receiver<Saved>,
    thread: Option<JoinHandle<()>>,
    /// New pictures on their way to the disk.
    on_the_way: BTreeSet<EntryId>,
    /// Those that did not get there.
    unsaved: BTreeSet<EntryId>,
}

impl Saver {
    /// Starts the thread. `wake` is called after each picture.
    pub fn new(wake: Wake) -> Self {
        let save = |wish: Wish| {
            let entry = wish.entry;
            let kept = matches!(wish.target, Target::Folder(_));
            match background::guarded(|| write(wish)).flatten() {
                Ok((path, bytes)) if kept => Saved::Written { entry, path, bytes },
                Ok(_) => Saved::Copied { entry },
                Err(error) => Saved::Failed { entry, new: kept, error },
            }
        };
        let (wishes, results, thread) = background::start("saver", wake, save);
        let (on_the_way, unsaved) = (BTreeSet::new(), BTreeSet::new());
        Self { wishes: Some(wishes), results, thread, on_the_way, unsaved }
    }

    /// Saves a new picture into `folder`.
    pub fn save(&mut self, entry: &Entry, folder: &Path) {
        self.unsaved.remove(&entry.id);
        self.on_the_way.insert(entry.id);
        self.wish(entry, Target::Folder(folder.to_owned()), Export::Whole);
    }

    /// Saves a copy of a picture as `file`.
    pub fn copy(&mut self, entry: &Entry, file: PathBuf, export: Export) {
        self.wish(entry, Target::File(file), export);
    }

    fn wish(&mut self, entry: &Entry, target: Target, export: Export) {
        let provenance = entry.metadata.as_ref().and_then(|said| said.provenance.as_deref()).cloned();
        let (picture, source) = (entry.picture.clone(), entry.path.clone());
        let wish = Wish { entry: entry.id, picture, source, provenance, target, export };
        if let Some(wishes) = &self.wishes
            && wishes.send(wish).is_err()
        {
            log::error!("the saving thread has ended");
            self.on_the_way.remove(&entry.id);
            self.unsaved.insert(entry.id);
        }
    }

    /// What came of earlier wishes.
    pub fn results(&mut self) -> Vec<Saved> {
        let results: Vec<Saved> = self.results.try_iter().collect();
        for saved in &results {
            match saved {
                Saved::Written { entry, .. } | Saved::Copied { entry } => {
                    self.on_the_way.remove(entry);
                    self.unsaved.remove(entry);
                }
                Saved::Failed { entry, new: true, .. } => {
                    self.on_the_way.remove(entry);
                    self.unsaved.insert(*entry);
                }
                Saved::Failed { .. } => {}
            }
        }
        results
    }

    /// Pictures that could not be written and are nowhere on the disk.
    pub fn unsaved(&self) -> &BTreeSet<EntryId> {
        &self.unsaved
    }

    /// True while new pictures are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        !self.on_the_way.is_empty()
    }

    /// Waits until all pictures are written.
    pub fn finish(&mut self) {
        self.wishes = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the saving thread panicked");
        }
    }
}

/// Writes it. Returns its file and how large that is.
fn write(wish: Wish) -> Result<(PathBuf, u64)> {
    // A picture that has a file is copied as it is, whatever studio wrote it.
    let bytes = match (&wish.source, &wish.picture) {
        (Some(source), _) => {
            let bytes = untrusted::read(source, untrusted::MOST_PICTURE_FILE);
            bytes.map_err(|e| StudioError::io(Doing::Read, source, &e))?
        }
        (None, Some(picture)) => picture_file::encode(picture, wish.provenance.as_ref())?,
        (None, None) => return Err(StudioError::internal("a picture without pixels or file")),
    };
    let bytes = match wish.export {
        Export::Whole => bytes,
        Export::Plain => picture_file::without_metadata(&bytes)?,
    };
    let path = match wish.target {
        Target::File(file) => storage::write(&file, &bytes).map(|()| file),
        Target::Folder(folder) => {
            let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
            let name = match &wish.provenance {
                Some(provenance) => picture_file::file_name(&provenance.recipe, seconds),
                None => format!("{seconds}.png"),
            };
            storage::write_new(&folder.join(name), &bytes)
        }
    }?;
    Ok((path, bytes.len() as u64))
}
