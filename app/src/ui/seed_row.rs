//! How many pictures, and the seed: that of what is painted, or chosen by hand, or kept.

use bluerider_engine::protocol::COUNTS;
use egui::Ui;

use super::accessibility::named;
use super::{Panel, setting, theme};
use crate::studio::draft::Draft;
use crate::studio::intent::Intent;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    egui::Grid::new("seed").num_columns(2).spacing([theme::SPACE, theme::SPACE_SMALL]).show(ui, |ui| {
        if draft.room.reads_count() {
            let label = ui.label(locale.text("count")).on_hover_text(locale.text("count-hint"));
            ui.add(setting::number(&mut draft.count, COUNTS)).labelled_by(label.id);
            ui.end_row();
        }
        let label = ui.label(locale.text("seed")).on_hover_text(locale.text("seed-hint"));
        ui.horizontal(|ui| {
            // Ten digits and four buttons in the width of a slider and its number.
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = theme::SPACE_SMALL;
            seed(panel, ui, draft, label.id);
        });
        ui.end_row();
    });
}

/// The seed's field and its buttons.
fn seed(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft, label: egui::Id) {
    let locale = panel.locale;
    let mut chosen = ui.add(setting::seed(&mut draft.seed)).labelled_by(label).changed();
    for (sign, id, step) in [("−", "seed-less", -1), ("+", "seed-more", 1)] {
        let button = ui.button(sign).on_hover_text(locale.text(id));
        named(&button, locale.text(id));
        if button.clicked() {
            draft.seed = draft.seed.saturating_add_signed(step);
            chosen = true;
        }
    }
    draft.seed_chosen |= chosen;
    // A picture alone has no name for a screen reader, so the words stand beside it in the hint.
    let dice = ui.button("🎲").on_hover_text(locale.text("seed-dice"));
    named(&dice, locale.text("seed-dice"));
    if dice.clicked() {
        panel.intents.push(Intent::RandomizeSeed);
    }
    let sign = if draft.seed_locked { "🔒" } else { "🔓" };
    let lock = ui.toggle_value(&mut draft.seed_locked, sign);
    named(&lock, locale.text("seed-lock"));
    if lock.changed() && draft.seed_locked {
        keep_seen(panel, draft);
    }
    lock.on_hover_text(locale.text("seed-lock"));
}

/// Keeps the seed of the picture that is seen, unless another one was chosen.
pub(super) fn keep_seen(panel: &Panel<'_>, draft: &mut Draft) {
    let said = panel.studio.shown().and_then(|entry| entry.metadata.as_ref()).filter(|_| !draft.seed_chosen);
    if let Some((said, seed)) = said.and_then(|said| Some((said, said.seed?))) {
        draft.seed = seed;
        draft.variation = said.recipe().and_then(|recipe| recipe.variation);
    }
}
