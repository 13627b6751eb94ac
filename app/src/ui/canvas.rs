//! The canvas: the picture, or its latents coming clear, and under it how far it is or how it was painted.

use std::path::PathBuf;
use std::time::Duration;

use bluerider_engine::protocol::Phase;
use egui::{ProgressBar, Rect, RichText, TextureHandle, Ui};
use fluent_bundle::FluentValue;

use super::textures::{self, Key};
use super::{Panel, dialog, theme};
use crate::locale::Locale;
use crate::studio::gallery::{Entry, EntryId};
use crate::studio::intent::Intent;
use crate::studio::jobs::{Job, Progress};

/// Height of what stands under the picture.
const FOOT: f32 = 96.0;

/// The dialog for a copy's name.
const SAVE_AS: &str = "save as";

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let foot = egui::Panel::bottom("foot").exact_size(FOOT).resizable(false).show_separator_line(false);
    let foot = foot.frame(egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0)));
    foot.show(ui, |ui| {
        ui.add_space(theme::SPACE);
        if let Some(job) = panel.studio.jobs.running().cloned() {
            progress(panel.locale, ui, &job);
        } else if let Some(entry) = panel.studio.shown().cloned() {
            recipe(panel, ui, &entry);
        }
    });
    let shown = panel.studio.shown().cloned();
    let painting = panel.studio.jobs.running().is_some();
    let preview = panel.textures.preview().filter(|_| painting).cloned();
    let texture = match (preview, &shown) {
        (Some(preview), _) => Some((preview, panel.locale.text("canvas-preview"))),
        (None, Some(entry)) => entry.picture.as_ref().or(entry.thumbnail.as_ref()).map(|picture| {
            let key = if entry.picture.is_some() { Key::Picture(entry.id) } else { Key::Thumbnail(entry.id) };
            let name = entry.recipe.as_ref().map(|r| r.prompt.clone()).unwrap_or_default();
            (panel.textures.get(ui.ctx(), key, picture), name)
        }),
        (None, None) => None,
    };
    match texture {
        Some((texture, name)) => picture(ui, &texture, name),
        None => invitation(ui, panel.locale.text("canvas-empty")),
    }
}

/// The picture, as large as fits.
fn picture(ui: &mut Ui, texture: &TextureHandle, name: String) {
    picture_in(ui, ui.available_rect_before_wrap().shrink(theme::SPACE_LARGE), texture, name);
}

/// The picture, as large as fits into `room`.
pub(super) fn picture_in(ui: &mut Ui, room: Rect, texture: &TextureHandle, name: String) {
    let rect = textures::fitted(room, texture);
    let image = egui::Image::new(texture).fit_to_exact_size(rect.size()).alt_text(name).corner_radius(2.0);
    ui.put(rect, image);
}

/// What to do where there is no picture.
pub(super) fn invitation(ui: &mut Ui, words: String) {
    let quiet = theme::tokens(ui).ink_quiet;
    ui.centered_and_justified(|ui| {
        ui.label(RichText::new(words).color(quiet).size(17.0));
    });
}

/// What a job is doing, how far it is and how long it will take.
pub(super) fn progress(locale: &Locale, ui: &mut Ui, job: &Job) {
    let Some(progress) = &job.progress else { return };
    let mut line = phase(locale, progress);
    if job.count > 1 {
        let values = [("index", FluentValue::from(progress.index + 1)), ("count", FluentValue::from(job.count))];
        line = format!("{} · {line}", locale.with("picture-of", &values));
    }
    if let Some(left) = progress.left.filter(|_| progress.phase == Phase::Denoise) {
        line = format!("{line} · {}", time_left(locale, left));
    }
    ui.label(line);
    ui.add(ProgressBar::new(progress.fraction()).desired_height(6.0).fill(theme::tokens(ui).accent));
    let prompt: String = job.prompt.chars().take(160).collect();
    ui.add(egui::Label::new(RichText::new(prompt).small().color(theme::tokens(ui).ink_quiet)).truncate());
}

fn phase(locale: &Locale, progress: &Progress) -> String {
    let name = match progress.phase {
        Phase::Load => "phase-load",
        Phase::Encode => "phase-encode",
        Phase::Prior => "phase-prior",
        Phase::Denoise => "phase-denoise",
        Phase::Decode => "phase-decode",
        Phase::Save => "phase-save",
    };
    let name = locale.text(name);
    if matches!(progress.phase, Phase::Prior | Phase::Denoise) && progress.of > 0 {
        let values = [("done", FluentValue::from(progress.done)), ("of", FluentValue::from(progress.of))];
        format!("{name} · {}", locale.with("step-of", &values))
    } else {
        name
    }
}

fn time_left(locale: &Locale, left: Duration) -> String {
    let seconds = left.as_secs_f64().ceil() as u64;
    if seconds < 90 {
        locale.with("left-seconds", &[("count", FluentValue::from(seconds))])
    } else {
        locale.with("left-minutes", &[("count", FluentValue::from(seconds.div_ceil(60)))])
    }
}

/// How the shown picture was painted, and what can be done with it.
fn recipe(panel: &mut Panel<'_>, ui: &mut Ui, entry: &Entry) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let Some(recipe) = &entry.recipe else {
        ui.label(RichText::new(locale.text("recipe-none")).color(tokens.ink_quiet));
        return;
    };
    ui.add(egui::Label::new(&recipe.prompt).truncate()).on_hover_text(&recipe.prompt);
    let values = [
        ("seed", FluentValue::from(recipe.seed.to_string())),
        ("width", FluentValue::from(recipe.width.to_string())),
        ("height", FluentValue::from(recipe.height.to_string())),
        ("steps", FluentValue::from(recipe.steps)),
        ("guidance", FluentValue::from(format!("{}", recipe.guidance))),
        ("model", FluentValue::from(super::title_bar::model_name(&recipe.model))),
    ];
    ui.label(RichText::new(locale.with("recipe-line", &values)).small().color(tokens.ink_quiet));
    ui.horizontal(|ui| {
        if ui.button(locale.text("use-recipe")).on_hover_text(locale.text("use-recipe-hint")).clicked() {
            panel.intents.push(Intent::UseRecipe(entry.id));
        }
        if ui.button(locale.text("save-as")).clicked() {
            save_as(ui, entry, locale.text("save-as"));
        }
        if let Some(path) = &entry.path {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let label = egui::Label::new(RichText::new(name).small().color(tokens.ink_quiet)).truncate();
            ui.add(label).on_hover_text(path.display().to_string());
        }
    });
    if let Some((id, path)) = dialog::answer::<(EntryId, PathBuf)>(ui, SAVE_AS) {
        panel.intents.push(Intent::SaveAs(id, path));
    }
}

fn save_as(ui: &Ui, entry: &Entry, title: String) {
    let name = entry.path.as_ref().and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
    let id = entry.id;
    dialog::open(ui, SAVE_AS, move || {
        let dialog = rfd::FileDialog::new().set_title(title).add_filter("PNG", &["png"]);
        let path = dialog.set_file_name(name.unwrap_or_else(|| "picture.png".to_owned())).save_file()?;
        Some((id, path))
    });
}
