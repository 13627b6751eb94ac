//! The bar on top: the model, the device, the queue, appearance and language.

use bluerider_engine::protocol::Model;
use egui::{RichText, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::device_name::device_name;
use super::{Panel, palette, settings_menu, shortened, theme};
use crate::studio::draft::Room;
use crate::studio::intent::Intent;
use crate::studio::models::downloads::State;
use crate::studio::models::model_name;

/// Size of the memory gauge.
const GAUGE: egui::Vec2 = egui::vec2(44.0, 8.0);
/// Letters of an experiment's name that are shown, and the width of a window that has room for them.
const LONG: usize = 25;
const ROOMY: f32 = 1200.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    ui.horizontal_centered(|ui| {
        ui.label(RichText::new("Blue Rider").text_style(egui::TextStyle::Heading));
        ui.add_space(theme::SPACE_LARGE);
        model_menu(panel, ui);
        models(panel, ui);
        experiments(panel, ui);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            settings_menu::show(panel, ui);
            let find = ui.button("🔍").on_hover_text(format!("{} (Ctrl+K)", panel.locale.text("act-palette")));
            named(&find, panel.locale.text("act-palette"));
            if find.clicked() {
                palette::open(ui.ctx(), false);
            }
            ui.add_space(theme::SPACE);
            memory(panel, ui);
            device(panel, ui);
            let waiting = panel.studio.queue.waiting();
            if waiting > 0 {
                ui.add_space(theme::SPACE_LARGE);
                ui.label(panel.locale.with("queue-waiting", &[("count", FluentValue::from(waiting))]));
            }
        });
    });
}

fn device(panel: &Panel<'_>, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (text, detail) = match &panel.studio.device {
        Some(device) => {
            (device_name(panel.locale, device), format!("\n{} · {} · f{}", device.name, device.backend, device.bits))
        }
        None => (panel.locale.text("device-opening"), String::new()),
    };
    let label = ui.label(RichText::new(text).small().color(tokens.ink_quiet));
    label.on_hover_text(format!("{}{detail}", panel.locale.text("device-hint")));
}

/// How much of the computer's memory is in use: the studio's own share in the accent's colour.
fn memory(panel: &Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let Some(memory) = panel.studio.memory().filter(|_| panel.studio.device.is_some()) else { return };
    let (rect, response) = ui.allocate_exact_size(GAUGE, egui::Sense::hover());
    let share = |bytes: u64| rect.with_max_x(rect.left() + rect.width() * (bytes as f64 / memory.all as f64) as f32);
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, tokens.mat);
    painter.rect_filled(share(memory.used.min(memory.all)), 2.0, tokens.edge);
    painter.rect_filled(share(memory.own.min(memory.all)), 2.0, tokens.accent);
    painter.rect_stroke(rect, 2.0, egui::Stroke::new(1.0, tokens.edge), egui::StrokeKind::Outside);
    let gigabytes = |bytes: u64| FluentValue::from(locale.decimal(bytes as f64 / 1e9));
    let values = [("own", gigabytes(memory.own)), ("used", gigabytes(memory.used)), ("all", gigabytes(memory.all))];
    let text = locale.with("memory-gauge", &values);
    named(&response, text.clone());
    response.on_hover_text(text);
}

/// The way to the Models room, and how far what is being fetched there is.
fn models(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, open) = (panel.locale, panel.studio.draft.room == Room::Models);
    let coming = panel.studio.models.downloads.list().iter().filter(|download| download.state == State::Running);
    let (done, of) = coming.fold((0, 0), |(done, of), one| (done + one.progress.done, of + one.progress.of));
    let name = locale.text("room-models");
    let label = (done * 100).checked_div(of).map_or(name.clone(), |percent| format!("{name} · {percent} %"));
    if ui.selectable_label(open, label).on_hover_text(locale.text("room-models-hint")).clicked() && !open {
        panel.intents.push(Intent::Open(Room::Models));
    }
}

/// The way to the Experiments room, and the experiment that runs.
fn experiments(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, open) = (panel.locale, panel.studio.draft.room == Room::Experiments);
    let name = locale.text("room-experiments");
    let running = panel.studio.settings.experiment.as_deref();
    let label = match running {
        Some(running) if ui.ctx().content_rect().width() > ROOMY => {
            format!("{name} · {}", shortened(running, LONG))
        }
        Some(_) => format!("{name} •"),
        None => name,
    };
    let hint = match running {
        Some(running) => locale.with("experiment-runs", &[("name", FluentValue::from(running))]),
        None => locale.text("room-experiments-hint"),
    };
    if ui.selectable_label(open, label).on_hover_text(hint).clicked() && !open {
        panel.intents.push(Intent::Open(Room::Experiments));
    }
}

fn model_menu(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let current = panel.studio.draft.model.clone();
    let (name, system) = (model_name(&current), panel.studio.system());
    let listed = panel.studio.models.here().find(|(_, model)| **model == current).map(|(entry, _)| entry);
    let name = match &current {
        Model::Etude => name,
        Model::Folder { .. } if listed.is_some() => listed.map(|entry| entry.title.clone()).unwrap_or(name),
        Model::Folder { .. } if name == system.name() => system.title().to_owned(),
        // A folder has any name, so its system stands beside it.
        Model::Folder { .. } => format!("{name} · {}", system.title()),
    };
    let label = format!("{}: {name} ⏷", locale.text("model"));
    let menu = ui.menu_button(label, |ui| {
        theme::menu(ui);
        if ui.selectable_label(current == Model::Etude, locale.text("model-etude")).clicked() {
            panel.intents.push(Intent::UseModel(Model::Etude));
            ui.close();
        }
        for (entry, model) in panel.studio.models.here() {
            if ui.selectable_label(current == *model, &entry.title).clicked() {
                panel.intents.push(Intent::UseModel(model.clone()));
                ui.close();
            }
        }
        if current != Model::Etude && listed.is_none() {
            // The one that is chosen; choosing it again changes nothing.
            ui.selectable_label(true, name).on_hover_text(locale.text("model-chosen"));
        }
        ui.separator();
        if ui.button(locale.text("model-more")).on_hover_text(locale.text("model-more-hint")).clicked() {
            panel.intents.push(Intent::Open(Room::Models));
            ui.close();
        }
    });
    menu.response.on_hover_text(locale.text("model-hint"));
}
