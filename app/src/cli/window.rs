//! Opens the studio's window.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
#[cfg(unix)]
use std::sync::atomic::Ordering;

use anstream::eprintln;

use super::Means;
use crate::studio::error::{Result, StudioCause};
use crate::studio::instance_lock::InstanceLock;
use crate::studio::paths::Paths;
use crate::ui::system_fonts;
use crate::ui::window::Window;

/// Opens the window and stays until it is closed.
/// `device_asked`: the device was named on the command line, so that it counts more than the settings.
pub(super) fn open(means: Means, device_asked: bool) -> Result<()> {
    let paths = Paths::of_system();
    // Held until the window is closed.
    let Some(_alone) = InstanceLock::claim(&paths)? else {
        eprintln!("Blue Rider is open already.");
        let dialog = rfd::MessageDialog::new().set_title("Blue Rider").set_description("Blue Rider is open already.");
        dialog.show();
        return Ok(());
    };
    let config = super::config(means, &paths);
    show(move |context| {
        let window = Window::new(context, paths, Some(config), device_asked);
        end_on_signals(context, window.told_to_end());
        system_fonts::add(context);
        Box::new(window)
    })
}

/// Has the window closed, and all kept, where the system ends the program.
#[cfg(unix)]
fn end_on_signals(context: &egui::Context, told: Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let context = context.clone();
    let hear = Signals::new([SIGHUP, SIGINT, SIGTERM]).and_then(|mut signals| {
        let work = move || {
            for _ in signals.forever() {
                told.store(true, Ordering::Relaxed);
                context.request_repaint();
            }
        };
        std::thread::Builder::new().name("signals".into()).spawn(work)
    });
    if let Err(error) = hear {
        log::warn!("signals are not heard: {error}");
    }
}

/// Elsewhere the window is asked to close.
#[cfg(not(unix))]
fn end_on_signals(_: &egui::Context, _: Arc<AtomicBool>) {}

/// Shows what `create` makes in the studio's window, until it is closed.
pub(super) fn show(create: impl FnOnce(&egui::Context) -> Box<dyn eframe::App> + 'static) -> Result<()> {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Blue Rider")
            .with_app_id("blue-rider")
            .with_inner_size([1280.0, 820.0])
            .with_min_inner_size([880.0, 560.0]),
        ..eframe::NativeOptions::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| Ok(create(&creation.egui_ctx));
    eframe::run_native("Blue Rider", options, Box::new(create)).map_err(|error| StudioCause::NoWindow.detail(error))
}
