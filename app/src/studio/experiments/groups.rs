//! Pictures by the value that they have of a parameter.

use std::collections::HashMap;

use super::parameter::{Parameter, Value};
use crate::studio::gallery::Run;

/// Pictures that have one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value.
    pub value: Value,
    /// The places of their runs.
    pub places: Vec<usize>,
}

/// The groups in the order of their values. In each, pictures stand by prompt and seed, so that those that belong
/// together stand beside each other.
pub fn groups(runs: &[Run], by: Parameter) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known = HashMap::new();
    for (place, run) in runs.iter().enumerate().filter(|(_, run)| run.file.is_some()) {
        let value = by.of(run);
        let group = *known.entry(value.to_string()).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.places.push(place),
            None => groups.push(Group { value, places: vec![place] }),
        }
    }
    groups.sort_by(|a, b| a.value.order(&b.value));
    let key = |place: &usize| (runs[*place].metadata.prompt.as_str(), runs[*place].metadata.seed);
    groups.iter_mut().for_each(|group| group.places.sort_by(|a, b| key(a).cmp(&key(b))));
    groups
}
