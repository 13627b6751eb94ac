//! Experiments: what was painted, to be compared: a table, pictures in columns, plots, and two pictures judged blind.

mod blind;
mod chosen;
mod columns;
mod export;
mod parallel;
mod scatter;
mod table;
mod tracking;
mod values;

use egui::{Button, RichText, TextEdit, Ui};
use fluent_bundle::FluentValue;

use self::values::name;
use super::super::accessibility::{named, named_field};
use super::super::together::together;
use super::super::{Panel, canvas, shortened, theme};
use crate::studio::experiments::intent::ExperimentsIntent;
use crate::studio::experiments::look::{Look, View};
use crate::studio::experiments::parameter::Parameter;
use crate::studio::intent::Intent;

/// Letters of an experiment's name that are shown.
const LONG: usize = 32;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let mut look = panel.studio.experiments.look.clone();
    ui.horizontal_wrapped(|ui| {
        whole_words(ui);
        which(panel, ui, &mut look);
    });
    ui.horizontal_wrapped(|ui| {
        whole_words(ui);
        views(panel, ui, &mut look);
        together(ui, "export", |ui| export::show(panel, ui));
    });
    ui.add_space(theme::SPACE);
    canvas::progress_foot(panel, ui);
    let runs = std::sync::Arc::clone(&panel.studio.gallery.runs().list);
    if let Some(term) = panel.studio.gallery.runs().trouble.as_deref() {
        let text = panel.locale.with("gallery-search-trouble", &[("term", FluentValue::from(term))]);
        ui.label(RichText::new(text).color(theme::tokens(ui).warning));
    }
    match look.view {
        View::Tracking => tracking::show(panel, ui),
        _ if runs.is_empty() => {
            let filtered = look.experiment.is_some() || !look.search.trim().is_empty();
            let id = if filtered { "experiments-none-found" } else { "experiments-empty" };
            canvas::invitation(ui, panel.locale.text(id));
        }
        View::Table => {
            chosen::show(panel, ui, &mut look, &runs);
            table::show(panel, ui, &mut look, &runs);
        }
        View::Columns => {
            chosen::show(panel, ui, &mut look, &runs);
            columns::show(panel, ui, &mut look, &runs);
        }
        View::Scatter => {
            chosen::show(panel, ui, &mut look, &runs);
            scatter::show(panel, ui, &mut look, &runs);
        }
        View::Parallel => parallel::show(panel, ui, &runs),
        View::Blind => blind::show(panel, ui, &mut look),
    }
    if look != panel.studio.experiments.look {
        panel.intents.push(Intent::Experiments(ExperimentsIntent::Look(Box::new(look))));
    }
}

/// In a narrow window a button goes to the next line, and not its letters.
fn whole_words(ui: &mut Ui) {
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
}

/// Which runs are shown, and the experiment that runs.
fn which(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look) {
    let locale = panel.locale;
    let all = locale.text("experiments-all");
    let current = look.experiment.clone().unwrap_or_else(|| all.clone());
    let mut listed: Vec<String> = panel.studio.gallery.experiments().iter().map(|(name, _)| name.clone()).collect();
    // One of which nothing was painted yet is in no picture.
    listed.extend(panel.studio.settings.experiment.clone().filter(|running| !listed.contains(running)));
    let menu = ui.menu_button(format!("{} ⏷", shortened(&current, LONG)), |ui| {
        theme::menu(ui);
        if ui.selectable_label(look.experiment.is_none(), &all).clicked() {
            look.experiment = None;
            ui.close();
        }
        for name in listed {
            if ui.selectable_label(look.experiment.as_ref() == Some(&name), &name).clicked() {
                look.experiment = Some(name);
                ui.close();
            }
        }
        ui.separator();
        let guide = ui.button(locale.text("experiments-guide")).on_hover_text(locale.text("experiments-guide-hint"));
        if guide.clicked() {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::PaintGuide));
            ui.close();
        }
    });
    named(&menu.response, locale.with("experiments-menu", &[("name", FluentValue::from(current))]));
    menu.response.on_hover_text(locale.text("experiments-menu-hint"));
    let hint = locale.text("experiments-search");
    let field = ui.add(TextEdit::singleline(&mut look.search).hint_text(&hint).desired_width(150.0));
    named_field(&field, egui::Role::TextInput, &hint);
    field.on_hover_text(locale.text("gallery-search-hint"));
    ui.separator();
    together(ui, "running", |ui| running(panel, ui));
}

/// The experiment that runs and its end, or a name for a new one.
fn running(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    if let Some(name) = &panel.studio.settings.experiment {
        let text = locale.with("experiment-runs", &[("name", FluentValue::from(shortened(name, LONG)))]);
        ui.label(RichText::new(text).color(tokens.accent)).on_hover_text(locale.text("experiment-runs-hint"));
        if ui.button(locale.text("experiment-end")).clicked() {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::End));
        }
        return;
    }
    let id = egui::Id::unique("experiment name");
    let mut name: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let hint = locale.text("experiment-name");
    let field = ui.add(TextEdit::singleline(&mut name).hint_text(&hint).desired_width(150.0).char_limit(80));
    named_field(&field, egui::Role::TextInput, &hint);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let begin = ui.add_enabled(!name.trim().is_empty(), Button::new(locale.text("experiment-begin")));
    let begun = begin.on_hover_text(locale.text("experiment-begin-hint")).clicked() || entered;
    if begun && !name.trim().is_empty() {
        panel.intents.push(Intent::Experiments(ExperimentsIntent::Begin(std::mem::take(&mut name))));
    }
    ui.data_mut(|data| data.insert_temp(id, name));
}

/// How runs are looked at.
fn views(panel: &Panel<'_>, ui: &mut Ui, look: &mut Look) {
    for view in View::ALL {
        let id = match view {
            View::Table => "experiments-table",
            View::Columns => "experiments-columns",
            View::Scatter => "experiments-scatter",
            View::Parallel => "experiments-parallel",
            View::Blind => "experiments-blind",
            View::Tracking => "experiments-tracking",
        };
        let tab = ui.selectable_value(&mut look.view, view, panel.locale.text(id));
        tab.on_hover_text(panel.locale.text(&format!("{id}-hint")));
    }
}

/// A menu of parameters. Returns true where another one was chosen.
fn parameter_menu(
    panel: &Panel<'_>,
    ui: &mut Ui,
    id: &str,
    chosen: &mut Parameter,
    offered: impl Iterator<Item = Parameter>,
) -> bool {
    let label = ui.label(panel.locale.text(id));
    let menu = egui::ComboBox::from_id_salt(id).selected_text(name(panel.locale, *chosen)).height(420.0);
    let before = *chosen;
    let menu = menu.show_ui(ui, |ui| {
        for parameter in offered {
            ui.selectable_value(chosen, parameter, name(panel.locale, parameter));
        }
    });
    menu.response.labelled_by(label.id);
    before != *chosen
}
