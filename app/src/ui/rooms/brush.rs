//! The brush of Repaint and Vary: its size, its strokes, its ring, and colours painted over the picture that a room
//! begins with.

use std::path::Path;

use bluerider_engine::protocol::Picture;
use egui::{Event, Id, PointerButton, Pos2, Slider, Ui};

use super::super::accessibility::named;
use super::super::together::together;
use super::super::view::Placed;
use super::super::{Panel, theme};
use crate::locale::Locale;
use crate::studio::intent::Intent;
use crate::studio::mask::Brush;
use crate::studio::sketch::SketchEdit;

/// What the brush does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// Nothing.
    None,
    /// Marks what is painted anew.
    Mask,
    /// Takes marks away.
    Erase,
    /// Paints in a colour.
    Colour,
}

/// The brush in hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand {
    pub(super) tool: Tool,
    /// Its radius as a share of the picture's longer side.
    size: f32,
    pub(super) hardness: f32,
    colour: [u8; 3],
}

/// A movement of the brush, in pixels of the picture.
pub(super) enum Stroke {
    /// It is put down.
    Begin,
    /// It goes from one point to another.
    Line([f32; 2], [f32; 2]),
}

impl Hand {
    /// The brush as it was left in the room `name`, where it first does what `tool` says.
    pub(super) fn take(ui: &Ui, name: &'static str, tool: Tool) -> Self {
        let new = Self { tool, size: 0.06, hardness: 0.8, colour: [200, 40, 40] };
        ui.data_mut(|data| data.get_temp(Id::unique(name))).unwrap_or(new)
    }

    /// Keeps it for the next frame.
    pub(super) fn keep(self, ui: &Ui, name: &'static str) {
        ui.data_mut(|data| data.insert_temp(Id::unique(name), self));
    }

    /// Its radius in pixels of a picture.
    pub(super) fn radius(self, picture: &Picture) -> f32 {
        self.size * picture.width.max(picture.height) as f32
    }
}

/// The colour brush, and its colour while it is in hand. `other`: what the brush does once it is put away.
pub(super) fn colour_tool(locale: &Locale, ui: &mut Ui, hand: &mut Hand, other: Tool) {
    let here = hand.tool == Tool::Colour;
    let label = ui.selectable_label(here, locale.text("brush-colour"));
    if label.on_hover_text(locale.text("brush-colour-hint")).clicked() {
        hand.tool = if here { other } else { Tool::Colour };
    }
    if hand.tool == Tool::Colour {
        let pick = ui.color_edit_button_srgb(&mut hand.colour);
        named(&pick, locale.text("brush-colour-pick"));
    }
}

/// Its size and how soft it is; the size also by keys.
pub(super) fn sizes(locale: &Locale, ui: &mut Ui, hand: &mut Hand) {
    ui.spacing_mut().slider_width = 90.0;
    together(ui, "size", |ui| {
        let label = ui.label(locale.text("mask-size")).on_hover_text(locale.text("mask-size-hint"));
        ui.add(Slider::new(&mut hand.size, 0.005..=0.3).logarithmic(true).show_value(false)).labelled_by(label.id);
    });
    together(ui, "hardness", |ui| {
        let label = ui.label(locale.text("mask-hardness"));
        ui.add(Slider::new(&mut hand.hardness, 0.0..=1.0).show_value(false)).labelled_by(label.id);
    });
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

/// Every movement of the brush since the last frame, so that a quick stroke is as whole as a slow one.
pub(super) fn strokes(ui: &Ui, placed: &Placed) -> Vec<Stroke> {
    let response = &placed.response;
    let id = Id::unique("stroke");
    let mut last: Option<Pos2> = ui.data_mut(|data| data.get_temp(id));
    let begins = response.contains_pointer() || response.is_pointer_button_down_on();
    let mut found = Vec::new();
    for event in ui.input(|input| input.events.clone()) {
        let (from, to) = match (event, last) {
            (Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, .. }, _)
                if begins && response.rect.contains(pos) =>
            {
                found.push(Stroke::Begin);
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
        found.push(Stroke::Line(placed.pixel(from), placed.pixel(to)));
    }
    ui.data_mut(|data| match last {
        Some(last) => _ = data.insert_temp(id, last),
        None => _ = data.remove_temp::<Pos2>(id),
    });
    found
}

/// Strokes in the brush's colour over the picture of a file.
pub(super) fn colour(panel: &mut Panel<'_>, ui: &Ui, placed: &Placed, hand: Hand, (path, picture): (&Path, &Picture)) {
    let brush = Brush { radius: hand.radius(picture), hardness: hand.hardness, erases: false };
    for stroke in strokes(ui, placed) {
        panel.intents.push(Intent::EditSketch(match stroke {
            Stroke::Begin => SketchEdit::Begin(path.to_owned(), picture.clone()),
            Stroke::Line(from, to) => SketchEdit::Line(from, to, brush, hand.colour),
        }));
    }
}

/// Lays a picture from the clipboard over that of a file, where the pointer is, or in its middle.
pub(super) fn paste(panel: &mut Panel<'_>, ui: &Ui, placed: &Placed, (path, picture): (&Path, &Picture)) {
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::PasteImage(image) => Some(std::sync::Arc::clone(image)),
            _ => None,
        })
    });
    let Some(image) = pasted else { return };
    let pixels: Vec<u8> = image.pixels.iter().flat_map(|colour| [colour.r(), colour.g(), colour.b()]).collect();
    let laid = Picture { width: image.width(), height: image.height(), pixels: pixels.into() };
    let middle = [picture.width as f32 / 2.0, picture.height as f32 / 2.0];
    let at = placed.response.hover_pos().map_or(middle, |at| placed.pixel(at));
    panel.intents.push(Intent::EditSketch(SketchEdit::Begin(path.to_owned(), picture.clone())));
    panel.intents.push(Intent::EditSketch(SketchEdit::Paste(laid, at)));
}

/// The brush's edge at the pointer; `radius` in pixels of the picture.
pub(super) fn ring(ui: &Ui, placed: &Placed, radius: f32) {
    let painter = ui.painter().with_clip_rect(placed.response.rect.intersect(ui.clip_rect()));
    if let Some(at) = placed.response.hover_pos() {
        let tokens = theme::tokens(ui);
        painter.circle_stroke(at, radius * placed.scale, egui::Stroke::new(2.5, tokens.paper));
        painter.circle_stroke(at, radius * placed.scale, egui::Stroke::new(1.0, tokens.ink));
    }
}
