//! Presets that ship with the studio: scenes for étude, and what teaches how prompts are written.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use bluerider_engine::protocol::Picture;
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::{Preset, PresetId};
use crate::locale::Language;

/// What shipped presets are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Whole scenes that étude can paint.
    #[default]
    Etude,
    /// How prompts are written.
    Craft,
    /// Russian painting and print.
    Russian,
    /// Crafts of Russia.
    Crafts,
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Etude, Self::Craft, Self::Russian, Self::Crafts];
}

/// A preset as its file has it.
#[derive(Debug, Deserialize)]
struct Raw {
    #[serde(default)]
    group: Group,
    name: Words,
    #[serde(default)]
    note: Words,
    prompt: Words,
    /// The name of a file that shows what it makes.
    picture: Option<String>,
    #[serde(default)]
    negative: String,
    width: Option<usize>,
    height: Option<usize>,
}

/// The same in both languages, or what both have.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Words {
    Same(String),
    Both { en: String, ru: String },
}

impl Default for Words {
    fn default() -> Self {
        Self::Same(String::new())
    }
}

impl Words {
    fn of(&self, language: Language) -> &str {
        match (self, language) {
            (Self::Same(words), _) => words,
            (Self::Both { en, .. }, Language::English) => en,
            (Self::Both { ru, .. }, Language::Russian) => ru,
        }
    }
}

/// The shipped presets and what they are about, in `language`. Prompts of those that are not for étude are English in
/// both: the text encoder of most models reads nothing else.
pub fn shipped(language: Language) -> &'static [(Group, Preset)] {
    static ENGLISH: OnceLock<Vec<(Group, Preset)>> = OnceLock::new();
    static RUSSIAN: OnceLock<Vec<(Group, Preset)>> = OnceLock::new();
    let presets = match language {
        Language::English => &ENGLISH,
        Language::Russian => &RUSSIAN,
    };
    presets.get_or_init(|| all(language))
}

/// A small picture of what a shipped preset makes, painted by étude itself; `None` where it has none.
pub fn picture(id: PresetId) -> Option<&'static Picture> {
    static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/presets/etude");
    static PICTURES: LazyLock<HashMap<PresetId, Picture>> = LazyLock::new(|| {
        let decoded = |(number, raw): (usize, Raw)| {
            let file = FILES.get_file(format!("{}.jpg", raw.picture?))?;
            let small = image::load_from_memory(file.contents()).ok()?.into_rgb8();
            let (width, height) = (small.width() as usize, small.height() as usize);
            Some((id_of(number), Picture { width, height, pixels: small.into_raw().into() }))
        };
        parsed().enumerate().filter_map(decoded).collect()
    });
    PICTURES.get(&id)
}

/// Numbers of the artist's own are drawn from so many that they do not meet.
fn id_of(number: usize) -> PresetId {
    PresetId(number as u64 + 1)
}

fn parsed() -> impl Iterator<Item = Raw> {
    let files =
        [include_str!("../../../../assets/presets/etude.json"), include_str!("../../../../assets/presets/craft.json")];
    files.into_iter().flat_map(|text| {
        serde_json::from_str::<Vec<Raw>>(text).unwrap_or_else(|error| {
            log::error!("the shipped presets cannot be read: {error}");
            Vec::new()
        })
    })
}

fn all(language: Language) -> Vec<(Group, Preset)> {
    let preset = |(number, raw): (usize, Raw)| {
        let preset = Preset {
            id: id_of(number),
            name: raw.name.of(language).to_owned(),
            note: raw.note.of(language).to_owned(),
            prompt: raw.prompt.of(language).to_owned(),
            negative: raw.negative,
            settings: None,
            size: raw.width.zip(raw.height),
            wells: None,
            further: serde_json::Map::new(),
        };
        (raw.group, preset)
    };
    parsed().enumerate().map(preset).collect()
}

#[cfg(test)]
mod tests {
    use super::{Group, picture, shipped};
    use crate::locale::Language;

    #[test]
    fn every_group_has_presets_that_say_what_they_are() {
        for language in [Language::English, Language::Russian] {
            let presets = shipped(language);
            for group in Group::ALL {
                assert!(presets.iter().filter(|(of, _)| *of == group).count() >= 6, "{group:?}");
            }
            for (group, preset) in presets {
                assert!(!preset.name.is_empty() && !preset.prompt.is_empty(), "{preset:?}");
                // A lesson keeps the artist's own words, a scene is whole.
                let lesson = *group != Group::Etude;
                assert_eq!(preset.prompt.contains("{prompt}"), lesson, "{preset:?}");
                assert_eq!(!preset.note.is_empty(), lesson, "{preset:?}");
                assert_eq!(picture(preset.id).is_some(), *group == Group::Etude, "{preset:?}");
            }
        }
    }
}
