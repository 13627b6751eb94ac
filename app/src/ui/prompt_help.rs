//! Below the prompt: what the word at the cursor may become, which Tab or a click puts in; what wildcards will draw;
//! and the prompts that were painted before.

use egui::text::{CCursor, CCursorRange};
use egui::{Button, Id, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::{Panel, prompt_field, shortened, theme};
use crate::studio::completion::{complete, completions};
use crate::studio::draft::Draft;
use crate::studio::extra_networks;

/// Prompts of before that are listed, and letters of each.
const LISTED: usize = 40;
const LONG: usize = 48;

/// Where it is remembered which buttons offer words.
fn offers() -> Id {
    Id::unique("offered words")
}

/// Takes Tab before the field and the order of focus do, while words are offered. Returns true where it was pressed.
pub(super) fn takes_tab(ui: &Ui) -> bool {
    let field = prompt_field::id("prompt");
    let offered = ui.data(|data| data.get_temp::<Vec<Id>>(offers())).is_some_and(|ids| !ids.is_empty());
    if !offered || !ui.memory(|memory| memory.has_focus(field)) {
        return false;
    }
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab))
}

/// True while words are offered: the field keeps the keyboard when Tab is pressed.
pub(super) fn keeps_tab(ui: &Ui) -> bool {
    ui.data(|data| data.get_temp::<Vec<Id>>(offers())).is_some_and(|ids| !ids.is_empty())
}

/// What the word at the cursor may become; `tab`: the first of it was asked for.
pub(super) fn offered(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft, tab: bool) {
    let field = prompt_field::id("prompt");
    let Some(mut state) = TextEdit::load_state(ui.ctx(), field) else { return };
    let Some(cursor) = state.cursor.char_range().filter(|range| range.is_empty()) else { return };
    let cursor = usize::from(cursor.primary.index);
    // The field loses the focus to a button while that is being pressed.
    let last: Vec<Id> = ui.data(|data| data.get_temp(offers())).unwrap_or_default();
    let focus = ui.memory(|memory| memory.focused());
    let pressed = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let here = focus.is_some_and(|id| id == field || last.contains(&id)) || pressed && !last.is_empty();
    let model = draft.model.clone();
    let words = match here {
        true => completions(&draft.prompt, cursor, &model, &panel.studio.wildcards()),
        false => Vec::new(),
    };
    if words.is_empty() {
        ui.data_mut(|data| data.remove::<Vec<Id>>(offers()));
        return;
    }
    let mut ids = Vec::with_capacity(words.len());
    let mut chosen = words.first().filter(|_| tab).cloned();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(theme::SPACE_SMALL, theme::SPACE_SMALL);
        for word in words {
            let button = ui.add(Button::new(RichText::new(&word).small()).truncate());
            ids.push(button.id);
            if button.on_hover_text(panel.locale.text("complete-hint")).clicked() {
                chosen = Some(word);
            }
        }
    });
    if let Some(word) = chosen {
        let (text, at) = complete(&draft.prompt, cursor, &word, &model);
        draft.prompt = text;
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
        state.store(ui.ctx(), field);
        ui.memory_mut(|memory| memory.request_focus(field));
    }
    ui.data_mut(|data| data.insert_temp(offers(), ids));
}

/// What wildcards will draw, for instance.
pub(super) fn drawn(panel: &Panel<'_>, ui: &mut Ui) {
    let drawn = &panel.studio.tokens.count().drawn;
    if drawn.is_empty() {
        return;
    }
    let text = panel.locale.with("wildcards-draw", &[("first", FluentValue::from(drawn[0].as_str()))]);
    let label = egui::Label::new(RichText::new(text).small().color(theme::tokens(ui).ink_quiet)).truncate();
    ui.add(label).on_hover_text(drawn.join("\n"));
}

/// Tags of other studios that are not painted.
pub(super) fn aside(panel: &Panel<'_>, ui: &mut Ui, prompt: &str) {
    let tags = extra_networks::tags(prompt);
    if tags.is_empty() {
        return;
    }
    let text = panel.locale.with("tags-aside", &[("tags", FluentValue::from(tags.join(" ")))]);
    ui.label(RichText::new(text).small().color(theme::tokens(ui).ink_quiet));
}

/// The prompts that were painted before, the latest first.
pub(super) fn history(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let painted: Vec<_> = panel.studio.history().iter().rev().take(LISTED).cloned().collect();
    if painted.is_empty() {
        return;
    }
    let menu = ui.menu_button(RichText::new(panel.locale.text("history")).small(), |ui| {
        theme::menu(ui);
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for words in painted {
                let line = RichText::new(shortened(words.prompt.trim(), LONG)).small();
                let line = ui.add(Button::new(line).frame(false).wrap_mode(egui::TextWrapMode::Extend));
                let name = [("prompt", FluentValue::from(shortened(words.prompt.trim(), LONG)))];
                named(&line, panel.locale.with("history-take", &name));
                if line.on_hover_text(&words.prompt).clicked() {
                    (draft.prompt, draft.negative) = (words.prompt, words.negative);
                    ui.close();
                }
            }
        });
    });
    menu.response.on_hover_text(panel.locale.text("history-hint"));
}
