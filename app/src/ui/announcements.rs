//! What screen readers say by themselves: how far a job is, and that a picture is there. (Messages are read as they
//! come.)

use egui::accesskit::Live;
use egui::{Id, Rect, Sense, Ui, pos2, vec2};
use fluent_bundle::FluentValue;

use super::{Panel, shortened};
use crate::studio::gallery::EntryId;

/// Steps that a job's progress is said in.
const PARTS: f32 = 4.0;
/// Letters of a prompt that are said.
const LONG: usize = 80;

/// What was said, and of which picture, between frames.
#[derive(Debug, Clone, Default)]
struct Said {
    text: String,
    /// The gallery's newest picture; it is news once another one was there, or none.
    newest: Option<Option<EntryId>>,
}

/// A point that nobody sees, whose name is read aloud whenever it changes.
pub(super) fn show(panel: &Panel<'_>, ui: &Ui) {
    let id = Id::unique("announcements");
    let mut said: Said = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
    let newest = panel.studio.gallery.at(0);
    let text = if let Some(progress) = panel.studio.queue.running().and_then(|job| job.progress()) {
        let percent = (progress.fraction() * PARTS).floor() / PARTS * 100.0;
        Some(panel.locale.with("announce-painting", &[("percent", FluentValue::from(percent))]))
    } else if said.newest.is_some_and(|before| before != newest) && panel.studio.queue.list().is_empty() {
        let entry = newest.and_then(|id| panel.studio.gallery.get(id));
        let title = shortened(entry.and_then(|entry| entry.title()).unwrap_or_default(), LONG);
        entry.map(|_| panel.locale.with("announce-painted", &[("prompt", FluentValue::from(title))]))
    } else {
        None
    };
    if panel.studio.queue.running().is_none() {
        said.newest = Some(newest);
    }
    if let Some(text) = text {
        said.text = text;
    }
    let point = Rect::from_min_size(pos2(0.0, 0.0), vec2(1.0, 1.0));
    let response = ui.interact(point, id.with("point"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, said.text.clone()));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    ui.data_mut(|data| data.insert_temp(id, said));
}
