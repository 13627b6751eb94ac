//! The blend room: wells above, the live picture in the middle, under it the slider and the path from one to the other.

use std::path::{Path, PathBuf};

use bluerider_engine::protocol::{BlendOf, BlendPart};
use egui::{Button, RichText, Sense, Stroke, StrokeKind, TextEdit, Ui, vec2};
use fluent_bundle::FluentValue;

use super::super::accessibility::{named, named_field};
use super::super::gallery_panel::Dragged;
use super::super::textures::{self, Key};
use super::super::{Panel, canvas, dialog, setting, theme};
use super::{film, source};
use crate::studio::draft::{Draft, WELLS};
use crate::studio::gallery::Entry;
use crate::studio::image_cache::Size;
use crate::studio::live_blend::{self, FILM, LiveBlend};

/// Height of a well.
const WELL: f32 = 148.0;
/// The same in a low window.
const LOW_WELL: f32 = 108.0;
/// Height of a picture of the path.
const FRAME: f32 = 64.0;
/// The same in a low window.
const LOW_FRAME: f32 = 44.0;
/// Height of the room, in which the picture can be judged; where there is less, it scrolls.
const LEAST: f32 = 520.0;
/// The dialog for a well's picture.
const PICK: &str = "well";

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let size = vec2(ui.available_width(), ui.available_height().max(LEAST));
    egui::ScrollArea::vertical().show(ui, |ui| ui.allocate_ui(size, |ui| room(panel, ui, draft)));
}

fn room(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let top = egui::Panel::top("wells").resizable(false).show_separator_line(false);
    top.frame(egui::Frame::new()).show(ui, |ui| wells(panel, ui, draft));
    let foot = egui::Panel::bottom("path").resizable(false).show_separator_line(false);
    foot.frame(egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 4))).show(ui, |ui| {
        weights(panel, ui, draft);
        filmstrip(panel, ui, draft);
        buttons(panel, ui, draft);
    });
    live(panel, ui);
}

/// True in a window that has room for little.
fn is_low(ui: &Ui) -> bool {
    ui.ctx().content_rect().height() <= theme::LOW
}

/// A letter for each well.
fn letter(index: usize) -> char {
    char::from(b'A' + index as u8)
}

fn wells(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let (mut removed, mut hovered) = (None, false);
    let count = draft.wells.len();
    ui.columns(count.max(1), |columns| {
        for (index, (ui, well)) in columns.iter_mut().zip(&mut draft.wells).enumerate() {
            let tokens = theme::tokens(ui);
            let frame = egui::Frame::new().fill(tokens.paper).corner_radius(theme::ROUND).inner_margin(8);
            let shown = frame.show(ui, |ui| {
                let height = if is_low(ui) { LOW_WELL } else { WELL };
                ui.set_min_height(height);
                ui.set_max_height(height);
                if self::well(panel, ui, index, well, count > *WELLS.start()) {
                    removed = Some(index);
                }
            });
            let over = ui.rect_contains_pointer(shown.response.rect);
            hovered |= over;
            let carried = shown.response.dnd_release_payload::<Dragged>();
            let carried = carried.and_then(|dragged| panel.studio.gallery.get(*dragged.0.first()?)?.path.clone());
            if let Some(path) = dropped(ui).filter(|_| over).or(carried) {
                well.of = BlendOf::Picture(path);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(over_well(), hovered));
    if let Some((index, path)) = dialog::answer::<(usize, PathBuf)>(ui, PICK)
        && let Some(well) = draft.wells.get_mut(index)
    {
        well.of = BlendOf::Picture(path);
    }
    if let Some(index) = removed {
        draft.remove_well(index);
    }
}

/// Where it is remembered that the pointer is on a well.
pub(super) fn over_well() -> egui::Id {
    egui::Id::unique("over a well")
}

/// The file that was just dropped on the window.
fn dropped(ui: &Ui) -> Option<PathBuf> {
    ui.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()))
}

/// One well. Returns true where it is to go.
fn well(panel: &mut Panel<'_>, ui: &mut Ui, index: usize, well: &mut BlendPart, may_go: bool) -> bool {
    let locale = panel.locale;
    let name = [("letter", FluentValue::from(letter(index).to_string()))];
    let mut gone = false;
    ui.horizontal(|ui| {
        ui.label(RichText::new(letter(index)).family(theme::bold()));
        if may_go {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let close = ui.add(Button::new("✖").frame(false));
                named(&close, locale.with("well-remove", &name));
                gone = close.clicked();
            });
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::SPACE_SMALL, 0.0);
        kinds(panel, ui, index, well);
    });
    match &mut well.of {
        BlendOf::Words(words) => {
            let title = locale.with("well-words-of", &name);
            egui::ScrollArea::vertical().id_salt(("well", index)).show(ui, |ui| {
                let field = TextEdit::multiline(words).desired_rows(3).desired_width(f32::INFINITY);
                let field = ui.add(field.hint_text(locale.text("well-words-hint")));
                named_field(&field, egui::Role::MultilineTextInput, &title);
            });
        }
        BlendOf::Picture(path) => still(panel, ui, path),
    }
    gone
}

