//! One stack for everything that is changed by hand: typing, sliders, presets, recipes, wells, and strokes on the mask.
//! Which room is open is none of it: a change is taken back where the artist is.

use std::time::{Duration, Instant};

use super::draft::Draft;

/// Changes of one field that follow each other this fast are one.
const ONE: Duration = Duration::from_millis(1000);
/// Changes that can be taken back.
const MOST: usize = 200;

/// A change, by what was before it, or after it.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The draft.
    Draft(Box<Draft>),
    /// The draft with its room, as where a plain start left it out.
    Start(Box<Draft>),
    /// A stroke on the mask, which keeps it itself.
    Stroke,
}

/// The changes before and after what is at hand.
#[derive(Debug, Default)]
pub struct Undo {
    past: Vec<Change>,
    future: Vec<Change>,
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
        if (Draft { room: after.room, ..before.clone() }) == *after {
            return;
        }
        self.future.clear();
        let field = if by_hand { field(before, after) } else { Field::Several };
        let joined = field != Field::Several
            && self.latest.is_some_and(|(of, when)| of == field && now.duration_since(when) < ONE);
        self.latest = Some((field, now));
        if !joined {
            self.push(Change::Draft(Box::new(before.clone())));
        }
    }

    /// The studio began with another draft than the one that was kept, which was `before`.
    pub fn began_without(&mut self, before: &Draft) {
        self.push(Change::Start(Box::new(before.clone())));
    }

    /// A stroke was made on the mask.
    pub fn stroke(&mut self) {
        self.future.clear();
        self.latest = None;
        self.push(Change::Stroke);
    }

    fn push(&mut self, change: Change) {
        self.past.push(change);
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// Takes the latest change back: of a draft, what it was before. Strokes are passed over unless the mask is in
    /// sight.
    pub fn undo(&mut self, now: &Draft, strokes: bool) -> Option<Change> {
        self.latest = None;
        step(&mut self.past, &mut self.future, now, strokes)
    }

    /// Brings back what was taken back last.
    pub fn redo(&mut self, now: &Draft, strokes: bool) -> Option<Change> {
        self.latest = None;
        step(&mut self.future, &mut self.past, now, strokes)
    }
}

/// Moves the latest change of `from` to `to`, turned around.
fn step(from: &mut Vec<Change>, to: &mut Vec<Change>, now: &Draft, strokes: bool) -> Option<Change> {
    let latest = from.iter().rposition(|change| strokes || *change != Change::Stroke)?;
    let change = from.remove(latest);
    to.push(match change {
        Change::Draft(_) => Change::Draft(Box::new(now.clone())),
        Change::Start(_) => Change::Start(Box::new(now.clone())),
        Change::Stroke => Change::Stroke,
    });
    Some(change)
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

    use super::{Change, Draft, Undo};
    use crate::studio::draft::Room;

    fn draft(prompt: &str) -> Draft {
        Draft { prompt: prompt.into(), ..Draft::default() }
    }

    fn to(prompt: &str) -> Option<Change> {
        Some(Change::Draft(Box::new(draft(prompt))))
    }

    #[test]
    fn typing_is_one_change_until_it_rests() {
        let (mut undo, start) = (Undo::default(), Instant::now());
        let at = |seconds: f32| start + Duration::from_secs_f32(seconds);
        undo.changed(&draft(""), &draft("a"), true, at(0.0));
        undo.changed(&draft("a"), &draft("ab"), true, at(0.3));
        undo.changed(&draft("ab"), &draft("abc"), true, at(5.0));
        assert_eq!(undo.undo(&draft("abc"), true), to("ab"));
        assert_eq!(undo.undo(&draft("ab"), true), to(""));
        assert_eq!(undo.undo(&draft(""), true), None);
        assert_eq!(undo.redo(&draft(""), true), to("ab"));
        // What was taken back is gone once something else is typed.
        undo.changed(&draft("ab"), &draft("abx"), true, at(9.0));
        assert_eq!(undo.redo(&draft("abx"), true), None);
        assert_eq!(undo.undo(&draft("abx"), true), to("ab"));
    }

    #[test]
    fn a_setting_and_a_word_are_two_changes() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        let one = draft("a");
        let mut two = one.clone();
        two.sampling.steps += 1;
        undo.changed(&Draft::default(), &one, true, now);
        undo.changed(&one, &two, true, now);
        assert_eq!(undo.undo(&two, true), to("a"));
        assert_eq!(undo.undo(&one, true), to(""));
    }

    #[test]
    fn rooms_are_no_changes_and_strokes_are_those_of_the_mask_in_sight() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        undo.changed(&draft(""), &draft("a"), true, now);
        undo.stroke();
        let repaint = Draft { room: Room::Inpaint, ..draft("a") };
        undo.changed(&draft("a"), &repaint, false, now);
        undo.stroke();
        // In another room the words go, and the strokes stay where they are.
        assert_eq!(undo.undo(&draft("a"), false), to(""));
        assert_eq!(undo.undo(&repaint, true), Some(Change::Stroke));
        assert_eq!(undo.undo(&repaint, true), Some(Change::Stroke));
        assert_eq!(undo.undo(&repaint, true), None);
        assert_eq!(undo.redo(&repaint, true), Some(Change::Stroke));
    }
}
