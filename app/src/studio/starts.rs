//! How the last starts ended. What ends the program as soon as it is shown would end it at every start: after two
//! starts that did not end well the studio opens plain, without what it can do without.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bluerider_engine::protocol::Model;
use serde::{Deserialize, Serialize};

use super::draft::{Draft, Room};
use super::paths::Paths;
use super::storage;

/// So many starts in a row that did not end well.
const MOST: u32 = 2;
/// A studio that has stood for so long was not ended by what it began with.
const STANDS: Duration = Duration::from_secs(300);

/// The file that counts.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// Starts in a row that did not end well.
    unfinished: u32,
}

/// This start, which counts as one that did not end well until it has.
pub(super) struct Starts {
    file: PathBuf,
    since: Option<Instant>,
    over: bool,
}

impl Starts {
    /// Counts this start. True where it is to be a plain one.
    pub(super) fn begin(paths: &Paths) -> (Self, bool) {
        let file = paths.config.join("starts.json");
        // A file that cannot be read tells nothing.
        let (Kept { unfinished }, _) = storage::read_json(&file);
        let starts = Self { file, since: None, over: false };
        starts.write(unfinished.saturating_add(1));
        (starts, unfinished >= MOST)
    }

    /// The studio stands.
    pub(super) fn tick(&mut self, now: Instant) {
        let since = *self.since.get_or_insert(now);
        if !self.over && now.duration_since(since) >= STANDS {
            self.end();
        }
    }

    /// The studio is being closed, as it should be.
    pub(super) fn end(&mut self) {
        self.over = true;
        self.write(0);
    }

    fn write(&self, unfinished: u32) {
        if let Err(error) = storage::write_json(&self.file, &Kept { unfinished }) {
            log::warn!("starts are not counted: {error}");
        }
    }
}

/// What a plain start leaves of a draft: its words and settings, for étude. No file is opened for it.
pub(super) fn plain(draft: &Draft) -> Draft {
    let mut plain =
        Draft { room: Room::Paint, init: None, mask: None, depth: None, wells: Vec::new(), ..draft.clone() };
    if plain.model != Model::Etude {
        plain.set_model(Model::Etude);
    }
    plain
}
