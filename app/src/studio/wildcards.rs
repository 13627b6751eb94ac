//! Wildcards: `{oak|birch}` is one of them, `__trees__` a line of `trees.txt` in the wildcards' folder. The same seed
//! draws the same words; what was typed is kept beside what was drawn.

use std::ops::Range;
use std::path::{Path, PathBuf};

use bluerider_engine::untrusted;

use crate::studio::error::{Result, StudioCause};

/// Wildcards within wildcards.
const DEEPEST: usize = 12;
/// Characters that may come of a prompt.
const LONGEST: usize = 20_000;

/// True where `text` asks for a draw.
pub fn has_any(text: &str) -> bool {
    (text.contains('{') && text.contains('|')) || text.matches("__").count() > 1
}

/// Draws from every wildcard in `template`. `folder` holds the files.
///
/// # Errors
/// Where a file is not there or has no line, or wildcards lead to themselves.
pub fn draw(template: &str, seed: u64, folder: &Path) -> Result<String> {
    Draw { state: seed, folder, depth: 0 }.all(template)
}

/// Where `text` names lists, underscores and all, in characters.
pub fn names(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut at, mut rest) = (Vec::new(), 0, text);
    while let Some(c) = rest.chars().next() {
        let after = name(rest).map_or(&rest[c.len_utf8()..], |(_, after)| after);
        let length = rest[..rest.len() - after.len()].chars().count();
        if length > 1 {
            found.push(at..at + length);
        }
        (at, rest) = (at + length, after);
    }
    found
}

struct Draw<'a> {
    state: u64,
    folder: &'a Path,
    depth: usize,
}

impl Draw<'_> {
    /// The next number below `count`. SplitMix64 (Steele, Lea, Flood, 2014), here and not from a crate because what a
    /// seed draws must never change.
    fn below(&mut self, count: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((u128::from(z) * count as u128) >> 64) as usize
    }

    /// `text` with everything drawn.
    fn all(&mut self, text: &str) -> Result<String> {
        if self.depth > DEEPEST {
            return Err(StudioCause::WildcardsEndless.detail(text));
        }
        self.depth += 1;
        let mut drawn = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((options, after)) = options(rest) {
                let option = options[self.below(options.len())];
                drawn.push_str(&self.all(option)?);
                rest = after;
            } else if let Some((name, after)) = name(rest) {
                let line = self.line(name)?;
                drawn.push_str(&self.all(&line)?);
                rest = after;
            } else {
                drawn.push(c);
                rest = &rest[c.len_utf8()..];
            }
            if drawn.len() > LONGEST {
                return Err(StudioCause::WildcardsTooLong.detail(text));
            }
        }
        self.depth -= 1;
        Ok(drawn)
    }

    /// A line of the file `name`.
    fn line(&mut self, name: &str) -> Result<String> {
        let file: PathBuf = self.folder.join(format!("{name}.txt"));
        let text = untrusted::read_text(&file, untrusted::MOST_TEXT_FILE).map_err(|e| {
            StudioCause::WordListMissing { name: name.to_owned() }.detail(format!("{}: {e}", file.display()))
        })?;
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        if lines.is_empty() {
            return Err(StudioCause::WordListEmpty { name: name.to_owned() }.detail(file.display()));
        }
        Ok(lines[self.below(lines.len())].to_owned())
    }
}

/// The options of the braces that `text` begins with, and what stands behind them. Braces without a bar are braces.
fn options(text: &str) -> Option<(Vec<&str>, &str)> {
    let body = text.strip_prefix('{')?;
    let (mut depth, mut start, mut options) = (0_usize, 0, Vec::new());
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '|' if depth == 0 => {
                options.push(&body[start..at]);
                start = at + 1;
            }
            '}' => {
                options.push(&body[start..at]);
                return (options.len() > 1).then_some((options, &body[at + 1..]));
            }
            _ => {}
        }
    }
    None
}

/// The name between the underscores that `text` begins with, and what stands behind them. A name never leads out of the
/// folder.
fn name(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix("__")?;
    let (name, after) = body.split_once("__")?;
    let plain = |c: char| c.is_alphanumeric() || "-_ /".contains(c);
    let inside = !name.starts_with('/') && !name.trim().is_empty();
    (inside && name.chars().all(plain)).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::draw;

    #[test]
    fn the_same_seed_draws_the_same_and_all_are_drawn() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("trees.txt"), "# trees\noak\n\n{birch|silver birch}\n").expect("a file");
        let template = "a {small|large {old|young}} __trees__ by {a|b}";
        let draws: BTreeSet<String> =
            (0..400).map(|seed| draw(template, seed, folder.path()).expect("words")).collect();
        assert_eq!(draws.len(), 3 * 3 * 2);
        for seed in [0, 7, u64::MAX] {
            let twice = [(); 2].map(|()| draw(template, seed, folder.path()).expect("words"));
            assert_eq!(twice[0], twice[1]);
        }
        // Not to change from one version to the next: pictures' seeds draw by it.
        assert_eq!(draw("{0|1|2|3|4|5|6|7|8|9} {0|1|2|3|4|5|6|7|8|9}", 42, folder.path()).expect("words"), "7 1");
    }

    #[test]
    fn what_is_no_wildcard_stays() {
        let folder = std::path::Path::new("nowhere");
        for text in ["", "{prompt}", "a {b", "a | b", "snake__case", "{a|b", "}{", "__", "____", "__../x__", "__/x__"] {
            assert_eq!(draw(text, 1, folder).expect(text), text);
        }
    }

    #[test]
    fn missing_empty_and_endless_lists_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("empty.txt"), "# nothing\n").expect("a file");
        std::fs::write(folder.path().join("me.txt"), "a __me__\n").expect("a file");
        for text in ["__none__", "__empty__", "__me__"] {
            assert!(draw(text, 1, folder.path()).is_err(), "{text}");
        }
    }
}
