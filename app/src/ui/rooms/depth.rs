//! Depth: the picture follows a depth map, near things light, far ones dark.

use egui::Ui;

use super::super::view::View;
use super::super::{Panel, canvas, theme};
use super::source;
use crate::studio::intent::Use;

/// The share of the canvas that the depth map takes.
const SHARE: f32 = 0.35;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let depth = panel.studio.draft.depth.clone();
    ui.horizontal_wrapped(|ui| source::choose(panel, ui, depth.as_deref(), Use::Depth));
    ui.add_space(theme::SPACE);
    let width = ui.available_width() * SHARE;
    let side = egui::Panel::left("depth map").exact_size(width).resizable(false).frame(egui::Frame::new());
    side.show_separator_line(false).show(ui, |ui| {
        match depth.as_deref().and_then(|path| source::whole(panel, ui, path)) {
            Some((_, texture)) => {
                View::of(ui, "depth").picture(ui, &texture, panel.locale.text("depth-map"));
            }
            None => {
                canvas::invitation(ui, panel.locale.text(if depth.is_some() { "source-reading" } else { "depth-none" }))
            }
        }
    });
    canvas::show(panel, ui);
}
