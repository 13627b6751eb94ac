//! Models: the family in cards, each with what it is, what it needs and one button; and folders of one's own.

use std::path::PathBuf;

use bluerider_engine::checkpoint::{Network, Part};
use bluerider_engine::hub::Progress;
use bluerider_engine::protocol::Model;
use egui::{Button, Frame, ProgressBar, RichText, ScrollArea, Stroke, TextEdit, Ui};
use fluent_bundle::FluentValue;

use super::super::accessibility::{named, named_field};
use super::super::{Panel, canvas, dialog, theme};
use crate::locale::Locale;
use crate::studio::intent::Intent;
use crate::studio::models::Found;
use crate::studio::models::catalogue::{Choice, Entry, Purpose};
use crate::studio::models::downloads::{Download, State};
use crate::studio::models::folder::{self, Picked};
use crate::studio::models::manager::ModelsIntent;
use crate::wording::{self, Worded};

/// The dialogs for the folders of a model and of a prior.
const FOLDER: &str = "model folder";
const PRIOR: &str = "prior folder";
/// Width of what is written in a card.
const WIDEST: f32 = 760.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    canvas::progress_foot(panel, ui);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.set_max_width(WIDEST.min(ui.available_width()));
        ui.label(RichText::new(panel.locale.text("models-intro")).color(theme::tokens(ui).ink_quiet));
        own_folders(panel, ui);
        for found in &panel.studio.models.found {
            card(panel, ui, found);
        }
        ui.add_space(theme::SPACE);
        token(panel, ui);
        ui.add_space(theme::SPACE_LARGE);
    });
    if let Some(decoder) = dialog::answer::<PathBuf>(ui, FOLDER) {
        panel.intents.push(Intent::Models(ModelsIntent::Look(decoder, None)));
    }
    if let (Some(prior), Some(picked)) = (dialog::answer::<PathBuf>(ui, PRIOR), &panel.studio.models.picked) {
        panel.intents.push(Intent::Models(ModelsIntent::Look(picked.decoder.clone(), Some(prior))));
    }
}

fn frame(ui: &Ui) -> Frame {
    let tokens = theme::tokens(ui);
    let frame = Frame::new().fill(tokens.paper).stroke(Stroke::new(1.0, tokens.line)).corner_radius(theme::ROUND);
    frame.inner_margin(theme::SPACE_LARGE - 4.0).outer_margin(egui::Margin { bottom: 4, ..egui::Margin::ZERO })
}

/// Opening a folder, what was found in it, and folders of before.
fn own_folders(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    ui.horizontal_wrapped(|ui| {
        if ui.button(locale.text("model-open")).on_hover_text(locale.text("model-open-hint")).clicked() {
            let title = locale.text("model-open");
            dialog::open(ui.ctx(), FOLDER, move || rfd::FileDialog::new().set_title(title).pick_folder());
        }
        let recent = &panel.studio.models.recent;
        if !recent.is_empty() {
            ui.menu_button(format!("{} ⏷", locale.text("models-recent")), |ui| {
                theme::menu(ui);
                for model in recent {
                    let Model::Folder { decoder, prior } = model else { continue };
                    if ui.button(folder::shown(decoder)).clicked() {
                        panel.intents.push(Intent::Models(ModelsIntent::Look(decoder.clone(), prior.clone())));
                        ui.close();
                    }
                }
            });
        }
    });
    if let Some(picked) = &panel.studio.models.picked {
        ui.add_space(theme::SPACE_SMALL);
        frame(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            picked_folder(panel, ui, picked);
        });
    }
    ui.add_space(theme::SPACE);
}

