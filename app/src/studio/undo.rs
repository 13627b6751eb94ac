//! One stack for everything that changes the draft: typing, sliders, presets, recipes, wells.

use std::time::{Duration, Instant};

use super::draft::Draft;

/// Changes of one field that follow each other this fast are one.
const ONE: Duration = Duration::from_millis(1000);
/// Changes that can be taken back.
const MOST: usize = 200;

/// The drafts before and after the one at hand.
#[derive(Debug, Default)]
pub struct Undo {
    past: Vec<Draft>,
    future: Vec<Draft>,
    /// Where and when the latest change was.
    latest: Option<(Field, Instant)>,
}

/// What a change is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Prompt,
    Negative,
    Settings,
    /// Several at once: never joined with another.
    Several,
}

impl Undo {
    /// The draft has changed from `before` to `after`; by hand, where changes that follow each other are one.
    pub fn changed(&mut self, before: &Draft, after: &Draft, by_hand: bool, now: Instant) {
        if before == after {
            return;
        }
        self.future.clear();
        let field = if by_hand { field(before, after) } else { Field::Several };
        let joined = field != Field::Several
            && self.latest.is_some_and(|(of, when)| of == field && now.duration_since(when) < ONE);
        self.latest = Some((field, now));
        if joined {
            return;
        }
        self.past.push(before.clone());
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// The draft before the latest change.
    pub fn undo(&mut self, now: &Draft) -> Option<Draft> {
        let before = self.past.pop()?;
        self.future.push(now.clone());
        self.latest = None;
        Some(before)
    }

    /// The draft before the latest [`Self::undo`].
    pub fn redo(&mut self, now: &Draft) -> Option<Draft> {
        let after = self.future.pop()?;
        self.past.push(now.clone());
        self.latest = None;
        Some(after)
    }
}

fn field(before: &Draft, after: &Draft) -> Field {
    let words = Draft { prompt: after.prompt.clone(), ..before.clone() };
    let negative = Draft { negative: after.negative.clone(), ..before.clone() };
    if words == *after {
        Field::Prompt
    } else if negative == *after {
        Field::Negative
    } else if (&before.prompt, &before.negative, &before.wells) == (&after.prompt, &after.negative, &after.wells) {
        Field::Settings
    } else {
        Field::Several
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Draft, Undo};

    #[test]
    fn typing_is_one_change_until_it_rests() {
        let (mut undo, start) = (Undo::default(), Instant::now());
        let draft = |prompt: &str| Draft { prompt: prompt.into(), ..Draft::default() };
        let at = |seconds: f32| start + Duration::from_secs_f32(seconds);
        undo.changed(&draft(""), &draft("a"), true, at(0.0));
        undo.changed(&draft("a"), &draft("ab"), true, at(0.3));
        undo.changed(&draft("ab"), &draft("abc"), true, at(5.0));
        assert_eq!(undo.undo(&draft("abc")), Some(draft("ab")));
        assert_eq!(undo.undo(&draft("ab")), Some(draft("")));
        assert_eq!(undo.undo(&draft("")), None);
        assert_eq!(undo.redo(&draft("")), Some(draft("ab")));
        // What was taken back is gone once something else is typed.
        undo.changed(&draft("ab"), &draft("abx"), true, at(9.0));
        assert_eq!(undo.redo(&draft("abx")), None);
        assert_eq!(undo.undo(&draft("abx")), Some(draft("ab")));
    }

    #[test]
    fn a_setting_and_a_word_are_two_changes() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        let one = Draft { prompt: "a".into(), ..Draft::default() };
        let mut two = one.clone();
        two.sampling.steps += 1;
        undo.changed(&Draft::default(), &one, true, now);
        undo.changed(&one, &two, true, now);
        assert_eq!(undo.undo(&two), Some(one.clone()));
        assert_eq!(undo.undo(&one), Some(Draft::default()));
    }
}
