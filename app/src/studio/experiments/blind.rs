//! Two pictures without their labels: which pairs can be judged, and which comes next.

use std::collections::{HashMap, HashSet};

use super::parameter::{Parameter, Value};
use super::votes::Vote;
use crate::studio::gallery::{EntryId, Run, RunOutcome};

/// Pairs that are looked through for the next.
const LOOKED_THROUGH: usize = 4096;

/// Two runs that differ in what is judged, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The pictures.
    pub ids: [EntryId; 2],
    /// Their files.
    pub files: [String; 2],
    /// What each has of the parameter that is judged.
    pub values: [String; 2],
}

/// What is left to be judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Round {
    /// The pair that comes next; `None` where there is none.
    pub next: Option<Pair>,
    /// How many pairs are left, as far as was looked.
    pub left: usize,
}

/// The next pair of `runs` that differ in `judged`, and were not judged yet. Those that differ in nothing else come
/// alone where there are any; then those of one prompt, seed and size; then those of one prompt. `random` chooses.
pub fn next(runs: &[Run], judged: Parameter, votes: &[Vote], mut random: impl FnMut(usize) -> usize) -> Round {
    let seen: HashSet<[&str; 2]> =
        votes.iter().filter(|vote| vote.parameter == judged).map(|vote| key(&vote.files)).collect();
    let settings: Vec<Parameter> = Parameter::ALL.into_iter().filter(|parameter| parameter.is_setting()).collect();
    let alike = [Parameter::Prompt, Parameter::Seed, Parameter::Width, Parameter::Height];
    // Another model is of another system as a rule.
    let follows = |parameter: Parameter| judged == Parameter::Model && parameter == Parameter::System;
    for same in [&settings[..], &alike, &alike[..1]] {
        let same = same.iter().copied().filter(|&parameter| parameter != judged && !follows(parameter));
        let same: Vec<Parameter> = same.collect();
        let all = pairs(runs, judged, &same);
        let mut left: Vec<Pair> = all.iter().filter(|pair| !seen.contains(&key(&pair.files))).cloned().collect();
        if all.is_empty() {
            continue;
        }
        let count = left.len();
        let next = (count > 0).then(|| {
            let pair = left.swap_remove(random(count));
            if random(2) == 0 { pair } else { turned(pair) }
        });
        return Round { next, left: count };
    }
    Round::default()
}

/// Pairs that have the same of `same` and differ in `judged`.
fn pairs(runs: &[Run], judged: Parameter, same: &[Parameter]) -> Vec<Pair> {
    let mut groups: HashMap<String, Vec<(&Run, &String, Value)>> = HashMap::new();
    for run in runs.iter().filter(|run| run.outcome == RunOutcome::Painted) {
        let (Some(file), value) = (&run.file, judged.of(run)) else { continue };
        if value != Value::Missing {
            let key: Vec<String> = same.iter().map(|parameter| parameter.of(run).to_string()).collect();
            groups.entry(key.join("\u{0}")).or_default().push((run, file, value));
        }
    }
    let mut pairs = Vec::new();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (_, group) in &groups {
        for (index, (one, file, value)) in group.iter().enumerate() {
            for (other, other_file, other_value) in &group[index + 1..] {
                if value != other_value {
                    pairs.push(Pair {
                        ids: [one.id, other.id],
                        files: [(*file).clone(), (*other_file).clone()],
                        values: [value.to_string(), other_value.to_string()],
                    });
                }
                if pairs.len() >= LOOKED_THROUGH {
                    return pairs;
                }
            }
        }
    }
    pairs
}

fn turned(pair: Pair) -> Pair {
    let Pair { ids: [a, b], files: [c, d], values: [e, f] } = pair;
    Pair { ids: [b, a], files: [d, c], values: [f, e] }
}

/// Two files in either order.
fn key(files: &[String; 2]) -> [&str; 2] {
    let [a, b] = [files[0].as_str(), files[1].as_str()];
    if a <= b { [a, b] } else { [b, a] }
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::{Model, Recipe, Sampling};

    use super::{EntryId, Parameter, Round, Run, RunOutcome, Vote, next};
    use crate::studio::picture_file::{Metadata, Provenance, Remark};

    fn run(id: i64, prompt: &str, seed: u64, steps: usize) -> Run {
        let recipe = Recipe::new(Model::Etude, prompt);
        let recipe = Recipe { seed, sampling: Sampling { steps, ..recipe.sampling }, ..recipe };
        let metadata = Metadata::ours(Provenance::new(recipe, String::new()));
        let (file, remark) = (Some(format!("{id}.png")), Remark::default());
        Run { id: EntryId(id), file, metadata, remark, outcome: RunOutcome::Painted }
    }

    fn vote(round: &Round) -> Vote {
        let pair = round.next.clone().expect("a pair");
        let (experiment, preferred) = (None, Some(0));
        Vote { experiment, parameter: Parameter::Steps, values: pair.values, files: pair.files, preferred }
    }

    #[test]
    fn pairs_differ_in_what_is_judged_alone() {
        let runs = [run(1, "a", 1, 10), run(2, "a", 1, 20), run(3, "a", 2, 30), run(4, "b", 1, 20), run(5, "a", 1, 20)];
        let mut votes = Vec::new();
        let mut judged = Vec::new();
        loop {
            let round = next(&runs, Parameter::Steps, &votes, |count| count - 1);
            let Some(pair) = &round.next else { break };
            let mut ids = pair.ids.map(|id| id.0);
            ids.sort_unstable();
            judged.push(ids);
            votes.push(vote(&round));
        }
        judged.sort_unstable();
        assert_eq!(judged, [[1, 2], [1, 5]]);
        // A model paints with settings of its own, so those may differ where nothing else is there to judge.
        let mut guided = run(6, "a", 1, 20);
        guided.metadata.guidance = Some(9.0);
        let round = next(&[run(1, "a", 1, 10), guided, run(7, "a", 2, 20)], Parameter::Steps, &[], |_| 0);
        assert_eq!(round.next.map(|pair| pair.ids.map(|id| id.0)), Some([1, 6]));
        // Without two of one seed, one prompt will do.
        let apart = [run(1, "a", 1, 10), run(2, "a", 2, 20)];
        assert_eq!(next(&apart, Parameter::Steps, &[], |_| 0).left, 1);
        assert_eq!(next(&apart, Parameter::Model, &[], |_| 0), Round::default());
    }
}
