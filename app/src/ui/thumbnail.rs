//! A picture of the gallery, small, wherever it is shown.

use egui::{Rect, Ui};

use super::Panel;
use super::textures::{self, Key};
use crate::studio::gallery::EntryId;

/// Draws the thumbnail of `id` into `rect`, as soon as it is there and there is time for it.
pub(super) fn paint(panel: &mut Panel<'_>, ui: &Ui, id: EntryId, rect: Rect) {
    panel.in_view.looked_at.push(id);
    let thumbnail = panel.studio.gallery.get(id).and_then(|entry| entry.thumbnail.as_ref());
    let texture = thumbnail.and_then(|small| panel.textures.in_time(ui.ctx(), Key::Thumbnail(id), small));
    if let Some(texture) = texture {
        egui::Image::new(&texture).corner_radius(2.0).paint_at(ui, textures::fitted(rect, &texture));
    }
}
