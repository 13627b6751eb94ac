//! Two pictures in one place, with a curtain between them.

use egui::{Pos2, Rect, Stroke, TextureHandle, Ui, pos2};

use super::textures::Key;
use super::view::View;
use super::{Panel, theme};
use crate::locale::Locale;
use crate::studio::gallery::EntryId;

/// One picture left of the curtain, the other right of it; dragging and the arrow keys move the curtain, 0 to 1.
/// `view`: whose zoom it has.
pub(super) fn show(
    locale: &Locale,
    ui: &mut Ui,
    view: &'static str,
    (one, other): (&TextureHandle, &TextureHandle),
    curtain: &mut f32,
) {
    let room = ui.available_rect_before_wrap();
    let placed = View::of(ui, view).place(ui, room, one.size_vec2());
    let pressed = ui.input(|input| input.pointer.primary_down());
    if let Some(at) = placed.response.interact_pointer_pos().filter(|_| pressed) {
        *curtain = ((at.x - placed.rect.left()) / placed.rect.width()).clamp(0.0, 1.0);
    }
    if placed.response.has_focus() {
        let step = ui.input(|input| {
            f32::from(i8::from(input.key_down(egui::Key::ArrowRight)) - i8::from(input.key_down(egui::Key::ArrowLeft)))
        });
        *curtain = (*curtain + 0.01 * step).clamp(0.0, 1.0);
    }
    let (value, name) = (f64::from(*curtain), locale.text("compare-curtain"));
    placed.response.widget_info(|| egui::WidgetInfo::slider(true, value, name.clone()));
    let x = placed.rect.left() + *curtain * placed.rect.width();
    let half = |from: f32, to: f32| Rect::from_min_max(pos2(from, 0.0), pos2(to, 1.0));
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    let (left, right) = (
        Rect { max: Pos2::new(x, placed.rect.bottom()), ..placed.rect },
        Rect { min: Pos2::new(x, placed.rect.top()), ..placed.rect },
    );
    painter.image(one.id(), left, half(0.0, *curtain), egui::Color32::WHITE);
    painter.image(other.id(), right, half(*curtain, 1.0), egui::Color32::WHITE);
    let tokens = theme::tokens(ui);
    painter.line_segment([pos2(x, placed.rect.top()), pos2(x, placed.rect.bottom())], Stroke::new(2.0, tokens.paper));
    painter.circle(pos2(x, placed.rect.center().y), 9.0, tokens.paper, Stroke::new(1.5, tokens.accent));
}

/// A whole picture of the gallery; its thumbnail until it is read.
pub(super) fn whole(panel: &mut Panel<'_>, ui: &Ui, id: EntryId) -> Option<TextureHandle> {
    panel.in_view.whole.push(id);
    let entry = panel.studio.gallery.get(id)?;
    let (key, picture) = match (&entry.picture, &entry.thumbnail) {
        (Some(picture), _) => (Key::Picture(id), picture.clone()),
        (None, Some(small)) => (Key::Thumbnail(id), small.clone()),
        (None, None) => return None,
    };
    Some(panel.textures.get(ui.ctx(), key, &picture))
}
