//! Presets and the column: what of the draft a preset keeps, and how it is put there again.

use super::preset::{Preset, Settings, Wells};
use super::template;
use crate::studio::draft::{Draft, Room, WELLS};

/// What of the column a preset keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The prompt and the negative prompt, with their styles.
    pub words: bool,
    /// The model, the sampler, steps and guidance.
    pub settings: bool,
    /// The size.
    pub size: bool,
    /// The blend room's wells and their weights.
    pub wells: bool,
}

impl Keep {
    /// All that `draft`'s room is about.
    pub fn of(draft: &Draft) -> Self {
        let wells = draft.room == Room::Blend;
        Self { words: !wells, settings: true, size: true, wells }
    }

    /// True where it keeps anything.
    pub fn any(self) -> bool {
        self.words || self.settings || self.size || self.wells
    }
}

impl Preset {
    /// A new preset of what is to be kept of `draft`: neither seed nor pictures but those of wells.
    pub fn of_draft(name: &str, draft: &Draft, keep: Keep) -> Self {
        let mut preset = Self::of_words(name, String::new(), String::new());
        preset.take(draft, keep);
        preset
    }

    /// Holds what is to be kept of `draft`, as it is painted, in place of what it held; its name and note stay, and
    /// words that are not to be taken.
    pub fn take(&mut self, draft: &Draft, keep: Keep) {
        let draft = draft.composed();
        if keep.words {
            (self.prompt, self.negative) = (draft.prompt, draft.negative);
        }
        self.settings = keep.settings.then_some(Settings { model: draft.model, sampling: draft.sampling });
        self.size = keep.size.then_some((draft.width, draft.height));
        self.wells = keep.wells.then_some(Wells { parts: draft.wells, spherical: draft.spherical });
    }

    /// What it holds that can be taken from the column; the words of a style are its own.
    pub fn holds(&self) -> Keep {
        let words = !self.is_style() && !self.prompt.trim().is_empty();
        Keep { words, settings: self.settings.is_some(), size: self.size.is_some(), wells: self.wells.is_some() }
    }

    /// Puts it into `draft`, in the place of what is there.
    pub fn apply(&self, draft: &mut Draft) {
        draft.prompt = template::fill(&self.prompt, template::PROMPT, &draft.prompt);
        draft.negative = template::fill(&self.negative, template::NEGATIVE, &draft.negative);
        if let Some(settings) = &self.settings {
            if settings.model != draft.model {
                draft.set_model(settings.model.clone());
            }
            draft.sampling = settings.sampling;
        }
        if let Some((width, height)) = self.size {
            (draft.width, draft.height) = (width, height);
        }
        if let Some(wells) = self.wells.clone().filter(|wells| wells.parts.len() >= *WELLS.start()) {
            (draft.wells, draft.spherical, draft.room) = (wells.parts, wells.spherical, Room::Blend);
        }
    }
}
