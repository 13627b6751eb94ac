//! Grid: the draft over a range of one or two settings, and the contact sheet that comes of it.

use std::path::PathBuf;

use egui::{Button, ComboBox, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};
use fluent_bundle::FluentValue;

use super::super::accessibility::{named, named_field};
use super::super::textures::{self, Key};
use super::super::{Panel, canvas, dialog, theme};
use crate::studio::draft::Draft;
use crate::studio::grid::{Axis, Run};
use crate::studio::intent::{GalleryIntent, Intent};

/// The dialog for the contact sheet's file.
const SHEET: &str = "contact sheet";

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let sides = &mut draft.grid;
    egui::Grid::new("sides").num_columns(3).spacing([theme::SPACE, theme::SPACE_SMALL]).show(ui, |ui| {
        side(panel, ui, "grid-columns", &mut sides.x, &mut sides.x_values);
        side(panel, ui, "grid-rows", &mut sides.y, &mut sides.y_values);
    });
    ui.horizontal_wrapped(|ui| {
        buttons(panel, ui);
        let own = ui.checkbox(&mut sides.experiment, panel.locale.text("grid-experiment"));
        own.on_hover_text(panel.locale.text("grid-experiment-hint"));
    });
    ui.add_space(theme::SPACE);
    canvas::progress_foot(panel, ui);
    match panel.studio.grid.clone() {
        Some(run) => cells(panel, ui, &run),
        None => canvas::invitation(ui, panel.locale.text("grid-none")),
    }
}

/// One side: the parameter and its values.
fn side(panel: &Panel<'_>, ui: &mut Ui, id: &str, axis: &mut Axis, values: &mut String) {
    let locale = panel.locale;
    let label = ui.label(locale.text(id));
    let menu = ComboBox::from_id_salt(id).selected_text(locale.text(axis.id())).width(150.0).height(420.0);
    let menu = menu.show_ui(ui, |ui| {
        for one in Axis::ALL {
            ui.selectable_value(axis, one, locale.text(one.id()));
        }
    });
    menu.response.labelled_by(label.id);
    let hint = match axis {
        Axis::Nothing => "",
        Axis::Words => "grid-values-words",
        Axis::Sampler => "grid-values-sampler",
        Axis::Model => "grid-values-model",
        _ => "grid-values-numbers",
    };
    let hint = if hint.is_empty() { String::new() } else { locale.text(hint) };
    let models = if *axis == Axis::Model { 96.0 } else { 0.0 };
    let width = (ui.available_width() - theme::SPACE - models).clamp(120.0, 460.0);
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(values).hint_text(hint).desired_width(width);
        let field = ui.add_enabled(*axis != Axis::Nothing, field);
        let side = locale.with("grid-values", &[("side", FluentValue::from(locale.text(id)))]);
        named_field(&field, egui::Role::TextInput, &side);
        if *axis == Axis::Model {
            models_menu(panel, ui, values);
        }
    });
    ui.end_row();
}

/// The models that are here, to be chosen from; what else was typed stays.
fn models_menu(panel: &Panel<'_>, ui: &mut Ui, values: &mut String) {
    ui.menu_button(format!("{} ⏷", panel.locale.text("grid-models")), |ui| {
        theme::menu(ui);
        let here = panel.studio.models.here().map(|(entry, _)| entry.name.as_str());
        for name in std::iter::once("étude").chain(here) {
            let mut typed: Vec<&str> = values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
            let mut on = typed.contains(&name);
            if ui.checkbox(&mut on, name).clicked() {
                typed.retain(|value| *value != name);
                if on {
                    typed.push(name);
                }
                *values = typed.join(", ");
            }
        }
    });
}

fn buttons(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let done = panel.studio.grid.as_ref().is_some_and(Run::is_done);
    let save = ui.add_enabled(done, Button::new(locale.text("grid-save"))).on_hover_text(locale.text("grid-save-hint"));
    if save.clicked() {
        let title = locale.text("grid-save");
        dialog::open(ui.ctx(), SHEET, move || {
            let dialog = rfd::FileDialog::new().set_title(title).add_filter("PNG", &["png"]);
            dialog.set_file_name("grid.png").save_file()
        });
    }
    if let Some(path) = dialog::answer::<PathBuf>(ui, SHEET) {
        panel.intents.push(Intent::SaveContactSheet(path));
    }
}

/// The grid with its labels; a click shows a picture whole.
fn cells(panel: &mut Panel<'_>, ui: &mut Ui, run: &Run) {
    let tokens = theme::tokens(ui);
    let small = |text: &str| RichText::new(text).small().color(tokens.ink_quiet);
    let columns = run.plan.columns.len().max(1);
    let side = (ui.available_width() / (columns as f32 + 0.5)).clamp(56.0, 176.0);
    for (_, entry) in &run.cells {
        entry.iter().for_each(|&entry| panel.in_view.looked_at.push(entry));
    }
    ScrollArea::both().auto_shrink([false, false]).show(ui, |ui| {
        egui::Grid::new("grid cells").spacing([theme::SPACE_SMALL, theme::SPACE_SMALL]).show(ui, |ui| {
            ui.label("");
            for label in &run.plan.columns {
                ui.vertical_centered(|ui| ui.label(small(label)));
            }
            ui.end_row();
            for (row, label) in run.plan.rows.iter().enumerate() {
                ui.label(small(label));
                for (_, entry) in run.cells.iter().skip(row * columns).take(columns) {
                    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
                    ui.painter().rect_filled(rect, 2.0, tokens.paper);
                    let Some(id) = *entry else { continue };
                    let Some(found) = panel.studio.gallery.get(id).cloned() else { continue };
                    if let Some(thumbnail) = &found.thumbnail {
                        let texture = panel.textures.get(ui.ctx(), Key::Thumbnail(id), thumbnail);
                        egui::Image::new(&texture).paint_at(ui, textures::fitted(rect, &texture));
                    }
                    named(&response, found.title().unwrap_or_default().to_owned());
                    if response.clicked() {
                        panel.intents.push(Intent::Gallery(GalleryIntent::Select(Some(id))));
                    }
                }
                ui.end_row();
            }
        });
    });
}
