//! A rating as five stars to click.

use egui::{Button, RichText, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::theme;
use crate::locale::Locale;
use crate::studio::picture_file::BEST;

/// The stars. Returns the rating that was clicked: the one that it has is taken away.
pub(super) fn stars(locale: &Locale, ui: &mut Ui, rating: Option<u8>) -> Option<Option<u8>> {
    let tokens = theme::tokens(ui);
    let mut clicked = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding.x = 1.0;
        for one in 1..=BEST {
            let full = rating.is_some_and(|rating| one <= rating);
            let (sign, colour) = if full { ("★", tokens.accent) } else { ("☆", tokens.ink_quiet) };
            let star = ui.add(Button::new(RichText::new(sign).size(16.0).color(colour)).frame(false));
            named(&star, locale.with("rate", &[("count", FluentValue::from(one))]));
            if star.on_hover_text(locale.with("rate-hint", &[("count", FluentValue::from(one))])).clicked() {
                clicked = Some(Some(one).filter(|_| rating != Some(one)));
            }
        }
    });
    clicked
}
