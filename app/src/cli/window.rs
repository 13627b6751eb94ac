//! Opens the studio's window.

use bluerider_engine::error::{EngineError, Result};

use super::Means;
use crate::studio::paths::Paths;
use crate::ui::window::Window;

/// Opens the window and stays until it is closed.
/// `device_asked`: the device was named on the command line, so that it counts more than the settings.
pub(super) fn open(means: Means, device_asked: bool) -> Result<()> {
    let paths = Paths::of_system();
    let config = super::config(means, &paths);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Blue Rider")
            .with_app_id("blue-rider")
            .with_inner_size([1280.0, 820.0])
            .with_min_inner_size([880.0, 560.0]),
        ..eframe::NativeOptions::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| {
        let window = Window::new(&creation.egui_ctx, paths, config, device_asked);
        Ok(Box::new(window) as Box<dyn eframe::App>)
    };
    eframe::run_native("Blue Rider", options, Box::new(create)).map_err(|error| {
        EngineError::device(
            "The window could not be opened.",
            "Where there is no display, paint with `bluerider paint \"a red circle on a white ground\"`.",
        )
        .detail(error)
    })
}
