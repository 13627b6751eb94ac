//! A point for each run: a number over any parameter.

use std::collections::BTreeSet;

use super::parameter::{Parameter, Value};
use crate::studio::gallery::{EntryId, Run};

/// The points of runs that have both values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scatter {
    /// A run and its place.
    pub points: Vec<(EntryId, [f64; 2])>,
    /// What 0, 1, 2 … stand for along the plot, where its values are words; empty where they are numbers.
    pub words: Vec<String>,
}

impl Scatter {
    /// Those of `y` over `x`.
    pub fn of(runs: &[Run], x: Parameter, y: Parameter) -> Self {
        let text = |run: &Run| match x.of(run) {
            Value::Text(text) => Some(text),
            _ => None,
        };
        let words: Vec<String> = if x.is_number() {
            Vec::new()
        } else {
            runs.iter().filter_map(text).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let across = |run: &Run| {
            if x.is_number() { x.of(run).number() } else { words.binary_search(&text(run)?).ok().map(|at| at as f64) }
        };
        let point = |run: &Run| Some((run.id, [across(run)?, y.of(run).number()?]));
        Self { points: runs.iter().filter_map(point).collect(), words }
    }
}
