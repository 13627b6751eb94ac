//! Vary: a picture is painted over, a little or a lot.

use egui::Ui;

use super::super::view::View;
use super::super::{Panel, setting, theme};
use super::brush::{self, Hand, Tool};
use super::{beside_result, result_choice, source};
use crate::studio::draft::Draft;
use crate::studio::intent::Use;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let init = draft.init.clone();
    let mut hand = Hand::take(ui, "colour brush", Tool::None);
    ui.horizontal_wrapped(|ui| {
        source::choose(panel, ui, init.as_deref(), Use::ImageToImage);
    });
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(panel.locale.text("strength")).on_hover_text(panel.locale.text("strength-hint"));
        ui.add(setting::slider(&mut draft.strength, 0.05..=1.0).min_decimals(2).max_decimals(3)).labelled_by(label.id);
        brush::colour_tool(panel.locale, ui, &mut hand, Tool::None);
        if hand.tool == Tool::Colour {
            brush::sizes(panel.locale, ui, &mut hand);
        }
        result_choice(panel, ui);
    });
    hand.keep(ui, "colour brush");
    ui.add_space(theme::SPACE);
    beside_result(panel, ui, |panel, ui| {
        let Some(path) = init.as_deref() else { return source::invitation(panel, ui, false) };
        let Some((picture, texture)) = source::sketched(panel, ui, path) else {
            return source::invitation(panel, ui, true);
        };
        let mut placed = View::of(ui, "vary").picture(ui, &texture, panel.locale.text("source-shown"));
        // A texture may have fewer pixels than its picture.
        placed.scale *= texture.size_vec2().x / picture.width as f32;
        brush::paste(panel, ui, &placed, (path, &picture));
        if hand.tool == Tool::Colour {
            brush::colour(panel, ui, &placed, hand, (path, &picture));
            brush::ring(ui, &placed, hand.radius(&picture));
        }
    });
}
