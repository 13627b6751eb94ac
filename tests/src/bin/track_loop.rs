//! Paints one prompt after another in a studio that tracks, and says how far its run is; for the tests that upload it.
//!
//!     track_loop ROOT EXPERIMENT [--stay] PROMPT…

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::Studio;
use bluerider::studio::draft::Draft;
use bluerider::studio::experiments::intent::ExperimentsIntent;
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::settings::Settings;
use bluerider::studio::tracking::tracker::TrackingSettings;
use bluerider_engine::protocol::{Model, Recipe};
use bluerider_tests::bench::{Bench, PATIENCE, small};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let root = PathBuf::from(arguments.next().context("no folder")?);
    let experiment = arguments.next().context("no experiment")?;
    let stay = arguments.next_if(|argument| argument == "--stay").is_some();
    let mut studio = Studio::open(Paths::under(&root), Arc::new(|| {}));
    let tracking = TrackingSettings { enabled: true, ..TrackingSettings::default() };
    studio.apply(Intent::Set(Box::new(Settings { tracking, ..studio.settings.clone() })));
    studio.apply(Intent::Experiments(ExperimentsIntent::Begin(experiment)));
    let bench = Bench::new()?;
    for (index, prompt) in arguments.enumerate() {
        let recipe = Recipe { width: 64, height: 64, ..small(&prompt) };
        ensure!(recipe.model == Model::Etude, "another model");
        let draft = Draft { seed: 100 + index as u64, seed_locked: true, ..Draft::from_recipe(&recipe) };
        studio.apply(Intent::Edit(Box::new(draft)));
        studio.apply(Intent::Paint(Place::Back));
        let begun = Instant::now();
        while studio.tracker.latest().is_none_or(|(_, pictures)| *pictures <= index as i64) {
            for command in studio.tick(Instant::now()) {
                bench.engine.send(command)?;
            }
            while let Ok(event) = bench.engine.events().try_recv() {
                studio.on_event(event);
            }
            ensure!(begun.elapsed() < PATIENCE, "no picture was tracked: {:?}", studio.messages.list());
            std::thread::sleep(Duration::from_millis(2));
        }
        let (run, pictures) = studio.tracker.latest().context("no run")?;
        println!("{pictures} {}", run.display());
    }
    if stay {
        loop {
            std::thread::park();
        }
    }
    studio.close();
    Ok(())
}
