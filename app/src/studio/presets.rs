//! Presets that ship with the studio.

use std::sync::OnceLock;

use serde::Deserialize;

use super::draft::Draft;
use crate::locale::Language;

/// A named prompt for étude.
#[derive(Debug, Clone, Deserialize)]
pub struct Preset {
    name: Words,
    prompt: Words,
}

/// The same in both languages.
#[derive(Debug, Clone, Deserialize)]
struct Words {
    en: String,
    ru: String,
}

impl Words {
    fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Russian => &self.ru,
        }
    }
}

/// The shipped presets, from `assets/presets/etude.json`.
pub fn shipped() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let parsed = serde_json::from_str(include_str!("../../../assets/presets/etude.json"));
        parsed.unwrap_or_else(|error| {
            log::error!("the shipped presets cannot be read: {error}");
            Vec::new()
        })
    })
}

impl Preset {
    /// Its name.
    pub fn name(&self, language: Language) -> &str {
        self.name.of(language)
    }

    /// Puts the prompt into `draft`.
    pub fn apply(&self, draft: &mut Draft, language: Language) {
        self.prompt.of(language).clone_into(&mut draft.prompt);
    }
}
