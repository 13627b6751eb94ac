//! A studio that is killed at any moment loses nothing of what it had said to be kept.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::Studio;
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::read_picture;
use bluerider_tests::worded::worded;

/// How often it is killed.
const RUNS: u64 = 200;

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_studio_is_killed() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut said: HashMap<String, u64> = HashMap::new();
    let (mut begin, mut generator) = (1, 0x9e37_79b9_u64);
    for run in 0..RUNS {
        // Now and then a fresh folder: files grow, and what is to be hit are moments, not sizes.
        if run % 20 == 0 {
            std::fs::remove_dir_all(root.path())?;
            std::fs::create_dir_all(root.path())?;
            (said, begin) = (HashMap::new(), 1);
        }
        generator = generator.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let alive = Duration::from_micros(5_000 + (generator >> 33) % 120_000);
        for line in killed_after(root.path(), begin, alive)? {
            let (what, number) = line.split_once(' ').context("half a line")?;
            said.insert(what.to_owned(), number.parse()?);
        }
        check(root.path(), &said).with_context(|| format!("run {run}, killed after {alive:?}, had said {said:?}"))?;
        begin = said.values().max().map_or(1, |last| last + 1);
    }
    ensure!(said.contains_key("board"), "it was never alive for long enough to say everything");
    Ok(())
}

/// What it says until it is killed.
fn killed_after(root: &Path, begin: u64, alive: Duration) -> Result<Vec<String>> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_save_loop"))
        .arg(root)
        .arg(begin.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().context("no output")?;
    let reader = std::thread::spawn(move || BufReader::new(output).lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(alive);
    // SIGKILL on Unix.
    child.kill()?;
    child.wait()?;
    let mut lines = reader.join().map_err(|_| anyhow::anyhow!("the reader panicked"))?;
    // The last line may have been cut in two.
    lines.retain(|line| line.split_once(' ').is_some_and(|(_, number)| !number.is_empty()));
    Ok(lines)
}

/// Everything that was said is there.
fn check(root: &Path, said: &HashMap<String, u64>) -> Result<()> {
    let mut studio = Studio::open(Paths::under(root), Arc::new(|| {}));
    ensure!(
        !studio.messages.list().iter().any(|message| matches!(message, bluerider::studio::Message::Error(_))),
        "a file could not be understood: {:?}",
        studio.messages.list()
    );
    let at_least = |what: &str, text: &str| -> Result<()> {
        let Some(&wanted) = said.get(what) else { return Ok(()) };
        let number = text.trim_start_matches("picture ").trim_end_matches('.');
        let number: u64 = number.parse().with_context(|| format!("{what} is {text:?}, not {wanted}"))?;
        ensure!(number >= wanted, "{what} is {number}, not {wanted}");
        Ok(())
    };
    at_least("draft", &studio.draft.prompt)?;
    let last = studio.queue.list().last().map(|job| job.recipe.prompt.clone());
    at_least("queue", &last.unwrap_or_default())?;
    let last = studio.presets.list().last().map(|preset| preset.name.clone());
    at_least("preset", &last.unwrap_or_default())?;
    if let Some(&wanted) = said.get("picture") {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(root.join("pictures"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "png") && !path.to_string_lossy().contains(".writing-") {
                read_picture(&path).map_err(worded).map_err(|e| anyhow::anyhow!("{} {}", e.message, e.detail))?;
                found.push(path);
            }
        }
        let name = format!("picture-{wanted}_");
        ensure!(found.iter().any(|path| path.to_string_lossy().contains(&name)), "no {name} among {found:?}");
    }
    if let Some(&wanted) = said.get("board") {
        let (board, start) = (format!("picture {wanted}."), Instant::now());
        while !studio.gallery.boards().iter().any(|(name, _)| *name == board) {
            studio.gallery.tick();
            if start.elapsed() > Duration::from_secs(20) {
                bail!("no board {board:?} among {:?}", studio.gallery.boards());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    Ok(())
}
