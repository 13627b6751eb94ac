//! Words that were painted, the newest last: leafed through with Alt and the arrow keys, and kept across sessions.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::file_writer::FileWriter;
use super::paths::Paths;
use super::storage;
use crate::studio::error::{Result, StudioError};

/// So many are kept.
const MOST: usize = 300;

/// A prompt and its negative prompt, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The prompt.
    pub prompt: String,
    /// The negative prompt.
    #[serde(default)]
    pub negative: String,
}

impl Words {
    fn of(draft: &Draft) -> Self {
        Self { prompt: draft.prompt.clone(), negative: draft.negative.clone() }
    }
}

/// The words, and where in them the artist leafs.
pub struct History {
    file: PathBuf,
    list: Vec<Words>,
    /// The place that is looked at, and what was typed before leafing began.
    at: Option<(usize, Words)>,
    changed: bool,
}

impl History {
    /// The history of earlier sessions; and what is to be said where it could not be understood.
    pub fn load(paths: &Paths) -> (Self, Option<StudioError>) {
        let file = paths.config.join("history.json");
        let (list, error) = storage::read_json(&file);
        (Self { file, list, at: None, changed: false }, error)
    }

    /// All of them, the latest last.
    pub fn list(&self) -> &[Words] {
        &self.list
    }

    /// The words were painted. Those that were before move to the end.
    pub fn add(&mut self, draft: &Draft) {
        let words = Words::of(draft);
        self.at = None;
        if words.prompt.trim().is_empty() || self.list.last() == Some(&words) {
            return;
        }
        self.list.retain(|old| *old != words);
        self.list.push(words);
        let surplus = self.list.len().saturating_sub(MOST);
        self.list.drain(..surplus);
        self.changed = true;
    }

    /// The words before those of `draft`, or after them. Behind the newest are those that were typed last.
    pub fn leaf(&mut self, draft: &Draft, back: bool) -> Option<Words> {
        let here = Words::of(draft);
        let (place, typed) = match self.at.take() {
            Some((place, typed)) if self.list.get(place) == Some(&here) => (place, typed),
            // Something else was typed since.
            _ => (self.list.len(), here.clone()),
        };
        let next = if back { place.checked_sub(1) } else { Some(place + 1) };
        // The same words as those at hand are no step.
        let next =
            next.filter(|&next| next > place || self.list.get(next) != Some(&here)).or_else(|| next?.checked_sub(1));
        match next {
            Some(next) if next < self.list.len() => {
                self.at = Some((next, typed));
                self.list.get(next).cloned()
            }
            Some(_) if place < self.list.len() => Some(typed),
            _ => {
                self.at = (place < self.list.len()).then_some((place, typed));
                None
            }
        }
    }

    /// Has the history written, where it has changed.
    ///
    /// # Errors
    /// Where nothing can be written at all.
    pub fn keep(&mut self, writer: &FileWriter) -> Result<()> {
        if std::mem::take(&mut self.changed) { writer.write(self.file.clone(), &self.list) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, History, Paths, Words};

    #[test]
    fn leafing_ends_at_what_was_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut history = History::load(&Paths::under(folder.path())).0;
        let draft = |prompt: &str| Draft { prompt: prompt.into(), ..Draft::default() };
        let words = |prompt: &str| Some(Words { prompt: prompt.into(), negative: String::new() });
        for prompt in ["one", "two", "", "one", "three"] {
            history.add(&draft(prompt));
        }
        assert_eq!(history.leaf(&draft("typed"), true), words("three"));
        assert_eq!(history.leaf(&draft("three"), true), words("one"));
        assert_eq!(history.leaf(&draft("one"), true), words("two"));
        assert_eq!(history.leaf(&draft("two"), true), None);
        assert_eq!(history.leaf(&draft("two"), false), words("one"));
        assert_eq!(history.leaf(&draft("one"), false), words("three"));
        assert_eq!(history.leaf(&draft("three"), false), words("typed"));
        assert_eq!(history.leaf(&draft("typed"), false), None);
        // What was painted last is what is typed: one step back is the one before it.
        assert_eq!(history.leaf(&draft("three"), true), words("one"));
    }
}
