//! The rooms above the canvas.

use egui::{RichText, Ui};

use super::{Panel, theme};
use crate::studio::intent::Intent;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let open = panel.studio.draft.blending;
    ui.horizontal(|ui| {
        for (blending, name) in [(false, "room-paint"), (true, "room-blend")] {
            let text = RichText::new(panel.locale.text(name));
            let room = ui.selectable_label(open == blending, text);
            if room.on_hover_text(panel.locale.text(&format!("{name}-hint"))).clicked() && open != blending {
                panel.intents.push(Intent::Blend(blending));
            }
        }
    });
    ui.add_space(theme::SPACE);
}
