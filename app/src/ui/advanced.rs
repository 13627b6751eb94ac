//! All other settings of the column: sides to the pixel, the sampler and its steps, guidance, variations of a seed.

use bluerider_engine::protocol::{PRIOR_STEPS, Sampler, System, Variation};
use egui::{CollapsingHeader, RichText, Ui};
use fluent_bundle::FluentValue;

use super::{Panel, seed_row, setting, theme};
use crate::locale::Locale;
use crate::studio::draft::Draft;
use crate::studio::intent::Intent;
use crate::studio::presets::Preset;
use crate::studio::settings::Settings;

/// Sides that the sliders reach, in pixels; a recipe may bring others.
const SIDES: std::ops::RangeInclusive<usize> = 64..=1024;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let settings = &panel.studio.settings;
    let header = CollapsingHeader::new(panel.locale.text("advanced")).default_open(settings.advanced);
    let shown = header.show_unindented(ui, |ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - LABELS - VALUES - 3.0 * theme::SPACE).max(60.0);
        size(panel, ui, draft);
        sampling(panel, ui, draft);
        variation(panel, ui, draft);
    });
    if shown.header_response.clicked() {
        let settings = Settings { advanced: !settings.advanced, ..settings.clone() };
        panel.intents.push(Intent::Set(Box::new(settings)));
    }
}

/// A row of the grid: a label with its hint, and what `add` adds.
fn row(locale: &Locale, ui: &mut Ui, id: &str, add: impl FnOnce(&mut Ui) -> egui::Response) {
    let label = ui.label(locale.text(id)).on_hover_text(locale.text(&format!("{id}-hint")));
    add(ui).labelled_by(label.id);
    ui.end_row();
}

fn grid(ui: &mut Ui, id: &str, add: impl FnOnce(&mut Ui)) {
    let grid = egui::Grid::new(id).num_columns(2).min_col_width(LABELS).spacing([theme::SPACE, theme::SPACE_SMALL]);
    grid.show(ui, add);
}

/// Width of the labels, so that the sliders of all grids stand in one line.
const LABELS: f32 = 116.0;
/// Width of the numbers behind the sliders.
const VALUES: f32 = 68.0;

fn size(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    if !draft.room.reads_size() || draft.set_by_style(|style| style.size.is_some()).is_some() {
        return;
    }
    grid(ui, "sides", |ui| {
        for (id, side) in [("width", &mut draft.width), ("height", &mut draft.height)] {
            row(locale, ui, id, |ui| ui.add(setting::slider(side, SIDES).step_by(64.0).suffix(" px")));
        }
    });
}

/// The sampler and its numbers; while a style sets them, they are shown as it does.
fn sampling(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let (locale, system) = (panel.locale, panel.studio.system());
    let model = draft.model.clone();
    let sets = |style: &Preset| style.settings.as_ref().is_some_and(|set| set.model == model);
    let style = draft.set_by_style(sets).map(str::to_owned);
    let mut shown = draft.composed().sampling;
    if let Some(style) = &style {
        let said = locale.with("set-by-style", &[("style", FluentValue::from(style.as_str()))]);
        ui.label(RichText::new(said).small().color(theme::tokens(ui).ink_quiet));
    }
    ui.add_enabled_ui(style.is_none(), |ui| {
        grid(ui, "sampling", |ui| {
            if system.has_guidance() {
                sampler_menu(locale, ui, system, &mut shown.sampler);
                row(locale, ui, "steps", |ui| ui.add(setting::slider(&mut shown.steps, 1..=100)));
                row(locale, ui, "guidance", |ui| ui.add(setting::scale(&mut shown.guidance, 0.0..=15.0)));
            }
            if system.has_prior() {
                let steps = *PRIOR_STEPS.start()..=100;
                row(locale, ui, "prior-steps", |ui| ui.add(setting::slider(&mut shown.prior_steps, steps)));
                row(locale, ui, "prior-guidance", |ui| ui.add(setting::scale(&mut shown.prior_guidance, 0.0..=15.0)));
            }
        });
    });
    if style.is_none() {
        draft.sampling = shown;
    }
}

/// The sampler; its name is the field's own in every language.
fn sampler_menu(locale: &Locale, ui: &mut Ui, system: System, chosen: &mut Sampler) {
    row(locale, ui, "sampler", |ui| {
        let menu = egui::ComboBox::from_id_salt("sampler").height(400.0).selected_text(chosen.title());
        let menu = menu.show_ui(ui, |ui| {
            for sampler in system.samplers() {
                ui.selectable_value(chosen, sampler, sampler.title());
            }
        });
        menu.response
    });
}

/// How far the picture varies from that of its seed, and towards which. A variation is of the picture that is seen.
fn variation(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    grid(ui, "variation", |ui| {
        let mut strength = draft.variation.map_or(0.0, |variation| variation.strength);
        row(locale, ui, "variation", |ui| {
            let slider = ui.add(setting::slider(&mut strength, 0.0..=1.0).min_decimals(2).max_decimals(3));
            if slider.changed() {
                let seed = draft.variation.map_or_else(|| fastrand::u32(..).into(), |variation| variation.seed);
                if draft.variation.is_none() {
                    seed_row::keep_seen(panel, draft);
                }
                draft.variation = (strength > 0.0).then_some(Variation { seed, strength });
            }
            slider
        });
        if let Some(variation) = &mut draft.variation {
            row(locale, ui, "variation-seed", |ui| ui.add(setting::seed(&mut variation.seed)));
        }
    });
}