/// What is in a well: words, a file, or the gallery's picture. A system without a prior blends words alone, and has a
/// choice only where a picture is to go again.
fn kinds(panel: &Panel<'_>, ui: &mut Ui, index: usize, well: &mut BlendPart) {
    let locale = panel.locale;
    let name = [("letter", FluentValue::from(letter(index).to_string()))];
    let is_words = matches!(well.of, BlendOf::Words(_));
    if is_words && !panel.studio.system().has_prior() {
        return;
    }
    let words = ui.selectable_label(is_words, RichText::new(locale.text("well-words")).small());
    named(&words, locale.with("well-words-of", &name));
    if words.clicked() && !is_words {
        well.of = BlendOf::Words(String::new());
    }
    let picture = ui.selectable_label(!is_words, RichText::new(locale.text("well-picture")).small());
    named(&picture, locale.with("well-picture-of", &name));
    if picture.on_hover_text(locale.text("well-picture-hint")).clicked() {
        pick(ui, index, locale.text("well-picture"));
    }
    let shown = panel.studio.shown().and_then(|entry| entry.path.clone());
    let take = ui.add_enabled(shown.is_some(), Button::new(RichText::new(locale.text("well-take")).small()));
    named(&take, locale.with("well-take-of", &name));
    if let (true, Some(path)) = (take.on_hover_text(locale.text("well-take-hint")).clicked(), shown) {
        well.of = BlendOf::Picture(path);
    }
}

/// Asks for a picture's file.
fn pick(ui: &Ui, index: usize, title: String) {
    dialog::open(ui.ctx(), PICK, move || Some((index, dialog::picture(title)?)));
}

/// The picture in a well, small.
fn still(panel: &mut Panel<'_>, ui: &mut Ui, path: &Path) {
    let name = source::title(panel, path);
    let room = vec2(ui.available_width(), ui.available_height());
    let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
    match panel.images.get(path, Size::Small).cloned() {
        Some(picture) => {
            let texture = panel.textures.get(ui.ctx(), Key::Still(textures::hash(path)), &picture);
            let place = textures::fitted(rect, &texture);
            egui::Image::new(&texture).corner_radius(2.0).paint_at(ui, place);
        }
        None => {
            let quiet = theme::tokens(ui).ink_quiet;
            let font = egui::TextStyle::Small.resolve(ui.style());
            ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, &name, font, quiet);
        }
    }
    named(&response, name.clone());
    response.on_hover_text(path.display().to_string());
}

/// The slider between two wells, or a weight for each of more.
fn weights(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    if let [a, b] = &mut draft.wells[..] {
        ui.horizontal(|ui| {
            ui.label(RichText::new(letter(0)).family(theme::bold()));
            ui.spacing_mut().slider_width = (ui.available_width() - 96.0).max(80.0);
            let mut share = b.weight;
            let slider = setting::slider(&mut share, 0.0..=1.0).min_decimals(2).max_decimals(3).show_value(true);
            let slider = ui.add(slider);
            let title = locale.text("blend-slider");
            slider.widget_info(|| egui::WidgetInfo::slider(true, f64::from(share), title.clone()));
            ui.label(RichText::new(letter(1)).family(theme::bold()));
            if slider.changed() {
                (a.weight, b.weight) = (1.0 - share, share);
            }
        });
        return;
    }
    ui.columns(draft.wells.len().max(1), |columns| {
        for (index, (ui, well)) in columns.iter_mut().zip(&mut draft.wells).enumerate() {
            ui.horizontal(|ui| {
                ui.label(RichText::new(letter(index)).family(theme::bold()));
                ui.spacing_mut().slider_width = (ui.available_width() - 56.0).max(40.0);
                let slider = ui.add(setting::slider(&mut well.weight, 0.0..=1.0).min_decimals(2).max_decimals(3));
                let name = [("letter", FluentValue::from(letter(index).to_string()))];
                let (value, title) = (f64::from(well.weight), locale.with("blend-weight", &name));
                slider.widget_info(|| egui::WidgetInfo::slider(true, value, title.clone()));
            });
        }
    });
}

