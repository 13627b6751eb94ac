//! A picture of the gallery as a thumbnail: chosen by a click, dragged onto boards and wells.

use egui::{Modifiers, Rect, Sense, Stroke, StrokeKind, Ui, vec2};

use super::super::accessibility::named;
use super::super::textures::{self, Key};
use super::super::{Panel, picture_menu, theme};
use crate::studio::gallery::{EntryId, day};
use crate::studio::intent::{GalleryIntent, Intent};

/// Pictures that are being dragged.
#[derive(Debug, Clone)]
pub(in crate::ui) struct Dragged(pub(in crate::ui) Vec<EntryId>);

/// One picture of the gallery, at its place.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, index: usize, rect: Rect) {
    let tokens = theme::tokens(ui);
    let Some(id) = panel.studio.gallery.at(index) else { return };
    let response = ui.interact(rect, egui::Id::unique(("cell", id.0)), Sense::click_and_drag());
    ui.painter().rect_filled(rect, f32::from(theme::ROUND), tokens.mat);
    let Some(entry) = panel.studio.gallery.get(id).cloned() else {
        named(&response, panel.locale.text("gallery-picture"));
        return;
    };
    if let Some(thumbnail) = &entry.thumbnail
        && let Some(texture) = panel.textures.in_time(ui.ctx(), Key::Thumbnail(id), thumbnail)
    {
        let place = textures::fitted(rect, &texture);
        egui::Image::new(&texture).corner_radius(f32::from(theme::ROUND)).paint_at(ui, place);
    }
    let selected = panel.studio.shown().is_some_and(|shown| shown.id == id);
    let marked = panel.studio.gallery.marked().contains(&id);
    if selected || marked || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(2.0, if selected || marked { tokens.accent } else { tokens.edge });
        ui.painter().rect_stroke(rect, f32::from(theme::ROUND), stroke, StrokeKind::Inside);
    }
    for (shown, sign, at) in [
        (entry.remark.star, "★", rect.right_top() + vec2(-13.0, 12.0)),
        (marked, "✔", rect.left_top() + vec2(13.0, 12.0)),
    ] {
        if shown {
            ui.painter().circle_filled(at, 9.0, tokens.accent);
            let font = egui::TextStyle::Small.resolve(ui.style());
            ui.painter().text(at, egui::Align2::CENTER_CENTER, sign, font, tokens.on_accent);
        }
    }
    let name = entry.title().map_or_else(|| panel.locale.text("gallery-picture"), str::to_owned);
    named(&response, name.clone());
    let hover = format!("{name}\n{}×{} · {}", entry.size.0, entry.size.1, day(id));
    if response.dragged() {
        let marked = panel.studio.gallery.marked();
        let all = if marked.contains(&id) { marked.iter().copied().collect() } else { vec![id] };
        response.dnd_set_drag_payload(Dragged(all));
    }
    let clicked = response.clicked();
    response.context_menu(|ui| picture_menu::show(panel, ui, &entry));
    response.on_hover_text(hover);
    if clicked {
        let modifiers = ui.input(|input| input.modifiers);
        panel.intents.push(Intent::Gallery(chosen(id, modifiers)));
    }
}

/// What a click asks for.
fn chosen(id: EntryId, modifiers: Modifiers) -> GalleryIntent {
    if modifiers.command {
        GalleryIntent::Mark(id)
    } else if modifiers.shift {
        GalleryIntent::MarkThrough(id)
    } else {
        GalleryIntent::Select(Some(id))
    }
}
