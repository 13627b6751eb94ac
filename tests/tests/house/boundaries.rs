//! The lines that the architecture draws, held by reading the sources and asking cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All Rust files under `folder`.
fn sources(folder: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![top().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push((path.clone(), std::fs::read_to_string(path)?));
            }
        }
    }
    ensure!(!found.is_empty(), "no sources in {folder}");
    Ok(found)
}

/// No file under `folder` may hold any of `words`.
fn never(folder: &str, words: &[&str]) -> Result<()> {
    for (path, text) in sources(folder)? {
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
    let text = std::fs::read_to_string(top().join("engine/src/protocol.rs"))?;
    ensure!(!text.contains("burn::") && !text.contains("Tensor"), "the protocol knows tensors");
    Ok(())
}

#[test]
fn colours_are_made_in_the_theme() -> Result<()> {
    for (path, text) in sources("app/src/ui")? {
        let theme = path.ends_with("theme.rs");
        ensure!(theme || !text.contains("Color32::from"), "{} makes a colour of its own", path.display());
    }
    Ok(())
}

#[test]
fn files_say_what_they_are_and_are_no_longer_than_a_reader_can_bear() -> Result<()> {
    for folder in ["app/src", "engine/src", "tests/src", "tests/tests"] {
        for (path, text) in sources(folder)? {
            ensure!(text.starts_with("//!"), "{} does not say what it is", path.display());
            ensure!(text.lines().count() <= 800, "{} is longer than 800 lines", path.display());
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
