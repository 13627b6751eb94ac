//! Below the prompt, while étude is to paint: the words that it does not know, with the way to a model that does; and
//! while a word is being typed, those that it knows.

use egui::text::{CCursor, CCursorRange};
use egui::{Button, Id, RichText, TextEdit, Ui};
use fluent_bundle::FluentValue;

use super::{Panel, prompt_field, theme};
use crate::studio::draft::Room;
use crate::studio::intent::Intent;
use crate::studio::known_words::{complete, completions};

/// So many unknown words are named; the underlines in the field show all.
const NAMED: usize = 3;
/// They are looked for among the first so many, since a text may be very long.
const SEARCHED: usize = 64;
/// A longer one is shortened in the sentence, in characters.
const LONGEST: usize = 24;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, prompt: &mut String) {
    offered(panel, ui, prompt);
    unknown(panel, ui, prompt);
}

/// The sentence about unknown words.
fn unknown(panel: &mut Panel<'_>, ui: &mut Ui, prompt: &str) {
    let unknown = &panel.studio.tokens.count().unknown;
    if unknown.is_empty() {
        return;
    }
    let mut words: Vec<String> = Vec::new();
    for range in unknown.iter().take(SEARCHED) {
        let word: String = prompt.chars().skip(range.start).take(range.len().min(LONGEST)).collect();
        let quoted = panel.locale.with("unknown-word", &[("word", FluentValue::from(word))]);
        if words.contains(&quoted) {
            continue;
        }
        if words.len() == NAMED {
            words.push("…".to_owned());
            break;
        }
        words.push(quoted);
    }
    let words = words.join(", ");
    let tokens = theme::tokens(ui);
    let sentence = panel.locale.with("unknown-words", &[("words", FluentValue::from(words))]);
    ui.label(RichText::new(sentence).small().color(tokens.ink_quiet));
    let see = RichText::new(panel.locale.text("unknown-words-see")).small();
    if ui.link(see).clicked() {
        panel.intents.push(Intent::Open(Room::Models));
    }
}

/// What the word at the cursor may become; a click or Enter puts it into the prompt.
fn offered(panel: &Panel<'_>, ui: &mut Ui, prompt: &mut String) {
    let field = prompt_field::id("prompt");
    let Some(mut state) = TextEdit::load_state(ui.ctx(), field) else { return };
    let Some(cursor) = state.cursor.char_range().filter(|range| range.is_empty()) else { return };
    let cursor = usize::from(cursor.primary.index);
    // The field loses the focus to a button while that is being pressed, or when Tab goes on to it.
    let buttons = Id::unique("known words");
    let last: Vec<Id> = ui.data(|data| data.get_temp(buttons)).unwrap_or_default();
    let focus = ui.memory(|memory| memory.focused());
    let pressed = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let here = focus.is_some_and(|id| id == field || last.contains(&id)) || pressed && !last.is_empty();
    let words = if here { completions(prompt, cursor) } else { Vec::new() };
    if words.is_empty() {
        ui.data_mut(|data| data.remove::<Vec<Id>>(buttons));
        return;
    }
    let mut ids = Vec::with_capacity(words.len());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::SPACE_SMALL;
        for word in words {
            let button =
                ui.add(Button::new(RichText::new(word).small())).on_hover_text(panel.locale.text("complete-hint"));
            ids.push(button.id);
            if button.clicked() {
                let (text, at) = complete(prompt, cursor, word);
                *prompt = text;
                state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(at))));
                state.clone().store(ui.ctx(), field);
                ui.memory_mut(|memory| memory.request_focus(field));
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(buttons, ids));
}
