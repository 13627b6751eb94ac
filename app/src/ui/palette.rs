//! The palette: every action by name, found by a few of its letters; and, with nothing typed, the list of shortcuts.

use egui::{Align, Context, Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::accessibility::named_field;
use super::actions::{self, Action, Entry};
use super::{Panel, theme};

/// Width and height.
const SIZE: egui::Vec2 = egui::vec2(480.0, 420.0);

#[derive(Debug, Clone, Default)]
struct Palette {
    open: bool,
    /// It was opened as the list of shortcuts.
    list: bool,
    typed: String,
    at: usize,
}

fn id() -> Id {
    Id::unique("palette")
}

/// Opens it; `list`: as the list of shortcuts.
pub(super) fn open(context: &Context, list: bool) {
    context.data_mut(|data| data.insert_temp(id(), Palette { open: true, list, ..Palette::default() }));
}

/// Shows it, where it is open. Returns the action that was chosen.
pub(super) fn show(panel: &Panel<'_>, context: &Context) -> Option<Action> {
    let mut palette: Palette = context.data_mut(|data| data.get_temp(id())).unwrap_or_default();
    if !palette.open {
        return None;
    }
    let frame = egui::Frame::popup(&context.global_style()).inner_margin(theme::SPACE_LARGE);
    let mut chosen = None;
    let modal = Modal::new(id().with("modal")).frame(frame).show(context, |ui| {
        ui.set_min_size(SIZE);
        ui.set_max_size(SIZE);
        chosen = body(panel, ui, &mut palette);
    });
    if modal.should_close() || chosen.is_some() {
        palette = Palette::default();
    }
    context.data_mut(|data| data.insert_temp(id(), palette));
    chosen
}

fn body(panel: &Panel<'_>, ui: &mut Ui, palette: &mut Palette) -> Option<Action> {
    let locale = panel.locale;
    let title = locale.text(if palette.list { "act-shortcuts" } else { "act-palette" });
    ui.label(RichText::new(&title).family(theme::bold()));
    let hint = locale.text("palette-hint");
    let field = ui.add(TextEdit::singleline(&mut palette.typed).hint_text(&hint).desired_width(f32::INFINITY));
    named_field(&field, egui::Role::TextInput, &title);
    if field.changed() {
        palette.at = 0;
    }
    let found = search(&palette.typed, |entry| locale.text(entry.id));
    let (down, up, enter) = ui.input(|input| {
        (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp), input.key_pressed(Key::Enter))
    });
    let last = found.len().saturating_sub(1);
    palette.at = (palette.at + usize::from(down)).min(last).saturating_sub(usize::from(up));
    let mut chosen = found.get(palette.at).filter(|_| enter).map(|entry| entry.action);
    ui.add_space(theme::SPACE);
    if found.is_empty() {
        ui.label(RichText::new(locale.text("palette-none")).color(theme::tokens(ui).ink_quiet));
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for (index, entry) in found.iter().enumerate() {
            let row = ui.horizontal(|ui| {
                let line = ui.selectable_label(index == palette.at, locale.text(entry.id));
                ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                    if let Some(keys) = &entry.keys {
                        let keys = RichText::new(ui.ctx().format_shortcut(keys)).small();
                        ui.label(keys.color(theme::tokens(ui).ink_quiet));
                    }
                });
                line
            });
            if row.inner.clicked() {
                chosen = Some(entry.action);
            }
            if (down || up) && index == palette.at {
                row.response.scroll_to_me(None);
            }
        }
    });
    // What is typed is for the palette, whatever was clicked in it.
    field.request_focus();
    chosen
}

/// The actions whose names match what is typed, the best first; all of them where nothing is.
fn search(typed: &str, name: impl Fn(&Entry) -> String) -> Vec<&'static Entry> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let scored = actions::ALL.iter().filter_map(|entry| {
        let name = name(entry);
        Some((pattern.score(Utf32Str::new(&name, &mut buffer), &mut matcher)?, entry))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::search;
    use crate::locale::{Language, Locale};
    use crate::ui::actions::{ALL, Action};

    #[test]
    fn a_few_letters_find_an_action_in_both_languages() {
        for (language, typed, action) in [
            (Language::English, "stop", Action::Stop),
            (Language::English, "undo", Action::Undo),
            (Language::Russian, "отмен", Action::Undo),
        ] {
            let locale = Locale::new(language);
            let found = search(typed, |entry| locale.text(entry.id));
            assert!(found.iter().take(3).any(|entry| entry.action == action), "{typed}");
            assert_eq!(search("", |entry| locale.text(entry.id)).len(), ALL.len());
            assert!(search("qqqqq", |entry| locale.text(entry.id)).is_empty());
        }
    }

    #[test]
    fn no_two_actions_have_the_same_keys() {
        let keys: Vec<_> = ALL.iter().filter_map(|entry| entry.keys).collect();
        for (index, one) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(one), "{one:?}");
        }
    }
}
