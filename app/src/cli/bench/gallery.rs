//! The gallery's figures: a folder of many pictures is made, and it is measured how soon the window shows them, how long
//! frames take while they run past, and how much memory that takes.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use egui::{Context, Event, Modifiers, MouseWheelUnit, TouchPhase, Ui, ViewportCommand, pos2, vec2};

use super::super::window;
use crate::studio::gallery::Gallery;
use crate::studio::paths::Paths;
use crate::studio::picture_file::{self, Provenance};
use crate::ui::window::Window;

/// Frames that are measured.
const FRAMES: usize = 1200;
/// Points that the gallery moves in a frame: about ten rows.
const SCROLL: f32 = 1200.0;
/// Sides of the pictures that are made, in pixels.
const SIDES: [(usize, usize); 3] = [(96, 96), (128, 96), (96, 128)];
/// The first reading of so many files is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(1800);

/// What was measured in the window.
struct Figures {
    /// Milliseconds from the window's making until it showed pictures.
    shown: f64,
    frames: Vec<f64>,
    resident: u64,
    thumbnails: usize,
}

/// Makes the folder, measures and prints.
pub(super) fn run(count: u32, json: bool) -> Result<()> {
    let folder = tempfile::tempdir().map_err(EngineError::internal)?;
    let paths = Paths::under(folder.path());
    let started = Instant::now();
    make(&paths.pictures, count)?;
    let made = started.elapsed().as_secs_f64();
    let read = index(&paths, count as usize)?;
    let (sender, receiver) = channel();
    window::show(move |context| {
        let start = Instant::now();
        let window = Window::new(context, paths, None, true);
        Box::new(Measured { window, start, shown: None, frames: Vec::new(), count: count as usize, sender })
    })?;
    let figures = receiver.try_recv().map_err(|_| EngineError::cancelled())?;
    let mut frames = figures.frames;
    frames.sort_by(f64::total_cmp);
    let at = |part: f64| frames[((frames.len() - 1) as f64 * part) as usize];
    let (median, p99, most) = (at(0.5), at(0.99), at(1.0));
    let resident = figures.resident as f64 / 1e6;
    if json {
        let figures = serde_json::json!({
            "pictures": count, "read": read, "shown": figures.shown, "median": median, "p99": p99, "most": most,
            "resident_mb": resident, "thumbnails": figures.thumbnails,
        });
        println!("{figures}");
        return Ok(());
    }
    println!("{count} pictures, made in {made:.1} s");
    println!("an index of them from nothing: {read:.1} s");
    println!("opened again, they are shown after {:.0} ms", figures.shown);
    println!(
        "{} frames while they run past: median {median:.2} ms, p99 {p99:.2} ms, longest {most:.2} ms",
        frames.len()
    );
    println!("{} thumbnails were drawn; {resident:.0} MB resident", figures.thumbnails);
    Ok(())
}

/// Pictures of a colour each, with a recipe as ours have it.
fn make(folder: &Path, count: u32) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| EngineError::io("make", folder, &e))?;
    let words = ["a red circle", "a lake in fog", "тройка в поле", "a blue cup", "Gzhel porcelain", "an old fisherman"];
    for index in 0..count {
        let (width, height) = SIDES[index as usize % SIDES.len()];
        let pixels: Arc<[u8]> =
            (0..width * height).flat_map(|at| [index as u8, (index >> 8) as u8, ((at / width) * 2) as u8]).collect();
        let prompt = format!("{} number {index}", words[index as usize % words.len()]);
        let recipe = Recipe { seed: index.into(), ..Recipe::new(Model::Etude, prompt) };
        let provenance = Provenance::new(recipe, "0123456789abcdef".to_owned());
        let bytes = picture_file::encode(&Picture { width, height, pixels }, Some(&provenance))?;
        let path = folder.join(format!("{index:07}.png"));
        std::fs::write(&path, bytes).map_err(|e| EngineError::io("write", &path, &e))?;
    }
    Ok(())
}

/// Seconds until an index knows all of them.
fn index(paths: &Paths, count: usize) -> Result<f64> {
    let start = Instant::now();
    let mut gallery = Gallery::open(paths.pictures.clone(), &paths.cache, Arc::new(|| {}));
    while gallery.len() < count {
        if start.elapsed() > PATIENCE {
            return Err(EngineError::internal("the index was not built in half an hour"));
        }
        std::thread::sleep(Duration::from_millis(5));
        gallery.tick();
        if let Some(error) = gallery.failures().pop() {
            return Err(error);
        }
    }
    Ok(start.elapsed().as_secs_f64())
}

/// The studio's window, its gallery running past.
struct Measured {
    window: Window,
    start: Instant,
    shown: Option<f64>,
    frames: Vec<f64>,
    count: usize,
    sender: Sender<Figures>,
}

impl eframe::App for Measured {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.window.advance(context);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        // A frame's time is known when the next one begins.
        match (frame.info().cpu_usage, self.shown) {
            (Some(seconds), Some(_)) => self.frames.push(f64::from(seconds) * 1e3),
            (Some(_), None) if self.window.pictures() == (self.count, true) => {
                self.shown = Some(self.start.elapsed().as_secs_f64() * 1e3);
            }
            _ => {}
        }
        if self.frames.len() == FRAMES {
            let (frames, resident) = (std::mem::take(&mut self.frames), resident());
            let (shown, thumbnails) = (self.shown.unwrap_or_default(), self.window.thumbnails());
            // Whoever waits for it is gone only where the program ends anyway.
            self.sender.send(Figures { shown, frames, resident, thumbnails }).ok();
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
        self.window.frame(ui);
        ui.ctx().request_repaint();
    }

    /// A hand on the wheel over the gallery: now and then it rests.
    fn raw_input_hook(&mut self, _context: &Context, input: &mut egui::RawInput) {
        let Some(screen) = input.screen_rect.filter(|_| self.shown.is_some()) else { return };
        input.events.push(Event::PointerMoved(pos2(screen.right() - 100.0, screen.center().y)));
        if self.frames.len() % 60 < 45 {
            input.events.push(Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, -SCROLL),
                phase: TouchPhase::Move,
                source: egui::MouseWheelSource::Wheel,
                modifiers: Modifiers::NONE,
            });
        }
    }

    fn on_exit(&mut self) {
        eframe::App::on_exit(&mut self.window);
    }
}

/// Bytes of this process that are in memory.
fn resident() -> u64 {
    use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};
    let (Ok(mut system), Ok(own)) = (System::new(), sysinfo::get_current_pid()) else { return 0 };
    let what = ProcessRefreshKind::nothing().with_memory();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[own]), true, what);
    system.process(own).map_or(0, sysinfo::Process::memory)
}
