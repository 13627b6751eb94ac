//! Pictures in files, read on a thread of their own: small for wells, drops and presets, whole for the rooms that begin
//! with one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bluerider_engine::protocol::Picture;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::gallery::shrink;
use super::{background, picture_file};

/// How large a picture is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// As a thumbnail.
    Small,
    /// As it is.
    Whole,
}

impl Size {
    /// How many are kept.
    fn kept(self) -> usize {
        match self {
            Self::Small => 256,
            Self::Whole => 4,
        }
    }
}

type Key = (PathBuf, Size);

/// A picture that was asked for.
struct Image {
    /// `None` while it is not read, or where the file is no picture.
    picture: Option<Picture>,
    /// When it was asked for last.
    asked: u64,
}

/// The pictures that were asked for; those of each size that were not asked for longest are forgotten.
pub struct ImageCache {
    images: HashMap<Key, Image>,
    time: u64,
    asks: Sender<Key>,
    answers: Receiver<(Key, Option<Picture>)>,
}

impl ImageCache {
    /// Starts the thread. `wake` is called when a picture is there.
    pub fn new(wake: Wake) -> Self {
        let read = move |(path, size): Key| {
            let picture = picture_file::read_picture(&path).inspect_err(|e| log::info!("{e}"));
            let picture = picture.ok().map(|picture| if size == Size::Small { shrink(&picture) } else { picture });
            ((path, size), picture)
        };
        let (asks, answers, _) = background::start("images", wake, read);
        Self { images: HashMap::new(), time: 0, asks, answers }
    }

    /// The picture of a file; `None` while it is not read, or where it cannot be.
    pub fn get(&mut self, path: &Path, size: Size) -> Option<&Picture> {
        self.time += 1;
        let (time, key) = (self.time, (path.to_owned(), size));
        if !self.images.contains_key(&key) {
            self.forget_oldest(size);
            if self.asks.send(key.clone()).is_err() {
                log::error!("the thread that reads pictures has ended");
            }
        }
        let image = self.images.entry(key).or_insert(Image { picture: None, asked: time });
        image.asked = time;
        image.picture.as_ref()
    }

    fn forget_oldest(&mut self, size: Size) {
        let alike = || self.images.iter().filter(|((_, other), _)| *other == size);
        if alike().count() >= size.kept() {
            let oldest = alike().min_by_key(|(_, image)| image.asked).map(|(key, _)| key.clone());
            oldest.map(|key| self.images.remove(&key));
        }
    }

    /// Takes in what was read.
    pub fn tick(&mut self) {
        for (key, picture) in self.answers.try_iter() {
            if let Some(image) = self.images.get_mut(&key) {
                image.picture = picture;
            }
        }
    }
}
