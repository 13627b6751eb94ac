//! The rooms: what the canvas is for, one file each, and their tabs above it.

mod blend;
mod brush;
mod compare;
mod depth;
mod experiments;
mod film;
mod grid;
mod image_to_image;
mod inpaint;
mod models;
mod outpaint;
mod source;

use bluerider_engine::protocol::Recipe;
use egui::{Color32, Ui};

use super::{Panel, canvas, curtain, theme};
use crate::studio::draft::{Draft, Room};
use crate::studio::intent::Intent;

/// Height of what stands at the foot of the blend room: its slider, its path and its buttons.
pub(super) const BLEND_FOOT: f32 = 176.0;

/// The tabs.
pub(super) fn tabs(panel: &mut Panel<'_>, ui: &mut Ui) {
    let open = panel.studio.draft.room;
    let there = |room: &Room| match room {
        Room::Depth => open == *room || panel.studio.follows_depth(),
        // In the bar on top.
        Room::Models | Room::Experiments => false,
        _ => true,
    };
    let titles: Vec<_> =
        Room::ALL.into_iter().filter(there).map(|room| (room, panel.locale.text(name(room)))).collect();
    for row in titles.chunks(tabs_in_a_row(ui, &titles)) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::SPACE_SMALL;
            for (room, title) in row {
                let tab = ui.selectable_label(open == *room, title);
                let hint = panel.locale.text(&format!("{}-hint", name(*room)));
                if tab.on_hover_text(hint).clicked() && open != *room {
                    panel.intents.push(Intent::Open(*room));
                }
            }
        });
    }
    ui.add_space(theme::SPACE);
}

/// How many tabs stand in a row: all of them, or half of them where the window is narrow, so that none wraps alone.
fn tabs_in_a_row(ui: &Ui, titles: &[(Room, String)]) -> usize {
    let font = egui::TextStyle::Button.resolve(ui.style());
    let around = 2.0 * ui.spacing().button_padding.x + theme::SPACE_SMALL;
    let width = |title: &String| ui.painter().layout_no_wrap(title.clone(), font.clone(), Color32::BLACK).size().x;
    let whole: f32 = titles.iter().map(|(_, title)| width(title) + around).sum();
    let rows = if whole <= ui.available_width() { 1 } else { 2 };
    titles.len().div_ceil(rows).max(1)
}

/// The room that is open.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    match panel.studio.draft.room {
        Room::Paint => canvas::show(panel, ui),
        Room::ImageToImage => image_to_image::show(panel, ui, draft),
        Room::Inpaint => inpaint::show(panel, ui, draft),
        Room::Outpaint => outpaint::show(panel, ui, draft),
        Room::Blend => blend::show(panel, ui, draft),
        Room::Depth => depth::show(panel, ui),
        Room::Compare => compare::show(panel, ui),
        Room::Grid => grid::show(panel, ui, draft),
        Room::Models => models::show(panel, ui),
        Room::Experiments => experiments::show(panel, ui),
    }
}

/// True where the pointer is on a well of the blend room.
pub(super) fn over_well(context: &egui::Context) -> bool {
    context.data_mut(|data| data.get_temp(blend::over_well())).unwrap_or(false)
}

/// The name of a room's sentence.
pub(super) fn name(room: Room) -> &'static str {
    match room {
        Room::Paint => "room-paint",
        Room::ImageToImage => "room-vary",
        Room::Inpaint => "room-repaint",
        Room::Outpaint => "room-extend",
        Room::Blend => "room-blend",
        Room::Depth => "room-depth",
        Room::Compare => "room-compare",
        Room::Grid => "room-grid",
        Room::Models => "room-models",
        Room::Experiments => "room-experiments",
    }
}

/// Where it is remembered that a result lies behind a curtain over what the room begins with, and how far it is drawn.
fn curtain_id() -> egui::Id {
    egui::Id::unique("result behind a curtain")
}

/// How a result is shown: beside what the room begins with, or behind a curtain over it.
fn result_choice(panel: &Panel<'_>, ui: &mut Ui) {
    if !has_result(panel) {
        return;
    }
    let chosen: Option<f32> = ui.data_mut(|data| data.get_temp(curtain_id())).flatten();
    for (id, curtain) in [("result-beside", None), ("result-curtain", Some(0.5_f32))] {
        if ui.selectable_label(chosen.is_some() == curtain.is_some(), panel.locale.text(id)).clicked() {
            ui.data_mut(|data| data.insert_temp(curtain_id(), curtain));
        }
    }
}

/// True where another picture is looked at than the room begins with.
fn has_result(panel: &Panel<'_>) -> bool {
    let begins_with = panel.studio.draft.init.as_deref();
    begins_with.is_some() && panel.studio.shown().is_some_and(|entry| entry.path.as_deref() != begins_with)
}

/// The result over what the room begins with, where that is chosen and both are there. Returns true where it is.
fn behind_curtain(panel: &mut Panel<'_>, ui: &mut Ui) -> bool {
    let Some(mut drawn) = ui.data_mut(|data| data.get_temp::<Option<f32>>(curtain_id())).flatten() else {
        return false;
    };
    let (init, shown) = (panel.studio.draft.init.clone(), panel.studio.shown().map(|entry| entry.id));
    let source = init.and_then(|path| source::whole(panel, ui, &path));
    let Some(((_, source), shown)) = source.zip(shown) else { return false };
    let Some(result) = curtain::whole(panel, ui, shown) else { return false };
    canvas::foot(panel, ui);
    curtain::show(panel.locale, ui, "result", (&source, &result), &mut drawn);
    ui.data_mut(|data| data.insert_temp(curtain_id(), Some(drawn)));
    true
}

/// What a room begins with, and beside it what came of it, or another picture that is looked at.
fn beside_result(panel: &mut Panel<'_>, ui: &mut Ui, start: impl FnOnce(&mut Panel<'_>, &mut Ui)) {
    let begins_with = panel.studio.draft.init.as_deref();
    let begins_here = |recipe: &Recipe| source::of_task(&recipe.task).is_some_and(|init| Some(init) == begins_with);
    let running = panel.studio.queue.running().is_some_and(|job| begins_here(&job.recipe));
    let result = has_result(panel);
    if !running && !result {
        start(panel, ui);
        return;
    }
    // A larger canvas does not lie over its picture.
    if !running && panel.studio.draft.room != Room::Outpaint && behind_curtain(panel, ui) {
        return;
    }
    let width = (ui.available_width() + theme::SPACE) / 2.0;
    let apart = egui::Margin { right: theme::SPACE as i8, ..egui::Margin::ZERO };
    let side = egui::Panel::left("begins with").exact_size(width).resizable(false);
    let side = side.frame(egui::Frame::new().inner_margin(apart)).show_separator_line(false);
    side.show(ui, |ui| {
        // As high as the result, which has its recipe below it.
        let below = egui::Panel::bottom("below").exact_size(canvas::FOOT).resizable(false).show_separator_line(false);
        below.frame(egui::Frame::new()).show(ui, |_| {});
        start(panel, ui);
    });
    canvas::show(panel, ui);
}
