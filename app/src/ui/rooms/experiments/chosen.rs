//! The run that is chosen, with its rating and its note; or two, and in what they differ.

use egui::text::LayoutJob;
use egui::{RichText, ScrollArea, TextEdit, TextFormat, Ui, vec2};

use super::super::super::accessibility::named_field;
use super::super::super::stars::stars;
use super::super::super::{Panel, theme, thumbnail};
use super::values::{name, shown};
use crate::locale::Locale;
use crate::studio::experiments::differences::{self, Difference, Piece};
use crate::studio::experiments::look::Look;
use crate::studio::experiments::parameter::{Parameter, Value};
use crate::studio::gallery::{Run, RunOutcome};
use crate::studio::intent::{GalleryIntent, Intent};
use crate::wording::{self, Worded};

const HEIGHT: f32 = 200.0;
/// Side of a picture beside the words.
const SMALL: f32 = 128.0;

/// Under the runs, where any is chosen.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, runs: &[Run]) {
    let found = |id: &crate::studio::gallery::EntryId| runs.iter().find(|run| run.id == *id);
    let chosen: Vec<&Run> = look.chosen.iter().filter_map(found).collect();
    if chosen.is_empty() {
        return;
    }
    let foot = egui::Panel::bottom("chosen").default_size(HEIGHT).size_range(90.0..=420.0).resizable(true);
    let frame = egui::Frame::new().inner_margin(egui::Margin { top: 8, ..egui::Margin::ZERO });
    foot.frame(frame).show(ui, |ui| match chosen[..] {
        [one, other] => two(panel, ui, look, one, other),
        [run, ..] => one(panel, ui, run),
        [] => {}
    });
}

fn one(panel: &mut Panel<'_>, ui: &mut Ui, run: &Run) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    if run.outcome == RunOutcome::Painted {
        ui.horizontal(|ui| {
            if let Some(rating) = stars(locale, ui, run.remark.rating) {
                panel.intents.push(Intent::Gallery(GalleryIntent::Rate(vec![run.id], rating)));
            }
            note(panel, ui, run);
        });
    }
    if let RunOutcome::Failed(error) = &run.outcome {
        let Worded { message, advice, detail } = wording::engine_error(locale, error);
        let label = ui.label(RichText::new(format!("{message} {advice}")).small().color(tokens.warning));
        if !detail.is_empty() {
            label.on_hover_text(detail);
        }
    }
    ui.label(RichText::new(locale.text("experiments-choose-second")).small().color(tokens.ink_quiet));
    beside(panel, ui, &[run], |ui| {
        egui::Grid::new("chosen run").num_columns(2).spacing([theme::SPACE_LARGE, 2.0]).show(ui, |ui| {
            for parameter in Parameter::ALL {
                let value = parameter.of(run);
                if value != Value::Missing {
                    ui.label(RichText::new(name(locale, parameter)).small().color(tokens.ink_quiet));
                    ui.add(egui::Label::new(RichText::new(shown(locale, parameter, &value)).small()).wrap());
                    ui.end_row();
                }
            }
        });
    });
}

/// The note, which is kept when the field is left.
fn note(panel: &mut Panel<'_>, ui: &mut Ui, run: &Run) {
    let id = egui::Id::unique(("note", run.id.0));
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| run.remark.note.clone());
    let hint = panel.locale.text("note");
    let field = TextEdit::singleline(&mut text).hint_text(&hint).desired_width(f32::INFINITY).char_limit(2000);
    let field = ui.add(field);
    named_field(&field, egui::Role::TextInput, &hint);
    if field.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        if text.trim() != run.remark.note {
            panel.intents.push(Intent::Gallery(GalleryIntent::Note(vec![run.id], text)));
        }
    } else if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    }
}

/// What two runs have, side by side; what differs stands out.
fn two(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, one: &Run, other: &Run) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let all = differences::compare(one, other);
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("experiments-differences")).family(theme::bold()));
        ui.checkbox(&mut look.all_values, locale.text("experiments-all-values"));
        let pictures = one.file.is_some() && other.file.is_some();
        if pictures && ui.button(locale.text("room-compare")).clicked() {
            panel.intents.push(Intent::Gallery(GalleryIntent::Compare(one.id, other.id)));
        }
    });
    let differences = |ui: &mut Ui| {
        let grid = egui::Grid::new("differences").num_columns(3).spacing([theme::SPACE, 3.0]).striped(true);
        grid.max_col_width((ui.available_width() - 2.0 * theme::SPACE) / 3.0).show(ui, |ui| {
            for difference in all.iter().filter(|found| look.all_values || found.differs()) {
                let title = RichText::new(name(locale, difference.parameter)).small();
                let quiet = if difference.differs() { tokens.ink } else { tokens.ink_quiet };
                ui.add(egui::Label::new(title.color(quiet)).wrap());
                for text in sides(locale, ui, difference) {
                    ui.add(egui::Label::new(text).wrap());
                }
                ui.end_row();
            }
        });
    };
    beside(panel, ui, &[one, other], differences);
}

/// The pictures of runs, and beside them what there is to read.
fn beside(panel: &mut Panel<'_>, ui: &mut Ui, runs: &[&Run], read: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        let side = (ui.available_height() - theme::SPACE).clamp(40.0, SMALL / runs.len() as f32 + 32.0);
        for run in runs {
            let (rect, _) = ui.allocate_exact_size(vec2(side, side), egui::Sense::hover());
            if run.file.is_some() {
                thumbnail::paint(panel, ui, run.id, rect);
            }
        }
        let scroll = ScrollArea::vertical().id_salt("chosen").auto_shrink([false, false]);
        scroll.show(ui, read);
    });
}

/// The two values: of texts, the words that the other lacks are marked.
fn sides(locale: &Locale, ui: &Ui, difference: &Difference) -> [LayoutJob; 2] {
    let words =
        matches!(difference.parameter, Parameter::Prompt | Parameter::Typed | Parameter::Negative | Parameter::Note);
    let texts = difference.values.each_ref().map(|value| shown(locale, difference.parameter, value));
    let pieces = if words {
        differences::words(&texts[0], &texts[1])
    } else {
        texts.map(|text| vec![(text, difference.differs())])
    };
    pieces.map(|pieces| marked(ui, pieces))
}

fn marked(ui: &Ui, pieces: Vec<Piece>) -> LayoutJob {
    let tokens = theme::tokens(ui);
    let font = egui::TextStyle::Small.resolve(ui.style());
    let mut job = LayoutJob::default();
    for (text, differs) in pieces {
        let background = if differs { tokens.accent.gamma_multiply(0.18) } else { egui::Color32::TRANSPARENT };
        job.append(&text, 0.0, TextFormat { background, ..TextFormat::simple(font.clone(), tokens.ink) });
    }
    job
}
