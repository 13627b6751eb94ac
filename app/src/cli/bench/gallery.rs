//! The gallery's figures, and those of the table of its runs: a folder of many pictures is made, and it is measured how
//! soon the window shows them, how long frames take while they run past, and how much memory that takes.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use anstream::println;
use bluerider_engine::error::Doing;
use bluerider_engine::protocol::{Model, Picture, Recipe};
use cpu_time::ThreadTime;
use egui::{Context, Event, Modifiers, MouseWheelUnit, TouchPhase, Ui, ViewportCommand, pos2, vec2};
use serde::Serialize;

use super::super::window;
use crate::studio::draft::Room;
use crate::studio::error::{Result, StudioError};
use crate::studio::gallery::Gallery;
use crate::studio::intent::Intent;
use crate::studio::paths::Paths;
use crate::studio::picture_file::{self, Provenance};
use crate::studio::settings::Layout;
use crate::ui::window::Window;

/// Frames that are measured.
const FRAMES: usize = 600;
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
    /// Milliseconds of processor time of each frame: the studio's own, and with the drawing.
    own: Vec<f64>,
    drawn: Vec<f64>,
    resident: u64,
    thumbnails: usize,
}

/// What runs past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scrolled {
    /// The gallery.
    Gallery,
    /// The table of the Experiments room.
    Runs,
}

/// Makes the folder, measures and prints.
pub(super) fn run(count: u32, scrolled: Scrolled, json: bool) -> Result<()> {
    let folder = tempfile::tempdir().map_err(StudioError::internal)?;
    let paths = Paths::under(folder.path());
    let started = Instant::now();
    make(&paths.pictures, count)?;
    let made = started.elapsed().as_secs_f64();
    let read = index(&paths, count as usize)?;
    let (sender, receiver) = channel();
    window::show(Layout::default(), move |creation| {
        let context = &creation.egui_ctx;
        let start = Instant::now();
        let mut window = Window::new(context, paths, None, true);
        if scrolled == Scrolled::Runs {
            window.apply(Intent::Open(Room::Experiments));
        }
        Box::new(Measured {
            window,
            start,
            shown: None,
            before: None,
            advancing: 0.0,
            own: Vec::new(),
            drawn: Vec::new(),
            count: count as usize,
            scrolled,
            sender,
        })
    })?;
    let figures = receiver.try_recv().map_err(|_| StudioError::cancelled())?;
    let (own, drawn) = (Spread::of(figures.own), Spread::of(figures.drawn));
    let resident = figures.resident as f64 / 1e6;
    if json {
        let figures = serde_json::json!({
            "pictures": count, "read": read, "shown": figures.shown, "own": own, "drawn": drawn,
            "resident_mb": resident,
            "thumbnails": figures.thumbnails,
        });
        println!("{figures}");
        return Ok(());
    }
    println!("{count} pictures, made in {made:.1} s");
    println!("an index of them from nothing: {read:.1} s");
    println!("opened again, they are shown after {:.0} ms", figures.shown);
    println!("processor time of {FRAMES} frames while they run past: {own}");
    println!("the same with drawing, which without graphics hardware is most of it: {drawn}");
    println!("{} thumbnails were drawn; {resident:.0} MB resident", figures.thumbnails);
    Ok(())
}

/// Milliseconds of some frames.
#[derive(Serialize)]
struct Spread {
    median: f64,
    p99: f64,
    most: f64,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        Self { median: at(0.5), p99: at(0.99), most: at(1.0) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "median {:.2} ms, p99 {:.2} ms, longest {:.2} ms", self.median, self.p99, self.most)
    }
}

/// Pictures of a colour each, with a recipe as ours have it.
fn make(folder: &Path, count: u32) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| StudioError::io(Doing::Make, folder, &e))?;
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
        std::fs::write(&path, bytes).map_err(|e| StudioError::io(Doing::Write, &path, &e))?;
    }
    Ok(())
}

/// Seconds until an index knows all of them.
fn index(paths: &Paths, count: usize) -> Result<f64> {
    let start = Instant::now();
    let mut gallery = Gallery::open(paths.pictures.clone(), &paths.cache, Arc::new(|| {}));
    while gallery.len() < count {
        if start.elapsed() > PATIENCE {
            return Err(StudioError::internal("the index was not built in half an hour"));
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
    before: Option<ThreadTime>,
    /// What taking in what had come took for this frame.
    advancing: f64,
    own: Vec<f64>,
    drawn: Vec<f64>,
    count: usize,
    scrolled: Scrolled,
    sender: Sender<Figures>,
}

impl eframe::App for Measured {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        let start = ThreadTime::now();
        self.window.advance(context);
        self.advancing = start.elapsed().as_secs_f64() * 1e3;
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        // What this thread has computed since the last frame began: that frame, its drawing, and all between.
        let now = ThreadTime::now();
        let before = self.before.replace(now);
        match (before, self.shown) {
            (Some(before), Some(_)) => self.drawn.push(now.duration_since(before).as_secs_f64() * 1e3),
            (_, None) if self.window.pictures() == (self.count, true) => {
                self.shown = Some(self.start.elapsed().as_secs_f64() * 1e3);
            }
            _ => {}
        }
        if self.drawn.len() == FRAMES {
            let (own, drawn) = (std::mem::take(&mut self.own), std::mem::take(&mut self.drawn));
            let (shown, thumbnails) = (self.shown.unwrap_or_default(), self.window.thumbnails());
            // Whoever waits for it is gone only where the program ends anyway.
            self.sender.send(Figures { shown, own, drawn, resident: resident(), thumbnails }).ok();
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
        self.window.frame(ui);
        if self.shown.is_some() {
            self.own.push(now.elapsed().as_secs_f64() * 1e3 + self.advancing);
        }
        ui.ctx().request_repaint();
    }

    /// A hand on the wheel over what runs past: now and then it rests.
    fn raw_input_hook(&mut self, _context: &Context, input: &mut egui::RawInput) {
        let Some(screen) = input.screen_rect.filter(|_| self.shown.is_some()) else { return };
        let x = match self.scrolled {
            Scrolled::Gallery => screen.right() - 100.0,
            Scrolled::Runs => screen.center().x,
        };
        input.events.push(Event::PointerMoved(pos2(x, screen.center().y)));
        if self.drawn.len() % 60 < 45 {
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
