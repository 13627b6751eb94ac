//! Parallel coordinates: an axis for each parameter that differs, and a line for each run through its values.

use std::collections::BTreeSet;

use super::parameter::{Parameter, Value, varied};
use crate::studio::gallery::Run;

/// Lines that are drawn: more are a carpet.
pub const MOST: usize = 1500;
/// Axes that find room.
const AXES: usize = 9;
/// Words that find room on an axis.
const WORDS: usize = 30;

/// Axes from left to right, and the lines through them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parallel {
    /// The axes.
    pub axes: Vec<Axis>,
    /// The lines of the newest runs.
    pub lines: Vec<RunLine>,
}

/// A run's line.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLine {
    /// The run's rating.
    pub rating: Option<u8>,
    /// The number of an axis, and the height on it from 0 to 1; axes of which the run has nothing are left out.
    pub points: Vec<[f64; 2]>,
}

impl Parallel {
    /// Those of `runs`, which are the newest first.
    pub fn of(runs: &[Run]) -> Self {
        let drawn = &runs[..runs.len().min(MOST)];
        let axes = axes(drawn);
        let line = |run: &Run| {
            let place = |(x, axis): (usize, &Axis)| Some([x as f64, axis.place(run)?]);
            RunLine { rating: run.remark.rating, points: axes.iter().enumerate().filter_map(place).collect() }
        };
        Self { lines: drawn.iter().map(line).collect(), axes }
    }
}

/// A parameter and where its values lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The parameter.
    pub parameter: Parameter,
    /// Of numbers the least and the most; of words all, in order.
    words: Vec<String>,
    range: (f64, f64),
}

/// The axes of parameters that differ and are no names of their own: words with a value for each run say nothing.
fn axes(runs: &[Run]) -> Vec<Axis> {
    let quiet = [Parameter::Painted, Parameter::File, Parameter::Typed, Parameter::Note, Parameter::Experiment];
    let of = |parameter: Parameter| {
        let values: Vec<Value> = runs.iter().map(|run| parameter.of(run)).collect();
        let numbers: Vec<f64> = values.iter().filter_map(Value::number).collect();
        let words: BTreeSet<String> =
            values.iter().filter(|value| matches!(value, Value::Text(_))).map(Value::to_string).collect();
        let range = numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &n| (a.min(n), b.max(n)));
        let axis = Axis { parameter, words: words.into_iter().collect(), range };
        (axis.words.len() > 1 && axis.words.len() <= WORDS || axis.words.is_empty() && range.1 > range.0)
            .then_some(axis)
    };
    let mut found: Vec<Parameter> = varied(runs).into_iter().filter(|parameter| !quiet.contains(parameter)).collect();
    // Results stand on the right.
    found.sort_by_key(|parameter| !parameter.is_setting());
    let mut axes: Vec<Axis> = found.into_iter().filter_map(of).collect();
    let results = [Parameter::Rating, Parameter::Seconds, Parameter::PeakMemory];
    axes.retain(|axis| axis.parameter.is_setting() || results.contains(&axis.parameter));
    while axes.len() > AXES {
        let middle = axes.iter().rposition(|axis| axis.parameter.is_setting()).unwrap_or(0);
        axes.remove(middle);
    }
    axes
}

impl Axis {
    /// Where a run's value lies, 0 to 1.
    fn place(&self, run: &Run) -> Option<f64> {
        let value = self.parameter.of(run);
        if let Value::Text(text) = &value {
            let place = self.words.binary_search(text).ok()?;
            return Some(place as f64 / (self.words.len() - 1).max(1) as f64);
        }
        Some((value.number()? - self.range.0) / (self.range.1 - self.range.0))
    }

    /// The value at either end.
    pub fn ends(&self) -> [(f64, Value); 2] {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => [(0.0, Value::Text(first.clone())), (1.0, Value::Text(last.clone()))],
            _ => {
                let whole = |value: f64| {
                    if self.parameter == Parameter::PeakMemory || self.parameter == Parameter::Rating {
                        Value::Whole(value as u64)
                    } else {
                        Value::Number(value)
                    }
                };
                [(0.0, whole(self.range.0)), (1.0, whole(self.range.1))]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::{Model, Recipe, Sampling};

    use super::super::parameter::{Parameter, Value};
    use super::Parallel;
    use crate::studio::gallery::{EntryId, Run, RunOutcome};
    use crate::studio::picture_file::{Metadata, Provenance, Remark};

    #[test]
    fn an_axis_for_what_differs_and_a_line_for_each_run() {
        let run = |id: i64, steps: usize, prompt: &str, rating: Option<u8>| {
            let recipe = Recipe::new(Model::Etude, prompt);
            let recipe = Recipe { sampling: Sampling { steps, ..recipe.sampling }, ..recipe };
            let (metadata, note) = (Metadata::ours(Provenance::new(recipe, String::new())), String::new());
            let (outcome, remark) = (RunOutcome::Painted, Remark { rating, note, ..Remark::default() });
            Run { id: EntryId(id), file: None, metadata, remark, outcome }
        };
        let parallel = Parallel::of(&[run(1, 10, "b", Some(5)), run(2, 15, "a", None), run(3, 20, "b", Some(1))]);
        let axes: Vec<_> = parallel.axes.iter().map(|axis| axis.parameter).collect();
        assert_eq!(axes, [Parameter::Prompt, Parameter::Steps, Parameter::Rating]);
        assert_eq!(parallel.axes[1].ends(), [(0.0, Value::Number(10.0)), (1.0, Value::Number(20.0))]);
        let lines: Vec<_> = parallel.lines.into_iter().map(|line| line.points).collect();
        let expected = [
            vec![[0.0, 1.0], [1.0, 0.0], [2.0, 1.0]],
            vec![[0.0, 0.0], [1.0, 0.5]],
            vec![[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]],
        ];
        assert_eq!(lines, expected);
    }
}
