//! The canvas: the picture, or its latents coming clear, and under it how far it is or how it was painted.

use std::time::Duration;

use bluerider_engine::protocol::Phase;
use egui::{ProgressBar, Rect, RichText, Sense, Stroke, StrokeKind, TextureHandle, Ui, vec2};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::textures::{self, Key};
use super::view::View;
use super::{Panel, picture_menu, stars, theme};
use crate::locale::Locale;
use crate::studio::gallery::Entry;
use crate::studio::intent::{Export, GalleryIntent, Intent, Use};
use crate::studio::paths::file_name;
use crate::studio::picture_file::{Metadata, Recall, Source};
use crate::studio::queue::{Job, Progress};

/// Height of what stands under the picture.
pub(super) const FOOT: f32 = 96.0;
/// From this width on all of a picture's buttons have room.
const ROOMY: f32 = 480.0;
/// A side of what is painted while another picture is looked at.
const CORNER: f32 = 148.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    foot(panel, ui);
    let shown = panel.studio.shown().cloned();
    let painting = panel.studio.queue.running().is_some();
    let room = ui.available_rect_before_wrap();
    let preview = panel.textures.preview().filter(|_| painting && !panel.studio.pinned).cloned();
    let texture = match (preview, &shown) {
        (Some(preview), _) => Some((preview, panel.locale.text("canvas-preview"))),
        (None, Some(entry)) => entry.picture.as_ref().or(entry.thumbnail.as_ref()).map(|picture| {
            let key = if entry.picture.is_some() { Key::Picture(entry.id) } else { Key::Thumbnail(entry.id) };
            let name = entry.title().unwrap_or_default().to_owned();
            (panel.textures.get(ui.ctx(), key, picture), name)
        }),
        (None, None) => None,
    };
    match texture {
        Some((texture, name)) => {
            View::of(ui, "canvas").picture(ui, &texture, name);
        }
        None => invitation(ui, panel.locale.text("canvas-empty")),
    }
    if painting && panel.studio.pinned {
        corner(panel, ui, room);
    }
}

/// What stands under the picture: how far what is painted is, or how the shown one was.
pub(super) fn foot(panel: &mut Panel<'_>, ui: &mut Ui) {
    let foot = egui::Panel::bottom("foot").exact_size(FOOT).resizable(false).show_separator_line(false);
    let foot = foot.frame(egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0)));
    foot.show(ui, |ui| {
        ui.add_space(theme::SPACE);
        match (panel.studio.queue.running().cloned(), panel.studio.shown().cloned()) {
            (Some(job), _) if !panel.studio.pinned => progress(panel.locale, ui, &job),
            (_, Some(entry)) => recipe(panel, ui, &entry),
            _ => {}
        }
    });
}

