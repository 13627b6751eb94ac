//! A file dropped on the window: what it says is shown, and what it is for is asked, before anything is replaced.

use std::path::{Path, PathBuf};

use egui::{Context, Id, Modal, RichText, ScrollArea, Ui};

use super::picture_menu::{RECALLS, USES};
use super::rooms;
use super::textures::{self, Key};
use super::{Panel, canvas, theme};
use crate::studio::draft::Room;
use crate::studio::image_cache::Size;
use crate::studio::intent::{Intent, Use};
use crate::studio::paths::{ends_in, file_name};
use crate::studio::picture_file::{Metadata, is_picture, read_metadata};
use crate::studio::presets::exchange;

/// Width of the question.
const WIDTH: f32 = 460.0;

/// The file that is asked about.
#[derive(Debug, Clone, Default)]
struct Dropped {
    path: Option<PathBuf>,
    said: Option<Metadata>,
    unreadable: bool,
}

fn id() -> Id {
    Id::unique("dropped")
}

/// Takes up what was dropped, and asks what it is for.
pub(super) fn show(panel: &mut Panel<'_>, context: &Context) {
    let mut dropped: Dropped = context.data_mut(|data| data.get_temp(id())).unwrap_or_default();
    // The blend room's wells take what is dropped on them.
    let taken = panel.studio.draft.room == Room::Blend && rooms::over_well(context);
    let file = context.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
    if let Some(path) = file.filter(|_| !taken) {
        take(panel, &mut dropped, path);
    }
    if let Some(path) = dropped.path.clone() {
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(theme::SPACE_LARGE);
        let modal = Modal::new(id().with("modal")).frame(frame).show(context, |ui| {
            ui.set_width(WIDTH);
            ask(panel, ui, &mut dropped, &path);
        });
        if modal.should_close() {
            dropped = Dropped::default();
        }
    }
    context.data_mut(|data| data.insert_temp(id(), dropped));
}

fn take(panel: &mut Panel<'_>, dropped: &mut Dropped, path: PathBuf) {
    if ends_in(&path, &exchange::EXTENSIONS) {
        panel.intents.push(Intent::ImportPresets(path));
        return;
    }
    // Only the words before the pixels are read here, a few kilobytes.
    let read = read_metadata(&path).inspect_err(|e| log::info!("{e}"));
    let unreadable = read.is_err() || !is_picture(&path);
    *dropped = Dropped { path: Some(path), said: read.ok().and_then(|(said, _)| said), unreadable };
}

fn ask(panel: &mut Panel<'_>, ui: &mut Ui, dropped: &mut Dropped, path: &Path) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let name = file_name(path);
    ui.label(RichText::new(name).family(theme::bold()));
    if dropped.unreadable {
        ui.label(RichText::new(locale.text("drop-unreadable")).color(tokens.warning));
    } else {
        preview(panel, ui, path);
    }
    if let Some(said) = dropped.said.clone() {
        says(panel, ui, &said);
        ui.horizontal_wrapped(|ui| {
            for (id, part) in RECALLS {
                if ui.button(locale.text(id)).clicked() {
                    panel.intents.push(Intent::Recall(Box::new(said.clone()), part));
                    *dropped = Dropped::default();
                }
            }
        });
    } else if !dropped.unreadable {
        ui.label(RichText::new(locale.text("recipe-none")).small().color(tokens.ink_quiet));
    }
    ui.add_space(theme::SPACE);
    ui.horizontal_wrapped(|ui| {
        for (id, use_of) in USES.into_iter().chain([("use-mask", Use::Mask)]) {
            if !dropped.unreadable && ui.button(locale.text(id)).clicked() {
                panel.intents.push(Intent::Use(path.to_owned(), use_of));
                *dropped = Dropped::default();
            }
        }
        if ui.button(locale.text("close")).clicked() {
            *dropped = Dropped::default();
        }
    });
}

fn preview(panel: &mut Panel<'_>, ui: &mut Ui, path: &Path) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 160.0), egui::Sense::hover());
    if let Some(picture) = panel.images.get(path, Size::Small).cloned() {
        let texture = panel.textures.get(ui.ctx(), Key::Still(textures::hash(path)), &picture);
        egui::Image::new(&texture).paint_at(ui, textures::fitted(rect, &texture));
    }
}

/// What the picture says.
fn says(panel: &Panel<'_>, ui: &mut Ui, said: &Metadata) {
    let quiet = theme::tokens(ui).ink_quiet;
    ScrollArea::vertical().max_height(150.0).show(ui, |ui| {
        ui.label(&said.prompt);
        if !said.negative.is_empty() {
            let negative = format!("{}: {}", panel.locale.text("negative"), said.negative);
            ui.label(RichText::new(negative).small().color(quiet));
        }
        ui.label(RichText::new(canvas::settings_line(panel.locale, said)).small().color(quiet));
    });
}
