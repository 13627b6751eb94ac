//! In what two runs differ.

use similar::{ChangeTag, TextDiff};

use super::parameter::{Parameter, Value};
use crate::studio::gallery::Run;

/// A parameter of two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The parameter.
    pub parameter: Parameter,
    /// What the first has, and the second.
    pub values: [Value; 2],
}

impl Difference {
    /// True where they differ.
    pub fn differs(&self) -> bool {
        self.values[0] != self.values[1]
    }
}

/// All parameters that one of them has: first how they are painted, then what came of it.
pub fn compare(one: &Run, other: &Run) -> Vec<Difference> {
    let of = |parameter: Parameter| Difference { parameter, values: [parameter.of(one), parameter.of(other)] };
    let known = |found: &Difference| found.values.iter().any(|value| *value != Value::Missing);
    let mut all: Vec<Difference> = Parameter::ALL.into_iter().map(of).filter(known).collect();
    all.sort_by_key(|found| !found.parameter.is_setting());
    all
}

/// A piece of a text, and whether the other text lacks it.
pub type Piece = (String, bool);

/// Two texts in pieces, word by word.
pub fn words(one: &str, other: &str) -> [Vec<Piece>; 2] {
    let diff = TextDiff::configure().diff_words(one, other);
    let mut pieces = [Vec::new(), Vec::new()];
    for change in diff.iter_all_changes() {
        let text = change.value().to_owned();
        match change.tag() {
            ChangeTag::Equal => pieces.iter_mut().for_each(|side| side.push((text.clone(), false))),
            ChangeTag::Delete => pieces[0].push((text, true)),
            ChangeTag::Insert => pieces[1].push((text, true)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_that_the_other_lacks_are_marked() {
        let [one, other] = words("красный круг слева", "синий круг слева");
        let marked = |pieces: &[super::Piece]| {
            pieces.iter().filter(|(_, differs)| *differs).map(|(text, _)| text.clone()).collect::<Vec<_>>()
        };
        assert_eq!((marked(&one), marked(&other)), (vec!["красный".to_owned()], vec!["синий".to_owned()]));
        let whole: String = other.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(whole, "синий круг слева");
    }
}
