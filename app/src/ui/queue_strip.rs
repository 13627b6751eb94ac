//! The queue under the canvas: what runs, what waits, what failed; dragged into another order.

use bluerider_engine::protocol::JobId;
use egui::{Button, RichText, ScrollArea, Ui, vec2};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::{Panel, canvas, theme, thumbnail};
use crate::studio::intent::{Intent, QueueIntent};
use crate::studio::queue::{Job, State};
use crate::wording;

/// Height of a line, and the space under it.
const LINE: f32 = 28.0 + theme::SPACE;
/// Side of a job's newest picture.
const SMALL: f32 = 22.0;
/// Lines that are shown at once.
const LINES: usize = 5;

/// Shows the strip, where there is more than one job or one that needs the artist.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let jobs = panel.studio.queue.list().to_vec();
    let alone = jobs.len() == 1 && jobs[0].progress().is_some();
    if jobs.is_empty() || alone {
        return;
    }
    let frame = egui::Frame::new().fill(theme::tokens(ui).paper).inner_margin(theme::SPACE);
    let strip = egui::Panel::bottom("queue").resizable(false).show_separator_line(false).frame(frame);
    strip.show(ui, |ui| {
        head(panel, ui, &jobs);
        let height = jobs.len().min(LINES) as f32 * LINE;
        let area = ScrollArea::vertical().min_scrolled_height(height).max_height(height).auto_shrink([false, true]);
        area.show(ui, |ui| lines(panel, ui, &jobs));
    });
}

fn head(panel: &mut Panel<'_>, ui: &mut Ui, jobs: &[Job]) {
    let locale = panel.locale;
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("queue")).family(theme::bold()));
        let count = [("count", FluentValue::from(jobs.len()))];
        let text = RichText::new(locale.with("queue-jobs", &count)).small();
        ui.label(text.color(theme::tokens(ui).ink_quiet));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(RichText::new(locale.text("queue-clear")).small()).clicked() {
                panel.intents.push(Intent::Queue(QueueIntent::CancelAll));
            }
            let paused = panel.studio.queue.is_paused();
            let id = if paused { "queue-resume" } else { "queue-pause" };
            let pause =
                ui.button(RichText::new(locale.text(id)).small()).on_hover_text(locale.text("queue-pause-hint"));
            if pause.clicked() {
                panel.intents.push(Intent::Queue(QueueIntent::Pause(!paused)));
            }
        });
    });
}

/// A line for each job; those that wait can be dragged.
fn lines(panel: &mut Panel<'_>, ui: &mut Ui, jobs: &[Job]) {
    let order: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    let moved = egui_dnd::dnd(ui, egui::Id::unique("queue order")).show(order.iter().copied(), |ui, id, handle, _| {
        let Some(job) = jobs.iter().find(|job| job.id == id) else { return };
        ui.horizontal(|ui| {
            ui.set_height(LINE - theme::SPACE);
            handle.ui(ui, |ui| {
                ui.label(RichText::new("☰").small().color(theme::tokens(ui).ink_quiet));
            });
            line(panel, ui, job, &order);
        });
    });
    if let Some(update) = moved.final_update()
        && let Some(&job) = order.get(update.from)
    {
        // The place is named by the job that stands there before the move.
        let before = order.get(update.to).copied().filter(|&before| before != job);
        panel.intents.push(Intent::Queue(QueueIntent::Shift(job, before)));
    }
}

fn line(panel: &mut Panel<'_>, ui: &mut Ui, job: &Job, order: &[JobId]) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let title = [("prompt", FluentValue::from(start(job)))];
        let button = |ui: &mut Ui, sign: &str, id: &str| {
            let name = locale.with(id, &title);
            let response = ui.add(Button::new(sign).frame(false)).on_hover_text(&name);
            named(&response, name);
            response.clicked()
        };
        if button(ui, "✖", "queue-cancel") {
            panel.intents.push(Intent::Queue(QueueIntent::Cancel(job.id)));
        }
        match &job.state {
            State::Waiting => {
                let place = order.iter().position(|&id| id == job.id).unwrap_or(0);
                if place > 0 && button(ui, "⬆", "queue-up") {
                    let before = order.get(place - 1).copied();
                    panel.intents.push(Intent::Queue(QueueIntent::Shift(job.id, before)));
                }
            }
            State::Failed(_) | State::Interrupted => {
                if button(ui, "⟳", "queue-retry") {
                    panel.intents.push(Intent::Queue(QueueIntent::Retry(job.id)));
                }
            }
            State::Running(_) => {}
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let (text, colour) = match &job.state {
                State::Waiting => (locale.text("job-waits"), tokens.ink_quiet),
                State::Running(progress) => (canvas::progress_line(locale, job, progress), tokens.accent),
                State::Interrupted => (locale.text("job-interrupted"), tokens.warning),
                State::Failed(_) => (locale.text("job-failed"), tokens.warning),
            };
            let (rect, _) = ui.allocate_exact_size(vec2(SMALL, SMALL), egui::Sense::hover());
            ui.painter().rect_filled(rect, 2.0, tokens.mat);
            if let Some(&newest) = job.painted.last() {
                thumbnail::paint(panel, ui, newest, rect);
            }
            let left = job.progress().filter(|_| job.recipe.count > 1).and_then(|progress| job.left(progress));
            let left = left.map(|left| format!(" · {}", canvas::job_left(locale, left))).unwrap_or_default();
            ui.label(RichText::new(format!("{text}{left}")).small().color(colour));
            let count = if job.recipe.count > 1 { format!("{} × · ", job.recipe.count) } else { String::new() };
            let seed = locale.with("said-seed", &[("value", FluentValue::from(job.recipe.seed.to_string()))]);
            ui.label(RichText::new(format!("{count}{seed}")).small().color(tokens.ink_quiet));
            let label = egui::Label::new(RichText::new(start(job)).small()).truncate();
            let label = ui.add(label).on_hover_text(&job.recipe.prompt);
            if let State::Failed(error) = &job.state {
                label.on_hover_text(wording::engine_error(locale, error).message);
            }
        });
    });
}

/// The beginning of a job's prompt.
fn start(job: &Job) -> String {
    job.recipe.prompt.chars().take(120).collect()
}
