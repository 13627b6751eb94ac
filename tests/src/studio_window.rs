//! The studio's window on a folder of its own, driven by the names that a screen reader hears.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bluerider::studio::paths::Paths;
use bluerider::ui::window::Window;
use bluerider_engine::device::DevicePreference;
use bluerider_engine::worker::EngineConfig;
use egui::DroppedFile;
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder};

/// The window; it is made in the first frame.
pub type Shown = Harness<'static, Option<Window>>;

/// Étude needs a few seconds for a picture, more where other tests run beside it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A window in English whose files are under `root`.
pub fn window(root: &Path) -> Shown {
    window_with(root, |config| config)
}

/// One in which letters that no bundled font has are boxes, as where the system has no fonts for them either; in the
/// others they are an error, since the studio's own words need all their letters.
pub fn window_of_any_script(root: &Path) -> Shown {
    shown(root, Harness::builder().allow_missing_glyphs(), Arc::default(), |config| config)
}

/// One that ends once it is told to.
pub fn window_that_ends(root: &Path, told: Arc<AtomicBool>) -> Shown {
    shown(root, Harness::builder(), told, |config| config)
}

/// One with another engine.
pub fn window_with(root: &Path, change: impl FnOnce(EngineConfig) -> EngineConfig) -> Shown {
    shown(root, Harness::builder(), Arc::default(), change)
}

fn shown(
    root: &Path,
    builder: HarnessBuilder<Option<Window>>,
    told: Arc<AtomicBool>,
    change: impl FnOnce(EngineConfig) -> EngineConfig,
) -> Shown {
    let paths = Paths::under(root);
    std::fs::create_dir_all(&paths.config).expect("a folder for settings");
    if !paths.config.join("settings.json").exists() {
        std::fs::write(paths.config.join("settings.json"), r#"{"language": "english"}"#).expect("settings");
    }
    let config = change(EngineConfig {
        cache: Some(paths.cache.clone()),
        keep_below: 1 << 30,
        ..EngineConfig::on(DevicePreference::Cpu)
    });
    let root = root.to_owned();
    builder.with_size([1280.0, 820.0]).build_ui_state(
        move |ui, window: &mut Option<Window>| {
            let open = || {
                let window = Window::new(ui.ctx(), Paths::under(&root), Some(config.clone()), true);
                window.ended_by(Arc::default(), Arc::clone(&told))
            };
            let window = window.get_or_insert_with(open);
            window.advance(ui.ctx());
            window.frame(ui);
        },
        None,
    )
}

/// Runs frames until `done`.
///
/// # Errors
/// Where that takes too long.
pub fn until(harness: &mut Shown, what: &str, done: impl Fn(&Shown) -> bool) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        harness.step();
        if done(harness) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("{what} did not come");
}

/// True where something has this name.
pub fn there(harness: &Shown, label: &str) -> bool {
    harness.query_all_by_label(label).next().is_some()
}

/// True where the name of something has these words in it.
pub fn says(harness: &Shown, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Clicks the first thing of this name and lets the window answer.
///
/// # Errors
/// Where nothing has it.
pub fn click(harness: &mut Shown, label: &str) -> Result<()> {
    harness.query_all_by_label(label).next().with_context(|| format!("nothing is called {label}"))?.click();
    harness.run_steps(4);
    Ok(())
}

/// How many pictures are in a folder.
pub fn pictures(folder: &Path) -> usize {
    let named = |entry: std::fs::DirEntry| entry.path().extension().is_some_and(|end| end == "png");
    std::fs::read_dir(folder).map_or(0, |entries| entries.flatten().map(named).filter(|&png| png).count())
}

/// A file that is let go over the window.
#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> std::result::Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
