//! The gallery: search, boards, and thumbnails, newest first. Only the rows in view are drawn, and only their pictures
//! are read.

use egui::{Button, Modifiers, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, vec2};
use fluent_bundle::FluentValue;

use super::accessibility::{named, named_field};
use super::textures::{self, Key};
use super::{Panel, picture_menu, theme};
use crate::studio::gallery::{EntryId, Filter, View, day};
use crate::studio::intent::{GalleryIntent, Intent};

/// What is typed for the gallery, between frames.
#[derive(Debug, Clone, Default)]
struct Typed {
    board: String,
}

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    ui.add_space(theme::SPACE);
    head(panel, ui);
    let mut filter = panel.studio.gallery.filter().clone();
    search(panel, ui, &mut filter);
    if filter != *panel.studio.gallery.filter() {
        panel.intents.push(Intent::Gallery(GalleryIntent::Filter(filter)));
    }
    let foot = egui::Panel::bottom("marked").resizable(false).show_separator_line(false).frame(egui::Frame::new());
    if panel.studio.gallery.marked().len() > 1 {
        foot.show(ui, |ui| marked(panel, ui));
    } else if panel.studio.gallery.filter().view == View::Bin && panel.studio.gallery.binned() > 0 {
        foot.show(ui, |ui| bin(panel, ui));
    }
    grid(panel, ui);
}

/// The title, how many there are, and which are looked through.
fn head(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let total = panel.studio.gallery.len();
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("gallery")).family(theme::bold()));
        if total > 0 {
            let text = locale.with("gallery-count", &[("count", FluentValue::from(total))]);
            ui.label(RichText::new(text).small().color(tokens.ink_quiet));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| views(panel, ui));
    });
    if let Some((done, of)) = panel.studio.gallery.reading() {
        let values = [("done", FluentValue::from(done)), ("of", FluentValue::from(of))];
        ui.label(RichText::new(locale.with("gallery-reading", &values)).small().color(tokens.ink_quiet));
    }
}

/// All pictures, those with a star, a board, the bin.
fn views(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, filter) = (panel.locale, panel.studio.gallery.filter().clone());
    let name = |view: &View| match view {
        View::All => locale.text("view-all"),
        View::Starred => locale.text("view-starred"),
        View::Board(name) | View::Experiment(name) => name.clone(),
        View::Bin => locale.text("view-bin"),
    };
    let menu = ui.menu_button(format!("{} ⏷", name(&filter.view)), |ui| {
        theme::menu(ui);
        let (boards, experiments) =
            (panel.studio.gallery.boards().to_vec(), panel.studio.gallery.experiments().to_vec());
        let binned = panel.studio.gallery.binned();
        let mut choose = |ui: &mut Ui, view: View, count: Option<usize>| {
            let text = count.map_or_else(|| name(&view), |count| format!("{} · {count}", name(&view)));
            if ui.selectable_label(filter.view == view, text).clicked() {
                let filter = Filter { view, ..filter.clone() };
                panel.intents.push(Intent::Gallery(GalleryIntent::Filter(filter)));
                ui.close();
            }
        };
        choose(ui, View::All, None);
        choose(ui, View::Starred, None);
        if !boards.is_empty() {
            ui.separator();
        }
        for (board, count) in boards {
            choose(ui, View::Board(board), Some(count));
        }
        if !experiments.is_empty() {
            ui.separator();
        }
        for (name, count) in experiments {
            choose(ui, View::Experiment(name), Some(count));
        }
        ui.separator();
        choose(ui, View::Bin, Some(binned));
    });
    named(&menu.response, locale.with("view-menu", &[("view", FluentValue::from(name(&filter.view)))]));
    menu.response.on_hover_text(locale.text("view-hint"));
}

fn search(panel: &Panel<'_>, ui: &mut Ui, filter: &mut Filter) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let hint = locale.text("gallery-search");
    let field = TextEdit::singleline(&mut filter.search).hint_text(&hint).desired_width(f32::INFINITY);
    let field = ui.add(field.id(id()));
    named_field(&field, egui::Role::TextInput, &hint);
    field.on_hover_text(locale.text("gallery-search-hint"));
    if let Some(term) = panel.studio.gallery.trouble() {
        let text = locale.with("gallery-search-trouble", &[("term", FluentValue::from(term.to_owned()))]);
        ui.label(RichText::new(text).small().color(tokens.warning));
    }
}

/// The search field.
pub(super) fn id() -> egui::Id {
    egui::Id::unique("gallery search")
}

fn grid(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let total = panel.studio.gallery.len();
    if total == 0 {
        ui.add_space(theme::SPACE);
        let filtered = *panel.studio.gallery.filter() != Filter::default();
        let words = locale.text(if filtered { "gallery-none-found" } else { "gallery-empty" });
        ui.label(RichText::new(words).color(tokens.ink_quiet));
        // Nothing is in view; what waited to be made is not wanted any more.
        panel.in_view.thumbnails = Some(0..0);
        return;
    }
    let columns = ((ui.available_width() + theme::SPACE) / (theme::CELL + theme::SPACE)).floor().max(1.0) as usize;
    let rows = total.div_ceil(columns);
    ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, theme::CELL, rows, |ui, range| {
        panel.in_view.thumbnails = Some(range.start * columns..(range.end * columns).min(total));
        for row in range {
            ui.horizontal(|ui| {
                for index in row * columns..((row + 1) * columns).min(total) {
                    cell(panel, ui, index);
                }
            });
        }
    });
}

