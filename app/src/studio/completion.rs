//! What the word at the cursor may become: lists of wildcards, words that étude knows, and for other models the craft's
//! own phrases, of styles, media, light and makers, as the shipped presets have them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use bluerider_engine::protocol::Model;

use super::known_words;
use super::presets::{Group, shipped, template};
use crate::locale::Language;

/// As many are offered as fit two lines below the prompt.
const OFFERED: usize = 6;
/// A phrase is completed from so many letters on.
const BEGUN: usize = 2;

/// The shipped craft's phrases: what stands between commas in its templates.
static PHRASES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let craft = shipped(Language::English).iter().filter(|(group, _)| *group != Group::Etude);
    let phrases = craft.flat_map(|(_, preset)| preset.prompt.split(','));
    let phrases = phrases.map(str::trim).filter(|phrase| !phrase.is_empty() && !phrase.contains(template::PROMPT));
    phrases.map(str::to_lowercase).collect()
});

/// What what stands before character `cursor` of `prompt` may become. `lists`: the folder of wildcards.
pub fn completions(prompt: &str, cursor: usize, model: &Model, lists: &Path) -> Vec<String> {
    let chars: Vec<char> = prompt.chars().collect();
    let text = |range: Range<usize>| chars[range].iter().collect::<String>().to_lowercase();
    if let Some(range) = list(&chars, cursor) {
        let begun = text(range);
        let fits = names(lists).into_iter().map(|name| format!("__{name}__"));
        return fits.filter(|name| name.to_lowercase().starts_with(&begun)).take(OFFERED).collect();
    }
    if *model == Model::Etude {
        return known_words::completions(prompt, cursor).into_iter().map(str::to_owned).collect();
    }
    let Some(range) = phrase(&chars, cursor) else { return Vec::new() };
    let begun = text(range);
    let fits = PHRASES.iter().filter(|phrase| phrase.starts_with(&begun) && **phrase != begun);
    let inside = PHRASES.iter().filter(|phrase| phrase.contains(&format!(" {begun}")));
    let mut found: Vec<String> = fits.chain(inside).cloned().collect();
    found.truncate(OFFERED);
    found
}

/// `prompt` with what stands before `cursor` become `word`, and where the cursor is then.
pub fn complete(prompt: &str, cursor: usize, word: &str, model: &Model) -> (String, usize) {
    let chars: Vec<char> = prompt.chars().collect();
    let range = match list(&chars, cursor) {
        Some(range) => range,
        None if *model == Model::Etude => return known_words::complete(prompt, cursor, word),
        None => match phrase(&chars, cursor) {
            Some(range) => range,
            None => return (prompt.to_owned(), cursor),
        },
    };
    let new: Vec<char> = word.chars().collect();
    let end = range.start + new.len();
    (chars[..range.start].iter().chain(&new).chain(&chars[range.end..]).collect(), end)
}

/// The name of a list that is being typed, from its underscores on.
fn list(chars: &[char], cursor: usize) -> Option<Range<usize>> {
    let before = chars.get(..cursor)?;
    let start = before.iter().rposition(|c| !(c.is_alphanumeric() || "_-/".contains(*c))).map_or(0, |at| at + 1);
    let word = &before[start..];
    // One that is closed already is complete.
    let begins = word.starts_with(&['_', '_']);
    (begins && !(word.len() > 4 && word.ends_with(&['_', '_']))).then_some(start..cursor)
}

/// What stands between the last comma and the cursor, where that is long enough.
fn phrase(chars: &[char], cursor: usize) -> Option<Range<usize>> {
    let before = chars.get(..cursor)?;
    let start = before.iter().rposition(|c| ",;:|{}()\n".contains(*c)).map_or(0, |at| at + 1);
    let spaces = before[start..].iter().take_while(|c| c.is_whitespace()).count();
    let range = start + spaces..cursor;
    let ends = chars.get(cursor).is_none_or(|c| !c.is_alphanumeric());
    (range.len() >= BEGUN && ends).then_some(range)
}

/// The names of the lists in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let lists = files.filter(|path| path.extension().is_some_and(|end| end == "txt"));
    lists.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{Model, complete, completions};

    #[test]
    fn lists_words_and_phrases_are_completed() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["trees.txt", "birds.txt", "notes.md"] {
            std::fs::write(folder.path().join(name), "oak\n").expect("a list");
        }
        let other = Model::Folder { decoder: "/models/decoder".into(), prior: None };
        let offered = |prompt: &str, model: &Model| completions(prompt, prompt.chars().count(), model, folder.path());
        for model in [&Model::Etude, &other] {
            assert_eq!(offered("a __tr", model), ["__trees__"]);
            assert_eq!(offered("a __", model), ["__birds__", "__trees__"]);
            assert!(offered("a __trees__", model).is_empty());
        }
        assert_eq!(complete("a __tr by", 6, "__trees__", &other), ("a __trees__ by".into(), 11));
        assert!(offered("a tri", &Model::Etude).contains(&"triangle".to_owned()));
        // Any word of a phrase finds it; only what stands behind the last comma is looked at.
        let found = offered("a lake, soft ev", &other);
        assert!(found.iter().any(|phrase| phrase.contains("soft evening light")), "{found:?}");
        assert!(offered("soft ev, zz", &other).is_empty() && offered("a lake, s", &other).is_empty());
        let (text, end) = complete("a lake, soft ev and", 15, "soft evening light", &other);
        assert_eq!((text.as_str(), end), ("a lake, soft evening light and", 26));
    }
}
