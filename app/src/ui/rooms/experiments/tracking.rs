//! Weights & Biases: whether and where what is painted is tracked, and uploading a run.

use std::path::PathBuf;

use egui::{Frame, RichText, ScrollArea, Stroke, TextEdit, Ui};

use super::super::super::accessibility::named_field;
use super::super::super::{Panel, dialog, theme};
use crate::studio::experiments::intent::ExperimentsIntent;
use crate::studio::intent::Intent;
use crate::studio::paths::file_name;
use crate::studio::settings::Settings;
use crate::studio::tracking::wandb::folder::RunFolder;
use crate::studio::tracking::wandb::sync;

/// The dialogs for the folder of runs, and for the client.
const FOLDER: &str = "tracking folder";
const CLIENT: &str = "tracking client";
/// Runs that are listed.
const LISTED: usize = 6;
/// Width of what is written.
const WIDEST: f32 = 700.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(WIDEST.min(ui.available_width()));
        let (locale, tokens) = (panel.locale, theme::tokens(ui));
        ui.label(RichText::new(locale.text("tracking-intro")).color(tokens.ink_quiet));
        ui.add_space(theme::SPACE);
        settings(panel, ui);
        ui.add_space(theme::SPACE);
        runs(panel, ui);
        ui.add_space(theme::SPACE);
        ui.label(RichText::new(locale.text("tracking-others")).small().color(tokens.ink_quiet));
    });
}

fn settings(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let mut settings: Settings = panel.studio.settings.clone();
    let tracking = &mut settings.tracking;
    ui.checkbox(&mut tracking.enabled, RichText::new(locale.text("tracking-enabled")).family(theme::bold()))
        .on_hover_text(locale.text("tracking-enabled-hint"));
    egui::Grid::new("tracking").num_columns(2).spacing([theme::SPACE, theme::SPACE_SMALL]).show(ui, |ui| {
        let mut tags = tracking.run.tags.join(", ");
        let before = tags.clone();
        for (id, value) in [
            ("tracking-project", &mut tracking.run.project),
            ("tracking-entity", &mut tracking.run.entity),
            ("tracking-group", &mut tracking.run.group),
            ("tracking-tags", &mut tags),
            ("tracking-name", &mut tracking.run.name),
        ] {
            field(panel, ui, id, value);
        }
        if tags != before {
            tracking.run.tags =
                tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        }
        ui.label(locale.text("tracking-folder"));
        ui.horizontal(|ui| {
            let path = panel.studio.tracking_folder().display().to_string();
            if ui.button(locale.text("tracking-choose")).clicked() {
                let title = locale.text("tracking-folder");
                dialog::open(ui.ctx(), FOLDER, move || rfd::FileDialog::new().set_title(title).pick_folder());
            }
            ui.add(egui::Label::new(RichText::new(&path).small()).truncate()).on_hover_text(path);
        });
        ui.end_row();
    });
    if let Some(folder) = dialog::answer::<PathBuf>(ui, FOLDER) {
        tracking.folder = Some(folder);
    }
    if let Some(client) = dialog::answer::<PathBuf>(ui, CLIENT) {
        tracking.client = Some(client);
    }
    if settings != panel.studio.settings {
        panel.intents.push(Intent::Set(Box::new(settings)));
    }
}

/// A field that is taken up when it is left: a project's name is not ten projects.
fn field(panel: &Panel<'_>, ui: &mut Ui, id: &str, value: &mut String) {
    let locale = panel.locale;
    ui.label(locale.text(id));
    let key = egui::Id::unique(id);
    let mut text: String = ui.data(|data| data.get_temp(key)).unwrap_or_else(|| value.clone());
    let hint = locale.text(&format!("{id}-hint"));
    let response = ui.add(TextEdit::singleline(&mut text).hint_text(hint).desired_width(320.0).char_limit(120));
    named_field(&response, egui::Role::TextInput, &locale.text(id));
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(key));
        text.trim().clone_into(value);
    } else if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(key, text));
    }
    ui.end_row();
}

/// Runs that are on this computer, and how they get to the board.
fn runs(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    // What another program finds is shown without a hand moving.
    ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    let folders = panel.studio.experiments.run_folders.clone();
    let Some(next) = folders.iter().find(|folder| !folder.uploaded).or(folders.first()) else {
        ui.label(RichText::new(locale.text("tracking-none")).color(tokens.ink_quiet));
        return;
    };
    let frame = Frame::new().fill(tokens.paper).stroke(Stroke::new(1.0, tokens.line)).corner_radius(theme::ROUND);
    frame.inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let command = sync::command(&next.path);
        ui.label(RichText::new(locale.text("tracking-command")).small().color(tokens.ink_quiet));
        ui.add(egui::Label::new(RichText::new(&command).monospace()).wrap());
        ui.horizontal(|ui| {
            if ui.button(locale.text("tracking-copy")).clicked() {
                ui.ctx().copy_text(command);
            }
            upload(panel, ui, next);
        });
        said(panel, ui);
        for folder in folders.iter().take(LISTED) {
            let name = file_name(&folder.path);
            let known = panel.studio.tracker.latest().filter(|(path, _)| *path == folder.path);
            let count = known.map(|(_, count)| locale.with("tracking-written", &[("count", (*count).into())]));
            let state = folder.uploaded.then(|| locale.text("tracking-synced"));
            let line = [Some(name), count, state].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            ui.label(RichText::new(line).small().color(tokens.ink_quiet));
        }
    });
}

/// Uploading a run now, where the client is installed.
fn upload(panel: &mut Panel<'_>, ui: &mut Ui, run: &RunFolder) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    if panel.studio.experiments.sync.as_ref().is_some_and(|sync| sync.done.is_none()) {
        ui.spinner();
        if ui.button(locale.text("stop")).clicked() {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::StopSync));
        }
    } else if panel.studio.experiments.client(&panel.studio.settings.tracking).is_some() {
        if ui.button(locale.text("tracking-sync")).on_hover_text(locale.text("tracking-sync-hint")).clicked() {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::Sync(run.path.clone())));
        }
    } else {
        ui.label(RichText::new(locale.text("tracking-no-client")).small().color(tokens.ink_quiet));
        if ui.button(locale.text("tracking-client")).on_hover_text(locale.text("tracking-client-hint")).clicked() {
            let title = locale.text("tracking-client");
            dialog::open(ui.ctx(), CLIENT, move || rfd::FileDialog::new().set_title(title).pick_file());
        }
    }
}

/// What the client says.
fn said(panel: &Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let Some(sync) = &panel.studio.experiments.sync else { return };
    if sync.done == Some(true) {
        ui.label(RichText::new(locale.text("tracking-synced")).color(tokens.accent));
    }
    let lines = sync.said.iter().rev().take(6).rev().map(String::as_str).collect::<Vec<_>>().join("\n");
    ui.label(RichText::new(lines).monospace().small().color(tokens.ink_quiet));
}
