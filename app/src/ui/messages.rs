//! What the studio has to tell: one sentence, what to do, the details behind it.

use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{Notice, Question};
use egui::accesskit::Live;
use egui::{Align2, Area, Context, Frame, Id, Order, Rect, RichText, Stroke, Ui};
use fluent_bundle::FluentValue;

use super::device_name::device_name;
use super::{Panel, canvas, rooms, theme};
use crate::locale::Locale;
use crate::studio::Message;
use crate::studio::draft::Room;
use crate::studio::error::StudioError;
use crate::studio::intent::{GalleryIntent, Intent, QueueIntent, Use};
use crate::studio::mask::MaskEdit;
use crate::studio::queue::{Job, State};
use crate::wording::{self, Worded};

/// A room that is narrower has a message's buttons under its words.
const NARROW: f32 = 420.0;

/// The newest three, over the lower part of `room` and above what stands at its foot, so that no tool is covered; older
/// ones come up as these are dismissed.
pub(super) fn show(panel: &mut Panel<'_>, context: &Context, room: Rect) {
    let messages = panel.studio.messages.list().to_vec();
    if messages.is_empty() {
        return;
    }
    // Above the room and below what is opened over the window.
    let foot = if panel.studio.draft.room == Room::Blend { rooms::BLEND_FOOT } else { canvas::FOOT };
    let area = Area::new(Id::unique("messages")).order(Order::Middle).constrain_to(room);
    let area = area.pivot(Align2::LEFT_BOTTOM).fixed_pos(room.left_bottom() - egui::vec2(0.0, foot));
    area.show(context, |ui| {
        ui.set_width(room.width());
        let newest = messages.iter().enumerate().rev().take(3).collect::<Vec<_>>();
        for (index, message) in newest.into_iter().rev() {
            card(panel, ui, index, message);
        }
    });
}

/// One of them.
fn card(panel: &mut Panel<'_>, ui: &mut Ui, index: usize, message: &Message) {
    let tokens = theme::tokens(ui);
    let line = if is_loud(message) { tokens.warning } else { tokens.edge };
    let frame = Frame::new().fill(tokens.paper).stroke(Stroke::new(1.0, line)).corner_radius(theme::ROUND);
    let frame = frame.shadow(ui.visuals().popup_shadow).inner_margin(10);
    frame.outer_margin(egui::Margin::symmetric(16, 4)).show(ui, |ui| {
        // Beside the buttons, a narrow room would leave a word a line.
        if ui.available_width() < NARROW {
            said(panel, ui, index, message);
            ui.horizontal_wrapped(|ui| panel.intents.extend(buttons(panel, ui, index, message)));
            return;
        }
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::TOP), |ui| {
                panel.intents.extend(buttons(panel, ui, index, message));
                ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
                    ui.set_width(ui.available_width());
                    said(panel, ui, index, message);
                });
            });
        });
    });
}

/// Its sentence, what to do, and the details; read aloud as they come.
fn said(panel: &Panel<'_>, ui: &mut Ui, index: usize, message: &Message) {
    let tokens = theme::tokens(ui);
    let (sentence, advice, detail) = words(panel.locale, message);
    let sentence = ui.label(RichText::new(sentence).color(tokens.ink));
    let live = if is_loud(message) { Live::Assertive } else { Live::Polite };
    ui.ctx().accesskit_node_builder(sentence.id, |node| node.set_live(live));
    if !advice.is_empty() {
        ui.label(RichText::new(advice).color(tokens.ink_quiet));
    }
    if !detail.is_empty() {
        let head = RichText::new(panel.locale.text("details")).small();
        egui::CollapsingHeader::new(head).id_salt(("detail", index)).show(ui, |ui| {
            ui.label(RichText::new(detail).small().monospace());
        });
    }
}

/// True for what has gone wrong or must be decided.
fn is_loud(message: &Message) -> bool {
    matches!(message, Message::Error(_) | Message::NotSaved(_) | Message::Question(..))
}

/// What an error's next step is, where one button can do it.
fn next_step(panel: &Panel<'_>, error: &StudioError) -> Option<(&'static str, Intent)> {
    let studio = panel.studio;
    match (error.kind(), error.field()) {
        (ErrorKind::Fetching, _) | (_, Some("model")) => Some(("models-see", Intent::Open(Room::Models))),
        (ErrorKind::Memory, _) => Some(("paint-smaller", Intent::PaintSmaller)),
        (_, Some("init")) => {
            let path = studio.shown()?.path.clone()?;
            Some(("source-take", Intent::Use(path, Use::of_room(studio.draft.room)?)))
        }
        (_, Some("mask")) if studio.mask.is_empty() => Some(("mask-all", Intent::EditMask(MaskEdit::Invert))),
        (ErrorKind::InvalidRecipe, _) => None,
        _ => {
            let failed =
                |job: &&Job| matches!(&job.state, State::Failed(of) if StudioError::from(of.clone()) == *error);
            let job = studio.queue.list().iter().find(failed)?.id;
            Some(("try-again", Intent::Queue(QueueIntent::Retry(job))))
        }
    }
}

