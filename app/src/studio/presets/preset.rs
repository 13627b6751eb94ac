//! A preset: a named part of a recipe.

use bluerider_engine::protocol::{BlendPart, Model, Sampling};
use serde::{Deserialize, Serialize};

use super::template;

/// A preset's number, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PresetId(pub u64);

/// A named part of a recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// The preset's number; other presets never have it.
    pub id: PresetId,
    /// The name that the artist gave it.
    pub name: String,
    /// A line on what it is; may be empty.
    #[serde(default)]
    pub note: String,
    /// The prompt. Where it says `{prompt}`, the words that are there already are put; where it says nothing, they
    /// stay.
    #[serde(default)]
    pub prompt: String,
    /// The same for the negative prompt, with `{negative_prompt}`.
    #[serde(default)]
    pub negative: String,
    /// The settings; without them, the draft's stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// The picture's size; without it, that of the settings, or the draft's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<(usize, usize)>,
    /// What is blended; without it, the draft's wells stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wells: Option<Wells>,
    /// What a later version wrote beside that; it is kept for it.
    #[serde(flatten)]
    pub further: serde_json::Map<String, serde_json::Value>,
}

/// A preset's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the recipe")]
pub struct Settings {
    pub model: Model,
    #[serde(flatten)]
    pub sampling: Sampling,
}

/// What a preset blends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wells {
    /// The wells with their weights.
    pub parts: Vec<BlendPart>,
    /// Blend them on a great circle.
    #[serde(default)]
    pub spherical: bool,
}

impl Preset {
    /// A preset of these words alone, with a number of its own.
    pub fn of_words(name: &str, prompt: String, negative: String) -> Self {
        let id = PresetId(fastrand::u64(1..));
        let (note, further) = (String::new(), serde_json::Map::new());
        Self { id, name: name.to_owned(), note, prompt, negative, settings: None, size: None, wells: None, further }
    }

    /// True where it is put around the words that are typed, and not in their place: it is a style then, one of
    /// several.
    pub fn is_style(&self) -> bool {
        self.wells.is_none() && (self.prompt.trim().is_empty() || self.prompt.contains(template::PROMPT))
    }

    /// A line on it: its note, or what it makes of the prompt.
    pub fn about(&self) -> &str {
        if self.note.is_empty() { &self.prompt } else { &self.note }
    }

    /// True where all of `words`, which are in lower case, stand somewhere in it.
    pub(super) fn has(&self, words: &[String]) -> bool {
        let text = format!("{}\n{}\n{}\n{}", self.name, self.note, self.prompt, self.negative).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}
