//! Small versions of pictures in files that are not the gallery's, read on a thread of their own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bluerider_engine::protocol::Picture;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::gallery::shrink;
use super::{errand, picture_file};

/// What was read; `None` for a file that is no picture.
type Read = (PathBuf, Option<Picture>);

/// The pictures that were asked for.
pub struct Stills {
    known: HashMap<PathBuf, Option<Picture>>,
    asks: Sender<PathBuf>,
    answers: Receiver<Read>,
}

impl Stills {
    /// Starts the thread. `wake` is called when a picture is there.
    pub fn new(wake: Wake) -> Self {
        let read = |path: PathBuf| {
            let picture = picture_file::read_picture(&path).inspect_err(|e| log::info!("{} {}", e.message, e.detail));
            let small = picture.ok().as_ref().map(shrink);
            (path, small)
        };
        let (asks, answers, _) = errand::start("stills", wake, read);
        Self { known: HashMap::new(), asks, answers }
    }

    /// The small picture of a file; `None` while it is not read, or where it cannot be.
    pub fn get(&mut self, path: &Path) -> Option<&Picture> {
        if !self.known.contains_key(path) {
            self.known.insert(path.to_owned(), None);
            if self.asks.send(path.to_owned()).is_err() {
                log::error!("the thread that reads pictures has ended");
            }
        }
        self.known.get(path)?.as_ref()
    }

    /// Takes in what was read.
    pub fn tick(&mut self) {
        self.known.extend(self.answers.try_iter());
    }
}
