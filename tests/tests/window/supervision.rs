//! A job that panics, and a system that ends the program, while the window looks on.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::settings::Settings;
use bluerider_engine::protocol::{Model, Phase, Recipe, Sampling};
use bluerider_engine::worker::{CommandLine, EngineConfig, OnProgress};
use bluerider_tests::studio_window::{Shown, pictures, says, until, window_that_ends, window_with};

fn paint(harness: &mut Shown, seed: u64) -> Result<()> {
    let usual = Recipe::new(Model::Etude, "a red circle");
    let sampling = Sampling { steps: 2, prior_steps: 2, guidance: 1.0, prior_guidance: 1.0, ..usual.sampling };
    let recipe = Recipe { seed, width: 64, height: 64, sampling, ..usual };
    let window = harness.state_mut().as_mut().context("no window")?;
    window.apply(Intent::Edit(Box::new(Draft::from_recipe(&recipe))));
    window.apply(Intent::Paint(Place::Back));
    Ok(())
}

/// A hook that panics at its first `times` calls, after which it counts on.
fn panics(times: usize) -> (OnProgress, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let hook = Arc::new(move |_| assert!(counted.fetch_add(1, Ordering::Relaxed) >= times, "a fault for a test"));
    (hook, calls)
}

#[test]
fn a_job_that_panics_fails_and_the_next_one_is_painted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let (hook, calls) = panics(1);
    let mut harness = window_with(root.path(), move |config| EngineConfig { on_progress: Some(hook), ..config });
    harness.step();
    paint(&mut harness, 1)?;
    paint(&mut harness, 2)?;
    until(&mut harness, "the failure", |h| says(h, "The engine made a mistake"))?;
    until(&mut harness, "the next picture", |_| pictures(&root.path().join("pictures")) == 1)?;
    ensure!(calls.load(Ordering::Relaxed) > 1);
    Ok(())
}

#[test]
fn the_system_closes_it_without_a_question() -> Result<()> {
    let root = tempfile::tempdir()?;
    // Pictures that cannot be saved would be asked about, if somebody were there.
    std::fs::write(root.path().join("pictures"), b"not a folder")?;
    let told = Arc::new(AtomicBool::new(false));
    let mut harness = window_that_ends(root.path(), Arc::clone(&told));
    harness.step();
    paint(&mut harness, 1)?;
    until(&mut harness, "a word about it", |h| says(h, "could not be saved"))?;
    told.store(true, Ordering::Relaxed);
    harness.step();
    let commands = harness.output().viewport_output[&egui::ViewportId::ROOT].commands.clone();
    ensure!(commands.contains(&egui::ViewportCommand::Close), "{commands:?}");
    let root = harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    root.events.push(egui::ViewportEvent::Close);
    harness.step();
    let commands = &harness.output().viewport_output[&egui::ViewportId::ROOT].commands;
    ensure!(!commands.contains(&egui::ViewportCommand::CancelClose), "it asks, and nobody answers");
    Ok(())
}

#[test]
fn a_picture_whose_engine_is_killed_is_begun_again_once() -> Result<()> {
    let root = tempfile::tempdir()?;
    let line = CommandLine { program: env!("CARGO_BIN_EXE_cli").into(), arguments: vec!["engine".into()] };
    let mut harness = window_with(root.path(), |config| EngineConfig { process: Some(line), ..config });
    harness.step();
    paint_slowly(&mut harness)?;
    for (says_so, waiting) in [("begins the picture again", true), ("is not painted", false)] {
        until(&mut harness, "the first steps", |h| running(h).is_some_and(|phase| phase == Phase::Denoise))?;
        let studio = harness.state().as_ref().context("no window")?.studio();
        let id = studio.engine_process.context("no process")?;
        ensure!(Command::new("kill").args(["-KILL", &id.to_string()]).status()?.success());
        until(&mut harness, says_so, |h| says(h, says_so))?;
        ensure!(running(&harness).is_none() || waiting, "it runs on");
    }
    // Another picture is painted all the same.
    paint(&mut harness, 5)?;
    until(&mut harness, "the next picture", |_| pictures(&root.path().join("pictures")) == 1)
}

/// A picture that takes a minute.
fn paint_slowly(harness: &mut Shown) -> Result<()> {
    let usual = Recipe::new(Model::Etude, "a red circle");
    let recipe = Recipe { sampling: Sampling { steps: 500, ..usual.sampling }, ..usual };
    let window = harness.state_mut().as_mut().context("no window")?;
    window.apply(Intent::Edit(Box::new(Draft::from_recipe(&recipe))));
    window.apply(Intent::Paint(Place::Back));
    Ok(())
}

/// What the job that runs is at.
fn running(harness: &Shown) -> Option<Phase> {
    let studio = harness.state().as_ref()?.studio();
    studio.queue.running()?.progress().map(|progress| progress.phase)
}

#[test]
fn another_device_paints_from_the_next_picture_on() -> Result<()> {
    let root = tempfile::tempdir()?;
    let line = CommandLine { program: env!("CARGO_BIN_EXE_cli").into(), arguments: vec!["engine".into()] };
    let mut harness = window_with(root.path(), |config| EngineConfig { process: Some(line), ..config });
    harness.step();
    let process = |harness: &Shown| harness.state().as_ref().and_then(|window| window.studio().engine_process);
    paint(&mut harness, 1)?;
    until(&mut harness, "a picture", |_| pictures(&root.path().join("pictures")) == 1)?;
    let first = process(&harness).context("no process")?;
    let window = harness.state_mut().as_mut().context("no window")?;
    let settings = Settings { memory: Some(1 << 33), ..window.studio().settings.clone() };
    window.apply(Intent::Set(Box::new(settings)));
    (0..10).for_each(|_| harness.step());
    ensure!(process(&harness) == Some(first), "an engine was changed for nothing");
    paint(&mut harness, 2)?;
    until(&mut harness, "another picture", |_| pictures(&root.path().join("pictures")) == 2)?;
    ensure!(process(&harness).is_some_and(|second| second != first), "the same engine went on");
    ensure!(!std::fs::exists(format!("/proc/{first}"))?, "the first engine is there still");
    Ok(())
}
