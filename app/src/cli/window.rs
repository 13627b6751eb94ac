//! Opens the studio's window.

use bluerider_engine::device::DevicePreference;
use bluerider_engine::error::{EngineError, Result};

use crate::studio::paths::Paths;
use crate::ui::window::Window;

/// Opens the window and stays until it is closed.
pub(super) fn open(device: Option<DevicePreference>) -> Result<()> {
    let paths = Paths::of_system();
    let config = super::config(device.unwrap_or_default(), &paths);
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Blue Rider")
            .with_app_id("blue-rider")
            .with_inner_size([1280.0, 820.0])
            .with_min_inner_size([880.0, 560.0]),
        ..eframe::NativeOptions::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| {
        let window = Window::new(&creation.egui_ctx, paths, config, device.is_some());
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
