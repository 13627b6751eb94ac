//! Boards: their list with counts, which pictures are dragged onto, and the menu of those that a picture is on.

use egui::{AtomExt, Popup, PopupCloseBehavior, RichText, ScrollArea, Slider, TextEdit, Ui};
use fluent_bundle::FluentValue;

use super::super::accessibility::{named, named_field};
use super::super::{Panel, theme};
use super::cell::Dragged;
use super::grid::SIDES;
use crate::studio::gallery::{EntryId, Filter, View};
use crate::studio::intent::{GalleryIntent, Intent};
use crate::studio::picture_file::{BoardEdit, board_name};
use crate::studio::settings::Settings;

/// A narrower gallery has no room for the slider's title.
const ROOMY: f32 = 210.0;
/// Height of the list; a longer one scrolls.
const MOST: f32 = 132.0;

/// A name that is being typed, between frames.
#[derive(Debug, Clone, Default)]
struct Typed {
    /// The board that is renamed; of a new one, nothing.
    of: Option<String>,
    name: String,
}

fn typed(of: &str) -> egui::Id {
    egui::Id::unique(("board name", of.to_owned()))
}

/// The list, and beside its title the size of the thumbnails.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, settings) = (panel.locale, panel.studio.settings.clone());
    let boards = panel.studio.gallery.boards().to_vec();
    ui.horizontal(|ui| {
        if boards.is_empty() && ui.available_width() < ROOMY {
            // The slider alone has room.
        } else if boards.is_empty() {
            ui.label(RichText::new(locale.text("thumbnails")).small().color(theme::tokens(ui).ink_quiet));
        } else {
            let sign = if settings.boards { "⏷" } else { "⏵" };
            let title = RichText::new(format!("{sign} {}", locale.text("boards"))).small();
            let open = ui.selectable_label(false, title);
            named(&open, locale.text("boards"));
            if open.on_hover_text(locale.text("boards-hint")).clicked() {
                set(panel, Settings { boards: !settings.boards, ..settings.clone() });
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().slider_width = 72.0;
            let mut side = settings.thumbnail;
            let slider = ui.add(Slider::new(&mut side, SIDES).show_value(false));
            let (value, name) = (f64::from(side), locale.text("thumbnails"));
            slider.widget_info(|| egui::WidgetInfo::slider(true, value, name.clone()));
            if slider.on_hover_text(locale.text("thumbnails")).changed() {
                set(panel, Settings { thumbnail: side, ..settings.clone() });
            }
        });
    });
    if settings.boards && !boards.is_empty() {
        ScrollArea::vertical().id_salt("boards").max_height(MOST).show(ui, |ui| {
            for (name, count) in boards {
                row(panel, ui, &name, count);
            }
        });
        ui.add_space(theme::SPACE_SMALL);
    }
}

fn set(panel: &mut Panel<'_>, settings: Settings) {
    panel.intents.push(Intent::Set(Box::new(settings)));
}

/// A board: a click shows its pictures, or all again; pictures are put on it by dragging, and it is renamed by its
/// menu.
fn row(panel: &mut Panel<'_>, ui: &mut Ui, board: &str, count: usize) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let filter = panel.studio.gallery.filter().clone();
    let view = View::Board(board.to_owned());
    let shown = filter.view == view;
    let carried = egui::DragAndDrop::has_payload_of_type::<Dragged>(ui.ctx());
    let atoms = (
        RichText::new(board).small().atom_grow(true).atom_align(egui::Align2::LEFT_CENTER),
        RichText::new(count.to_string()).small().color(tokens.ink_quiet),
    );
    let button = egui::Button::selectable(shown, atoms).truncate().min_size(egui::vec2(ui.available_width(), 0.0));
    let response = ui.add(button);
    let values = [("name", FluentValue::from(board)), ("count", FluentValue::from(count))];
    named(&response, locale.with("board-of", &values));
    if carried && response.contains_pointer() {
        let stroke = egui::Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(response.rect, f32::from(theme::ROUND), stroke, egui::StrokeKind::Inside);
    }
    if let Some(dragged) = response.dnd_release_payload::<Dragged>() {
        edit(panel, &dragged.0, BoardEdit::Put(board.to_owned()));
    }
    if response.clicked() {
        let view = if shown { View::All } else { view };
        panel.intents.push(Intent::Gallery(GalleryIntent::Filter(Filter { view, ..filter })));
    }
    let menu = Popup::context_menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| {
        theme::menu(ui);
        ui.set_min_width(180.0);
        ui.label(locale.text("board-rename")).on_hover_text(locale.text("board-rename-hint"));
        if let Some(new) = field(panel, ui, Some(board), "board-rename") {
            edit(panel, &[], BoardEdit::Rename(board.to_owned(), new));
            ui.close();
        }
    });
}

/// The boards that pictures are on, each a box to tick, and a field for a new one.
pub(in crate::ui) fn menu(panel: &mut Panel<'_>, ui: &mut Ui, ids: &[EntryId]) {
    theme::menu(ui);
    ui.set_min_width(180.0);
    let entries: Vec<_> = ids.iter().filter_map(|&id| panel.studio.gallery.get(id).cloned()).collect();
    ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
        for (board, _) in panel.studio.gallery.boards().to_vec() {
            let mut on = !entries.is_empty() && entries.iter().all(|entry| entry.remark.boards.contains(&board));
            if ui.checkbox(&mut on, &board).changed() {
                edit(panel, ids, if on { BoardEdit::Put(board) } else { BoardEdit::Take(board) });
            }
        }
    });
    if let Some(new) = field(panel, ui, None, "board-new") {
        edit(panel, ids, BoardEdit::Put(new));
        ui.close();
    }
}

fn edit(panel: &mut Panel<'_>, ids: &[EntryId], edit: BoardEdit) {
    panel.intents.push(Intent::Gallery(GalleryIntent::Board(ids.to_vec(), edit)));
}

/// A field for a board's name, which `title` names. Returns what was entered.
fn field(panel: &Panel<'_>, ui: &mut Ui, of: Option<&str>, title: &str) -> Option<String> {
    let id = typed(of.unwrap_or_default());
    let new = || Typed { of: of.map(str::to_owned), name: of.unwrap_or_default().to_owned() };
    let mut typed: Typed =
        ui.data_mut(|data| data.get_temp(id)).filter(|typed: &Typed| typed.of.as_deref() == of).unwrap_or_else(new);
    let title = panel.locale.text(title);
    let field = ui.add(TextEdit::singleline(&mut typed.name).hint_text(&title).desired_width(170.0));
    named_field(&field, egui::Role::TextInput, &title);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let name = board_name(&typed.name).filter(|_| entered);
    if entered {
        typed = new();
    }
    ui.data_mut(|data| data.insert_temp(id, typed));
    name
}
