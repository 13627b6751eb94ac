//! The artist's own presets: in their order, in a file that is written whole after each change.

use std::path::PathBuf;

use bluerider_engine::protocol::Picture;

use super::{Preset, PresetId};
use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;
use crate::studio::{picture_file, storage};

/// The artist's own presets.
pub struct Shelf {
    presets: Vec<Preset>,
    /// What was taken away since the studio was opened, with where it stood, the latest last.
    removed: Vec<(usize, Preset)>,
    folder: PathBuf,
    /// Something could not be written.
    unwritten: bool,
}

impl Shelf {
    /// Those that are kept; and what is to be said where their file could not be understood.
    pub fn open(paths: &Paths) -> (Self, Option<StudioError>) {
        let folder = paths.config.join("presets");
        let (presets, error) = storage::read_json(&folder.join("presets.json"));
        (Self { presets, removed: Vec::new(), folder, unwritten: false }, error)
    }

    /// All of them, in their order.
    pub fn list(&self) -> &[Preset] {
        &self.presets
    }

    /// The preset `id`.
    pub fn get(&self, id: PresetId) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }

    /// The file with a small picture of what a preset makes; it is there where the preset was kept with one.
    pub fn thumbnail_file(&self, id: PresetId) -> PathBuf {
        self.folder.join(format!("{:016x}.png", id.0))
    }

    /// Adds one at the end. `thumbnail`: a small picture of what it makes.
    ///
    /// # Errors
    /// Where it cannot be written. It is tried again with the next change, and when the studio is closed.
    pub fn add(&mut self, preset: Preset, thumbnail: Option<&Picture>) -> Result<()> {
        let file = self.thumbnail_file(preset.id);
        self.presets.push(preset);
        self.write()?;
        match thumbnail {
            Some(picture) => storage::write(&file, &picture_file::encode(picture, None)?),
            None => Ok(()),
        }
    }

    /// Adds several, but for those that are there already, word for word. Returns how many are new.
    ///
    /// # Errors
    /// See [`Self::add`].
    pub fn add_all(&mut self, presets: Vec<Preset>) -> Result<usize> {
        let before = self.presets.len();
        for preset in presets {
            let same =
                |of: &Preset| (&of.name, &of.prompt, &of.negative) == (&preset.name, &preset.prompt, &preset.negative);
            if !self.presets.iter().any(same) {
                self.presets.push(preset);
            }
        }
        self.write()?;
        Ok(self.presets.len() - before)
    }

    /// Puts `preset` in the place of the one that has its number; its name stays where the new one is empty.
    ///
    /// # Errors
    /// See [`Self::add`].
    pub fn update(&mut self, mut preset: Preset) -> Result<()> {
        let Some(old) = self.presets.iter_mut().find(|old| old.id == preset.id) else { return Ok(()) };
        let name = preset.name.trim();
        preset.name = if name.is_empty() { old.name.clone() } else { name.to_owned() };
        *old = preset;
        self.write()
    }

    /// Puts one `step` places further down, or to the nearest end.
    ///
    /// # Errors
    /// See [`Self::add`].
    pub fn shift(&mut self, id: PresetId, step: isize) -> Result<()> {
        let Some(from) = self.presets.iter().position(|preset| preset.id == id) else { return Ok(()) };
        let to = from.saturating_add_signed(step).min(self.presets.len() - 1);
        let preset = self.presets.remove(from);
        self.presets.insert(to, preset);
        self.write()
    }

    /// Takes one away; [`Self::restore`] brings it back.
    ///
    /// # Errors
    /// See [`Self::add`].
    pub fn remove(&mut self, id: PresetId) -> Result<()> {
        let Some(place) = self.presets.iter().position(|preset| preset.id == id) else { return Ok(()) };
        let preset = self.presets.remove(place);
        self.removed.push((place, preset));
        self.write()
    }

    /// Brings back what was taken away last. Returns its name, or `None` where there is nothing.
    ///
    /// # Errors
    /// See [`Self::add`].
    pub fn restore(&mut self) -> Result<Option<String>> {
        let Some((place, preset)) = self.removed.pop() else { return Ok(None) };
        let name = preset.name.clone();
        self.presets.insert(place.min(self.presets.len()), preset);
        self.write().map(|()| Some(name))
    }

    /// Tries once more to write what could not be written; the studio is being closed.
    ///
    /// # Errors
    /// Where that cannot be written either.
    pub fn close(&mut self) -> Result<()> {
        if self.unwritten { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        let written = storage::write_json(&self.folder.join("presets.json"), &self.presets);
        self.unwritten = written.is_err();
        written
    }
}
