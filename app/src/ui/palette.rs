//! The palette: every action, model, preset and board by name, found by a few of its letters; and, with nothing typed,
//! the list of shortcuts.

use bluerider_engine::protocol::Model;
use egui::{Align, Context, Id, Key, KeyboardShortcut, Modal, RichText, ScrollArea, TextEdit, Ui};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::accessibility::named_field;
use super::actions::{self, Action, Entry};
use super::{Panel, theme};
use crate::studio::gallery::{Filter, View};
use crate::studio::intent::{GalleryIntent, Intent};
use crate::studio::presets;

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

/// What was chosen.
pub(super) enum Chosen {
    /// Something of the table.
    Action(Action),
    /// Anything else.
    Intent(Box<Intent>),
}

/// A line of the palette.
struct Line {
    title: String,
    keys: Option<KeyboardShortcut>,
    /// An action of the table, or anything else that panels ask for.
    does: Result<Action, Intent>,
}

/// Shows it, where it is open. Returns what was chosen.
pub(super) fn show(panel: &Panel<'_>, context: &Context) -> Option<Chosen> {
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

fn body(panel: &Panel<'_>, ui: &mut Ui, palette: &mut Palette) -> Option<Chosen> {
    let locale = panel.locale;
    let title = locale.text(if palette.list { "act-shortcuts" } else { "act-palette" });
    ui.label(RichText::new(&title).family(theme::bold()));
    let hint = locale.text("palette-hint");
    let field = ui.add(TextEdit::singleline(&mut palette.typed).hint_text(&hint).desired_width(f32::INFINITY));
    named_field(&field, egui::Role::TextInput, &title);
    if field.changed() {
        palette.at = 0;
    }
    let mut found = search(&palette.typed, lines(panel, !palette.typed.trim().is_empty()));
    let (down, up, enter) = ui.input(|input| {
        (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::ArrowUp), input.key_pressed(Key::Enter))
    });
    let last = found.len().saturating_sub(1);
    palette.at = (palette.at + usize::from(down)).min(last).saturating_sub(usize::from(up));
    let mut chosen = Some(palette.at).filter(|_| enter);
    ui.add_space(theme::SPACE);
    if found.is_empty() {
        ui.label(RichText::new(locale.text("palette-none")).color(theme::tokens(ui).ink_quiet));
    }
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for (index, line) in found.iter().enumerate() {
            let row = ui.horizontal(|ui| {
                let clicked = ui.selectable_label(index == palette.at, &line.title);
                ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                    if let Some(keys) = &line.keys {
                        let keys = RichText::new(ui.ctx().format_shortcut(keys)).small();
                        ui.label(keys.color(theme::tokens(ui).ink_quiet));
                    }
                });
                clicked
            });
            if row.inner.clicked() {
                chosen = Some(index);
            }
            if (down || up) && index == palette.at {
                row.response.scroll_to_me(None);
            }
        }
    });
    // What is typed is for the palette, whatever was clicked in it.
    field.request_focus();
    let line = chosen.filter(|&index| index < found.len()).map(|index| found.swap_remove(index))?;
    Some(line.does.map_or_else(|intent| Chosen::Intent(Box::new(intent)), Chosen::Action))
}

/// All actions; with what has names of its own, where something is looked for: models, presets, boards.
fn lines(panel: &Panel<'_>, named: bool) -> Vec<Line> {
    let (locale, studio) = (panel.locale, panel.studio);
    let action = |entry: &Entry| Line { title: locale.text(entry.id), keys: entry.keys, does: Ok(entry.action) };
    let mut lines: Vec<Line> = actions::ALL.iter().map(action).collect();
    if !named {
        return lines;
    }
    let mut add = |kind: &str, name: &str, intent: Intent| {
        let title = format!("{}: {name}", locale.text(kind));
        lines.push(Line { title, keys: None, does: Err(intent) });
    };
    add("model", &locale.text("model-etude"), Intent::UseModel(Model::Etude));
    for (entry, model) in studio.models.here() {
        add("model", &entry.title, Intent::UseModel(model.clone()));
    }
    let shipped = presets::shipped(locale.language()).iter().map(|(_, preset)| preset);
    for preset in studio.presets.list().iter().chain(shipped) {
        add("preset", &preset.name, Intent::UsePreset(Box::new(preset.clone())));
    }
    for (board, _) in studio.gallery.boards() {
        let filter = Filter { view: View::Board(board.clone()), ..studio.gallery.filter().clone() };
        add("board", board, Intent::Gallery(GalleryIntent::Filter(filter)));
    }
    lines
}

/// The lines whose titles match what is typed, the best first; all of them where nothing is.
fn search(typed: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let scored = lines.into_iter().filter_map(|line| {
        let score = pattern.score(Utf32Str::new(&line.title, &mut buffer), &mut matcher)?;
        Some((score, line))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Line, search};
    use crate::locale::{Language, Locale};
    use crate::ui::actions::{ALL, Action, Entry};

    #[test]
    fn a_few_letters_find_an_action_in_both_languages() {
        for (language, typed, action) in [
            (Language::English, "stop", Action::Stop),
            (Language::English, "undo", Action::Undo),
            (Language::Russian, "отмен", Action::Undo),
        ] {
            let locale = Locale::new(language);
            let line = |entry: &Entry| Line { title: locale.text(entry.id), keys: entry.keys, does: Ok(entry.action) };
            let lines = || ALL.iter().map(line).collect();
            let found = search(typed, lines());
            assert!(found.iter().take(3).any(|line| line.does == Ok(action)), "{typed}");
            assert_eq!(search("", lines()).len(), ALL.len());
            assert!(search("qqqqq", lines()).is_empty());
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
