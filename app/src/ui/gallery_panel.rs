//! The gallery: search, boards, thumbnails, and what can be done with several pictures at once.

pub(super) mod boards;
mod cell;
pub(super) mod grid;

pub(super) use self::cell::Dragged;
use egui::containers::menu::MenuButton;
use egui::{Button, RichText, TextEdit, Ui, vec2};
use fluent_bundle::FluentValue;

use super::accessibility::{named, named_field};
use super::{Panel, theme};
use crate::studio::gallery::{Filter, View};
use crate::studio::intent::{GalleryIntent, Intent};

/// A narrower gallery has no room for the number of its pictures.
const ROOMY: f32 = 150.0;

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
    boards::show(panel, ui);
    grid::show(panel, ui);
}

/// The title, how many there are, and which are looked through.
fn head(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let total = panel.studio.gallery.len();
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("gallery")).family(theme::bold()));
        if total > 0 && ui.available_width() > ROOMY {
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
    let boards = MenuButton::new(RichText::new(locale.text("boards-put")).small()).config(theme::lasting_menu());
    let (boards, _) = boards.ui(ui, |ui| boards::menu(panel, ui, &ids));
    boards.on_hover_text(locale.text("boards-put-hint"));
    ui.add_space(theme::SPACE);
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
