//! What was preferred blind, and how sure it is that it is better.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::parameter::Parameter;
use crate::studio::error::{Result, StudioError};
use crate::studio::file_writer::FileWriter;
use crate::studio::storage;

/// The file, hidden beside the pictures, so that it moves with them.
const FILE: &str = ".comparisons.json";

/// A choice between two pictures that differ in a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// The experiment; `None` where all runs were looked at.
    #[serde(default)]
    pub experiment: Option<String>,
    /// What they differ in.
    pub parameter: Parameter,
    /// The value of each.
    pub values: [String; 2],
    /// The file of each.
    pub files: [String; 2],
    /// Which was preferred; `None` where neither was.
    pub preferred: Option<usize>,
}

/// All votes.
pub struct Votes {
    file: PathBuf,
    list: Vec<Vote>,
}

/// How two values stand against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The values.
    pub values: [String; 2],
    /// How often each was preferred.
    pub wins: [usize; 2],
    /// How often neither was.
    pub draws: usize,
}

impl Votes {
    /// Those of earlier sessions, in the gallery's folder.
    pub fn open(pictures: &Path) -> (Self, Option<StudioError>) {
        let file = pictures.join(FILE);
        let (list, error) = storage::read_json(&file);
        (Self { file, list }, error)
    }

    /// Adds one, and has it written.
    ///
    /// # Errors
    /// Where nothing can be written at all.
    pub fn add(&mut self, vote: Vote, writer: &FileWriter) -> Result<()> {
        self.list.push(vote);
        writer.write(self.file.clone(), &self.list)
    }

    /// All of them.
    pub fn list(&self) -> &[Vote] {
        &self.list
    }

    /// How the values of `parameter` stand in an experiment, or in all, those that were held against each other most
    /// often first.
    pub fn standings(&self, experiment: Option<&str>, parameter: Parameter) -> Vec<Standing> {
        let counts = |vote: &&Vote| {
            vote.parameter == parameter && experiment.is_none_or(|name| vote.experiment.as_deref() == Some(name))
        };
        let mut all: BTreeMap<[&String; 2], ([usize; 2], usize)> = BTreeMap::new();
        for vote in self.list.iter().filter(counts) {
            let turned = vote.values[0] > vote.values[1];
            let [a, b] = &vote.values;
            let (wins, draws) = all.entry(if turned { [b, a] } else { [a, b] }).or_default();
            match vote.preferred {
                Some(side) => wins[usize::from((side == 1) != turned)] += 1,
                None => *draws += 1,
            }
        }
        let standing =
            |(values, (wins, draws)): ([&String; 2], _)| Standing { values: values.map(Clone::clone), wins, draws };
        let mut standings: Vec<Standing> = all.into_iter().map(standing).collect();
        standings.sort_by_key(|standing| std::cmp::Reverse(standing.wins.iter().sum::<usize>()));
        standings
    }
}

impl Standing {
    /// The value that was preferred more often, if one was.
    pub fn ahead(&self) -> Option<usize> {
        match self.wins[0].cmp(&self.wins[1]) {
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(0),
            std::cmp::Ordering::Less => Some(1),
        }
    }

    /// How probable it is, from 0.5 to 1, that the one that is ahead is really preferred more often than not.
    ///
    /// Before anything was seen, every rate of preference is as probable as any other; draws say nothing. Then what
    /// is asked is the upper half of a beta distribution with `wins + 1` and `losses + 1`, which is a sum of binomial
    /// coefficients (see <https://dlmf.nist.gov/8.17#E5>).
    pub fn certainty(&self) -> f64 {
        let (most, least) = (self.wins[0].max(self.wins[1]), self.wins[0].min(self.wins[1]));
        let tosses = most + least + 1;
        // The share of all rows of so many tosses that have at most `most` heads: its complement is shorter.
        let (mut term, mut over) = (0.5f64.powi(tosses as i32), 0.0);
        for tails in 0..=least {
            over += term;
            term *= (tosses - tails) as f64 / (tails + 1) as f64;
        }
        1.0 - over
    }
}

#[cfg(test)]
mod tests {
    use super::{Parameter, Standing, Vote, Votes};

    #[test]
    fn how_sure_it_is() {
        // Worked out with whole numbers: the sum of C(n + 1, k) over k from 0 to the wins, over 2^(n + 1).
        for (wins, certainty) in [
            ([0, 0], 0.5),
            ([1, 0], 0.75),
            ([5, 0], 0.984375),
            ([14, 6], 0.9608230590820312),
            ([6, 14], 0.9608230590820312),
            ([60, 40], 0.9769779665353286),
            ([7, 7], 0.5),
        ] {
            let found = Standing { values: [String::new(), String::new()], wins, draws: 3 }.certainty();
            assert!((found - certainty).abs() < 1e-9, "{wins:?}: {found}");
        }
    }

    #[test]
    fn sides_do_not_count() {
        let vote = |values: [&str; 2], preferred| Vote {
            experiment: None,
            parameter: Parameter::Model,
            values: values.map(str::to_owned),
            files: [String::new(), String::new()],
            preferred,
        };
        let list = vec![
            vote(["2.1", "2.2"], Some(1)),
            vote(["2.2", "2.1"], Some(0)),
            vote(["2.2", "2.1"], Some(1)),
            vote(["2.2", "2.1"], None),
        ];
        let votes = Votes { file: "nowhere".into(), list };
        let standings = votes.standings(None, Parameter::Model);
        let expected = Standing { values: ["2.1".to_owned(), "2.2".to_owned()], wins: [1, 2], draws: 1 };
        assert_eq!((standings[0].ahead(), standings), (Some(1), vec![expected]));
        assert!(votes.standings(Some("another"), Parameter::Model).is_empty());
        assert!(votes.standings(None, Parameter::Steps).is_empty());
    }
}
