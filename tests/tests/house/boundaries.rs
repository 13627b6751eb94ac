//! The lines that the architecture draws, held by reading the sources and asking cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::imports::{Crate, files};

/// What each module of the engine may use of the others. Whoever adds an arrow draws it here and in ARCHITECTURE.md.
const ENGINE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("precision", &[]),
    ("rng", &[]),
    ("storage", &[]),
    ("hub", &["error", "untrusted"]),
    ("protocol", &["error"]),
    ("untrusted", &[]),
    ("files", &["error", "untrusted"]),
    ("kernels", &["protocol"]),
    ("text", &["error", "files"]),
    ("picture", &["error", "protocol", "untrusted"]),
    ("schedulers", &["error", "protocol", "rng"]),
    ("models", &["error", "kernels", "protocol"]),
    (
        "checkpoint",
        &[
            "error",
            "files",
            "kernels",
            "models",
            "picture",
            "precision",
            "protocol",
            "schedulers",
            "storage",
            "text",
            "untrusted",
        ],
    ),
    ("device", &["error", "kernels", "precision", "protocol", "storage"]),
    ("self_test", &["checkpoint", "device", "error", "models", "precision", "rng"]),
    ("memory", &["checkpoint", "error", "models", "precision"]),
    (
        "pipelines",
        &[
            "checkpoint",
            "error",
            "files",
            "kernels",
            "memory",
            "models",
            "picture",
            "precision",
            "protocol",
            "rng",
            "schedulers",
            "storage",
            "text",
        ],
    ),
    (
        "worker",
        &["checkpoint", "device", "error", "memory", "picture", "pipelines", "precision", "protocol", "rng", "text"],
    ),
    ("bench", &["checkpoint", "device", "error", "memory", "models", "pipelines", "protocol", "rng", "worker"]),
];

/// The same for the app.
const APP: &[(&str, &[&str])] = &[
    ("fonts", &[]),
    ("locale", &[]),
    ("studio", &["fonts", "locale"]),
    ("wording", &["locale", "studio"]),
    ("ui", &["fonts", "locale", "studio", "wording"]),
    ("cli", &["locale", "studio", "ui", "wording"]),
];

/// What each module of the app may use of the engine.
const APP_TO_ENGINE: &[(&str, &[&str])] = &[
    ("fonts", &[]),
    ("locale", &[]),
    ("studio", &["checkpoint", "device", "error", "hub", "protocol", "storage", "text", "untrusted", "worker"]),
    ("wording", &["error"]),
    ("ui", &["checkpoint", "device", "error", "hub", "protocol", "text", "worker"]),
    ("cli", &["bench", "checkpoint", "device", "error", "hub", "memory", "protocol", "self_test", "worker"]),
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &str) -> Result<Crate> {
    Crate::read(&top().join(folder))
}

/// Every edge is allowed, and every allowed one is there.
fn hold(found: &BTreeMap<String, BTreeSet<String>>, allowed: &[(&str, &[&str])]) -> Result<()> {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        allowed.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    for (from, used) in found {
        let may = allowed.get(from.as_str());
        let may = may.ok_or_else(|| anyhow::anyhow!("the module {from} is not in the table"))?;
        let used: BTreeSet<&str> = used.iter().map(String::as_str).collect();
        let more: Vec<_> = used.difference(may).collect();
        let less: Vec<_> = may.difference(&used).collect();
        ensure!(more.is_empty(), "{from} uses {more:?}, which it may not");
        ensure!(less.is_empty(), "{from} may use {less:?}, and does not any more: take it out of the table");
    }
    ensure!(allowed.keys().all(|from| found.contains_key(*from)), "the table names a module that is not there");
    Ok(())
}

/// No file under `folder` may hold any of `words`.
fn never(folder: &str, words: &[&str]) -> Result<()> {
    for path in files(&top().join(folder))? {
        let text = std::fs::read_to_string(&path)?;
        for word in words {
            ensure!(!text.contains(word), "{} says {word}", path.display());
        }
    }
    Ok(())
}

