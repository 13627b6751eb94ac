//! Vary: a picture is painted over, a little or a lot.

use egui::Ui;

use super::super::view::View;
use super::super::{Panel, setting, theme};
use super::{beside_result, source};
use crate::studio::draft::Draft;
use crate::studio::intent::Use;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let init = draft.init.clone();
    ui.horizontal_wrapped(|ui| {
        source::choose(panel, ui, init.as_deref(), Use::ImageToImage);
    });
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(panel.locale.text("strength")).on_hover_text(panel.locale.text("strength-hint"));
        ui.add(setting::slider(&mut draft.strength, 0.05..=1.0).min_decimals(2).max_decimals(3)).labelled_by(label.id);
    });
    ui.add_space(theme::SPACE);
    beside_result(panel, ui, |panel, ui| match init.as_deref().and_then(|path| source::whole(panel, ui, path)) {
        Some((_, texture)) => {
            View::of(ui, "vary").picture(ui, &texture, panel.locale.text("source-shown"));
        }
        None => source::invitation(panel, ui, init.is_some()),
    });
}
