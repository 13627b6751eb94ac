//! The window where everything is too much: long words, small windows, large letters, many files and events, and hands
//! that stay on the keys.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::Studio;
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider_engine::protocol::{Event, Phase};
use bluerider_tests::studio_window::{Dropped, Shown, pictures, until, window, window_of_any_script};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

/// All that a room shows lies within the window, from left to right.
fn within(harness: &Shown, about: &str) -> Result<()> {
    let width = harness.ctx.content_rect().width();
    for name in ["Prompt", "Paint", "Gallery"] {
        for node in harness.query_all_by_label(name) {
            let rect = node.rect();
            ensure!(rect.left() >= -1.0 && rect.right() <= width + 1.0, "{about}: {name} lies at {rect:?} of {width}");
        }
    }
    Ok(())
}

#[test]
fn it_can_be_resized_scaled_and_darkened_while_it_paints() -> Result<()> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    let session = r#"{"prompt": "a red circle", "steps": 8, "prior_steps": 2, "width": 128, "height": 128}"#;
    std::fs::write(root.path().join("config/session.json"), session)?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    harness.get_by_label("Paint").click();
    until(&mut harness, "Stop", |h| h.query_by_label("Stop").is_some())?;
    for (size, scale) in [
        ([880.0, 560.0], 1.0),
        ([640.0, 480.0], 1.0),
        ([1280.0, 820.0], 2.0),
        ([1920.0, 1080.0], 1.5),
        ([880.0, 560.0], 1.5),
    ] {
        harness.set_size(size.into());
        harness.set_pixels_per_point(scale);
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            harness.ctx.set_theme(theme);
            harness.run_steps(3);
            // Below the least size that the window has there may be too little room.
            if size[0] >= 880.0 {
                within(&harness, &format!("{size:?} × {scale}"))?;
            }
        }
    }
    until(&mut harness, "the picture", |_| pictures(&root.path().join("pictures")) == 1)
}

#[test]
fn with_keys_alone_one_writes_paints_stops_and_keeps() -> Result<()> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    std::fs::write(
        root.path().join("config/session.json"),
        r#"{"steps": 2, "prior_steps": 2, "width": 64, "height": 64}"#,
    )?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    // The cursor is in the prompt already.
    harness.event(egui::Event::Text("a red circle on a white ground".into()));
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut harness, "the file", |_| pictures(&root.path().join("pictures")) == 1)?;
    // A long one, which is stopped.
    harness.get_by_label("Prompt").focus();
    harness.step();
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        harness.step();
    }
    until(&mut harness, "Stop", |h| h.query_by_label("Stop").is_some())?;
    harness.key_press(Key::Escape);
    until(&mut harness, "the end of the queue", |h| h.query_by_label("Stop").is_none())?;
    // Everything on the way can be reached with the tabulator.
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..120 {
        harness.key_press(Key::Tab);
        harness.step();
        for name in ["Prompt", "Negative prompt", "Paint", "Seed"] {
            if harness.query_all_by_label(name).any(|node| node.is_focused()) {
                reached.insert(name);
            }
        }
    }
    ensure!(reached.len() == 4, "only {reached:?} can be reached");
    Ok(())
}

#[test]
fn long_words_in_any_script_stay_in_their_places() -> Result<()> {
    for words in [
        "a very long word ".repeat(600),
        "безостановочнонаписанноеслово".repeat(300),
        "漢字".repeat(2_000),
        "عربي עברית ".repeat(900),
        "🎨🖼\u{fe0f}👩\u{200d}🎨".repeat(1_000),
        "\u{202e}\u{7}\u{1b}[2J".repeat(1_000),
    ] {
        let root = tempfile::tempdir()?;
        let session = serde_json::json!({ "prompt": words, "negative": words });
        std::fs::create_dir_all(root.path().join("config/presets"))?;
        std::fs::write(root.path().join("config/session.json"), session.to_string())?;
        let name: String = words.chars().take(200).collect();
        let presets = serde_json::json!([{ "id": 1, "name": name, "prompt": words }]);
        std::fs::write(root.path().join("config/presets/presets.json"), presets.to_string())?;
        let mut harness = window_of_any_script(root.path());
        harness.run_steps(4);
        within(&harness, &name)?;
    }
    Ok(())
}

#[test]
fn of_a_thousand_files_that_are_dropped_one_is_asked_about() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    for number in 0..1000 {
        let path = root.path().join(format!("{number}.png"));
        image::RgbImage::new(4, 4).save(&path)?;
        harness.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    }
    let start = Instant::now();
    harness.run_steps(3);
    ensure!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    ensure!(harness.query_by_label("0.png").is_some() && harness.query_by_label("1.png").is_none());
    Ok(())
}

#[test]
fn ten_thousand_reports_in_a_frame_take_no_time() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = Studio::open(Paths::under(root.path()), Arc::new(|| {}));
    studio.apply(Intent::Paint(Place::Back));
    studio.tick(Instant::now());
    let job = studio.queue.list().first().context("no job")?.id;
    let start = Instant::now();
    for done in 0..10_000 {
        studio.on_event(Event::Progress { job, index: 0, phase: Phase::Denoise, done, of: 10_000 });
    }
    studio.tick(Instant::now());
    ensure!(start.elapsed() < Duration::from_millis(100), "{:?}", start.elapsed());
    let progress = studio.queue.get(job).and_then(|job| job.progress()).context("no progress")?;
    ensure!(progress.done == 9_999, "{progress:?}");
    Ok(())
}