#[test]
fn the_engine_knows_no_window() -> Result<()> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--package", "bluerider-engine", "--edges", "normal", "--prefix", "none"])
        .current_dir(top())
        .output()?;
    ensure!(tree.status.success(), "cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout)?;
    for crate_name in ["egui", "eframe", "winit", "rfd", "arboard"] {
        ensure!(!text.lines().any(|l| l.starts_with(&format!("{crate_name} "))), "the engine depends on {crate_name}");
    }
    Ok(())
}

#[test]
fn modules_of_the_engine_use_what_the_table_allows() -> Result<()> {
    hold(&read("engine/src")?.edges(), ENGINE)
}

#[test]
fn modules_of_the_app_use_what_the_tables_allow() -> Result<()> {
    let app = read("app/src")?;
    hold(&app.edges(), APP)?;
    hold(&app.edges_to("bluerider_engine"), APP_TO_ENGINE)
}

#[test]
fn no_file_goes_in_circles() -> Result<()> {
    for folder in ["app/src", "engine/src", "engine/turso/src"] {
        let house = read(folder)?;
        let circles = house.circles();
        ensure!(circles.is_empty(), "{} circles in {folder}: {circles:#?}", circles.len());
    }
    Ok(())
}

#[test]
fn the_studio_knows_no_egui() -> Result<()> {
    never("app/src/studio", &["egui::", "eframe::", "use egui", "rfd::"])
}

#[test]
fn models_open_no_file() -> Result<()> {
    never("engine/src/models", &["std::fs", "std::path", "checkpoint::"])
}

#[test]
fn schedulers_know_no_tensor() -> Result<()> {
    never("engine/src/schedulers", &["burn::"])
}

#[test]
fn the_protocol_is_plain_data() -> Result<()> {
    never("engine/src/protocol", &["burn::", "Tensor", "wgpu"])
}

#[test]
fn the_command_line_goes_on_where_nobody_reads_what_it_says() -> Result<()> {
    // The standard library's own `println!` panics where the other end of a pipe is closed.
    for path in files(&top().join("app/src"))? {
        let text = std::fs::read_to_string(&path)?;
        let says = ["print!(", "println!("].iter().any(|says| text.contains(says));
        ensure!(!says || text.contains("use anstream::"), "{} prints with std", path.display());
    }
    Ok(())
}

#[test]
fn colours_are_made_in_the_theme() -> Result<()> {
    for path in files(&top().join("app/src/ui"))? {
        let theme = path.ends_with("theme.rs");
        let text = std::fs::read_to_string(&path)?;
        ensure!(theme || !text.contains("Color32::from"), "{} makes a colour of its own", path.display());
    }
    Ok(())
}

#[test]
fn files_say_what_they_are_and_are_no_longer_than_a_reader_can_bear() -> Result<()> {
    for folder in ["app/src", "engine/src", "engine/turso/src", "tests/src", "tests/tests"] {
        for path in files(&top().join(folder))? {
            let text = std::fs::read_to_string(&path)?;
            ensure!(text.starts_with("//!"), "{} does not say what it is", path.display());
            ensure!(text.lines().count() <= 800, "{} is longer than 800 lines", path.display());
            let long = text.lines().position(|line| line.chars().count() > 120);
            ensure!(long.is_none(), "{}:{} has more than 120 columns", path.display(), long.unwrap_or(0) + 1);
        }
    }
    Ok(())
}

#[test]
fn both_languages_say_the_same_things() -> Result<()> {
    let keys = |language: &str| -> Result<Vec<String>> {
        let text = std::fs::read_to_string(top().join(format!("assets/locales/{language}.ftl")))?;
        let starts = text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()));
        Ok(starts.filter_map(|l| l.split_once(" =")).map(|(key, _)| key.to_owned()).collect())
    };
    let russian = keys("ru")?;
    for key in keys("en")? {
        ensure!(russian.contains(&key), "Russian lacks {key}");
    }
    Ok(())
}