/// What the folder that was picked is, and whether it will do.
fn picked_folder(panel: &mut Panel<'_>, ui: &mut Ui, picked: &Picked) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let quiet = |text: String| RichText::new(text).small().color(tokens.ink_quiet);
    ui.label(quiet(folder::shown(&picked.decoder)));
    picked.prior.iter().for_each(|prior| _ = ui.label(quiet(folder::shown(prior))));
    let mut with_prior = false;
    match &picked.inspection {
        Ok(inspection) => {
            let system = inspection.system;
            with_prior = system.has_prior();
            let id = if inspection.paints() { "models-picked" } else { "models-picked-incomplete" };
            let what = locale.with(id, &[("system", FluentValue::from(system.title()))]);
            ui.label(RichText::new(what).family(theme::bold()));
            ui.horizontal_wrapped(|ui| {
                for part in &inspection.parts {
                    let there = part.missing.is_empty();
                    let label = mark(ui, there, &locale.text(part_name(part.part)), !part.needed);
                    if !there {
                        let missing: Vec<String> = part.missing.iter().map(|path| path.display().to_string()).collect();
                        label.on_hover_text(missing.join("\n"));
                    }
                }
            });
        }
        Err(error) => {
            let Worded { message, advice, .. } = wording::error(locale, error);
            ui.label(RichText::new(message).color(tokens.warning));
            ui.label(RichText::new(advice).color(tokens.ink_quiet));
        }
    }
    ui.horizontal(|ui| {
        if let Some(model) = picked.model() {
            let text = RichText::new(locale.text("models-use")).color(tokens.on_accent).family(theme::bold());
            if ui.add(Button::new(text).fill(tokens.accent)).clicked() {
                panel.intents.push(Intent::UseModel(model));
            }
        }
        if with_prior
            && ui.button(locale.text("models-prior")).on_hover_text(locale.text("models-prior-hint")).clicked()
        {
            let title = locale.text("models-prior");
            dialog::open(ui.ctx(), PRIOR, move || rfd::FileDialog::new().set_title(title).pick_folder());
        }
        if ui.button(locale.text("dismiss")).clicked() {
            panel.intents.push(Intent::Models(ModelsIntent::Forget));
        }
    });
}

/// A part that is there, or is not.
fn mark(ui: &mut Ui, there: bool, name: &str, optional: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let colour = match (there, optional) {
        (true, _) => tokens.ink,
        (false, true) => tokens.ink_quiet,
        (false, false) => tokens.warning,
    };
    ui.label(RichText::new(format!("{} {name}", if there { "✔" } else { "✖" })).small().color(colour))
}

/// The sentence that names a part.
fn part_name(part: Part) -> &'static str {
    match part {
        Part::Network(Network::ClipText) => "part-clip-text",
        Part::Network(Network::ClipImage) => "part-clip-image",
        Part::Network(Network::Prior) => "part-prior",
        Part::Network(Network::MultilingualClip) => "part-multilingual-clip",
        Part::Network(Network::T5) => "part-t5",
        Part::Network(Network::UNet) => "part-unet",
        Part::Network(Network::InpaintUNet) => "part-inpaint-unet",
        Part::Network(Network::Autoencoder) => "part-autoencoder",
        Part::Tokenizer => "part-tokenizer",
        Part::Scheduler => "part-scheduler",
        Part::ImageProcessor => "part-image-processor",
    }
}

/// A model of the catalogue.
fn card(panel: &mut Panel<'_>, ui: &mut Ui, found: &Found) {
    let (locale, tokens, entry) = (panel.locale, theme::tokens(ui), found.entry);
    frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(RichText::new(&entry.title).family(theme::bold()).size(17.0));
            let chosen = found.model.as_ref().is_some_and(|model| *model == panel.studio.draft.model);
            let said = match (entry.released, chosen, &found.model) {
                (false, ..) => "models-unreleased",
                (_, true, _) => "models-chosen",
                (_, _, Some(_)) => "models-here",
                _ => return,
            };
            ui.label(RichText::new(locale.text(said)).small().color(tokens.accent));
        });
        ui.label(entry.summary.text(locale.language()));
        if entry.released {
            ui.label(RichText::new(facts(locale, entry)).small().color(tokens.ink_quiet));
        }
        if found.any() {
            ui.horizontal_wrapped(|ui| {
                for ((_, part), there) in entry.parts().zip(&found.parts) {
                    let name = locale.text(&format!("part-{}", part.part.replace('_', "-")));
                    mark(ui, *there, &name, part.purpose != Purpose::Words);
                }
            });
        }
        match panel.studio.models.downloads.get(&entry.name) {
            Some(download) => coming(panel, ui, download),
            None => buttons(panel, ui, found),
        }
    });
}

