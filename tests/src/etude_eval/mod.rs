//! The examination of étude: held-out captions, and how much of each a picture shows.

mod colours;
mod landscapes;
mod manners;
mod ornaments;
pub mod painter;
mod plain_shapes;
mod questions;
pub mod shape_detector;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;

use anyhow::{Result, anyhow};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::Picture;

pub use self::manners::manner;
use self::painter::Painter;
pub use self::questions::{Asked, Craft, Question, questions};
use self::questions::{Landscape, Shapes};
use self::shape_detector::{Thing, look};

/// Paints every caption with étude's default settings, the caption's number as seed, and marks the pictures. `wrong` is
/// told of each that is not right, and what was wrong with it, in order.
///
/// # Errors
/// Where painting fails.
pub fn examine(
    checkpoint: &Checkpoint,
    questions: &[Question],
    mut wrong: impl FnMut(usize, &Question, &[&'static str]),
) -> Result<Marks> {
    // Étude's layers are too small to keep several cores busy with one picture.
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = questions.len().div_ceil(threads).max(1);
    let shares: Result<Vec<Vec<Verdict>>> = std::thread::scope(|scope| {
        let paint = |(number, share_of): (usize, &'_ [Question])| {
            let (first, share_of) = (number * share, share_of.to_vec());
            scope.spawn(move || paint(checkpoint.clone(), first, &share_of))
        };
        let painters: Vec<_> = questions.chunks(share).enumerate().map(paint).collect();
        painters.into_iter().map(|painter| painter.join().map_err(|_| anyhow!("a painter panicked"))?).collect()
    });
    let mut marks = Marks::default();
    for (number, (question, verdict)) in questions.iter().zip(shares?.iter().flatten()).enumerate() {
        let missed = marks.count(verdict);
        if !missed.is_empty() {
            wrong(number, question, &missed);
        }
    }
    Ok(marks)
}

/// The verdicts on pictures of `questions`, of which the first has the number `first`.
fn paint(checkpoint: Checkpoint, first: usize, questions: &[Question]) -> Result<Vec<Verdict>> {
    let mut painter = Painter::open(checkpoint)?;
    let numbered = (first..).zip(questions);
    numbered.map(|(number, asked)| Ok(verdict(asked, &painter.paint(&asked.caption, number as u64)?))).collect()
}

/// What was asked of one picture, by what kind of thing it is, and whether it is there.
pub type Verdict = Vec<(&'static str, bool)>;

/// Looks whether `picture` shows what `question` asks for.
pub fn verdict(question: &Question, picture: &Picture) -> Verdict {
    match &question.asked {
        Asked::Shapes(asked) => shapes(asked, picture),
        Asked::Landscape(asked) => landscape(asked, picture),
        Asked::Ornament { craft } => {
            let (name, kept) = match craft {
                Craft::Gzhel => ("gzhel", ornaments::is_gzhel(picture)),
                Craft::Khokhloma => ("khokhloma", ornaments::is_khokhloma(picture)),
                Craft::Lubok => ("lubok", ornaments::is_framed(picture)),
            };
            vec![(name, kept)]
        }
        Asked::Manner { manner: asked } => vec![("manner", manner(picture) == asked)],
    }
}

fn shapes(asked: &Shapes, picture: &Picture) -> Verdict {
    let seen = look(picture);
    let mut verdict = vec![("ground", seen.ground == asked.ground)];
    // Things are told apart by their colours, which differ within a caption, or they are many of one kind.
    let of = |colour: &str| seen.things.iter().find(|thing| thing.colour == colour);
    if asked.many {
        let Some(first) = asked.things.first() else { return verdict };
        let thing = of(&first.colour);
        verdict.push(("colour", thing.is_some()));
        verdict.push(("count", thing.is_some_and(|thing| thing.pieces.len() == asked.things.len())));
        let right = thing.map_or(0, |thing| thing.pieces.iter().filter(|piece| **piece == first.shape).count());
        verdict.push(("shape", 2 * right > asked.things.len()));
        return verdict;
    }
    let found: Vec<Option<&Thing>> = asked.things.iter().map(|thing| of(&thing.colour)).collect();
    for (thing, found) in asked.things.iter().zip(&found) {
        verdict.push(("colour", found.is_some()));
        verdict.push(("shape", found.is_some_and(|found| found.shape == thing.shape)));
    }
    if !asked.relation.is_empty() {
        let holds = match found[..] {
            [Some(a), Some(b), ..] => holds(&asked.relation, a, b),
            _ => false,
        };
        verdict.push(("relation", holds));
    }
    verdict
}

fn holds(relation: &str, a: &Thing, b: &Thing) -> bool {
    match relation {
        "above" => a.y < b.y && (b.y - a.y) > (b.x - a.x).abs(),
        "below" => a.y > b.y && (a.y - b.y) > (b.x - a.x).abs(),
        "left of" => a.x < b.x && (b.x - a.x) > (b.y - a.y).abs(),
        "right of" => a.x > b.x && (a.x - b.x) > (b.y - a.y).abs(),
        "inside" => {
            let [al, at, ar, ab] = a.bounds;
            let [bl, bt, br, bb] = b.bounds;
            al >= bl && at >= bt && ar <= br && ab <= bb
        }
        _ => false,
    }
}

fn landscape(asked: &Landscape, picture: &Picture) -> Verdict {
    let mut verdict = vec![("horizon", (0.36..0.8).contains(&landscapes::horizon(picture)))];
    if asked.hour_is_said {
        verdict.push(("hour", landscapes::hour(picture) == asked.hour));
    }
    if asked.season_is_said {
        verdict.push(("season", landscapes::season(picture, &asked.hour) == asked.season));
    }
    let seen = asked.things.iter().filter_map(|thing| landscapes::shows(picture, thing, &asked.season, &asked.hour));
    verdict.extend(seen.map(|seen| ("landscape", seen)));
    verdict
}

/// Right answers out of all, for each kind of thing that is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks(BTreeMap<&'static str, (usize, usize)>);

impl Marks {
    /// Counts one verdict; what was missed in it.
    pub fn count(&mut self, verdict: &Verdict) -> Vec<&'static str> {
        for (name, right) in verdict {
            let mark = self.0.entry(name).or_default();
            mark.0 += usize::from(*right);
            mark.1 += 1;
        }
        verdict.iter().filter(|(_, right)| !right).map(|(name, _)| *name).collect()
    }

    /// The share of right answers to what is called `name`; none where it was not asked.
    pub fn share(&self, name: &str) -> Option<f64> {
        self.0.get(name).map(|(right, all)| *right as f64 / *all as f64)
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, (right, all)) in &self.0 {
            writeln!(f, "{name:10} {:5.1} % of {all}", 100.0 * *right as f64 / *all as f64)?;
        }
        Ok(())
    }
}
