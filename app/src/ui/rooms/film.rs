//! The blend room's film: how its pictures follow each other, and where it goes.

use std::path::PathBuf;

use egui::containers::menu::MenuButton;
use egui::{Id, Ui};
use fluent_bundle::FluentValue;

use super::super::{Panel, dialog, setting, theme};
use crate::studio::film::{FRAMES, Plan, RATES};
use crate::studio::intent::Intent;

/// The dialog for the film's name.
const SAVE: &str = "save film";

/// The button with its menu; while a film is painted, how far it is.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let id = Id::unique("film");
    if let Some(film) = &panel.studio.film {
        let values = [("done", FluentValue::from(film.done())), ("of", FluentValue::from(film.frames.len()))];
        ui.label(locale.with("film-painting", &values));
    } else {
        let mut plan: Plan = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
        let button = MenuButton::new(locale.text("film")).config(theme::lasting_menu());
        let (button, _) = button.ui(ui, |ui| settings(panel, ui, &mut plan));
        button.on_hover_text(locale.text("film-hint"));
        ui.data_mut(|data| data.insert_temp(id, plan));
    }
    if let Some((plan, target)) = dialog::answer::<(Plan, PathBuf)>(ui, SAVE) {
        panel.intents.push(Intent::PaintFilm(plan, target));
    }
}

fn settings(panel: &Panel<'_>, ui: &mut Ui, plan: &mut Plan) {
    let locale = panel.locale;
    ui.set_min_width(220.0);
    egui::Grid::new("film").num_columns(2).spacing([theme::SPACE, theme::SPACE_SMALL]).show(ui, |ui| {
        let label = ui.label(locale.text("film-frames"));
        ui.add(setting::number(&mut plan.frames, FRAMES)).labelled_by(label.id);
        ui.end_row();
        let label = ui.label(locale.text("film-rate"));
        ui.add(setting::number(&mut plan.rate, RATES)).labelled_by(label.id);
        ui.end_row();
    });
    ui.checkbox(&mut plan.eased, locale.text("film-eased"));
    ui.checkbox(&mut plan.there_and_back, locale.text("film-there-and-back"));
    if ui.button(locale.text("film-paint")).on_hover_text(locale.text("film-paint-hint")).clicked() {
        let (title, plan) = (locale.text("film-paint"), *plan);
        dialog::open(ui.ctx(), SAVE, move || {
            let dialog = rfd::FileDialog::new().set_title(title).set_file_name("blend.png");
            let dialog = dialog.add_filter("APNG", &["png", "apng"]).add_filter("WebP", &["webp"]);
            Some((plan, dialog.save_file()?))
        });
        ui.close();
    }
}
