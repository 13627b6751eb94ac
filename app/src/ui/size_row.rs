//! The picture's size: shapes of as many pixels as the model paints best, lying or upright.

use egui::{RichText, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::{Panel, theme};
use crate::studio::draft::Draft;
use crate::studio::shape::SHAPES;

pub(super) fn show(panel: &Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let style = draft.set_by_style(|style| style.size.is_some()).map(str::to_owned);
    let painted = draft.composed();
    ui.horizontal(|ui| {
        ui.label(locale.text("size")).on_hover_text(locale.text("size-hint"));
        let size = format!("{} × {} px", painted.width, painted.height);
        ui.label(RichText::new(size).small().color(tokens.ink_quiet));
        if let Some(style) = &style {
            let said = locale.with("set-by-style", &[("style", FluentValue::from(style.as_str()))]);
            ui.add(egui::Label::new(RichText::new(said).small().color(tokens.ink_quiet)).truncate());
        }
    });
    ui.add_enabled_ui(style.is_none(), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::SPACE_SMALL;
            let upright = draft.height > draft.width;
            for (long, short) in SHAPES {
                let shape = if upright { (short, long) } else { (long, short) };
                let size = panel.studio.size_of_shape(shape);
                let name = format!("{}:{}", shape.0, shape.1);
                let chosen = (draft.width, draft.height) == size;
                let chip = ui.selectable_label(chosen, RichText::new(&name));
                if chip.on_hover_text(format!("{} × {} px", size.0, size.1)).clicked() {
                    (draft.width, draft.height) = size;
                }
            }
            let swap = ui.button("⬌").on_hover_text(locale.text("size-swap"));
            named(&swap, locale.text("size-swap"));
            if swap.clicked() {
                (draft.width, draft.height) = (draft.height, draft.width);
            }
        });
    });
}
