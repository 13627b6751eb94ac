//! The field for a prompt: weights and wildcards in colour, what the model does not read struck through, words that it
//! does not know underlined, weights raised and lowered with Ctrl and the arrow keys.

use std::ops::Range;
use std::sync::Arc;

use bluerider_engine::text::{WEIGHTS, Weighted};
use egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use egui::{FontId, Galley, Id, Key, Modifiers, ScrollArea, Stroke, TextBuffer, TextEdit, TextStyle, Ui};

use super::theme::{self, Tokens};
use crate::locale::Locale;

/// How much a press of a key changes a weight.
const STEP: f32 = 0.1;

/// What the model makes of the text, in characters of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Understood<'a> {
    /// From here on it does not read.
    pub cut: Option<usize>,
    /// These words it does not know, in their order.
    pub unknown: &'a [Range<usize>],
    /// Tab is not for the next control.
    pub keeps_tab: bool,
}

/// The field `id`, by which its sentences go too, of `rows` rows that grows by half as many; longer texts scroll in
/// it.
pub(super) fn show(locale: &Locale, ui: &mut Ui, id: &str, text: &mut String, rows: usize, understood: Understood<'_>) {
    let label = ui.label(locale.text(id));
    weigh(ui, self::id(id), text);
    let most = 1.5 * rows as f32 * ui.text_style_height(&TextStyle::Body) + theme::SPACE_LARGE;
    ScrollArea::vertical().id_salt(id).max_height(most).show(ui, |ui| {
        let tokens = theme::tokens(ui);
        let font = TextStyle::Body.resolve(ui.style());
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| -> Arc<Galley> {
            let mut job = coloured(text.as_str(), understood, &font, tokens);
            job.wrap.max_width = width;
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let field = TextEdit::multiline(text).hint_text(locale.text(&format!("{id}-hint"))).layouter(&mut layouter);
        let field = field.lock_focus(understood.keeps_tab);
        ui.add(field.id(self::id(id)).desired_rows(rows).desired_width(f32::INFINITY)).labelled_by(label.id);
    });
}

/// The id of the field.
pub(super) fn id(id: &str) -> Id {
    Id::unique(("text field", id))
}

/// The text in its colours.
fn coloured(text: &str, understood: Understood<'_>, font: &FontId, tokens: Tokens) -> LayoutJob {
    let mut unknown = understood.unknown.iter().peekable();
    let weighted = Weighted::parse(text);
    // What is in `places` is read by the model; the rest are signs that say how.
    let mut of = vec![None; text.chars().count()];
    for (place, weight) in weighted.places.iter().zip(&weighted.weights) {
        of[*place] = Some(*weight);
    }
    let mut job = LayoutJob::default();
    let mut run: Option<(TextFormat, String)> = None;
    let mut braces = 0_usize;
    for (at, c) in text.chars().enumerate() {
        let sign = of[at].is_none() || "{|}".contains(c);
        braces += usize::from(c == '{');
        let colour = match of[at] {
            _ if sign => tokens.accent,
            Some(weight) if weight > 1.0 => tokens.accent,
            Some(weight) if weight < 1.0 => tokens.ink_quiet,
            _ if braces > 0 => tokens.accent,
            _ => tokens.ink,
        };
        braces = braces.saturating_sub(usize::from(c == '}'));
        let mut format = TextFormat::simple(font.clone(), colour);
        while unknown.next_if(|word| word.end <= at).is_some() {}
        if unknown.peek().is_some_and(|word| word.contains(&at)) {
            format.underline = Stroke::new(1.5, tokens.warning);
        }
        if understood.cut.is_some_and(|cut| at >= cut) {
            (format.color, format.strikethrough) = (tokens.warning, Stroke::new(1.0, tokens.warning));
        }
        match &mut run {
            Some((last, text)) if *last == format => text.push(c),
            _ => {
                if let Some((format, text)) = run.replace((format, c.to_string())) {
                    job.append(&text, 0.0, format);
                }
            }
        }
    }
    if let Some((format, text)) = run {
        job.append(&text, 0.0, format);
    }
    job
}

/// Raises or lowers the weight of the chosen words, or of the word at the cursor.
fn weigh(ui: &Ui, id: Id, text: &mut String) {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let by = ui.input_mut(|input| {
        let more = input.consume_key(Modifiers::COMMAND, Key::ArrowUp);
        let less = input.consume_key(Modifiers::COMMAND, Key::ArrowDown);
        f32::from(i8::from(more) - i8::from(less)) * STEP
    });
    if by == 0.0 {
        return;
    }
    let Some(mut state) = TextEdit::load_state(ui.ctx(), id) else { return };
    let Some(range) = state.cursor.char_range() else { return };
    let chosen = range.as_sorted_char_range();
    let (new, chosen) = reweighted(text, usize::from(chosen.start)..usize::from(chosen.end), by);
    *text = new;
    let cursor = CCursorRange::two(CCursor::new(chosen.start), CCursor::new(chosen.end));
    state.cursor.set_char_range(Some(cursor));
    state.store(ui.ctx(), id);
}

/// `text` with the weight of the characters in `range` changed, and where those are then. An empty range means the word
/// around it; words that stand alone in parentheses with a weight have that one changed.
fn reweighted(text: &str, mut range: Range<usize>, by: f32) -> (String, Range<usize>) {
    let chars: Vec<char> = text.chars().collect();
    range.end = range.end.min(chars.len());
    range.start = range.start.min(range.end);
    if range.is_empty() {
        let word = |c: &char| c.is_alphanumeric() || *c == '-' || *c == '\'';
        while range.start > 0 && word(&chars[range.start - 1]) {
            range.start -= 1;
        }
        while range.end < chars.len() && word(&chars[range.end]) {
            range.end += 1;
        }
    }
    if range.is_empty() {
        return (text.to_owned(), range);
    }
    let string = |range: Range<usize>| chars[range].iter().collect::<String>();
    let behind = string(range.end..chars.len());
    let number = behind.strip_prefix(':').and_then(|rest| rest.split_once(')')).map(|(number, _)| number);
    let inside = range.start > 0 && chars[range.start - 1] == '(';
    let old = number.filter(|_| inside).and_then(|number| Some((number, number.trim().parse::<f32>().ok()?)));
    let (before, after, weight) = match old {
        Some((number, weight)) => (range.start - 1, range.end + number.chars().count() + 2, weight),
        None => (range.start, range.end, 1.0),
    };
    let weight = ((weight + by).clamp(*WEIGHTS.start(), *WEIGHTS.end()) * 100.0).round() / 100.0;
    let words = string(range.clone());
    let (start, end) = (string(0..before), string(after..chars.len()));
    if weight == 1.0 {
        return (format!("{start}{words}{end}"), before..before + range.len());
    }
    (format!("{start}({words}:{weight}){end}"), before + 1..before + 1 + range.len())
}

#[cfg(test)]
mod tests {
    use super::reweighted;

    #[test]
    fn a_weight_is_put_changed_and_taken_away() {
        let of = |text: &str, range: std::ops::Range<usize>, by: f32| reweighted(text, range, by);
        assert_eq!(of("a red circle", 3..3, 0.1), ("a (red:1.1) circle".into(), 3..6));
        assert_eq!(of("a (red:1.1) circle", 3..6, 0.1), ("a (red:1.2) circle".into(), 3..6));
        assert_eq!(of("a (red:1.1) circle", 4..4, -0.1), ("a red circle".into(), 2..5));
        assert_eq!(of("синий лес", 0..9, -0.1), ("(синий лес:0.9)".into(), 1..10));
        assert_eq!(of("(a:4)", 1..2, 0.1).0, "(a:4)");
        assert_eq!(of("(a:0)", 1..2, -0.1).0, "(a:0)");
        for (text, range) in [("", 0..0), ("a  b", 2..2), ("a ", 9..12)] {
            assert_eq!(of(text, range, 0.1).0, text);
        }
    }
}