fn cell(panel: &mut Panel<'_>, ui: &mut Ui, index: usize) {
    let tokens = theme::tokens(ui);
    let Some(id) = panel.studio.gallery.at(index) else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(theme::CELL, theme::CELL), Sense::click());
    ui.painter().rect_filled(rect, f32::from(theme::ROUND), tokens.mat);
    let Some(entry) = panel.studio.gallery.get(id).cloned() else {
        named(&response, panel.locale.text("gallery-picture"));
        return;
    };
    if let Some(thumbnail) = &entry.thumbnail
        && let Some(texture) = panel.textures.in_time(ui.ctx(), Key::Thumbnail(id), thumbnail)
    {
        let place = textures::fitted(rect, &texture);
        egui::Image::new(&texture).corner_radius(f32::from(theme::ROUND)).paint_at(ui, place);
    }
    let selected = panel.studio.shown().is_some_and(|shown| shown.id == id);
    let marked = panel.studio.gallery.marked().contains(&id);
    if selected || marked || response.hovered() || response.has_focus() {
        let stroke = Stroke::new(2.0, if selected || marked { tokens.accent } else { tokens.line });
        ui.painter().rect_stroke(rect, f32::from(theme::ROUND), stroke, StrokeKind::Inside);
    }
    for (shown, sign, at) in [
        (entry.remark.star, "★", rect.right_top() + vec2(-13.0, 12.0)),
        (marked, "✔", rect.left_top() + vec2(13.0, 12.0)),
    ] {
        if shown {
            ui.painter().circle_filled(at, 9.0, tokens.accent);
            let font = egui::TextStyle::Small.resolve(ui.style());
            ui.painter().text(at, egui::Align2::CENTER_CENTER, sign, font, tokens.on_accent);
        }
    }
    let name = entry.title().map_or_else(|| panel.locale.text("gallery-picture"), str::to_owned);
    named(&response, name.clone());
    let hover = format!("{name}\n{}×{} · {}", entry.size.0, entry.size.1, day(id));
    let clicked = response.clicked();
    response.context_menu(|ui| picture_menu::show(panel, ui, &entry));
    response.on_hover_text(hover);
    if clicked {
        let modifiers = ui.input(|input| input.modifiers);
        panel.intents.push(Intent::Gallery(chosen(id, modifiers)));
    }
}

/// What a click asks for.
fn chosen(id: EntryId, modifiers: Modifiers) -> GalleryIntent {
    if modifiers.command {
        GalleryIntent::Mark(id)
    } else if modifiers.shift {
        GalleryIntent::MarkThrough(id)
    } else {
        GalleryIntent::Select(Some(id))
    }
}

/// What can be done with several pictures at once.
fn marked(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, ids) = (panel.locale, panel.studio.gallery.marked().iter().copied().collect::<Vec<_>>());
    let mut found = ids.iter().filter_map(|&id| panel.studio.gallery.get(id)).peekable();
    let starred = found.peek().is_some() && found.clone().all(|entry| entry.remark.star);
    let binned = found.any(|entry| entry.binned);
    ui.add_space(theme::SPACE);
    ui.label(RichText::new(locale.with("marked-count", &[("count", FluentValue::from(ids.len()))])).small());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::SPACE_SMALL, theme::SPACE_SMALL);
        let mut choose = |ui: &mut Ui, id: &str, may: bool, intent: &dyn Fn() -> GalleryIntent| {
            if ui.add_enabled(may, Button::new(RichText::new(locale.text(id)).small())).clicked() {
                panel.intents.push(Intent::Gallery(intent()));
            }
        };
        let star = if starred { "unstar" } else { "star" };
        choose(ui, star, true, &|| GalleryIntent::Star(ids.clone(), !starred));
        choose(ui, "marked-compare", ids.len() == 2, &|| GalleryIntent::Compare(ids[0], ids[1]));
        let wells = crate::studio::draft::WELLS.contains(&ids.len());
        choose(ui, "marked-blend", wells, &|| GalleryIntent::Blend(ids.clone()));
        if binned {
            choose(ui, "restore", true, &|| GalleryIntent::Restore(ids.clone()));
        } else {
            choose(ui, "to-bin", true, &|| GalleryIntent::Bin(ids.clone()));
        }
    });
    board(panel, ui, &ids);
    ui.add_space(theme::SPACE);
}

/// Puts pictures on a board, by its name.
fn board(panel: &mut Panel<'_>, ui: &mut Ui, ids: &[EntryId]) {
    let locale = panel.locale;
    let key = egui::Id::unique("board name");
    let mut typed: Typed = ui.data_mut(|data| data.get_temp(key)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let put = ui.button(RichText::new(locale.text("board-put")).small());
            let hint = locale.text("board-name");
            let field = TextEdit::singleline(&mut typed.board).hint_text(&hint).desired_width(f32::INFINITY);
            let field = ui.add(field);
            named_field(&field, egui::Role::TextInput, &hint);
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            field.on_hover_text(locale.text("board-hint"));
            if put.clicked() || entered {
                let board = Some(typed.board.trim().to_owned()).filter(|board| !board.is_empty());
                panel.intents.push(Intent::Gallery(GalleryIntent::Board(ids.to_vec(), board)));
                typed.board.clear();
            }
        });
    });
    ui.data_mut(|data| data.insert_temp(key, typed));
}

/// What can be done with the bin.
fn bin(panel: &mut Panel<'_>, ui: &mut Ui) {
    ui.add_space(theme::SPACE);
    let empty = ui.button(panel.locale.text("bin-empty")).on_hover_text(panel.locale.text("bin-empty-hint"));
    if empty.clicked() {
        panel.intents.push(Intent::Gallery(GalleryIntent::EmptyBin));
    }
    ui.add_space(theme::SPACE);
}
