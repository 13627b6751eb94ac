//! Below the prompt, while étude is to paint: the words that it does not know, with the way to a model that does.

use egui::{RichText, Ui};
use fluent_bundle::FluentValue;

use super::{Panel, theme};
use crate::studio::draft::Room;
use crate::studio::intent::Intent;

/// So many unknown words are named; the underlines in the field show all.
const NAMED: usize = 3;
/// They are looked for among the first so many, since a text may be very long.
const SEARCHED: usize = 64;
/// A longer one is shortened in the sentence, in characters.
const LONGEST: usize = 24;

/// The sentence about unknown words.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, prompt: &str) {
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
