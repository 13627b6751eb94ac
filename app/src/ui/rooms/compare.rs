//! Compare: two pictures of the gallery behind a curtain, side by side, or one after the other under the pointer.

use egui::{Id, RichText, TextureHandle, Ui, vec2};

use super::super::together::together;
use super::super::view::View;
use super::super::{Panel, canvas, curtain, theme};
use crate::studio::gallery::EntryId;
use crate::studio::intent::{GalleryIntent, Intent};

/// How two pictures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum How {
    #[default]
    Curtain,
    Beside,
    Swap,
}

/// What is remembered between frames.
#[derive(Debug, Clone, Copy)]
struct State {
    how: How,
    /// Where the curtain hangs, 0 to 1.
    curtain: f32,
}

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let id = Id::unique("compare");
    let mut state: State = ui.data_mut(|data| data.get_temp(id)).unwrap_or(State { how: How::Curtain, curtain: 0.5 });
    let compared = panel.studio.compared;
    ui.horizontal_wrapped(|ui| {
        for (how, name) in
            [(How::Curtain, "compare-curtain"), (How::Beside, "compare-beside"), (How::Swap, "compare-swap")]
        {
            ui.selectable_value(&mut state.how, how, panel.locale.text(name));
        }
        ui.separator();
        let shown = panel.studio.shown().map(|entry| entry.id);
        together(ui, "take", |ui| {
            for (name, left) in [("compare-left", true), ("compare-right", false)] {
                let button = egui::Button::new(panel.locale.text(name));
                let take = ui.add_enabled(shown.is_some(), button);
                let take = take.on_hover_text(panel.locale.text("compare-take-hint"));
                if let (true, Some(shown)) = (take.clicked(), shown) {
                    let (one, other) = compared.unwrap_or((shown, shown));
                    let pair = if left { (shown, other) } else { (one, shown) };
                    panel.intents.push(Intent::Gallery(GalleryIntent::Compare(pair.0, pair.1)));
                }
            }
        });
        if let Some((one, other)) = compared
            && ui.button(panel.locale.text("compare-exchange")).clicked()
        {
            panel.intents.push(Intent::Gallery(GalleryIntent::Compare(other, one)));
        }
    });
    ui.add_space(theme::SPACE);
    let pair =
        compared.and_then(|(one, other)| Some((curtain::whole(panel, ui, one)?, curtain::whole(panel, ui, other)?)));
    match pair {
        Some((one, other)) => {
            captions(panel, ui, compared);
            match state.how {
                How::Curtain => curtain::show(panel.locale, ui, "compare", (&one, &other), &mut state.curtain),
                How::Beside => beside(panel, ui, &one, &other),
                How::Swap => swap(panel, ui, &one, &other),
            }
        }
        None => canvas::invitation(ui, panel.locale.text("compare-none")),
    }
    ui.data_mut(|data| data.insert_temp(id, state));
}

/// What differs between the two, under them.
fn captions(panel: &Panel<'_>, ui: &mut Ui, compared: Option<(EntryId, EntryId)>) {
    let Some((one, other)) = compared else { return };
    let quiet = theme::tokens(ui).ink_quiet;
    let foot = egui::Panel::bottom("compare captions").resizable(false).show_separator_line(false);
    foot.frame(egui::Frame::new().inner_margin(theme::SPACE)).show(ui, |ui| {
        ui.columns(2, |columns| {
            for (ui, id) in columns.iter_mut().zip([one, other]) {
                let entry = panel.studio.gallery.get(id);
                let said = entry.and_then(|entry| entry.metadata.as_ref());
                let prompt = said.map(|said| said.prompt.clone()).unwrap_or_default();
                ui.add(egui::Label::new(RichText::new(prompt).small()).truncate());
                if let Some(said) = said {
                    let line = canvas::settings_line(panel.locale, said);
                    ui.add(egui::Label::new(RichText::new(line).small().color(quiet)).truncate());
                }
            }
        });
    });
}

/// Both, of one view.
fn beside(panel: &Panel<'_>, ui: &mut Ui, one: &TextureHandle, other: &TextureHandle) {
    ui.columns(2, |columns| {
        for (ui, texture) in columns.iter_mut().zip([one, other]) {
            ui.set_min_size(vec2(ui.available_width(), ui.available_height()));
            View::of(ui, "compare").picture(ui, texture, panel.locale.text("gallery-picture"));
        }
    });
}

/// The second one while the pointer is on it.
fn swap(panel: &Panel<'_>, ui: &mut Ui, one: &TextureHandle, other: &TextureHandle) {
    let room = ui.available_rect_before_wrap();
    let asked = !ui.ctx().egui_wants_keyboard_input() && ui.input(|input| input.key_down(egui::Key::Space));
    let over = ui.rect_contains_pointer(room) || asked;
    let texture = if over { other } else { one };
    View::of(ui, "compare").picture(ui, texture, panel.locale.text("compare-swap-hint"));
}
