//! Presets: named parts of a recipe, those that ship and the artist's own.

pub mod exchange;
mod shelf;
mod shipped;
mod template;

use bluerider_engine::protocol::{Model, Sampling};
use serde::{Deserialize, Serialize};

pub use self::shelf::Shelf;
pub use self::shipped::{Group, picture, shipped};
use super::draft::Draft;

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

impl Preset {
    /// A preset of these words alone, with a number of its own.
    pub fn of_words(name: &str, prompt: String, negative: String) -> Self {
        let id = PresetId(fastrand::u64(1..));
        let (note, further) = (String::new(), serde_json::Map::new());
        Self { id, name: name.to_owned(), note, prompt, negative, settings: None, size: None, further }
    }

    /// All of `draft` that a preset can hold: words, settings and size, but no seed and no pictures.
    pub fn of_draft(name: &str, draft: &Draft) -> Self {
        let settings = Settings { model: draft.model.clone(), sampling: draft.sampling };
        Self {
            settings: Some(settings),
            size: Some((draft.width, draft.height)),
            ..Self::of_words(name, draft.prompt.clone(), draft.negative.clone())
        }
    }

    /// A line on it: its note, or what it makes of the prompt.
    pub fn about(&self) -> &str {
        if self.note.is_empty() { &self.prompt } else { &self.note }
    }

    /// Puts it into `draft`.
    pub fn apply(&self, draft: &mut Draft) {
        draft.prompt = template::fill(&self.prompt, "{prompt}", &draft.prompt);
        draft.negative = template::fill(&self.negative, "{negative_prompt}", &draft.negative);
        if let Some(settings) = &self.settings {
            if settings.model != draft.model {
                draft.set_model(settings.model.clone());
            }
            draft.sampling = settings.sampling;
        }
        if let Some((width, height)) = self.size {
            (draft.width, draft.height) = (width, height);
        }
    }

    /// True where all of `words`, which are in lower case, stand somewhere in it.
    fn has(&self, words: &[String]) -> bool {
        let text = format!("{}\n{}\n{}\n{}", self.name, self.note, self.prompt, self.negative).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

/// Those of `presets` that hold all words of `search`, in any order and in any case.
pub fn search<'a>(presets: impl IntoIterator<Item = &'a Preset>, search: &str) -> Vec<&'a Preset> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    presets.into_iter().filter(|preset| preset.has(&words)).collect()
}
