//! The window's own figures: from the program's start to its first frame, and how long frames take while it paints.

use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use anstream::println;
use bluerider_engine::protocol::Model;
use egui::{Context, Ui, ViewportCommand};

use super::super::{Means, config, window};
use crate::studio::draft::Draft;
use crate::studio::error::{Result, StudioError};
use crate::studio::intent::{Intent, Place};
use crate::studio::paths::Paths;
use crate::studio::settings::Layout;
use crate::ui::window::Window;

/// What was measured.
struct Figures {
    /// Milliseconds from the program's start to the end of the first frame.
    first: f64,
    /// Milliseconds of each frame while it painted, without waiting for the display.
    frames: Vec<f64>,
}

/// Opens the window on a folder of its own, paints `pictures` with étude, one after another, drawing without a pause,
/// and prints the figures. `start`: when the program began.
pub(super) fn run(means: Means, start: Instant, pictures: u16, json: bool) -> Result<()> {
    let folder = tempfile::tempdir().map_err(StudioError::internal)?;
    let paths = Paths::under(folder.path());
    let config = config(means, &paths);
    let (sender, receiver) = channel();
    window::show(Layout::default(), move |creation| {
        let context = &creation.egui_ctx;
        let window = Window::new(context, paths, Some(config), true);
        Box::new(Measured { window, start, first: None, frames: Vec::new(), left: pictures, sender })
    })?;
    let stopped = |_| StudioError::cancelled();
    let Figures { first, mut frames } = receiver.try_recv().map_err(stopped)?;
    frames.sort_by(f64::total_cmp);
    let at = |part: f64| frames[((frames.len() - 1) as f64 * part) as usize];
    let (median, p99, most, count) = (at(0.5), at(0.99), at(1.0), frames.len());
    if json {
        println!(
            "{}",
            serde_json::json!({ "first": first, "median": median, "p99": p99, "most": most, "count": count })
        );
    } else {
        println!("first frame after {first:.0} ms");
        println!("{count} frames while painting: median {median:.2} ms, p99 {p99:.2} ms, longest {most:.2} ms");
    }
    Ok(())
}

/// The studio's window, with a stop watch.
struct Measured {
    window: Window,
    start: Instant,
    first: Option<f64>,
    frames: Vec<f64>,
    left: u16,
    sender: Sender<Figures>,
}

impl Measured {
    /// Begins the next picture, or ends.
    fn go_on(&mut self, context: &Context) {
        if self.left == 0 {
            let (first, frames) = (self.first.unwrap_or_default(), std::mem::take(&mut self.frames));
            if !frames.is_empty() {
                // Whoever waits for it is gone only where the program ends anyway.
                self.sender.send(Figures { first, frames }).ok();
            }
            context.send_viewport_cmd(ViewportCommand::Close);
            return;
        }
        self.left -= 1;
        let prompt = "a red circle beside a blue square on a white ground".to_owned();
        let draft = Draft { model: Model::Etude, prompt, seed: u64::from(self.left), ..Draft::default() };
        self.window.apply(Intent::Edit(Box::new(draft)));
        self.window.apply(Intent::Paint(Place::Back));
    }
}

impl eframe::App for Measured {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.window.advance(context);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        // A frame's time is known when the next one begins.
        match (frame.info().cpu_usage, self.first) {
            (None, _) => {}
            (Some(_), None) => self.first = Some(self.start.elapsed().as_secs_f64() * 1e3),
            (Some(seconds), Some(_)) => {
                if self.window.painting() {
                    self.frames.push(f64::from(seconds) * 1e3);
                } else {
                    self.go_on(ui.ctx());
                }
            }
        }
        self.window.frame(ui);
        ui.ctx().request_repaint();
    }

    fn on_exit(&mut self) {
        eframe::App::on_exit(&mut self.window);
    }
}
