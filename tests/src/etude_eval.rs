//! The examination of étude: held-out captions, and how much of each a picture shows.

use std::fmt;
use std::num::NonZeroUsize;

use anyhow::{Result, anyhow};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::device;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::pipelines::{NoProgress, Pipeline};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{Model, Recipe};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::worker::request;
use serde::Deserialize;

use crate::shape_detector::{Seen, Thing, look};

/// A caption and what it asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// The words.
    pub caption: String,
    /// Colour of the ground.
    pub ground: String,
    /// The things, in the order in which the words name them.
    pub things: Vec<Asked>,
    /// Where the first is to the second; empty where the words leave it open.
    pub relation: String,
}

/// A thing that is asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Asked {
    /// What it is.
    pub shape: String,
    /// Its colour.
    pub colour: String,
}

/// The captions of `fixtures/etude_captions.json`.
///
/// # Errors
/// Where the file cannot be read.
pub fn questions() -> Result<Vec<Question>> {
    Ok(serde_json::from_str(include_str!("../fixtures/etude_captions.json"))?)
}

/// Paints every caption with étude's default settings, the caption's number as seed, and marks the pictures. `wrong` is
/// told of each that is not right, in order.
///
/// # Errors
/// Where painting fails.
pub fn examine(
    checkpoint: &Checkpoint,
    questions: &[Question],
    mut wrong: impl FnMut(usize, &Question, &Seen),
) -> Result<Marks> {
    // Étude's layers are too small to keep several cores busy with one picture.
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = questions.len().div_ceil(threads).max(1);
    let shares: Result<Vec<Vec<Seen>>> = std::thread::scope(|scope| {
        let paint = |(number, share_of): (usize, &'_ [Question])| {
            let (first, share_of) = (number * share, share_of.to_vec());
            scope.spawn(move || paint(checkpoint.clone(), first, &share_of))
        };
        let painters: Vec<_> = questions.chunks(share).enumerate().map(paint).collect();
        painters.into_iter().map(|painter| painter.join().map_err(|_| anyhow!("a painter panicked"))?).collect()
    });
    let mut marks = Marks::default();
    for (number, (question, seen)) in questions.iter().zip(shares?.iter().flatten()).enumerate() {
        if !marks.mark(question, seen) {
            wrong(number, question, seen);
        }
    }
    Ok(marks)
}

/// What is seen in the pictures of `questions`, of which the first has the number `first`.
fn paint(checkpoint: Checkpoint, first: usize, questions: &[Question]) -> Result<Vec<Seen>> {
    let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
    let mut pipeline = Pipeline::open(checkpoint, device::cpu().device, Precision::F32, kept)?;
    let mut seen = Vec::with_capacity(questions.len());
    for (number, question) in (first..).zip(questions) {
        let request = request(&Recipe::new(Model::Etude, &question.caption))?;
        seen.push(look(&pipeline.paint(&request, &mut TorchCpu::new(number as u64), &mut NoProgress)?));
    }
    Ok(seen)
}

/// Right answers out of all, for each thing that is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// The ground's colour.
    pub ground: (usize, usize),
    /// Each thing's colour.
    pub colour: (usize, usize),
    /// Each thing's shape.
    pub shape: (usize, usize),
    /// The relation of two things.
    pub relation: (usize, usize),
}

/// The share of right answers.
pub fn share((right, all): (usize, usize)) -> f64 {
    right as f64 / all.max(1) as f64
}

fn count(mark: &mut (usize, usize), right: bool) -> bool {
    mark.0 += usize::from(right);
    mark.1 += 1;
    right
}

impl Marks {
    /// Marks one picture; true where all of it is right.
    pub fn mark(&mut self, question: &Question, seen: &Seen) -> bool {
        let mut right = count(&mut self.ground, seen.ground == question.ground);
        // Things are told apart by their colours, which differ within a caption.
        let found: Vec<Option<&Thing>> =
            question.things.iter().map(|asked| seen.things.iter().find(|t| t.colour == asked.colour)).collect();
        for (asked, thing) in question.things.iter().zip(&found) {
            right &= count(&mut self.colour, thing.is_some());
            right &= count(&mut self.shape, thing.is_some_and(|t| t.shape == asked.shape));
        }
        if !question.relation.is_empty() {
            let holds = match found[..] {
                [Some(a), Some(b), ..] => holds(&question.relation, a, b),
                _ => false,
            };
            right &= count(&mut self.relation, holds);
        }
        right
    }
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

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, mark) in
            [("ground", self.ground), ("colour", self.colour), ("shape", self.shape), ("relation", self.relation)]
        {
            writeln!(f, "{name:9} {:5.1} % of {}", 100.0 * share(mark), mark.1)?;
        }
        Ok(())
    }
}
