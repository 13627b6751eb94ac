//! Repaint: a part of a picture, marked by hand, is painted anew.

use std::path::Path;

use bluerider_engine::protocol::Picture;
use egui::{Button, Color32, ColorImage, Id, Rect, TextureHandle, Ui, pos2};

use super::super::together::together;
use super::super::view::{Placed, View};
use super::super::{Panel, setting, textures, theme};
use super::brush::{self, Hand, Stroke, Tool};
use super::{beside_result, result_choice, source};
use crate::studio::draft::Draft;
use crate::studio::intent::{Intent, Use};
use crate::studio::mask::{Brush, MaskEdit};

/// How much beside the mask is seen, at most, in pixels of the picture.
const PADDINGS: std::ops::RangeInclusive<usize> = 0..=1024;
/// The longer side of a veil, at least, in pixels.
const FINEST: usize = 768;
/// Stripes of the veil across the longer side of a picture.
const STRIPES: usize = 48;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let init = draft.init.clone();
    let mut hand = Hand::take(ui, "brush", Tool::Mask);
    ui.horizontal_wrapped(|ui| {
        source::choose(panel, ui, init.as_deref(), Use::Inpaint);
    });
    ui.horizontal_wrapped(|ui| tools(panel, ui, &mut hand));
    ui.horizontal_wrapped(|ui| {
        extent(panel, ui, draft);
        result_choice(panel, ui);
    });
    ui.add_space(theme::SPACE);
    hand.keep(ui, "brush");
    beside_result(panel, ui, |panel, ui| match init.as_deref().and_then(|path| source::sketched(panel, ui, path)) {
        Some((picture, texture)) => {
            if panel.studio.mask.size() != (picture.width, picture.height) {
                panel.intents.push(Intent::FitMask(picture.width, picture.height));
            }
            let mut placed = View::of(ui, "repaint").picture(ui, &texture, panel.locale.text("mask-canvas"));
            // A texture may have fewer pixels than its picture, and so its mask.
            placed.scale *= texture.size_vec2().x / picture.width as f32;
            let path = init.as_deref().unwrap_or(Path::new(""));
            paint(panel, ui, &placed, hand, (path, &picture));
        }
        None => source::invitation(panel, ui, init.is_some()),
    });
}

/// Whether the whole picture is painted, or what lies around the mask alone, as large as the model paints best.
fn extent(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    let only = ui.checkbox(&mut draft.only_masked, locale.text("only-masked"));
    if only.on_hover_text(locale.text("only-masked-hint")).changed() && draft.only_masked {
        (draft.width, draft.height) = panel.studio.usual_size();
    }
    if draft.only_masked {
        together(ui, "padding", |ui| {
            let label = ui.label(locale.text("padding")).on_hover_text(locale.text("padding-hint"));
            ui.add(setting::number(&mut draft.padding, PADDINGS).speed(1).suffix(" px")).labelled_by(label.id);
        });
    }
}

/// The brush's settings, and what is done to the whole mask.
fn tools(panel: &mut Panel<'_>, ui: &mut Ui, hand: &mut Hand) {
    let locale = panel.locale;
    for (tool, id) in [(Tool::Mask, "mask-paint"), (Tool::Erase, "mask-erase")] {
        ui.selectable_value(&mut hand.tool, tool, locale.text(id));
    }
    brush::colour_tool(locale, ui, hand, Tool::Mask);
    brush::sizes(locale, ui, hand);
    let empty = panel.studio.mask.is_empty();
    let edit = |panel: &mut Panel<'_>, ui: &mut Ui, id: &str, edit: MaskEdit, may: bool| {
        if ui.add_enabled(may, Button::new(locale.text(id))).clicked() {
            panel.intents.push(Intent::EditMask(edit));
        }
    };
    together(ui, "strokes", |ui| {
        edit(panel, ui, "mask-undo", MaskEdit::Undo, true);
        edit(panel, ui, "mask-redo", MaskEdit::Redo, true);
    });
    together(ui, "whole mask", |ui| {
        edit(panel, ui, "mask-invert", MaskEdit::Invert, true);
        edit(panel, ui, "mask-clear", MaskEdit::Clear, !empty);
        source::file_button(panel, ui, "mask-file", Use::Mask);
    });
}

/// Strokes, the mask over the picture, and the brush's ring.
fn paint(panel: &mut Panel<'_>, ui: &Ui, placed: &Placed, hand: Hand, source: (&Path, &Picture)) {
    brush::paste(panel, ui, placed, source);
    if hand.tool == Tool::Colour {
        brush::colour(panel, ui, placed, hand, source);
    } else {
        let radius = hand.radius(source.1);
        let erases = hand.tool == Tool::Erase || ui.input(|input| input.modifiers.shift);
        let brush = Brush { radius, hardness: hand.hardness, erases };
        for stroke in brush::strokes(ui, placed) {
            panel.intents.push(Intent::EditMask(match stroke {
                Stroke::Begin => MaskEdit::Begin,
                Stroke::Line(from, to) => MaskEdit::Line(from, to, brush),
            }));
        }
    }
    let painter = ui.painter().with_clip_rect(placed.response.rect.intersect(ui.clip_rect()));
    if let Some(veil) = veil(panel, ui) {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(veil.id(), placed.rect, whole, Color32::WHITE);
    }
    brush::ring(ui, placed, hand.radius(source.1));
}

/// The mask as a veil of dark and light stripes, of which one is seen on any colour; made anew where it has changed.
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
    let [dark, light] = [theme::LIGHT.accent, Color32::WHITE].map(|tint| {
        let shade = |value: u8| tint.gamma_multiply_u8(value / 10 * 7);
        (0..=255).map(shade).collect::<Vec<_>>()
    });
    // The stripes of a small picture are as fine as those of a large one.
    let finer = FINEST.div_ceil(width.max(height));
    let small @ [wide, high] = textures::small_enough(ui.ctx(), [finer * width, finer * height]);
    let value = |x: usize, y: usize| mask.values()[y * height / high * width + x * width / wide];
    let stripe = (wide.max(high) / (2 * STRIPES)).max(1);
    let shade = |at: usize| {
        let (x, y) = (at % wide, at / wide);
        let shades = if ((x + y) / stripe).is_multiple_of(2) { &dark } else { &light };
        shades[usize::from(value(x, y))]
    };
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