/// The path from the first well to the second; a click takes the weight from there.
fn filmstrip(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let [a, b] = &mut draft.wells[..] else { return };
    ui.add_space(theme::SPACE_SMALL);
    ui.horizontal(|ui| {
        let tokens = theme::tokens(ui);
        let gap = ui.spacing().item_spacing.x;
        let width = (ui.available_width() - gap * (FILM - 1) as f32) / FILM as f32;
        let height = if is_low(ui) { LOW_FRAME } else { FRAME };
        for index in 0..FILM {
            let place = LiveBlend::place(index);
            let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
            ui.painter().rect_filled(rect, 2.0, tokens.paper);
            if let Some(picture) = panel.studio.live_blend.frame(index).cloned() {
                let texture = panel.textures.latest(ui.ctx(), Key::Film(index), &picture);
                egui::Image::new(&texture).paint_at(ui, textures::fitted(rect, &texture));
            }
            let near = (b.weight - place).abs() < 0.5 / (FILM - 1) as f32;
            if near || response.hovered() || response.has_focus() {
                let stroke = Stroke::new(1.5, if near { tokens.accent } else { tokens.edge });
                ui.painter().rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
            }
            let percent = [("percent", FluentValue::from((place * 100.0).round()))];
            named(&response, panel.locale.with("blend-frame", &percent));
            if response.clicked() {
                (a.weight, b.weight) = (1.0 - place, place);
            }
        }
    });
}

fn buttons(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    ui.add_space(theme::SPACE_SMALL);
    if !panel.studio.system().has_prior() {
        let words = [("model", FluentValue::from(panel.studio.system().title()))];
        let quiet = theme::tokens(ui).ink_quiet;
        ui.label(RichText::new(locale.with("blend-words-alone", &words)).small().color(quiet));
    }
    ui.horizontal_wrapped(|ui| {
        if ui.add_enabled(draft.wells.len() < *WELLS.end(), Button::new(locale.text("blend-add"))).clicked() {
            draft.add_well();
        }
        if let [a, b] = &mut draft.wells[..] {
            if ui.button(locale.text("blend-swap")).clicked() {
                std::mem::swap(&mut a.of, &mut b.of);
            }
            if panel.studio.system().has_prior() {
                ui.checkbox(&mut draft.spherical, locale.text("blend-spherical"))
                    .on_hover_text(locale.text("blend-spherical-hint"));
            }
            film::show(panel, ui);
        }
    });
}

/// The live picture, or the one that was painted whole with these wells.
fn live(panel: &mut Panel<'_>, ui: &mut Ui) {
    canvas::progress_foot(panel, ui);
    let wells = &panel.studio.draft.wells;
    let of_wells = |entry: &&Entry| entry.recipe().is_some_and(|recipe| recipe.blend == *wells);
    let whole = panel.studio.shown().filter(of_wells).cloned();
    if let Some((id, picture)) = whole.and_then(|entry| Some((entry.id, entry.picture?))) {
        let texture = panel.textures.get(ui.ctx(), Key::Picture(id), &picture);
        return captioned(ui, &texture, panel.locale.text("blend-whole"));
    }
    let live = &panel.studio.live_blend;
    let (failed, painting) = (live.has_failed(), live.is_painting());
    let words = match live.picture() {
        _ if !live_blend::is_complete(&panel.studio.draft) => "blend-empty",
        _ if failed => "blend-failed",
        Some(_) => "blend-live",
        None if painting => "blend-first",
        None => "blend-empty",
    };
    let words = panel.locale.text(words);
    match live.picture().cloned() {
        Some(picture) => {
            let texture = panel.textures.latest(ui.ctx(), Key::Live, &picture);
            captioned(ui, &texture, words);
        }
        None => canvas::invitation(ui, words),
    }
}

/// A picture with a line under it that says what it is.
fn captioned(ui: &mut Ui, texture: &egui::TextureHandle, words: String) {
    let mut room = ui.available_rect_before_wrap();
    room.max.y -= ui.text_style_height(&egui::TextStyle::Small) + theme::SPACE_SMALL;
    canvas::picture_in(ui, room.shrink(theme::SPACE), texture, words.clone());
    let font = egui::TextStyle::Small.resolve(ui.style());
    ui.painter().text(room.center_bottom(), egui::Align2::CENTER_TOP, words, font, theme::tokens(ui).ink_quiet);
}
