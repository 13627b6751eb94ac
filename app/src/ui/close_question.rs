//! Closing the window: it waits for pictures on their way to the disk, and asks where some have no file.

use egui::{Context, Id, Modal, RichText, ViewportCommand};
use fluent_bundle::FluentValue;

use super::theme;
use crate::locale::Locale;
use crate::studio::Studio;
use crate::studio::intent::Intent;

/// How far closing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Closing {
    /// Nobody asked for it.
    #[default]
    No,
    /// It was asked for; pictures are on their way to the disk.
    Waits,
    /// Whatever has no file may go.
    Sure,
}

/// Looks whether the window is to be closed, and may be. Returns what the artist asks for instead.
pub(super) fn show(closing: &mut Closing, studio: &Studio, locale: &Locale, context: &Context) -> Option<Intent> {
    if context.input(|input| input.viewport().close_requested()) && *closing != Closing::Sure {
        if !studio.is_saving() && studio.unsaved() == 0 {
            return None;
        }
        context.send_viewport_cmd(ViewportCommand::CancelClose);
        *closing = Closing::Waits;
    }
    if *closing != Closing::Waits || studio.is_saving() {
        return None;
    }
    if studio.unsaved() == 0 {
        *closing = Closing::Sure;
        context.send_viewport_cmd(ViewportCommand::Close);
        return None;
    }
    ask(closing, studio.unsaved(), locale, context)
}

fn ask(closing: &mut Closing, unsaved: usize, locale: &Locale, context: &Context) -> Option<Intent> {
    let mut intent = None;
    let frame = egui::Frame::popup(&context.global_style()).inner_margin(theme::SPACE_LARGE);
    let modal = Modal::new(Id::unique("close-unsaved")).frame(frame).show(context, |ui| {
        ui.set_max_width(420.0);
        let count = [("count", FluentValue::from(unsaved))];
        ui.label(RichText::new(locale.with("close-unsaved", &count)).heading());
        ui.add_space(theme::SPACE_SMALL);
        ui.label(locale.text("close-unsaved-advice"));
        ui.add_space(theme::SPACE);
        ui.horizontal_wrapped(|ui| {
            if ui.button(locale.text("save-again")).clicked() {
                intent = Some(Intent::SaveAgain);
            }
            if ui.button(locale.text("close-unsaved-stay")).clicked() {
                *closing = Closing::No;
            }
            let lose = RichText::new(locale.text("close-unsaved-lose")).color(theme::tokens(ui).warning);
            if ui.button(lose).clicked() {
                *closing = Closing::Sure;
                ui.ctx().send_viewport_cmd(ViewportCommand::Close);
            }
        });
    });
    if modal.should_close() {
        *closing = Closing::No;
    }
    intent
}