/// Size, memory, languages and licence, in a line.
fn facts(locale: &Locale, entry: &Entry) -> String {
    let number = |value: u32| FluentValue::from(value);
    let memory = entry.memory_gb.map(|memory| {
        locale.with("models-memory", &[("single", number(memory.single)), ("half", number(memory.half))])
    });
    let languages = FluentValue::from(entry.languages.text(locale.language()).to_owned());
    let licence = match entry.licence() {
        Some(licence) => locale.with("models-licence", &[("licence", FluentValue::from(licence))]),
        None => locale.text("models-licence-none"),
    };
    let size =
        locale.with("models-size", &[("size", FluentValue::from(amount(locale, entry.bytes(Choice::default()))))]);
    let reads = locale.with("models-languages", &[("languages", languages)]);
    [Some(size), memory, Some(reads), Some(licence)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// An amount of bytes as people read it.
fn amount(locale: &Locale, bytes: u64) -> String {
    let (id, value) =
        if bytes < 100_000_000 { ("amount-mb", bytes as f64 / 1e6) } else { ("amount-gb", bytes as f64 / 1e9) };
    locale.with(id, &[("value", FluentValue::from(locale.decimal(value)))])
}

/// What can be done with a model that is not coming.
fn buttons(panel: &mut Panel<'_>, ui: &mut Ui, found: &Found) {
    let (locale, tokens, entry) = (panel.locale, theme::tokens(ui), found.entry);
    if !entry.released {
        return;
    }
    let name = || entry.name.clone();
    let busy = panel.studio.models.busy.as_ref();
    if let Some((_, progress)) = busy.filter(|(busy, _)| *busy == entry.name) {
        ui.horizontal(|ui| {
            ui.add(ProgressBar::new(share(*progress)).desired_width(260.0));
            ui.label(RichText::new(locale.text("models-verifying")).small().color(tokens.ink_quiet));
            if ui.button(locale.text("stop")).clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Stop));
            }
        });
        return;
    }
    let accent = |text: String| {
        Button::new(RichText::new(text).color(tokens.on_accent).family(theme::bold())).fill(tokens.accent)
    };
    ui.horizontal_wrapped(|ui| {
        let choice = Choice::default();
        let rest = Choice::ALL;
        if let Some(model) = &found.model {
            if *model != panel.studio.draft.model && ui.add(accent(locale.text("models-use"))).clicked() {
                panel.intents.push(Intent::UseModel(model.clone()));
            }
        } else {
            let size = [("size", FluentValue::from(amount(locale, entry.bytes(choice))))];
            let get = ui.add(accent(locale.with("models-get", &size))).on_hover_text(locale.text("models-get-hint"));
            named(&get, format!("{} {}", locale.with("models-get", &size), entry.title));
            if get.clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Get(name(), choice)));
            }
        }
        if found.model.is_some() && !found.has(rest) {
            let missing: u64 =
                entry.parts().zip(&found.parts).filter(|(_, there)| !**there).map(|((_, p), _)| p.bytes).sum();
            let size = [("size", FluentValue::from(amount(locale, missing)))];
            let get =
                ui.button(locale.with("models-get-rest", &size)).on_hover_text(locale.text("models-get-rest-hint"));
            if get.clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Get(name(), rest)));
            }
        }
        if found.any() {
            let free = busy.is_none();
            let verify = ui.add_enabled(free, Button::new(locale.text("models-verify")));
            if verify.on_hover_text(locale.text("models-verify-hint")).clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Verify(name())));
            }
            let remove = ui.add_enabled(free, Button::new(locale.text("models-remove")));
            if remove.on_hover_text(locale.text("models-remove-hint")).clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Remove(name())));
            }
        }
    });
}

