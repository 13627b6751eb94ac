//! `docs/faults.md` against the tests: every row names tests that exist, or says why it has none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// Rows of each group, by its letter.
const ROWS: [(char, usize); 9] =
    [('S', 20), ('C', 22), ('D', 18), ('I', 10), ('M', 14), ('J', 13), ('G', 11), ('P', 11), ('U', 5)];
/// How a reason begins where there is no test.
const WITHOUT: &str = "Not tested: ";

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The names of all functions that are tests.
fn tests(top: &Path) -> Result<BTreeSet<String>> {
    let mut files = Vec::new();
    for folder in ["app/src", "engine/src", "engine/turso/src", "tests/tests"] {
        sources(&top.join(folder), &mut files)?;
    }
    let mut names = BTreeSet::new();
    for file in files {
        let mut marked = false;
        for line in std::fs::read_to_string(&file)?.lines().map(str::trim) {
            let function = line.strip_prefix("fn ").and_then(|rest| rest.split('(').next());
            match function {
                Some(name) if marked => {
                    names.insert(name.to_owned());
                    marked = false;
                }
                Some(_) => marked = false,
                None => marked |= line == "#[test]",
            }
        }
    }
    Ok(names)
}

#[test]
fn every_fault_has_tests_that_exist_or_a_reason() -> Result<()> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (page, tests) = (std::fs::read_to_string(top.join("docs/faults.md"))?, tests(&top)?);
    let mut rows = BTreeMap::<char, usize>::new();
    for line in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |") && !line.contains("---"))
    {
        let [_, id, _, named, reason, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            anyhow::bail!("{line} has other columns");
        };
        let group = id.chars().next().context("a row without a name")?;
        let number = rows.entry(group).or_default();
        *number += 1;
        ensure!(id == format!("{group}{number:02}"), "{id} is out of order");
        for name in named.split_whitespace().map(|name| name.trim_matches('`')) {
            ensure!(tests.contains(name), "{id}: there is no test {name}");
        }
        ensure!(named.is_empty() == reason.starts_with(WITHOUT), "{id} has neither a test nor a reason");
    }
    ensure!(rows == BTreeMap::from(ROWS), "{rows:?}");
    Ok(())
}
