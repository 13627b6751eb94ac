//! Pictures in a column for each value of a parameter.

use egui::{RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};

use super::super::super::accessibility::named;
use super::super::super::{Panel, theme, thumbnail};
use super::parameter_menu;
use super::values::{name, shown};
use crate::studio::experiments::look::Look;
use crate::studio::experiments::parameter::Parameter;
use crate::studio::gallery::Run;
use crate::studio::intent::{GalleryIntent, Intent};

/// Columns that are shown; a parameter with more values is none to put in columns.
const MOST: usize = 40;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, runs: &[Run]) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.horizontal(|ui| {
        let results = [Parameter::Experiment, Parameter::Rating, Parameter::Version];
        let may = |parameter: &Parameter| parameter.is_setting() || results.contains(parameter);
        let offered = Parameter::ALL.into_iter().filter(may);
        let mut group = panel.studio.experiments.group();
        if parameter_menu(panel, ui, "experiments-group", &mut group, offered) {
            look.group = Some(group);
        }
    });
    let by = panel.studio.experiments.group();
    let all = panel.studio.experiments.groups();
    let (groups, more) = (&all[..all.len().min(MOST)], all.len().saturating_sub(MOST));
    if more > 0 {
        let values = [("count", fluent_bundle::FluentValue::from(more))];
        ui.label(RichText::new(locale.with("experiments-more-columns", &values)).small().color(tokens.ink_quiet));
    }
    let columns = groups.len().max(1) as f32;
    let side = ((ui.available_width() - theme::SPACE_LARGE) / columns - theme::SPACE).clamp(96.0, 176.0);
    let rows = groups.iter().map(|group| group.places.len()).max().unwrap_or(0);
    ScrollArea::horizontal().auto_shrink([false, false]).show(ui, |ui| {
        ui.horizontal(|ui| {
            for group in groups {
                let text = shown(locale, by, &group.value);
                let text = if text.is_empty() { "–".to_owned() } else { text };
                let title = RichText::new(format!("{text} · {}", group.places.len())).family(theme::bold()).small();
                let label = egui::Label::new(title).truncate();
                ui.add_sized([side, 20.0], label).on_hover_text(format!("{}: {text}", name(locale, by)));
            }
        });
        ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, side, rows, |ui, range| {
            for row in range {
                ui.horizontal(|ui| {
                    for group in groups {
                        let run = group.places.get(row).and_then(|&place| runs.get(place));
                        cell(panel, ui, look, run, side);
                    }
                });
            }
        });
    });
}

fn cell(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, run: Option<&Run>, side: f32) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    let Some(run) = run else { return };
    ui.painter().rect_filled(rect, 2.0, tokens.paper);
    thumbnail::paint(panel, ui, run.id, rect);
    if look.chosen.contains(&run.id) {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
    }
    let title = Parameter::Prompt.of(run).to_string();
    named(&response, title.clone());
    if response.clicked() {
        let beside = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        look.choose(run.id, beside);
        if !beside {
            panel.intents.push(Intent::Gallery(GalleryIntent::Select(Some(run.id))));
        }
    }
    response.on_hover_text(title);
}
