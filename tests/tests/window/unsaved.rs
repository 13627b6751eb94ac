//! A gallery that nothing can be written into: the queue waits, nothing is lost without a question, and pictures are
//! saved once the disk can be written to again.

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::{Intent, Place};
use bluerider_engine::protocol::{Model, Recipe, Sampling};
use bluerider_tests::studio_window::{Shown, pictures, says, until, window};
use egui_kittest::kittest::Queryable;

/// A small picture in few steps.
fn recipe(seed: u64) -> Recipe {
    let usual = Recipe::new(Model::Etude, "a red circle");
    Recipe {
        seed,
        width: 64,
        height: 64,
        sampling: Sampling { steps: 2, prior_steps: 2, guidance: 1.0, prior_guidance: 1.0, ..usual.sampling },
        ..usual
    }
}

fn ask_to_close(harness: &mut Shown) -> bool {
    let root = harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    root.events.push(egui::ViewportEvent::Close);
    harness.step();
    let commands = &harness.output().viewport_output[&egui::ViewportId::ROOT].commands;
    !commands.contains(&egui::ViewportCommand::CancelClose)
}

#[test]
fn pictures_that_cannot_be_written_hold_the_queue_and_the_window() -> Result<()> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    // A file in its place: nobody can write into it, not even root.
    std::fs::write(&folder, b"not a folder")?;
    let mut harness = window(root.path());
    harness.step();
    for seed in 1..=3 {
        let window = harness.state_mut().as_mut().context("no window")?;
        window.apply(Intent::Edit(Box::new(Draft::from_recipe(&recipe(seed)))));
        window.apply(Intent::Paint(Place::Back));
    }
    until(&mut harness, "a word about it", |h| says(h, "could not be saved"))?;
    until(&mut harness, "the paused queue", |h| h.query_by_label("Go on").is_some())?;

    // Closing asks, and the artist stays.
    ensure!(!ask_to_close(&mut harness), "it closed over pictures that have no file");
    until(&mut harness, "the question", |h| says(h, "If you close the studio now"))?;
    harness.query_by_label("Stay").context("no way back")?.click();
    harness.run_steps(3);
    ensure!(!says(&harness, "If you close the studio now"), "the question stayed");

    // The disk is there again.
    std::fs::remove_file(&folder)?;
    harness.query_by_label("Try again").context("no second try")?.click();
    until(&mut harness, "the file", |_| pictures(&folder) >= 1)?;
    until(&mut harness, "that it may close", |h| !says(h, "could not be saved"))?;
    // It closes at once, or by itself as soon as the last picture on its way is written; and it asks nothing.
    if !ask_to_close(&mut harness) {
        let closes = |h: &Shown| {
            h.output().viewport_output[&egui::ViewportId::ROOT].commands.contains(&egui::ViewportCommand::Close)
        };
        until(&mut harness, "the end", closes)?;
    }
    ensure!(!says(&harness, "If you close the studio now"), "nothing is unsaved any more, and it asks");
    Ok(())
}
