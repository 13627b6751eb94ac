//! Which file takes names from which: read from the `use` lines of a crate, re-exports followed to where a name is
//! made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// A crate's modules, by their paths from its root: `["pipelines", "conditioning", "t5"]`.
pub(crate) struct Crate {
    modules: BTreeMap<Vec<String>, Module>,
}

/// A file of the crate.
struct Module {
    file: PathBuf,
    /// The paths that it uses, from the crate's root; of other crates only those that were asked for.
    uses: Vec<Vec<String>>,
    /// Names that it gives on, and where they come from.
    exports: BTreeMap<String, Vec<String>>,
}

impl Crate {
    /// Reads the sources in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut modules = BTreeMap::new();
        for file in files(folder)? {
            let mut path: Vec<String> = file
                .strip_prefix(folder)?
                .with_extension("")
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
                path.pop();
            }
            let text = std::fs::read_to_string(&file)?;
            let module = Module::parse(file, &path, &text);
            // `main.rs` beside `lib.rs` is only a door.
            modules.entry(path).or_insert(module);
        }
        ensure!(!modules.is_empty(), "no sources in {}", folder.display());
        Ok(Self { modules })
    }

    /// The top-level modules, each with those that it uses.
    pub(crate) fn edges(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, module) in &self.modules {
            let Some(from) = path.first() else { continue };
            let used = edges.entry(from.clone()).or_default();
            let others = module.uses.iter().filter_map(|path| path.first()).filter(|to| *to != from);
            used.extend(others.filter(|to| self.modules.contains_key(&vec![(*to).clone()])).cloned());
        }
        edges
    }

    /// The top-level modules, each with the modules of another crate, `name`, that it uses.
    pub(crate) fn edges_to(&self, name: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, module) in &self.modules {
            let Some(from) = path.first() else { continue };
            let theirs = module.uses.iter().filter(|path| path.first().is_some_and(|first| first == name));
            edges.entry(from.clone()).or_default().extend(theirs.filter_map(|path| path.get(1)).cloned());
        }
        edges
    }

    /// The groups of files that take names from each other in a circle.
    pub(crate) fn circles(&self) -> Vec<Vec<&Path>> {
        let reach: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> =
            self.modules.keys().map(|path| (path, self.reachable(path))).collect();
        let mut circles: BTreeSet<Vec<&Path>> = BTreeSet::new();
        for (path, reached) in &reach {
            if reached.contains(*path) {
                let together = reached.iter().filter(|other| reach[*other].contains(*path));
                circles.insert(together.map(|other| self.modules[other].file.as_path()).collect());
            }
        }
        circles.into_iter().collect()
    }

    /// All modules that can be reached from one.
    fn reachable(&self, from: &[String]) -> BTreeSet<Vec<String>> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from.to_vec()];
        while let Some(path) = open.pop() {
            for to in self.targets(&path) {
                if reached.insert(to.clone()) {
                    open.push(to);
                }
            }
        }
        reached
    }

    /// The modules whose names one uses.
    fn targets(&self, path: &[String]) -> BTreeSet<Vec<String>> {
        let uses = self.modules.get(path).map(|module| &module.uses[..]).unwrap_or_default();
        let found = uses.iter().filter_map(|used| self.home(used));
        found.filter(|home| home != path).collect()
    }

    /// The module that makes what `used` names.
    fn home(&self, used: &[String]) -> Option<Vec<String>> {
        let mut used = used.to_vec();
        // Each turn goes one re-export on; no name is given on more often than that.
        for _ in 0..8 {
            let length = (0..=used.len()).rev().find(|&length| self.modules.contains_key(&used[..length]))?;
            let (home, rest) = used.split_at(length);
            let exported = rest.first().and_then(|name| self.modules[home].exports.get(name));
            match exported {
                Some(from) => used = [from.as_slice(), &rest[1..]].concat(),
                None => return (length > 0).then(|| home.to_vec()),
            }
        }
        None
    }
}

impl Module {
    fn parse(file: PathBuf, path: &[String], text: &str) -> Self {
        let (mut uses, mut exports) = (Vec::new(), BTreeMap::new());
        for line in statements(text) {
            let (visible, tree) = match line.split_once("use ") {
                Some((before, tree)) => (!before.trim().is_empty(), tree.trim_end_matches(';')),
                None => continue,
            };
            for (names, alias) in expand(tree) {
                let Some(absolute) = absolute(path, &names) else { continue };
                if visible {
                    exports.insert(alias, absolute);
                } else {
                    uses.push(absolute);
                }
            }
        }
        uses.extend(inline(text));
        Self { file, uses, exports }
    }
}

/// Paths from the crate's root that stand in the code itself.
fn inline(text: &str) -> Vec<Vec<String>> {
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.contains("use "));
    // `pub(in crate::a)` says who may see a name, and takes none.
    let lines = lines.map(|line| line.replace("pub(in crate::", ""));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>());
    let names = |path: &str| {
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(path.len());
        path[..end].split("::").map(str::to_owned).collect()
    };
    paths.map(|path| names(&path)).collect()
}

/// All Rust files under a folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The `use` lines of a file, each on one line; those of its tests are no part of the house.
fn statements(text: &str) -> Vec<String> {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        let begins = ["use ", "pub use ", "pub(super) use ", "pub(crate) use "].iter().any(|w| trimmed.starts_with(w));
        let inside = trimmed.starts_with("pub(in ") && trimmed.contains(" use ");
        if open {
            found.last_mut().into_iter().for_each(|last| last.push_str(trimmed));
        } else if begins || inside {
            found.push(trimmed.to_owned());
        } else {
            continue;
        }
        open = !trimmed.ends_with(';');
    }
    found
}

/// `a::{b, c::d as e}` → `a::b` called b, and `a::c::d` called e.
fn expand(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, ""));
        let names: Vec<String> = path.split("::").map(|name| name.trim().to_owned()).collect();
        let alias = if alias.is_empty() { names.last().cloned().unwrap_or_default() } else { alias.trim().to_owned() };
        // `a::{self}` is `a`.
        let names = if names.last().is_some_and(|last| last == "self") && names.len() > 1 {
            names[..names.len() - 1].to_vec()
        } else {
            names
        };
        return vec![(names, alias)];
    };
    let inner = inner.trim_end().trim_end_matches('}');
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for letter in inner.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts.iter().flat_map(|part| expand(&format!("{head}{}", part.trim()))).collect()
}

/// From the crate's root, or, where another crate's, as it stands.
fn absolute(of: &[String], names: &[String]) -> Option<Vec<String>> {
    match names.first()?.as_str() {
        "crate" => Some(names[1..].to_vec()),
        "self" => Some([of, &names[1..]].concat()),
        "super" => {
            let ups = names.iter().take_while(|name| *name == "super").count();
            Some([&of[..of.len().checked_sub(ups)?], &names[ups..]].concat())
        }
        _ => Some(names.to_vec()),
    }
}

#[test]
fn a_tree_of_names_is_taken_apart() {
    let found = expand("a::{self, b::{c, d as e}, f}");
    let found: Vec<String> = found.iter().map(|(names, alias)| format!("{} {alias}", names.join("::"))).collect();
    assert_eq!(found, ["a self", "a::b::c c", "a::b::d e", "a::f f"]);
}
