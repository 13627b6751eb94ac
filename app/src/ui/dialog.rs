//! Native dialogs, each on a thread of its own so that the window goes on; the answer is picked up when it is there.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Context, Id, Ui};

use crate::studio::picture_file::EXTENSIONS;

type Slot<T> = Arc<Mutex<Option<T>>>;

/// Opens a dialog under the name `key`. `ask` shows it and returns the answer.
pub(super) fn open<T: Clone + Send + Sync + 'static>(
    context: &Context,
    key: &'static str,
    ask: impl FnOnce() -> Option<T> + Send + 'static,
) {
    let slot = context.data_mut(|data| data.get_temp_mut_or_default::<Slot<T>>(Id::unique(key)).clone());
    let context = context.clone();
    let work = move || {
        if let Some(answer) = ask() {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            context.request_repaint();
        }
    };
    if let Err(error) = std::thread::Builder::new().name("dialog".into()).spawn(work) {
        log::error!("no thread for the dialog: {error}");
    }
}

/// Shows the dialog for a picture's file, and waits for the answer: for use within [`open`].
pub(super) fn picture(title: String) -> Option<PathBuf> {
    rfd::FileDialog::new().set_title(title).add_filter("PNG, JPEG, WebP", &EXTENSIONS).pick_file()
}

/// Takes the answer of the dialog `key`, once.
pub(super) fn answer<T: Clone + Send + Sync + 'static>(ui: &Ui, key: &'static str) -> Option<T> {
    let slot = ui.data_mut(|data| data.get_temp::<Slot<T>>(Id::unique(key)))?;
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}