/// What is painted meanwhile, in the corner of `room`; a click goes back to it.
fn corner(panel: &mut Panel<'_>, ui: &mut Ui, room: Rect) {
    let Some(job) = panel.studio.queue.running() else { return };
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    // Not over half of a picture in a small window.
    let side = CORNER.min(0.3 * room.width());
    let place = Rect::from_min_size(room.right_top() + vec2(-side - theme::SPACE, theme::SPACE), vec2(side, side));
    let response = ui.interact(place, egui::Id::unique("corner"), Sense::click());
    named(&response, locale.text("canvas-follow"));
    let painter = ui.painter();
    painter.rect_filled(place, f32::from(theme::ROUND), tokens.paper);
    if let Some(preview) = panel.textures.preview() {
        let inside = place.shrink(theme::SPACE_SMALL);
        egui::Image::new(preview).corner_radius(2.0).paint_at(ui, textures::fitted(inside, preview));
    }
    let painter = ui.painter();
    let lit = response.hovered() || response.has_focus();
    let stroke = Stroke::new(if lit { 2.0 } else { 1.0 }, if lit { tokens.accent } else { tokens.edge });
    painter.rect_stroke(place, f32::from(theme::ROUND), stroke, StrokeKind::Inside);
    if let Some(progress) = job.progress() {
        let mut bar = place.with_min_y(place.max.y - 6.0).shrink2(vec2(theme::SPACE_SMALL, 1.0));
        painter.rect_filled(bar, 2.0, tokens.line);
        bar.max.x = bar.min.x + bar.width() * progress.fraction();
        painter.rect_filled(bar, 2.0, tokens.accent);
        let line = progress_line(locale, job, progress);
        response.clone().on_hover_text(format!("{}\n{line}", locale.text("canvas-follow")));
    }
    if response.clicked() {
        panel.intents.push(Intent::Follow);
    }
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
fn progress(locale: &Locale, ui: &mut Ui, job: &Job) {
    let Some(progress) = job.progress() else { return };
    ui.label(progress_line(locale, job, progress));
    ui.add(ProgressBar::new(progress.fraction()).desired_height(6.0).fill(theme::tokens(ui).accent));
    let prompt: String = job.recipe.prompt.chars().take(160).collect();
    ui.add(egui::Label::new(RichText::new(prompt).small().color(theme::tokens(ui).ink_quiet)).truncate());
}

/// The same at the foot of a room that has no canvas, while a job runs.
pub(super) fn progress_foot(panel: &Panel<'_>, ui: &mut Ui) {
    let Some(job) = panel.studio.queue.running() else { return };
    let foot = egui::Panel::bottom("progress").resizable(false).show_separator_line(false);
    let foot = foot.frame(egui::Frame::new().inner_margin(theme::SPACE));
    foot.show(ui, |ui| progress(panel.locale, ui, job));
}

/// The same in a line.
pub(super) fn progress_line(locale: &Locale, job: &Job, progress: &Progress) -> String {
    let mut line = phase(locale, progress);
    if job.recipe.count > 1 {
        let values = [("index", FluentValue::from(progress.index + 1)), ("count", FluentValue::from(job.recipe.count))];
        line = format!("{} · {line}", locale.with("picture-of", &values));
    }
    if let Some(left) = progress.left.filter(|_| progress.phase == Phase::Denoise || progress.reads_much()) {
        line = format!("{line} · {}", time_left(locale, left));
    }
    line
}

fn phase(locale: &Locale, progress: &Progress) -> String {
    let name = match progress.phase {
        Phase::Convert => "phase-convert",
        Phase::WarmUp => "phase-warm-up",
        Phase::Load => "phase-load",
        Phase::Encode => "phase-encode",
        Phase::Prior => "phase-prior",
        Phase::Denoise => "phase-denoise",
        Phase::Decode => "phase-decode",
    };
    let name = locale.text(name);
    if matches!(progress.phase, Phase::WarmUp | Phase::Prior | Phase::Denoise) && progress.of > 0 {
        let values = [("done", FluentValue::from(progress.done)), ("of", FluentValue::from(progress.of))];
        format!("{name} · {}", locale.with("step-of", &values))
    } else if progress.reads_much() {
        let gigabytes = |bytes: u64| FluentValue::from(locale.decimal(bytes as f64 / 1e9));
        let values = [("done", gigabytes(progress.done)), ("of", gigabytes(progress.of))];
        format!("{name} · {}", locale.with("gigabytes-of", &values))
    } else {
        name
    }
}

/// The time that a whole job still takes.
pub(super) fn job_left(locale: &Locale, left: Duration) -> String {
    locale.with("job-left", &[("left", FluentValue::from(time_left(locale, left)))])
}

/// The time that something still takes.
pub(super) fn time_left(locale: &Locale, left: Duration) -> String {
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
    match &entry.metadata {
        Some(said) => {
            ui.add(egui::Label::new(&said.prompt).truncate()).on_hover_text(&said.prompt);
            let line = settings_line(locale, said);
            let label = egui::Label::new(RichText::new(&line).small().color(tokens.ink_quiet)).truncate();
            ui.add(label).on_hover_text(line);
        }
        None => {
            ui.label(RichText::new(locale.text("recipe-none")).color(tokens.ink_quiet));
        }
    }
    // Beside another picture there is room for what the menu does not have.
    let wide = ui.available_width() >= ROOMY;
    ui.horizontal(|ui| {
        if let Some(said) = entry.metadata.as_ref().filter(|_| wide)
            && ui.button(locale.text("use-recipe")).on_hover_text(locale.text("use-recipe-hint")).clicked()
        {
            panel.intents.push(Intent::Recall(Box::new(said.clone()), Recall::All));
        }
        let draft = &panel.studio.draft;
        if let Some(path) = entry.path.as_ref().filter(|path| draft.init.as_ref() != Some(path))
            && let Some(use_of) = Use::of_room(draft.room)
            && ui.button(locale.text("continue-with")).on_hover_text(locale.text("continue-with-hint")).clicked()
        {
            panel.intents.push(Intent::Use(path.clone(), use_of));
        }
        if wide && ui.button(locale.text("save-as")).clicked() {
            picture_menu::save_as(ui.ctx(), entry, locale.text("save-as"), Export::Whole);
        }
        if let Some(rating) = stars::stars(locale, ui, entry.remark.rating) {
            panel.intents.push(Intent::Gallery(GalleryIntent::Rate(vec![entry.id], rating)));
        }
        let more = ui.menu_button(locale.text("more"), |ui| picture_menu::show(panel, ui, entry));
        more.response.on_hover_text(locale.text("more-hint"));
        if let Some(path) = &entry.path {
            let name = file_name(path);
            let label = egui::Label::new(RichText::new(name).small().color(tokens.ink_quiet)).truncate();
            ui.add(label).on_hover_text(path.display().to_string());
        }
    });
    picture_menu::answers(panel, ui);
}

/// Seed, size, steps and the like, as far as a picture says them.
pub(super) fn settings_line(locale: &Locale, said: &Metadata) -> String {
    let text = |text: String| FluentValue::from(text);
    let known = [
        said.seed.map(|seed| ("said-seed", text(seed.to_string()))),
        (said.size != (0, 0)).then(|| ("said-size", text(format!("{}×{}", said.size.0, said.size.1)))),
        said.steps.map(|steps| ("said-steps", FluentValue::from(steps))),
        said.guidance.map(|guidance| ("said-guidance", text(guidance.to_string()))),
        said.sampler.as_ref().map(|sampler| ("said-as-it-is", text(sampler.clone()))),
        said.model.as_ref().map(|model| ("said-as-it-is", text(model.clone()))),
        (said.source != Source::BlueRider).then(|| ("said-as-it-is", text(said.source.name().to_owned()))),
    ];
    let known = known.into_iter().flatten().map(|(id, value)| locale.with(id, &[("value", value)]));
    known.collect::<Vec<_>>().join(" · ")
}
