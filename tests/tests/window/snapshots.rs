//! What the window looks like in its main states, light and dark, pixel for pixel as far as renderers agree. After a
//! wanted change: `UPDATE_SNAPSHOTS=1 cargo nextest run -E 'test(/^snapshots::/)'`, and look at the pictures before
//! they are kept.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{self, Provenance};
use bluerider::ui::window::Window;
use bluerider_engine::protocol::{Model, Picture, Recipe};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};

type Shown = Harness<'static, Option<Window>>;

/// A picture of a disc on a ground.
fn picture(disc: [u8; 3], ground: [u8; 3], side: usize) -> Picture {
    let middle = side as f32 / 2.0;
    let at = |index: usize| {
        let (x, y) = ((index % side) as f32 + 0.5 - middle, (index / side) as f32 + 0.5 - middle);
        if x.hypot(y) < middle * 0.6 { disc } else { ground }
    };
    Picture { width: side, height: side, pixels: (0..side * side).flat_map(at).collect::<Vec<u8>>().into() }
}

/// A gallery of six pictures, and a session with words; `session`: further fields of its file.
fn prepare(root: &Path, dark: bool, session: &str) -> Result<()> {
    let paths = Paths::under(root);
    std::fs::create_dir_all(&paths.config)?;
    std::fs::create_dir_all(&paths.pictures)?;
    let appearance = if dark { "dark" } else { "light" };
    let settings = format!(r#"{{"language": "english", "appearance": "{appearance}"}}"#);
    std::fs::write(paths.config.join("settings.json"), settings)?;
    let words = r#""prompt": "a (red:1.3) disc in {morning|evening} light", "negative": "blur",
        "seed": 1911, "seed_locked": true"#;
    std::fs::write(paths.config.join("session.json"), format!("{{{words}{session}}}"))?;
    let colours = [[190, 60, 40], [40, 80, 170], [230, 190, 60], [60, 130, 80], [120, 60, 130], [30, 30, 34]];
    for (index, disc) in colours.into_iter().enumerate() {
        let recipe = Recipe { seed: index as u64, ..Recipe::new(Model::Etude, format!("disc number {index}")) };
        // A time that a picture shows is the same at every run.
        let painted = 1_700_000_000_000_000 + index as i64;
        let provenance = Provenance { painted, ..Provenance::new(recipe, "0".into()) };
        let bytes = picture_file::encode(&picture(disc, [238, 232, 220], 128), Some(&provenance))?;
        let path = paths.pictures.join(format!("{index}.png"));
        std::fs::write(&path, bytes)?;
        let time = std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + index as u64);
        std::fs::File::open(&path)?.set_modified(time)?;
    }
    Ok(())
}

/// The window of a prepared folder, without an engine, which would say what this machine is.
fn window(root: &Path) -> Shown {
    let root = root.to_owned();
    Harness::builder().with_size([1180.0, 760.0]).wgpu().build_ui_state(
        move |ui, window: &mut Option<Window>| {
            let window = window.get_or_insert_with(|| Window::new(ui.ctx(), Paths::under(&root), None, true));
            // A cursor that blinks is another picture every half second.
            ui.ctx().all_styles_mut(|style| style.visuals.text_cursor.blink = false);
            window.advance(ui.ctx());
            window.frame(ui);
        },
        None,
    )
}

/// Runs frames until everything is read that is shown.
fn offload(harness: &mut Shown) {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        harness.step();
        let ready = harness.state().as_ref().is_some_and(|window| window.pictures() == (6, true));
        if ready && start.elapsed() > Duration::from_millis(1500) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    harness.run_steps(4);
}

/// One state in both appearances: `act` brings the window to it.
fn state(name: &str, session: &str, act: impl Fn(&mut Shown)) -> Result<()> {
    let mut results = SnapshotResults::new();
    for dark in [false, true] {
        let root = tempfile::tempdir()?;
        // The name of the folder is shown nowhere.
        prepare(root.path(), dark, &session.replace("ROOT", &root.path().display().to_string()))?;
        let mut harness = window(root.path());
        offload(&mut harness);
        act(&mut harness);
        offload(&mut harness);
        let file = format!("{name}-{}", if dark { "dark" } else { "light" });
        // Renderers round edges of letters differently.
        let options = SnapshotOptions::new().output_path("snapshots").threshold(1.2).max_failed_pixels(600);
        results.add(harness.try_snapshot_options(&file, &options));
    }
    ensure!(!results.has_errors(), "{name} looks different; see tests/snapshots");
    Ok(())
}

fn click(harness: &mut Shown, label: &str) {
    harness.get_all_by_label(label).next().unwrap_or_else(|| panic!("nothing is called {label}")).click();
    harness.run_steps(3);
}

#[test]
fn the_studio_as_it_opens() -> Result<()> {
    state("opened", "", |_| {})
}

#[test]
fn a_picture_and_its_recipe() -> Result<()> {
    state("picture", "", |harness| click(harness, "disc number 2"))
}

#[test]
fn the_blend_room() -> Result<()> {
    let wells = r#", "room": "blend", "wells": [
        {"of": {"words": "a red disc"}, "weight": 0.4}, {"of": {"picture": "ROOT/pictures/1.png"}, "weight": 0.6}]"#;
    state("blend", wells, |_| {})
}

#[test]
fn a_picture_that_is_repainted() -> Result<()> {
    state("repaint", r#", "room": "repaint", "init": "ROOT/pictures/3.png""#, |harness| {
        let at = egui::pos2(600.0, 420.0);
        harness.hover_at(at);
        harness.run_steps(2);
        harness.drag_at(at);
        harness.run_steps(2);
        harness.hover_at(at + egui::vec2(90.0, 40.0));
        harness.run_steps(2);
        harness.drop_at(at + egui::vec2(90.0, 40.0));
        harness.run_steps(2);
    })
}

#[test]
fn a_queue_that_waits() -> Result<()> {
    state("queue", "", |harness| {
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::P);
        harness.run_steps(2);
        for _ in 0..3 {
            click(harness, "Paint");
        }
    })
}

#[test]
fn the_models_room() -> Result<()> {
    state("models", r#", "room": "models""#, |_| {})
}

#[test]
fn all_presets() -> Result<()> {
    state("presets", "", |harness| click(harness, "All presets…"))
}

#[test]
fn the_experiments_room() -> Result<()> {
    state("experiments", r#", "room": "experiments""#, |harness| {
        click(harness, "Run: disc number 4");
        click(harness, "Rate 3 of 5");
        click(harness, "Sort by Seed");
    })
}

#[test]
fn runs_in_columns() -> Result<()> {
    state("columns", r#", "room": "experiments""#, |harness| click(harness, "Columns"))
}
