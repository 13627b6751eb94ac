//! The gallery: pictures of this session and of earlier ones, newest first.
//!
//! The folder is listed, and pictures are read, on a thread of its own; the window asks for what it shows and gets it
//! when it is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluerider_engine::protocol::{Picture, Recipe};
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::{errand, picture_file};

/// Longest side of a thumbnail in pixels.
pub const THUMBNAIL: usize = 192;

/// A picture's number in this run of the studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(u64);

/// A picture of the gallery.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// Its file; `None` while it is not written.
    pub path: Option<PathBuf>,
    /// How it was painted, where that is known.
    pub recipe: Option<Recipe>,
    /// Fingerprint of the model that painted it.
    pub model_hash: String,
    /// Its pixels, once they are read.
    pub picture: Option<Picture>,
    /// A small version, once it is made.
    pub thumbnail: Option<Picture>,
    asked: bool,
}

/// What the reading thread is asked.
enum Ask {
    /// List this folder.
    List(PathBuf),
    /// Read this picture; the whole of it or a thumbnail.
    Read(EntryId, PathBuf, bool),
}

/// What it answers.
enum Answer {
    Listed(Vec<PathBuf>),
    Read {
        id: EntryId,
        whole: Option<Picture>,
        thumbnail: Option<Picture>,
        provenance: Option<Box<picture_file::Provenance>>,
    },
}

/// The gallery.
pub struct Gallery {
    folder: PathBuf,
    entries: Vec<Entry>,
    selected: Option<EntryId>,
    next: u64,
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
}

impl Gallery {
    /// Opens the gallery in `folder`, which may not be there yet. `wake` is called when something was read.
    pub fn open(folder: PathBuf, wake: Wake) -> Self {
        let (asks, answers, _) = errand::start("gallery", wake, answer);
        let gallery = Self { folder: folder.clone(), entries: Vec::new(), selected: None, next: 0, asks, answers };
        gallery.ask(Ask::List(folder));
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

    /// All pictures, newest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The picture `id`.
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.iter().find(|e| e.id == id)
    }

    /// Adds a picture that was just painted.
    pub fn add(&mut self, picture: Picture, recipe: Recipe, model_hash: String) -> EntryId {
        let id = self.number();
        let thumbnail = Some(shrink(&picture));
        let (recipe, picture) = (Some(recipe), Some(picture));
        self.entries.insert(0, Entry { id, path: None, recipe, model_hash, picture, thumbnail, asked: true });
        id
    }

    fn number(&mut self) -> EntryId {
        self.next += 1;
        EntryId(self.next)
    }

    /// The picture `entry` is in this file now.
    pub fn saved(&mut self, entry: EntryId, path: PathBuf) {
        if let Some(entry) = self.entries.iter_mut().find(|e| e.id == entry) {
            entry.path = Some(path);
        }
    }

    /// Shows this picture on the canvas, reading it where it is not read yet.
    pub fn select(&mut self, id: Option<EntryId>) {
        self.selected = id.filter(|&id| self.get(id).is_some());
        if let Some(Entry { id, path: Some(path), picture: None, .. }) = self.selected() {
            self.ask(Ask::Read(*id, path.clone(), true));
        }
    }

    /// The picture on the canvas.
    pub fn selected(&self) -> Option<&Entry> {
        self.get(self.selected?)
    }

    /// The picture `step` places further down the gallery from the one on the canvas; the nearest end where there is
    /// none.
    pub fn neighbour(&self, step: isize) -> Option<EntryId> {
        let here = self.entries.iter().position(|e| Some(e.id) == self.selected);
        let there = here.map_or(0, |i| i.saturating_add_signed(step).min(self.entries.len().saturating_sub(1)));
        self.entries.get(there).map(|e| e.id)
    }

    /// Asks for the thumbnail of the picture at `index`, once.
    pub fn want(&mut self, index: usize) {
        let Some(entry) = self.entries.get_mut(index) else { return };
        if entry.asked {
            return;
        }
        entry.asked = true;
        if let Some(path) = entry.path.clone() {
            let id = entry.id;
            self.ask(Ask::Read(id, path, false));
        }
    }

    /// Takes in what was read.
    pub fn tick(&mut self) {
        let answers: Vec<Answer> = self.answers.try_iter().collect();
        for answer in answers {
            match answer {
                Answer::Listed(paths) => {
                    for path in paths {
                        if self.entries.iter().any(|e| e.path.as_ref() == Some(&path)) {
                            continue;
                        }
                        let id = self.number();
                        let empty = Entry {
                            id,
                            path: Some(path),
                            recipe: None,
                            model_hash: String::new(),
                            picture: None,
                            thumbnail: None,
                            asked: false,
                        };
                        self.entries.push(empty);
                    }
                }
                Answer::Read { id, whole, thumbnail, provenance } => {
                    let Some(entry) = self.entries.iter_mut().find(|e| e.id == id) else { continue };
                    entry.picture = whole.or(entry.picture.take());
                    entry.thumbnail = thumbnail.or(entry.thumbnail.take());
                    if let Some(provenance) = provenance {
                        entry.recipe = Some(provenance.recipe);
                        entry.model_hash = provenance.model_hash;
                    }
                }
            }
        }
    }
}

fn answer(ask: Ask) -> Answer {
    match ask {
        Ask::List(folder) => Answer::Listed(list(&folder)),
        Ask::Read(id, path, whole) => {
            let picture = picture_file::read_picture(&path).inspect_err(|e| log::warn!("{} {}", e.message, e.detail));
            let picture = picture.ok();
            let provenance = picture_file::read_provenance(&path).ok().flatten().map(Box::new);
            let thumbnail = picture.as_ref().map(shrink);
            Answer::Read { id, whole: picture.filter(|_| whole), thumbnail, provenance }
        }
    }
}

/// The pictures in `folder`, newest first. A folder that is not there holds none.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            log::info!("the gallery {}: {error}", folder.display());
            return Vec::new();
        }
    };
    let mut found: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")))
        .filter(|path| !path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')))
        .map(|path| (path.metadata().and_then(|m| m.modified()).ok(), path))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// A version of the picture that is at most [`THUMBNAIL`] pixels long.
pub(super) fn shrink(picture: &Picture) -> Picture {
    let (width, height) = (picture.width, picture.height);
    let longest = width.max(height);
    let buffer = image::RgbImage::from_raw(width as u32, height as u32, picture.pixels.to_vec());
    match buffer {
        Some(buffer) if longest > THUMBNAIL => {
            let side = |n: usize| (n * THUMBNAIL / longest).max(1) as u32;
            let small = image::imageops::thumbnail(&buffer, side(width), side(height));
            let (width, height) = (small.width() as usize, small.height() as usize);
            Picture { width, height, pixels: Arc::from(small.into_raw()) }
        }
        _ => picture.clone(),
    }
}
