//! Presets: named parts of a recipe, those that ship and the artist's own.

mod column;
pub mod exchange;
pub(super) mod preset;
mod shelf;
mod shipped;
pub(super) mod template;

pub use self::column::Keep;
pub use self::preset::{Preset, PresetId, Settings, Wells};
pub use self::shelf::Shelf;
pub use self::shipped::{Group, picture, shipped};

/// Those of `presets` that hold all words of `search`, in any order and in any case.
pub fn search<'a>(presets: impl IntoIterator<Item = &'a Preset>, search: &str) -> Vec<&'a Preset> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    presets.into_iter().filter(|preset| preset.has(&words)).collect()
}
