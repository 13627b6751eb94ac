//! Compare: two pictures of the gallery behind a curtain, side by side, or one after the other under the pointer.

use egui::{Id, Pos2, Rect, RichText, Stroke, TextureHandle, Ui, pos2, vec2};

use super::super::textures::Key;
use super::super::view::View;
use super::super::{Panel, canvas, theme};
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
        for (name, left) in [("compare-left", true), ("compare-right", false)] {
            let button = egui::Button::new(panel.locale.text(name));
            let take = ui.add_enabled(shown.is_some(), button).on_hover_text(panel.locale.text("compare-take-hint"));
            if let (true, Some(shown)) = (take.clicked(), shown) {
                let (one, other) = compared.unwrap_or((shown, shown));
                let pair = if left { (shown, other) } else { (one, shown) };
                panel.intents.push(Intent::Gallery(GalleryIntent::Compare(pair.0, pair.1)));
            }
        }
        if let Some((one, other)) = compared
            && ui.button(panel.locale.text("compare-exchange")).clicked()
        {
            panel.intents.push(Intent::Gallery(GalleryIntent::Compare(other, one)));
        }
    });
    ui.add_space(theme::SPACE);
    let pair = compared.and_then(|(one, other)| Some((whole(panel, ui, one)?, whole(panel, ui, other)?)));
    match pair {
        Some((one, other)) => {
            captions(panel, ui, compared);
            match state.how {
                How::Curtain => curtain(panel, ui, &one, &other, &mut state.curtain),
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

/// A whole picture of the gallery; its thumbnail until it is read.
fn whole(panel: &mut Panel<'_>, ui: &Ui, id: EntryId) -> Option<TextureHandle> {
    panel.in_view.whole.push(id);
    let entry = panel.studio.gallery.get(id)?;
    let (key, picture) = match (&entry.picture, &entry.thumbnail) {
        (Some(picture), _) => (Key::Picture(id), picture.clone()),
        (None, Some(small)) => (Key::Thumbnail(id), small.clone()),
        (None, None) => return None,
    };
    Some(panel.textures.get(ui.ctx(), key, &picture))
}

/// One picture left of the curtain, the other right of it; dragging moves the curtain.
fn curtain(panel: &Panel<'_>, ui: &mut Ui, one: &TextureHandle, other: &TextureHandle, curtain: &mut f32) {
    let room = ui.available_rect_before_wrap();
    let placed = View::of(ui, "compare").place(ui, room, one.size_vec2());
    let pressed = ui.input(|input| input.pointer.primary_down());
    if let Some(at) = placed.response.interact_pointer_pos().filter(|_| pressed) {
        *curtain = ((at.x - placed.rect.left()) / placed.rect.width()).clamp(0.0, 1.0);
    }
    if placed.response.has_focus() {
        let step = ui.input(|input| {
            f32::from(i8::from(input.key_down(egui::Key::ArrowRight)) - i8::from(input.key_down(egui::Key::ArrowLeft)))
        });
        *curtain = (*curtain + 0.01 * step).clamp(0.0, 1.0);
    }
    let (value, name) = (f64::from(*curtain), panel.locale.text("compare-curtain"));
    placed.response.widget_info(|| egui::WidgetInfo::slider(true, value, name.clone()));
    let x = placed.rect.left() + *curtain * placed.rect.width();
    let half = |from: f32, to: f32| Rect::from_min_max(pos2(from, 0.0), pos2(to, 1.0));
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    let (left, right) = (
        Rect { max: Pos2::new(x, placed.rect.bottom()), ..placed.rect },
        Rect { min: Pos2::new(x, placed.rect.top()), ..placed.rect },
    );
    painter.image(one.id(), left, half(0.0, *curtain), egui::Color32::WHITE);
    painter.image(other.id(), right, half(*curtain, 1.0), egui::Color32::WHITE);
    let tokens = theme::tokens(ui);
    painter.line_segment([pos2(x, placed.rect.top()), pos2(x, placed.rect.bottom())], Stroke::new(2.0, tokens.paper));
    painter.circle(pos2(x, placed.rect.center().y), 9.0, tokens.paper, Stroke::new(1.5, tokens.accent));
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
