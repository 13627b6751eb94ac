//! A job that panics, and a system that ends the program, while the window looks on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::{Intent, Place};
use bluerider_engine::protocol::{Model, Recipe, Sampling};
use bluerider_engine::worker::{EngineConfig, OnProgress};
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
