//! Pictures in files that are not the gallery's, read on a thread of their own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bluerider_engine::protocol::Picture;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::gallery::shrink;
use super::{errand, picture_file};

/// What was read; `None` for a file that is no picture.
type Read = (PathBuf, Option<Picture>);

/// How large pictures are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As thumbnails.
    Small,
    /// As they are.
    Whole,
}

impl Size {
    /// How many are kept.
    fn kept(self) -> usize {
        match self {
            Self::Small => 64,
            Self::Whole => 4,
        }
    }
}

/// The pictures that were asked for.
pub struct Stills {
    size: Size,
    /// Those that are read or being read, and when each was asked for last.
    known: HashMap<PathBuf, (Option<Picture>, u64)>,
    time: u64,
    asks: Sender<PathBuf>,
    answers: Receiver<Read>,
}

impl Stills {
    /// Starts the thread. `wake` is called when a picture is there.
    pub fn new(size: Size, wake: Wake) -> Self {
        let read = move |path: PathBuf| {
            let picture = picture_file::read_picture(&path).inspect_err(|e| log::info!("{} {}", e.message, e.detail));
            let picture = picture.ok().map(|picture| if size == Size::Small { shrink(&picture) } else { picture });
            (path, picture)
        };
        let (asks, answers, _) = errand::start("stills", wake, read);
        Self { size, known: HashMap::new(), time: 0, asks, answers }
    }

    /// The picture of a file; `None` while it is not read, or where it cannot be.
    pub fn get(&mut self, path: &Path) -> Option<&Picture> {
        self.time += 1;
        if !self.known.contains_key(path) {
            self.forget_oldest();
            self.known.insert(path.to_owned(), (None, self.time));
            if self.asks.send(path.to_owned()).is_err() {
                log::error!("the thread that reads pictures has ended");
            }
        }
        let (picture, asked) = self.known.get_mut(path)?;
        *asked = self.time;
        picture.as_ref()
    }

    fn forget_oldest(&mut self) {
        if self.known.len() >= self.size.kept() {
            let oldest = self.known.iter().min_by_key(|(_, (_, asked))| *asked).map(|(path, _)| path.clone());
            oldest.map(|path| self.known.remove(&path));
        }
    }

    /// Takes in what was read.
    pub fn tick(&mut self) {
        for (path, picture) in self.answers.try_iter() {
            if let Some((known, _)) = self.known.get_mut(&path) {
                *known = picture;
            }
        }
    }
}
