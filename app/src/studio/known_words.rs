//! The words that étude knows: it was taught some words, in English and in Russian, and nothing else. The prompt
//! shows which of its words mean nothing to étude, and what it knows is offered while one types.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::wildcards;

/// As many are offered as fit a line below the prompt.
const OFFERED: usize = 6;
/// A word is completed from so many letters on.
const BEGUN: usize = 2;

/// `assets/etude/words.json`, written by étude's recipe.
#[derive(Debug, Deserialize)]
struct Listing {
    /// What is offered to who types in English.
    en: Vec<String>,
    /// What is offered to who types in Russian.
    ru: Vec<String>,
    /// Every form of every word, in lower case.
    known: HashSet<String>,
}

static LISTING: LazyLock<Option<Listing>> = LazyLock::new(|| {
    let listing = serde_json::from_str(include_str!("../../../assets/etude/words.json"));
    listing.inspect_err(|error| log::error!("étude's words cannot be read: {error}")).ok()
});

/// Where words stand in `prompt` that étude does not know, in characters.
pub fn unknown(prompt: &str) -> Vec<Range<usize>> {
    let Some(listing) = LISTING.as_ref() else { return Vec::new() };
    let chars: Vec<char> = prompt.chars().collect();
    let lists = wildcards::names(prompt);
    let mut found = words(&chars);
    found.retain(|range| {
        // What a list holds is known when it is drawn from.
        if lists.iter().any(|list| list.start < range.end && range.start < list.end) {
            return false;
        }
        let word = chars[range.clone()].iter().collect::<String>().to_lowercase();
        // The last one may still be on its way.
        let begun = range.end == chars.len() && listing.known.iter().any(|known| known.starts_with(&word));
        !begun && !listing.known.contains(&word) && !listing.known.contains(&word.replace('ё', "е"))
    });
    found
}

/// What the word before character `cursor` may become: words or phrases that étude knows and that begin as it does, in
/// the order of the alphabet.
pub fn completions(prompt: &str, cursor: usize) -> Vec<&'static str> {
    let Some(listing) = LISTING.as_ref() else { return Vec::new() };
    let chars: Vec<char> = prompt.chars().collect();
    let Some(range) = begun(&chars, cursor) else { return Vec::new() };
    let begun = chars[range].iter().collect::<String>().to_lowercase();
    let offered = if begun.chars().any(|c| matches!(c, 'а'..='я' | 'ё')) { &listing.ru } else { &listing.en };
    let fits = |word: &&String| word.starts_with(&begun) && **word != begun;
    offered.iter().filter(fits).take(OFFERED).map(String::as_str).collect()
}

/// `prompt` with the word before character `cursor` become `word`, and where the cursor is then.
pub fn complete(prompt: &str, cursor: usize, word: &str) -> (String, usize) {
    let chars: Vec<char> = prompt.chars().collect();
    let Some(range) = begun(&chars, cursor) else { return (prompt.to_owned(), cursor) };
    let capital = chars[range.start].is_uppercase();
    let mut letters = word.chars();
    let first = letters.next().map(|c| if capital { c.to_uppercase().collect() } else { c.to_string() });
    let new: Vec<char> = first.unwrap_or_default().chars().chain(letters).collect();
    let end = range.start + new.len();
    let text = chars[..range.start].iter().chain(&new).chain(&chars[range.end..]).collect();
    (text, end)
}

/// The word that ends at `cursor`, if it is long enough to be completed.
fn begun(chars: &[char], cursor: usize) -> Option<Range<usize>> {
    words(chars).into_iter().find(|range| range.end == cursor && range.len() >= BEGUN)
}

/// Runs of letters. Numbers are words that étude reads or passes over; signs of weights and wildcards are none.
fn words(chars: &[char]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| c.is_alphabetic()) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{complete, completions, unknown};
    use crate::locale::Language;
    use crate::studio::presets::{Group, shipped};

    #[test]
    fn unknown_words_are_found_where_they_stand() {
        for (prompt, word) in [("a red cheeseburger on a blue ground", 6..18), ("Красный круг над чизбургером", 17..28)]
        {
            assert_eq!(unknown(prompt), vec![word], "{prompt}");
        }
        for known in ["(red:1.2) {circle|square} on __flowers__, ЗЕЛЁНОЕ кольцо, зеленое", "", "12 !", "a red squ"]
        {
            assert!(unknown(known).is_empty(), "{known}: {:?}", unknown(known));
        }
    }

    #[test]
    fn the_shipped_scenes_are_known() {
        for language in [Language::English, Language::Russian] {
            for (_, scene) in shipped(language).iter().filter(|(group, _)| *group == Group::Etude) {
                assert!(unknown(&scene.prompt).is_empty(), "{}", scene.prompt);
            }
        }
    }

    #[test]
    fn words_are_completed_in_their_language() {
        assert!(completions("a tri", 5).contains(&"triangle"));
        assert!(completions("синий ква", 9).contains(&"квадрат"));
        assert_eq!(completions("a s", 3), Vec::<&str>::new());
        assert_eq!(completions("triangle", 3).first(), None, "only at a word's end");
        assert_eq!(complete("Tri on a ground", 3, "triangle"), ("Triangle on a ground".into(), 8));
        assert_eq!(complete("", 0, "triangle"), (String::new(), 0));
    }
}
