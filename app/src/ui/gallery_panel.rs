//! The gallery: thumbnails, newest first. Only the rows in view are drawn, and only their pictures are read.

use egui::{RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};
use fluent_bundle::FluentValue;

use super::prompt_panel::named;
use super::textures::{self, Key};
use super::{Panel, theme};
use crate::studio::intent::Intent;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let total = panel.studio.gallery.entries().len();
    ui.add_space(theme::SPACE);
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("gallery")).family(theme::bold()));
        if total > 0 {
            let text = locale.with("gallery-count", &[("count", FluentValue::from(total))]);
            ui.label(RichText::new(text).small().color(tokens.ink_quiet));
        }
    });
    if total == 0 {
        ui.add_space(theme::SPACE);
        ui.label(RichText::new(locale.text("gallery-empty")).color(tokens.ink_quiet));
        return;
    }
    let columns = ((ui.available_width() + theme::SPACE) / (theme::CELL + theme::SPACE)).floor().max(1.0) as usize;
    let rows = total.div_ceil(columns);
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, theme::CELL, rows, |ui, range| {
        for row in range {
            ui.horizontal(|ui| {
                for index in row * columns..((row + 1) * columns).min(total) {
                    cell(panel, ui, index);
                }
            });
        }
    });
}

fn cell(panel: &mut Panel<'_>, ui: &mut Ui, index: usize) {
    panel.studio.gallery.want(index);
    let tokens = theme::tokens(ui);
    let Some(entry) = panel.studio.gallery.entries().get(index).cloned() else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(theme::CELL, theme::CELL), Sense::click());
    ui.painter().rect_filled(rect, f32::from(theme::ROUND), tokens.mat);
    if let Some(thumbnail) = &entry.thumbnail {
        let texture = panel.textures.get(ui.ctx(), Key::Thumbnail(entry.id), thumbnail);
        let place = textures::fitted(rect, &texture);
        egui::Image::new(&texture).corner_radius(f32::from(theme::ROUND)).paint_at(ui, place);
    }
    let selected = panel.studio.shown().is_some_and(|shown| shown.id == entry.id);
    if selected || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(2.0, if selected { tokens.accent } else { tokens.line });
        ui.painter().rect_stroke(rect, f32::from(theme::ROUND), stroke, StrokeKind::Inside);
    }
    let name = entry.recipe.as_ref().map_or_else(|| panel.locale.text("gallery-picture"), |r| r.prompt.clone());
    named(&response, name.clone());
    if response.on_hover_text(name).clicked() {
        panel.intents.push(Intent::Select(Some(entry.id)));
    }
}
