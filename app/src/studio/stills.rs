//! Small versions of pictures in files that are not the gallery's, read on a thread of their own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bluerider_engine::protocol::Picture;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

use super::gallery::shrink;
use super::picture_file;

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
        // Unbounded: a path for each picture in a well.
        let (asks, inbox) = unbounded::<PathBuf>();
        let (outbox, answers) = unbounded();
        let work = move || {
            for path in inbox {
                let picture =
                    picture_file::read_picture(&path).inspect_err(|e| log::info!("{} {}", e.message, e.detail));
                let small = picture.ok().as_ref().map(shrink);
                if outbox.send((path, small)).is_err() {
                    return;
                }
                wake();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("stills".into()).spawn(work) {
            log::error!("no thread to read pictures on: {error}");
        }
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
