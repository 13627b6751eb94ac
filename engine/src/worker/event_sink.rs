//! The engine's end of what it says: events, and the preview in its slot.

use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::Sender;

use crate::protocol::{Event, Preview};

/// Called whenever there is something new to read.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The slot for the preview: the latest wins.
pub(super) type PreviewSlot = Arc<Mutex<Option<Preview>>>;

/// Where the engine's thread says things.
#[derive(Clone)]
pub(super) struct EventSink {
    pub(super) events: Sender<Event>,
    pub(super) preview: PreviewSlot,
    pub(super) wake: Wake,
}

impl EventSink {
    /// Sends an event. Where the app is gone there is no one to tell.
    pub(super) fn send(&self, event: Event) {
        if self.events.send(event).is_ok() {
            (self.wake)();
        }
    }

    pub(super) fn show(&self, preview: Preview) {
        *self.preview.lock().unwrap_or_else(PoisonError::into_inner) = Some(preview);
        (self.wake)();
    }
}
