//! A row for each run. Ten thousand are as smooth as ten: only those in view are drawn.

use egui::{Align, Layout, RichText, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder, TableRow};
use fluent_bundle::FluentValue;

use super::super::super::accessibility::named;
use super::super::super::{Panel, theme, thumbnail};
use super::values::{name, shown};
use crate::studio::experiments::look::{Look, Sort};
use crate::studio::experiments::parameter::Parameter;
use crate::studio::gallery::Run;
use crate::studio::intent::{GalleryIntent, Intent};

const ROW: f32 = 44.0;
const HEAD: f32 = 26.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, runs: &[Run]) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.horizontal(|ui| {
        let count = locale.with("experiments-count", &[("count", FluentValue::from(runs.len()))]);
        ui.label(RichText::new(count).small().color(tokens.ink_quiet));
        let menu = ui.menu_button(format!("{} ⏷", locale.text("experiments-shown-columns")), |ui| {
            theme::menu(ui);
            egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                for parameter in Parameter::ALL {
                    let mut on = look.columns.contains(&parameter);
                    if ui.checkbox(&mut on, name(locale, parameter)).clicked() {
                        look.columns.retain(|&other| other != parameter);
                        if on {
                            look.columns.push(parameter);
                            look.columns.sort_unstable();
                        }
                    }
                }
            });
        });
        menu.response.on_hover_text(locale.text("experiments-shown-columns-hint"));
    });
    let order = panel.studio.experiments.order();
    let columns = look.columns.clone();
    egui::ScrollArea::horizontal().auto_shrink([false, false]).show(ui, |ui| {
        let mut table = TableBuilder::new(ui)
            .id_salt("runs")
            .striped(true)
            .resizable(true)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(ROW + theme::SPACE_SMALL));
        for parameter in &columns {
            table = table.column(Column::initial(width(*parameter)).at_least(48.0).clip(true));
        }
        let table = table.header(HEAD, |mut head| {
            head.col(|_| {});
            for parameter in &columns {
                head.col(|ui| heading(panel, ui, &mut look.sort, *parameter));
            }
        });
        table.body(|body| {
            body.rows(ROW, order.len(), |mut row| {
                let Some(run) = order.get(row.index()).and_then(|&place| runs.get(place)) else { return };
                line(panel, &mut row, look, run, &columns);
            });
        });
    });
}

/// The name of a column, which sorts by it.
fn heading(panel: &Panel<'_>, ui: &mut Ui, sort: &mut Sort, by: Parameter) {
    let (locale, title) = (panel.locale, name(panel.locale, by));
    let sign = match (sort.by == by, sort.down) {
        (true, true) => " ⏷",
        (true, false) => " ⏶",
        (false, _) => "",
    };
    let text = RichText::new(format!("{title}{sign}")).small().family(theme::bold());
    let button = ui.add(egui::Button::new(text).frame(false).truncate());
    named(&button, locale.with("experiments-sort", &[("name", FluentValue::from(title))]));
    if button.clicked() {
        // What is a number begins with the largest, words at the beginning.
        let down = if sort.by == by { !sort.down } else { by.is_number() || by == Parameter::Painted };
        *sort = Sort { by, down };
    }
}

fn line(panel: &mut Panel<'_>, row: &mut TableRow<'_, '_>, look: &mut Look, run: &Run, columns: &[Parameter]) {
    row.set_selected(look.chosen.contains(&run.id));
    row.col(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(ROW - 4.0, ROW - 4.0), Sense::hover());
        if run.file.is_some() {
            thumbnail::paint(panel, ui, run.id, rect);
        }
    });
    for &parameter in columns {
        row.col(|ui| {
            let text = shown(panel.locale, parameter, &parameter.of(run));
            let layout = if parameter.is_number() && parameter != Parameter::Rating {
                Layout::right_to_left(Align::Center)
            } else {
                Layout::left_to_right(Align::Center)
            };
            ui.with_layout(layout, |ui| {
                ui.add(egui::Label::new(text).truncate().selectable(false));
            });
        });
    }
    let response = row.response();
    let title = Parameter::Prompt.of(run).to_string();
    named(&response, panel.locale.with("experiments-run", &[("prompt", FluentValue::from(title))]));
    if response.clicked() {
        let beside = response.ctx.input(|input| input.modifiers.command || input.modifiers.shift);
        look.choose(run.id, beside);
        if run.file.is_some() && !beside {
            panel.intents.push(Intent::Gallery(GalleryIntent::Select(Some(run.id))));
        }
    }
}

/// How wide a column begins.
fn width(parameter: Parameter) -> f32 {
    match parameter {
        Parameter::Prompt | Parameter::Typed | Parameter::Note | Parameter::File => 190.0,
        Parameter::Negative | Parameter::Painted | Parameter::Driver => 150.0,
        Parameter::Model | Parameter::Rating => 84.0,
        _ if parameter.is_number() => 66.0,
        _ => 112.0,
    }
}
