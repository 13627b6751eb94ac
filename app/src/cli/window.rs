//! Opens the studio's window.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::eprintln;
use bluerider_engine::worker::EngineConfig;

use super::Means;
use crate::studio::error::{Result, StudioCause};
use crate::studio::instance_lock::InstanceLock;
use crate::studio::paths::Paths;
use crate::studio::settings::{Layout, Settings};
use crate::ui::graphics_loss::GraphicsLoss;
use crate::ui::system_fonts;
use crate::ui::window::Window;

/// So often a window is opened anew whose graphics device was lost.
const MOST_LOST: usize = 3;

/// Opens the window and stays until it is closed. Where its graphics device is lost, as at a driver's restart, all is
/// kept, and it is opened anew.
/// `device_asked`: the device was named on the command line, so that it counts more than the settings.
pub(super) fn open(means: Means, device_asked: bool) -> Result<()> {
    let paths = Paths::of_system();
    // Held until the window is closed.
    let Some(_alone) = InstanceLock::claim(&paths) else {
        eprintln!("Blue Rider is open already.");
        let dialog = rfd::MessageDialog::new().set_title("Blue Rider").set_description("Blue Rider is open already.");
        dialog.show();
        return Ok(());
    };
    let config = EngineConfig { process: super::engine_process(means), ..super::config(means, &paths) };
    until_kept(|anew| {
        let (loss, told) = (Arc::new(GraphicsLoss::default()), Arc::new(AtomicBool::new(false)));
        let (watched, heard) = (Arc::clone(&loss), Arc::clone(&told));
        let (paths, config) = (paths.clone(), config.clone());
        let shown = catch_unwind(AssertUnwindSafe(|| {
            // As the last window was left, also where that was one a moment ago.
            let (settings, _) = Settings::load(&paths);
            show(settings.layout, move |creation| {
                let context = &creation.egui_ctx;
                watched.watch(creation);
                let mut window = Window::new(context, paths, Some(config), device_asked);
                window = window.ended_by(watched, Arc::clone(&heard));
                if anew {
                    window.tell_artist(StudioCause::GraphicsLost.into());
                }
                end_on_signals(context, heard);
                system_fonts::add(context);
                Box::new(window)
            })
        }));
        let lost = loss.is_lost() && !told.load(Ordering::Relaxed);
        match shown {
            Ok(shown) => shown.map(|()| lost),
            // Drawing with a lost device panics.
            Err(_) if lost => Ok(true),
            Err(panic) => resume_unwind(panic),
        }
    })
}

/// Opens a window, and again where its graphics device was lost. `open`: whether it is opened anew → whether it lost
/// its device.
fn until_kept(mut open: impl FnMut(bool) -> Result<bool>) -> Result<()> {
    for times in 0..=MOST_LOST {
        if !open(times > 0)? {
            return Ok(());
        }
        log::error!("the window's graphics device was lost");
    }
    Err(StudioCause::GraphicsGone.into())
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

/// Shows what `create` makes in a window of this layout, until it is closed.
pub(super) fn show(
    layout: Layout,
    create: impl FnOnce(&eframe::CreationContext<'_>) -> Box<dyn eframe::App> + 'static,
) -> Result<()> {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Blue Rider")
            .with_app_id("blue-rider")
            .with_inner_size(layout.window.unwrap_or([1280.0, 820.0]))
            .with_maximized(layout.maximized)
            .with_min_inner_size([880.0, 560.0]),
        ..eframe::NativeOptions::default()
    };
    let create = move |creation: &eframe::CreationContext<'_>| Ok(create(creation));
    eframe::run_native("Blue Rider", options, Box::new(create)).map_err(|error| StudioCause::NoWindow.detail(error))
}

#[cfg(test)]
mod tests {
    use super::{MOST_LOST, until_kept};

    /// How often a window is opened that loses its device `losses` times, and whether that ended well.
    fn opened(losses: usize) -> (usize, bool) {
        let mut times = 0;
        let kept = until_kept(|anew| {
            assert_eq!(anew, times > 0);
            times += 1;
            Ok(times <= losses)
        });
        (times, kept.is_ok())
    }

    #[test]
    fn a_window_whose_graphics_device_is_lost_is_opened_anew_and_not_for_ever() {
        assert_eq!(opened(0), (1, true));
        assert_eq!(opened(2), (3, true));
        assert_eq!(opened(100), (MOST_LOST + 1, false));
    }
}
