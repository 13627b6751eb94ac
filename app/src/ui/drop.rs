//! Files dropped on the window: what each says is shown, and what it is for is asked, before anything is replaced.

use std::path::{Path, PathBuf};

use egui::{Align2, Context, Id, LayerId, Modal, Order, RichText, ScrollArea, Stroke, StrokeKind, TextStyle, Ui};
use fluent_bundle::FluentValue;

use super::picture_menu::{RECALLS, uses};
use super::rooms;
use super::textures::{self, Key};
use super::{Panel, canvas, theme};
use crate::studio::draft::Room;
use crate::studio::image_cache::Size;
use crate::studio::intent::{GalleryIntent, Intent, Use};
use crate::studio::paths::{ends_in, file_name};
use crate::studio::picture_file::{Metadata, is_picture, read_metadata};
use crate::studio::presets::exchange;

/// Width of the question.
const WIDTH: f32 = 460.0;

/// The files that are asked about, one after the other.
#[derive(Debug, Clone, Default)]
struct Dropped {
    waiting: Vec<One>,
}

/// One of them.
#[derive(Debug, Clone)]
struct One {
    path: PathBuf,
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
    let files =
        context.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect::<Vec<_>>());
    for path in files.into_iter().filter(|_| !taken) {
        take(panel, &mut dropped, path);
    }
    if let Some(path) = dropped.waiting.first().map(|one| one.path.clone()) {
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(theme::SPACE_LARGE);
        let modal = Modal::new(id().with("modal")).frame(frame).show(context, |ui| {
            ui.set_width(WIDTH);
            ask(panel, ui, &mut dropped, &path);
        });
        if modal.should_close() {
            dropped.waiting.clear();
        }
    }
    context.data_mut(|data| data.insert_temp(id(), dropped));
    over(panel, context);
}

/// While files are held over the window: what letting go will do.
fn over(panel: &Panel<'_>, context: &Context) {
    let files = context.input(|input| input.raw.hovered_files.clone());
    if files.is_empty() {
        return;
    }
    let paths: Vec<PathBuf> = files.iter().filter_map(|file| file.path.clone()).collect();
    let presets = !paths.is_empty() && paths.iter().all(|path| ends_in(path, &exchange::EXTENSIONS));
    let on_well = panel.studio.draft.room == Room::Blend && rooms::over_well(context);
    let id = match (presets, on_well, files.len()) {
        (true, ..) => "drop-presets",
        (_, true, _) => "drop-well",
        (.., 1) => "drop-one",
        _ => "drop-many",
    };
    let words = panel.locale.with(id, &[("count", FluentValue::from(files.len()))]);
    let dark = context.global_style().visuals.dark_mode;
    let tokens = if dark { theme::DARK } else { theme::LIGHT };
    let painter = context.layer_painter(LayerId::new(Order::Foreground, self::id().with("over")));
    let room = context.content_rect();
    painter.rect_filled(room, 0.0, tokens.paper.gamma_multiply(0.85));
    let inside = room.shrink(theme::SPACE_LARGE);
    painter.rect_stroke(inside, f32::from(theme::ROUND), Stroke::new(3.0, tokens.accent), StrokeKind::Inside);
    let font = TextStyle::Heading.resolve(&context.global_style());
    painter.text(room.center(), Align2::CENTER_CENTER, words, font, tokens.ink);
}

fn take(panel: &mut Panel<'_>, dropped: &mut Dropped, path: PathBuf) {
    if ends_in(&path, &exchange::EXTENSIONS) {
        panel.intents.push(Intent::ImportPresets(path));
        return;
    }
    // Only the words before the pixels are read here, a few kilobytes.
    let read = read_metadata(&path).inspect_err(|e| log::info!("{e}"));
    let unreadable = read.is_err() || !is_picture(&path);
    dropped.waiting.push(One { path, said: read.ok().and_then(|(said, _)| said), unreadable });
}

/// The question about the first: what it most likely is for comes first, the rest is in a menu.
fn ask(panel: &mut Panel<'_>, ui: &mut Ui, dropped: &mut Dropped, path: &Path) {
    let Some(one) = dropped.waiting.first().cloned() else { return };
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.horizontal(|ui| {
        ui.label(RichText::new(file_name(path)).family(theme::bold()));
        if dropped.waiting.len() > 1 {
            let count = [("count", FluentValue::from(dropped.waiting.len() - 1))];
            ui.label(RichText::new(locale.with("drop-further", &count)).small().color(tokens.ink_quiet));
        }
    });
    if one.unreadable {
        ui.label(RichText::new(locale.text("drop-unreadable")).color(tokens.warning));
    } else {
        preview(panel, ui, path);
    }
    match &one.said {
        Some(said) => says(panel, ui, said),
        None if !one.unreadable => {
            ui.label(RichText::new(locale.text("recipe-none")).small().color(tokens.ink_quiet));
        }
        None => {}
    }
    ui.add_space(theme::SPACE);
    let mut done = false;
    ui.horizontal_wrapped(|ui| {
        let mut choose = |ui: &mut Ui, id: &str, first: bool, intent: Intent| {
            let text = RichText::new(locale.text(id));
            let text = if first { text.color(tokens.on_accent) } else { text };
            let button = egui::Button::new(text);
            if ui.add(if first { button.fill(tokens.accent) } else { button }).clicked() {
                panel.intents.push(intent);
                done = true;
            }
        };
        if let Some(said) = &one.said {
            for (index, (id, part)) in RECALLS.into_iter().enumerate() {
                choose(ui, id, index == 0, Intent::Recall(Box::new(said.clone()), part));
            }
        }
        if !one.unreadable {
            let keep = Intent::Gallery(GalleryIntent::Import(path.to_owned()));
            choose(ui, "add-to-gallery", one.said.is_none(), keep);
        }
    });
    ui.horizontal_wrapped(|ui| {
        for (id, use_of) in uses(panel.studio).chain([("use-mask", Use::Mask)]) {
            if !one.unreadable && ui.button(locale.text(id)).clicked() {
                panel.intents.push(Intent::Use(path.to_owned(), use_of));
                done = true;
            }
        }
        if ui.button(locale.text("close")).clicked() {
            done = true;
        }
    });
    if done {
        dropped.waiting.remove(0);
    }
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
