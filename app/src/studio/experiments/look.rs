//! What the Experiments room shows, and in which order.

use crate::studio::gallery::{EntryId, Filter, Run, View as Pictures};

use super::parameter::{Parameter, Value};

/// How runs are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// A row for each run.
    #[default]
    Table,
    /// Pictures in a column for each value of a parameter.
    Columns,
    /// A point for each run, one parameter over another.
    Scatter,
    /// A line for each run, through all parameters that differ.
    Parallel,
    /// Two pictures without their labels, to choose from.
    Blind,
    /// Weights & Biases: settings, and uploading.
    Tracking,
}

impl View {
    /// All of them, in the order of their tabs.
    pub const ALL: [Self; 6] = [Self::Table, Self::Columns, Self::Scatter, Self::Parallel, Self::Blind, Self::Tracking];
}

/// What a table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: Parameter,
    /// The largest first.
    pub down: bool,
}

/// What the room shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The experiment; `None` shows all runs.
    pub experiment: Option<String>,
    /// What is searched for, as in the gallery.
    pub search: String,
    /// How runs are looked at.
    pub view: View,
    /// The table's columns, in order.
    pub columns: Vec<Parameter>,
    /// The table's order.
    pub sort: Sort,
    /// What the columns of pictures are for; `None` takes what differs.
    pub group: Option<Parameter>,
    /// Along the scatter plot.
    pub x: Parameter,
    /// Up the scatter plot.
    pub y: Parameter,
    /// What is judged blind; `None` takes what differs.
    pub judged: Option<Parameter>,
    /// Runs that are chosen, at most two.
    pub chosen: Vec<EntryId>,
    /// Of two, what they have in common is shown too.
    pub all_values: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            experiment: None,
            search: String::new(),
            view: View::Table,
            columns: vec![
                Parameter::Prompt,
                Parameter::Model,
                Parameter::Steps,
                Parameter::Guidance,
                Parameter::Seed,
                Parameter::Rating,
                Parameter::Seconds,
            ],
            sort: Sort { by: Parameter::Painted, down: true },
            group: None,
            x: Parameter::Steps,
            y: Parameter::Seconds,
            judged: None,
            chosen: Vec::new(),
            all_values: false,
        }
    }
}

impl Look {
    /// The runs that are asked for.
    pub fn filter(&self) -> Filter {
        let view = self.experiment.clone().map_or(Pictures::All, Pictures::Experiment);
        Filter { view, search: self.search.clone() }
    }

    /// Chooses a run alone, or beside the one that was chosen last.
    pub fn choose(&mut self, id: EntryId, beside: bool) {
        let was = self.chosen.contains(&id);
        if !beside {
            self.chosen.clear();
        }
        self.chosen.retain(|&other| other != id);
        if !(was && beside) {
            self.chosen.push(id);
        }
        let over = self.chosen.len().saturating_sub(2);
        self.chosen.drain(..over);
    }
}

/// The places of `runs` in the order of `sort`. What is missing comes last in either direction; equals stay as they
/// are.
pub fn sorted(runs: &[Run], sort: Sort) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    if sort.by == Parameter::Painted {
        // Their numbers are finer than the time that is shown.
        order.sort_by_key(|&place| runs[place].id);
        if sort.down {
            order.reverse();
        }
        return order;
    }
    let values: Vec<Value> = runs.iter().map(|run| sort.by.of(run)).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&values[a], &values[b]);
        let missing = (*x == Value::Missing).cmp(&(*y == Value::Missing));
        missing.then_with(|| if sort.down { y.order(x) } else { x.order(y) })
    });
    order
}

#[cfg(test)]
mod tests {
    use super::{EntryId, Look};

    #[test]
    fn two_runs_at_most_are_chosen() {
        let mut look = Look::default();
        let mut choose = |id: i64, beside: bool| {
            look.choose(EntryId(id), beside);
            look.chosen.iter().map(|id| id.0).collect::<Vec<_>>()
        };
        assert_eq!(choose(1, false), [1]);
        assert_eq!(choose(2, true), [1, 2]);
        assert_eq!(choose(3, true), [2, 3]);
        assert_eq!(choose(2, true), [3]);
        assert_eq!(choose(3, false), [3]);
    }
}
