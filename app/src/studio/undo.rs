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
    /// A stroke on the sketch, which keeps it itself.
    Colour,
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

    /// A stroke was made: on the mask or on the sketch, as `change` says.
    pub fn stroke(&mut self, change: Change) {
        self.future.clear();
        self.latest = None;
        self.push(change);
    }

    fn push(&mut self, change: Change) {
        self.past.push(change);
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// Takes the latest change back: of a draft, what it was before. Those that are not `seen` are passed over.
    pub fn undo(&mut self, now: &Draft, seen: impl Fn(&Change) -> bool) -> Option<Change> {
        self.latest = None;
        step(&mut self.past, &mut self.future, now, seen)
    }

    /// Brings back what was taken back last.
    pub fn redo(&mut self, now: &Draft, seen: impl Fn(&Change) -> bool) -> Option<Change> {
        self.latest = None;
        step(&mut self.future, &mut self.past, now, seen)
    }
}

/// Moves the latest change of `from` to `to`, turned around.
fn step(from: &mut Vec<Change>, to: &mut Vec<Change>, now: &Draft, seen: impl Fn(&Change) -> bool) -> Option<Change> {
    let latest = from.iter().rposition(seen)?;
    let change = from.remove(latest);
    to.push(match change {
        Change::Draft(_) => Change::Draft(Box::new(now.clone())),
        Change::Start(_) => Change::Start(Box::new(now.clone())),
        Change::Stroke => Change::Stroke,
        Change::Colour => Change::Colour,
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
        assert_eq!(undo.undo(&draft("abc"), |_| true), to("ab"));
        assert_eq!(undo.undo(&draft("ab"), |_| true), to(""));
        assert_eq!(undo.undo(&draft(""), |_| true), None);
        assert_eq!(undo.redo(&draft(""), |_| true), to("ab"));
        // What was taken back is gone once something else is typed.
        undo.changed(&draft("ab"), &draft("abx"), true, at(9.0));
        assert_eq!(undo.redo(&draft("abx"), |_| true), None);
        assert_eq!(undo.undo(&draft("abx"), |_| true), to("ab"));
    }

    #[test]
    fn a_setting_and_a_word_are_two_changes() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        let one = draft("a");
        let mut two = one.clone();
        two.sampling.steps += 1;
        undo.changed(&Draft::default(), &one, true, now);
        undo.changed(&one, &two, true, now);
        assert_eq!(undo.undo(&two, |_| true), to("a"));
        assert_eq!(undo.undo(&one, |_| true), to(""));
    }

    #[test]
    fn rooms_are_no_changes_and_strokes_are_those_of_the_mask_in_sight() {
        let (mut undo, now) = (Undo::default(), Instant::now());
        undo.changed(&draft(""), &draft("a"), true, now);
        undo.stroke(Change::Stroke);
        let repaint = Draft { room: Room::Inpaint, ..draft("a") };
        undo.changed(&draft("a"), &repaint, false, now);
        undo.stroke(Change::Stroke);
        // In another room the words go, and the strokes stay where they are.
        assert_eq!(undo.undo(&draft("a"), |change| *change != Change::Stroke), to(""));
        assert_eq!(undo.undo(&repaint, |_| true), Some(Change::Stroke));
        assert_eq!(undo.undo(&repaint, |_| true), Some(Change::Stroke));
        assert_eq!(undo.undo(&repaint, |_| true), None);
        assert_eq!(undo.redo(&repaint, |_| true), Some(Change::Stroke));
    }
}
