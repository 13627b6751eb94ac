//! Repaint: a part of a picture, marked by hand, is painted anew.

use egui::{
    Button, Color32, ColorImage, Event, Id, PointerButton, Pos2, Rect, Slider, Stroke, TextureHandle, Ui, pos2,
};

use super::super::view::{Placed, View};
use super::super::{Panel, textures, theme};
use super::{beside_result, source};
use crate::studio::intent::{Intent, Use};
use crate::studio::mask::{Brush, MaskEdit};

/// The brush in hand.
#[derive(Debug, Clone, Copy)]
struct Hand {
    /// Its radius as a share of the picture's longer side.
    size: f32,
    hardness: f32,
    erases: bool,
}

impl Default for Hand {
    fn default() -> Self {
        Self { size: 0.06, hardness: 0.8, erases: false }
    }
}

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let init = panel.studio.draft.init.clone();
    let id = Id::unique("brush");
    let mut hand: Hand = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        source::choose(panel, ui, init.as_deref(), Use::Inpaint);
    });
    ui.horizontal_wrapped(|ui| tools(panel, ui, &mut hand));
    ui.add_space(theme::SPACE);
    ui.data_mut(|data| data.insert_temp(id, hand));
    beside_result(panel, ui, |panel, ui| match init.as_deref().and_then(|path| source::whole(panel, ui, path)) {
        Some((picture, texture)) => {
            if panel.studio.mask.size() != (picture.width, picture.height) {
                panel.intents.push(Intent::FitMask(picture.width, picture.height));
            }
            let mut placed = View::of(ui, "repaint").picture(ui, &texture, panel.locale.text("mask-canvas"));
            // A texture may have fewer pixels than its picture, and so its mask.
            placed.scale *= texture.size_vec2().x / picture.width as f32;
            let radius = hand.size * picture.width.max(picture.height) as f32;
            paint(panel, ui, &placed, hand, radius);
        }
        None => source::invitation(panel, ui, init.is_some()),
    });
}

/// The brush's settings, and what is done to the whole mask.
fn tools(panel: &mut Panel<'_>, ui: &mut Ui, hand: &mut Hand) {
    let locale = panel.locale;
    for (erases, id) in [(false, "mask-paint"), (true, "mask-erase")] {
        if ui.selectable_label(hand.erases == erases, locale.text(id)).clicked() {
            hand.erases = erases;
        }
    }
    ui.spacing_mut().slider_width = 90.0;
    let label = ui.label(locale.text("mask-size")).on_hover_text(locale.text("mask-size-hint"));
    ui.add(Slider::new(&mut hand.size, 0.005..=0.3).logarithmic(true).show_value(false)).labelled_by(label.id);
    let label = ui.label(locale.text("mask-hardness"));
    ui.add(Slider::new(&mut hand.hardness, 0.0..=1.0).show_value(false)).labelled_by(label.id);
    let empty = panel.studio.mask.is_empty();
    for (id, edit, may) in [
        ("mask-invert", MaskEdit::Invert, true),
        ("mask-clear", MaskEdit::Clear, !empty),
        ("mask-undo", MaskEdit::Undo, true),
        ("mask-redo", MaskEdit::Redo, true),
    ] {
        if ui.add_enabled(may, Button::new(locale.text(id))).clicked() {
            panel.intents.push(Intent::EditMask(edit));
        }
    }
    source::file_button(panel, ui, "mask-file", Use::Mask);
    // In a text these are letters.
    if ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    ui.input(|input| {
        for (key, factor) in [(egui::Key::OpenBracket, 0.8), (egui::Key::CloseBracket, 1.25)] {
            if input.key_pressed(key) {
                hand.size = (hand.size * factor).clamp(0.005, 0.3);
            }
        }
    });
}

/// Strokes, the mask over the picture, and the brush's ring.
fn paint(panel: &mut Panel<'_>, ui: &Ui, placed: &Placed, hand: Hand, radius: f32) {
    let response = &placed.response;
    let erases = hand.erases || ui.input(|input| input.modifiers.shift);
    let brush = Brush { radius, hardness: hand.hardness, erases };
    let id = Id::unique("stroke");
    let mut last: Option<Pos2> = ui.data_mut(|data| data.get_temp(id));
    let begins = response.contains_pointer() || response.is_pointer_button_down_on();
    // Every movement since the last frame, so that a quick stroke is as whole as a slow one.
    for event in ui.input(|input| input.events.clone()) {
        let (from, to) = match (event, last) {
            (Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, .. }, _)
                if begins && response.rect.contains(pos) =>
            {
                panel.intents.push(Intent::EditMask(MaskEdit::Begin));
                (pos, pos)
            }
            (Event::PointerButton { button: PointerButton::Primary, pressed: false, .. }, _) => {
                last = None;
                continue;
            }
            (Event::PointerMoved(pos), Some(last)) => (last, pos),
            _ => continue,
        };
        last = Some(to);
        panel.intents.push(Intent::EditMask(MaskEdit::Line(placed.pixel(from), placed.pixel(to), brush)));
    }
    ui.data_mut(|data| match last {
        Some(last) => _ = data.insert_temp(id, last),
        None => _ = data.remove_temp::<Pos2>(id),
    });
    let painter = ui.painter().with_clip_rect(response.rect.intersect(ui.clip_rect()));
    if let Some(veil) = veil(panel, ui) {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(veil.id(), placed.rect, whole, Color32::WHITE);
    }
    if let Some(at) = response.hover_pos() {
        let tokens = theme::tokens(ui);
        painter.circle_stroke(at, radius * placed.scale, Stroke::new(2.5, tokens.paper));
        painter.circle_stroke(at, radius * placed.scale, Stroke::new(1.0, tokens.ink));
    }
}

/// The mask as a veil in the accent's colour, made anew where it has changed.
fn veil(panel: &Panel<'_>, ui: &Ui) -> Option<TextureHandle> {
    let mask = &panel.studio.mask;
    let (width, height) = mask.size();
    if width == 0 || height == 0 {
        return None;
    }
    let id = Id::unique("veil");
    let known: Option<(u64, TextureHandle)> = ui.data_mut(|data| data.get_temp(id));
    if let Some((_, texture)) = known.as_ref().filter(|(revision, _)| *revision == mask.revision()) {
        return Some(texture.clone());
    }
    let tint = theme::tokens(ui).accent;
    let shades: Vec<Color32> = (0..=255_u8).map(|value| tint.gamma_multiply_u8(value / 5 * 3)).collect();
    let small @ [wide, high] = textures::small_enough(ui.ctx(), [width, height]);
    let value = |x: usize, y: usize| mask.values()[y * height / high * width + x * width / wide];
    let shade = |at: usize| shades[usize::from(value(at % wide, at / wide))];
    let image = ColorImage::new(small, (0..wide * high).map(shade).collect());
    let texture = match known {
        Some((_, mut texture)) => {
            texture.set(image, egui::TextureOptions::LINEAR);
            texture
        }
        None => ui.ctx().load_texture("veil", image, egui::TextureOptions::LINEAR),
    };
    ui.data_mut(|data| data.insert_temp(id, (mask.revision(), texture.clone())));
    Some(texture)
}
