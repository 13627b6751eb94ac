//! The prompt column, in the order of use: words, styles, size, count and seed, then all other settings, and Paint.
//! What the room that is open does not read is not there.

use bluerider_engine::protocol::Model;
use egui::{Button, RichText, ScrollArea, Ui};
use fluent_bundle::FluentValue;

use super::prompt_field::Understood;
use super::{Panel, advanced, known_words, prompt_field, prompt_help, seed_row, size_row, sources, style_chips, theme};
use crate::studio::draft::{Draft, Room};
use crate::studio::grid::Axis;
use crate::studio::intent::{Intent, Place};

/// Rows of the prompt, in a low window, and of the negative prompt, before they grow.
const ROWS: usize = 8;
const FEWER_ROWS: usize = 4;
const NEGATIVE_ROWS: usize = 2;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let foot = egui::Panel::bottom("paint").resizable(false).show_separator_line(false).frame(egui::Frame::new());
    foot.show(ui, |ui| {
        ui.add_space(theme::SPACE);
        paint_buttons(panel, ui);
        ui.add_space(theme::SPACE);
    });
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.add_space(theme::SPACE);
        words(panel, ui, draft);
        sources::show(panel.locale, ui, draft);
        ui.add_space(theme::SPACE);
        style_chips::show(panel, ui);
        ui.add_space(theme::SPACE);
        if draft.room.reads_size() {
            size_row::show(panel, ui, draft);
        }
        seed_row::show(panel, ui, draft);
        ui.add_space(theme::SPACE_SMALL);
        advanced::show(panel, ui, draft);
        ui.add_space(theme::SPACE_LARGE);
    });
}

/// The two text fields and the token count between them.
fn words(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    if draft.room.reads_prompt() {
        let count = panel.studio.tokens.count();
        let rows = if ui.ctx().content_rect().height() > theme::LOW { ROWS } else { FEWER_ROWS };
        let (tab, keeps_tab) = (prompt_help::takes_tab(ui), prompt_help::keeps_tab(ui));
        let understood = Understood { cut: count.cut_from, unknown: &count.unknown, keeps_tab };
        prompt_field::show(locale, ui, "prompt", &mut draft.prompt, rows, understood);

        // Together one thing among those of the column: what comes and goes in it moves no click from what stands
        // below.
        ui.vertical(|ui| {
            ui.horizontal(|ui| {
                token_count(panel, ui);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    prompt_help::history(panel, ui, draft);
                });
            });
            cut(panel, ui);
            prompt_help::offered(panel, ui, draft, tab);
            prompt_help::drawn(panel, ui);
            prompt_help::aside(panel, ui, &draft.prompt);
            if draft.model == Model::Etude {
                known_words::show(panel, ui, &draft.prompt);
            }
        });
    }
    if panel.studio.system().has_guidance() {
        prompt_field::show(locale, ui, "negative", &mut draft.negative, NEGATIVE_ROWS, Understood::default());
    }
}

/// How much of the prompt the model reads.
fn token_count(panel: &Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let count = panel.studio.tokens.count();
    if count.capacity == 0 {
        return;
    }
    let values = [("used", FluentValue::from(count.used)), ("room", FluentValue::from(count.capacity))];
    let text = RichText::new(locale.with("tokens", &values)).small();
    ui.label(text.color(if count.cut.is_some() { tokens.warning } else { tokens.ink_quiet }));
}

/// Where the model stops reading.
fn cut(panel: &Panel<'_>, ui: &mut Ui) {
    let Some(cut) = &panel.studio.tokens.count().cut else { return };
    let start: String = cut.chars().take(32).collect();
    let cut = panel.locale.with("tokens-cut", &[("cut", FluentValue::from(start))]);
    ui.label(RichText::new(cut).small().color(theme::tokens(ui).warning));
}

/// Puts the cursor into the prompt.
pub(super) fn focus(context: &egui::Context) {
    context.memory_mut(|memory| memory.request_focus(prompt_field::id("prompt")));
}

fn paint_buttons(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let busy = panel.studio.queue.running().is_some();
    ui.horizontal(|ui| {
        let width = if busy { ui.available_width() * 0.62 } else { ui.available_width() };
        let text = RichText::new(locale.text(act(panel.studio.draft.room)))
            .size(17.0)
            .color(tokens.on_accent)
            .family(theme::bold());
        let button = Button::new(text).fill(tokens.accent).min_size(egui::vec2(width, theme::BUTTON_HEIGHT));
        let (grid, sides) = (panel.studio.draft.room == Room::Grid, &panel.studio.draft.grid);
        // A grid without a side is none.
        let may = !grid || sides.x != Axis::Nothing || sides.y != Axis::Nothing;
        if ui.add_enabled(may, button).on_hover_text(locale.text("paint-hint")).clicked() {
            panel.intents.push(if grid { Intent::PaintGrid } else { Intent::Paint(Place::Back) });
        }
        if busy {
            let size = egui::vec2(ui.available_width(), theme::BUTTON_HEIGHT);
            let stop = ui.add(Button::new(locale.text("stop")).min_size(size)).on_hover_text(locale.text("stop-hint"));
            if stop.clicked() {
                panel.intents.push(Intent::Stop);
            }
        }
    });
}

/// What the button says: the act of the room.
fn act(room: Room) -> &'static str {
    match room {
        Room::ImageToImage => "paint-over",
        Room::Inpaint => "paint-repaint",
        Room::Outpaint => "paint-extend",
        Room::Blend => "paint-blend",
        Room::Grid => "grid-paint",
        Room::Paint | Room::Depth | Room::Compare | Room::Models | Room::Experiments => "paint",
    }
}