/// A model that comes, waits or could not come.
fn coming(panel: &mut Panel<'_>, ui: &mut Ui, download: &Download) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let name = || download.entry.name.clone();
    let mut ask = |intent| panel.intents.push(Intent::Models(intent));
    if let State::Failed(error) = &download.state {
        let Worded { message, advice, .. } = wording::error(locale, error);
        ui.label(RichText::new(message).color(tokens.warning));
        ui.label(RichText::new(advice).small().color(tokens.ink_quiet));
    }
    if download.progress.of > 0 {
        ui.add(ProgressBar::new(share(download.progress)).desired_width(ui.available_width()).desired_height(8.0));
    }
    ui.horizontal_wrapped(|ui| {
        let running = download.state == State::Running;
        let (id, intent) = match &download.state {
            State::Running | State::Waiting => ("models-pause", ModelsIntent::Pause(name())),
            State::Paused => ("models-resume", ModelsIntent::Get(name(), download.choice)),
            State::Failed(_) => ("models-again", ModelsIntent::Get(name(), download.choice)),
        };
        if ui.button(locale.text(id)).clicked() {
            ask(intent);
        }
        let cancel = ui.button(locale.text("models-cancel")).on_hover_text(locale.text("models-cancel-hint"));
        if cancel.clicked() {
            ask(ModelsIntent::Cancel(name()));
        }
        let said = match (running, download.progress.of) {
            _ if download.state == State::Waiting => locale.text("models-waiting"),
            (true, 0) => locale.text("models-asking"),
            (false, 0) => String::new(),
            _ => amounts(locale, download),
        };
        ui.label(RichText::new(said).small().color(tokens.ink_quiet));
    });
}

/// How much is there, how quick it comes, and how long it still takes.
fn amounts(locale: &Locale, download: &Download) -> String {
    let size = |bytes: u64| FluentValue::from(amount(locale, bytes));
    let amounts = [("done", size(download.progress.done)), ("of", size(download.progress.of))];
    let mut parts = vec![locale.with("models-amount", &amounts)];
    if let Some(speed) = download.speed() {
        parts.push(locale.with("models-speed", &[("speed", FluentValue::from(locale.decimal(speed / 1e6)))]));
    }
    if let Some(left) = download.left() {
        parts.push(canvas::time_left(locale, left));
    }
    parts.join(" · ")
}

fn share(progress: Progress) -> f32 {
    if progress.of == 0 { 0.0 } else { (progress.done as f64 / progress.of as f64) as f32 }
}

/// The access token, for repositories that are not shown to everybody.
fn token(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let id = egui::Id::unique("hub token");
    egui::CollapsingHeader::new(RichText::new(locale.text("models-token")).small()).id_salt("token").show(ui, |ui| {
        ui.label(RichText::new(locale.text("models-token-about")).small().color(theme::tokens(ui).ink_quiet));
        let mut typed: String = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
        ui.horizontal(|ui| {
            let field = ui.add(TextEdit::singleline(&mut typed).password(true).hint_text("hf_…").desired_width(260.0));
            named_field(&field, egui::Role::TextInput, &locale.text("models-token"));
            if ui.button(locale.text("models-token-keep")).clicked() {
                panel.intents.push(Intent::Models(ModelsIntent::Token(std::mem::take(&mut typed))));
            }
        });
        ui.data_mut(|data| data.insert_temp(id, typed));
    });
}

#[cfg(test)]
mod tests {
    use super::{Progress, share};

    #[test]
    fn what_is_not_known_yet_is_no_share() {
        assert_eq!(share(Progress::default()), 0.0);
        assert_eq!(share(Progress { done: 1, of: 4 }), 0.25);
    }
}