/// What can be done about a message: a question is answered, an error has a next step, all is closed.
fn buttons(panel: &Panel<'_>, ui: &mut Ui, index: usize, message: &Message) -> Option<Intent> {
    let (locale, mut intent) = (panel.locale, None);
    let choices = match message {
        Message::Question(job, question) => {
            let yes = match question {
                Question::Short { .. } => "question-short-yes",
                Question::OnCpu => "question-cpu-yes",
            };
            vec![(yes, Intent::Answer(*job, true)), ("question-no", Intent::Answer(*job, false))]
        }
        Message::PresetRemoved(_) => vec![("undo", Intent::RestorePreset), ("dismiss", Intent::Dismiss(index))],
        Message::Binned(entries) => {
            let restore = Intent::Gallery(GalleryIntent::Restore(entries.clone()));
            vec![("undo", restore), ("dismiss", Intent::Dismiss(index))]
        }
        Message::MoreModels => {
            vec![("models-see", Intent::Open(Room::Models)), ("dismiss", Intent::Dismiss(index))]
        }
        Message::NotSaved(_) => vec![("save-again", Intent::SaveAgain), ("dismiss", Intent::Dismiss(index))],
        Message::QueuePaused => {
            let resume = Intent::Queue(QueueIntent::Pause(false));
            vec![("queue-resume", resume), ("dismiss", Intent::Dismiss(index))]
        }
        Message::Error(error) => {
            next_step(panel, error).into_iter().chain([("dismiss", Intent::Dismiss(index))]).collect()
        }
        Message::PlainStart => vec![("undo", Intent::Undo), ("dismiss", Intent::Dismiss(index))],
        Message::Overdue(job) => {
            let stop = Intent::Queue(QueueIntent::Cancel(*job));
            vec![("stop", stop), ("dismiss", Intent::Dismiss(index))]
        }
        _ => vec![("dismiss", Intent::Dismiss(index))],
    };
    for (id, choice) in choices {
        if ui.button(locale.text(id)).clicked() {
            intent = Some(choice);
        }
    }
    intent
}

/// The sentence, what to do, and the details.
fn words(locale: &Locale, message: &Message) -> (String, String, String) {
    match message {
        Message::Error(error) => {
            let Worded { message, advice, detail } = wording::error(locale, error);
            (message, advice, detail)
        }
        Message::NotSaved(error) => {
            let Worded { message, advice, detail } = wording::error(locale, error);
            (locale.text("not-saved"), format!("{message} {advice}"), detail)
        }
        Message::PresetRemoved(name) => {
            let name = [("name", FluentValue::from(name.as_str()))];
            (locale.with("preset-removed", &name), String::new(), String::new())
        }
        Message::PresetsImported(count) => {
            let count = [("count", FluentValue::from(*count))];
            (locale.with("presets-imported", &count), String::new(), String::new())
        }
        Message::Binned(entries) => {
            let count = [("count", FluentValue::from(entries.len()))];
            (locale.with("binned", &count), String::new(), String::new())
        }
        Message::AnotherEtude => (locale.text("another-etude"), locale.text("another-etude-advice"), String::new()),
        Message::MoreModels => (locale.text("models-first"), locale.text("models-first-advice"), String::new()),
        Message::ModelHere(model) => about_model(locale, "model-here", model),
        Message::ModelVerified(model) => about_model(locale, "model-verified", model),
        Message::ModelRemoved(model) => about_model(locale, "model-removed", model),
        Message::TokenKept => (locale.text("token-kept"), String::new(), String::new()),
        Message::Exported(_, path) => {
            let path = [("path", FluentValue::from(path.display().to_string()))];
            (locale.with("exported", &path), String::new(), String::new())
        }
        Message::FilmSaved(path) => {
            let path = [("path", FluentValue::from(path.display().to_string()))];
            (locale.with("film-saved", &path), String::new(), String::new())
        }
        Message::Copied => (locale.text("copied"), String::new(), String::new()),
        Message::QueuePaused => {
            (locale.text("queue-was-paused"), locale.text("queue-was-paused-advice"), String::new())
        }
        Message::PlainStart => (locale.text("plain-start"), locale.text("plain-start-advice"), String::new()),
        Message::Overdue(_) => (locale.text("overdue"), locale.text("overdue-advice"), String::new()),
        Message::Notice(Notice::PromptCut(cut)) => cut_words(locale, "notice-prompt-cut", cut),
        Message::Notice(Notice::NegativePromptCut(cut)) => cut_words(locale, "notice-negative-cut", cut),
        Message::Question(_, Question::Short { needed, free }) => {
            let gigabytes = |bytes: u64| FluentValue::from(locale.decimal(bytes as f64 / 1e9));
            let amounts = [("needed", gigabytes(*needed)), ("free", gigabytes(*free))];
            (locale.with("question-short", &amounts), locale.text("question-short-advice"), String::new())
        }
        Message::Question(_, Question::OnCpu) => {
            (locale.text("question-cpu"), locale.text("question-cpu-advice"), String::new())
        }
        Message::Notice(Notice::Tuning) => (locale.text("notice-tuning"), String::new(), String::new()),
        Message::Notice(Notice::HalfWeights) => (locale.text("notice-half-weights"), String::new(), String::new()),
        Message::Notice(Notice::LessMemory) => (locale.text("notice-memory"), String::new(), String::new()),
        Message::Notice(Notice::FullPrecision) => (locale.text("notice-precision"), String::new(), String::new()),
        Message::Notice(Notice::DeviceChanged(device)) => {
            let name = [("device", FluentValue::from(device_name(locale, device)))];
            (locale.with("notice-device", &name), String::new(), String::new())
        }
    }
}

fn about_model(locale: &Locale, id: &str, model: &str) -> (String, String, String) {
    (locale.with(id, &[("model", FluentValue::from(model))]), String::new(), String::new())
}

fn cut_words(locale: &Locale, id: &str, cut: &str) -> (String, String, String) {
    let start: String = cut.chars().take(60).collect();
    (locale.with(id, &[("cut", FluentValue::from(start))]), locale.text("notice-cut-advice"), cut.to_owned())
}
