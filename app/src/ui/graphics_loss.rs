//! Whether the graphics device that shows the window is lost, as at a driver's restart. Nothing can be drawn with it
//! any more, and drawing panics; so the window is closed, with everything kept, and whoever opened it may open another
//! one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use eframe::wgpu::{Device, PollType};

/// The device of one window.
#[derive(Debug, Default)]
pub struct GraphicsLoss {
    device: OnceLock<Device>,
    lost: Arc<AtomicBool>,
}

impl GraphicsLoss {
    /// Watches the device of a window that is being made.
    pub fn watch(&self, creation: &eframe::CreationContext<'_>) {
        let Some(render) = &creation.wgpu_render_state else { return };
        let lost = Arc::clone(&self.lost);
        render.device.set_device_lost_callback(move |reason, said| {
            log::warn!("the window's graphics device: {reason:?} {said}");
            lost.store(true, Ordering::Relaxed);
        });
        _ = self.device.set(render.device.clone());
    }

    /// True where the device is lost. A device says so only when it is asked.
    pub fn is_lost(&self) -> bool {
        if let Some(device) = self.device.get() {
            let asked = device.poll(PollType::Poll);
            log::trace!("{asked:?}");
        }
        self.lost.load(Ordering::Relaxed)
    }
}
