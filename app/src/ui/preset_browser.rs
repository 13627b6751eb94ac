//! The preset browser: all presets by what they are about, with a search; and the artist's own, which are kept,
//! changed, moved, removed and exchanged with other studios here.

use std::path::PathBuf;

use egui::{Button, Context, Id, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};
use fluent_bundle::FluentValue;

use super::accessibility::{named, named_field};
use super::textures::Key;
use super::{Panel, dialog, theme};
use crate::studio::draft::WELLS;
use crate::studio::image_cache::Size;
use crate::studio::intent::Intent;
use crate::studio::presets::{self, Group, Keep, Preset, exchange};

/// Size of the browser.
const SIZE: egui::Vec2 = vec2(680.0, 560.0);
/// Side of a thumbnail.
const THUMBNAIL: f32 = 48.0;
/// Dialogs for files.
const IMPORT: &str = "import presets";
const EXPORT: &str = "export presets";

/// What the browser remembers while the window is open.
#[derive(Debug, Clone, Default)]
struct Browser {
    open: bool,
    search: String,
    /// The name of what is to be kept.
    name: String,
    /// What is to be kept of the column; what its room is about, until something else is chosen.
    keep: Option<Keep>,
    /// The preset that is being changed, as it is so far.
    editing: Option<Preset>,
}

/// Opens the browser.
pub(super) fn open(context: &Context) {
    context.data_mut(|data| data.insert_temp(id(), Browser { open: true, ..Browser::default() }));
}

/// Rows of one's own that are drawn; others are found by searching.
const ROWS: usize = 200;

fn id() -> Id {
    Id::unique("preset browser")
}

/// Shows it, where it is open.
pub(super) fn show(panel: &mut Panel<'_>, context: &Context) {
    let mut browser = context.data_mut(|data| data.get_temp_mut_or_default::<Browser>(id()).clone());
    if !browser.open {
        return;
    }
    let frame = egui::Frame::popup(&context.global_style()).inner_margin(theme::SPACE_LARGE);
    let modal = Modal::new(id()).frame(frame).show(context, |ui| {
        // In a low window as much of it as there is.
        let size = SIZE.min(context.content_rect().size() - egui::Vec2::splat(4.0 * theme::SPACE_LARGE));
        ui.set_min_size(size);
        ui.set_max_size(size);
        head(panel, ui, &mut browser);
        ui.add_space(theme::SPACE);
        let foot = egui::Panel::bottom("keep preset").resizable(false).frame(egui::Frame::new());
        foot.show(ui, |ui| keep(panel, ui, &mut browser));
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| lists(panel, ui, &mut browser));
    });
    if modal.should_close() {
        browser.open = false;
    }
    context.data_mut(|data| data.insert_temp(id(), browser));
}

/// The search, and the exchange of files.
fn head(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser) {
    let locale = panel.locale;
    ui.horizontal(|ui| {
        ui.label(RichText::new(locale.text("presets")).text_style(egui::TextStyle::Heading));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(locale.text("close")).clicked() {
                browser.open = false;
            }
            if ui.button(locale.text("presets-export")).on_hover_text(locale.text("presets-export-hint")).clicked() {
                let title = locale.text("presets-export");
                dialog::open(ui.ctx(), EXPORT, move || {
                    let dialog = rfd::FileDialog::new().set_title(title).set_file_name("styles.json");
                    dialog.add_filter("JSON", &["json"]).add_filter("CSV", &["csv"]).save_file()
                });
            }
            if ui.button(locale.text("presets-import")).on_hover_text(locale.text("presets-import-hint")).clicked() {
                let title = locale.text("presets-import");
                let title_of_files = locale.text("presets");
                dialog::open(ui.ctx(), IMPORT, move || {
                    let dialog = rfd::FileDialog::new().set_title(title);
                    dialog.add_filter(title_of_files, &exchange::EXTENSIONS).pick_file()
                });
            }
            let hint = locale.text("presets-search");
            let field = TextEdit::singleline(&mut browser.search).hint_text(&hint).desired_width(f32::INFINITY);
            let field = ui.add(field);
            named_field(&field, egui::Role::TextInput, &hint);
        });
    });
    if let Some(path) = dialog::answer::<PathBuf>(ui, IMPORT) {
        panel.intents.push(Intent::ImportPresets(path));
    }
    if let Some(path) = dialog::answer::<PathBuf>(ui, EXPORT) {
        panel.intents.push(Intent::ExportPresets(path));
    }
}

/// All presets that the search finds.
fn lists(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser) {
    let locale = panel.locale;
    let quiet = theme::tokens(ui).ink_quiet;
    let own: Vec<Preset> = presets::search(panel.studio.presets.list(), &browser.search).into_iter().cloned().collect();
    let mut found = own.len();
    if browser.search.trim().is_empty() || !own.is_empty() {
        heading(ui, locale.text("presets-own"));
    }
    if panel.studio.presets.list().is_empty() && browser.search.trim().is_empty() {
        ui.label(RichText::new(locale.text("presets-own-none")).small().color(quiet));
    }
    for preset in own.iter().take(ROWS) {
        row(panel, ui, browser, preset, true);
    }
    if own.len() > ROWS {
        let more = [("count", FluentValue::from(own.len() - ROWS))];
        ui.label(RichText::new(locale.with("presets-more", &more)).small().color(quiet));
    }
    for group in Group::ALL {
        let all = presets::shipped(locale.language()).iter();
        let of_group = all.filter(|(of, _)| *of == group).map(|(_, preset)| preset);
        let shipped = presets::search(of_group, &browser.search);
        if shipped.is_empty() {
            continue;
        }
        found += shipped.len();
        heading(
            ui,
            locale.text(match group {
                Group::Etude => "presets-etude",
                Group::Craft => "presets-craft",
                Group::Russian => "presets-russian",
                Group::Crafts => "presets-crafts",
            }),
        );
        if group == Group::Craft {
            ui.label(RichText::new(locale.text("presets-english")).small().color(quiet));
        }
        for preset in shipped {
            row(panel, ui, browser, preset, false);
        }
    }
    if found == 0 {
        ui.label(RichText::new(locale.text("presets-none")).color(quiet));
    }
}

fn heading(ui: &mut Ui, text: String) {
    ui.add_space(theme::SPACE);
    ui.label(RichText::new(text).family(theme::bold()));
    ui.add_space(theme::SPACE_SMALL);
}

/// A preset: what it makes, what it is, and what can be done with it.
fn row(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser, preset: &Preset, own: bool) {
    if browser.editing.as_ref().is_some_and(|editing| editing.id == preset.id) {
        edit(panel, ui, browser);
        return;
    }
    let quiet = theme::tokens(ui).ink_quiet;
    ui.horizontal(|ui| {
        let thumbnail = if own {
            panel.images.get(&panel.studio.presets.thumbnail_file(preset.id), Size::Small).cloned()
        } else {
            presets::picture(preset.id).cloned()
        };
        if let Some(picture) = thumbnail {
            let texture = panel.textures.get(ui.ctx(), Key::Preset(preset.id), &picture);
            let image = egui::Image::new(&texture).fit_to_exact_size(vec2(THUMBNAIL, THUMBNAIL));
            ui.add(image.alt_text(&preset.name).corner_radius(f32::from(theme::ROUND)));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let used = panel.studio.draft.styles.iter().any(|style| style.id == preset.id);
            let title = panel.locale.text(if used { "preset-used" } else { "preset-use" });
            if ui.add(Button::new(title).selected(used)).clicked() {
                panel.intents.push(Intent::UsePreset(Box::new(preset.clone())));
                // Of styles one takes several.
                browser.open = preset.is_style();
            }
            if own {
                arrange(panel, ui, browser, preset);
            }
            ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
                ui.set_width(ui.available_width());
                ui.label(&preset.name);
                let note = egui::Label::new(RichText::new(preset.about()).small().color(quiet));
                ui.add(if preset.note.is_empty() { note.truncate() } else { note.wrap() })
                    .on_hover_text(&preset.prompt);
            });
        });
    });
    ui.add_space(theme::SPACE_SMALL);
}

/// The fields of one of the artist's own that is being changed.
fn edit(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser) {
    let Some(preset) = &mut browser.editing else { return };
    let locale = panel.locale;
    let mut done = None;
    let frame = egui::Frame::new().fill(theme::tokens(ui).mat).corner_radius(theme::ROUND).inner_margin(theme::SPACE);
    frame.show(ui, |ui| {
        for (id, text, rows) in [
            ("preset-edit-name", &mut preset.name, 1),
            ("preset-edit-note", &mut preset.note, 1),
            ("preset-edit-prompt", &mut preset.prompt, 2),
            ("preset-edit-negative", &mut preset.negative, 1),
        ] {
            let label = ui.label(RichText::new(locale.text(id)).small());
            let field =
                if rows > 1 { TextEdit::multiline(text).desired_rows(rows) } else { TextEdit::singleline(text) };
            ui.add(field.desired_width(f32::INFINITY)).labelled_by(label.id);
        }
        ui.horizontal(|ui| {
            let holds = preset.holds();
            if holds.any() {
                let take = ui.button(locale.text("preset-update")).on_hover_text(locale.text("preset-update-hint"));
                if take.clicked() {
                    preset.take(&panel.studio.draft, holds);
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                for (id, save) in [("preset-save", true), ("preset-cancel", false)] {
                    if ui.button(locale.text(id)).clicked() {
                        done = Some(save);
                    }
                }
            });
        });
    });
    ui.add_space(theme::SPACE_SMALL);
    if let Some(save) = done {
        let edited = browser.editing.take().filter(|_| save);
        edited.into_iter().for_each(|preset| panel.intents.push(Intent::UpdatePreset(Box::new(preset))));
    }
}

/// Moves, changes and removes one of the artist's own.
fn arrange(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser, preset: &Preset) {
    let button = |ui: &mut Ui, sign: &str, id: &str| {
        let title = panel.locale.with(id, &[("name", FluentValue::from(preset.name.as_str()))]);
        let response = ui.add(Button::new(sign).frame(false)).on_hover_text(&title);
        named(&response, title);
        response.clicked()
    };
    if button(ui, "🗑", "preset-remove") {
        panel.intents.push(Intent::RemovePreset(preset.id));
    }
    if button(ui, "✏", "preset-edit") {
        browser.editing = Some(preset.clone());
    }
    for (sign, id, step) in [("⬇", "preset-down", 1), ("⬆", "preset-up", -1)] {
        if button(ui, sign, id) {
            panel.intents.push(Intent::ShiftPreset(preset.id, step));
        }
    }
}

/// Keeps the column as a preset.
fn keep(panel: &mut Panel<'_>, ui: &mut Ui, browser: &mut Browser) {
    let (locale, draft) = (panel.locale, &panel.studio.draft);
    ui.add_space(theme::SPACE);
    let mut keep = browser.keep.unwrap_or_else(|| Keep::of(draft));
    let mut chosen = false;
    ui.horizontal(|ui| {
        ui.label(locale.text("preset-keeps"));
        for (id, part, may) in [
            ("preset-keeps-words", &mut keep.words, true),
            ("preset-keeps-settings", &mut keep.settings, true),
            ("preset-keeps-size", &mut keep.size, true),
            ("preset-keeps-wells", &mut keep.wells, draft.wells.len() >= *WELLS.start()),
        ] {
            chosen |= ui.add_enabled(may, egui::Checkbox::new(part, locale.text(id))).changed();
        }
    });
    if chosen {
        browser.keep = Some(keep);
    }
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let may = !browser.name.trim().is_empty() && keep.any();
            if ui.add_enabled(may, Button::new(locale.text("preset-keep"))).clicked() {
                panel.intents.push(Intent::KeepPreset(browser.name.trim().to_owned(), keep));
                browser.name.clear();
            }
            let hint = locale.text("preset-name-hint");
            let field = ui.add(TextEdit::singleline(&mut browser.name).hint_text(hint).desired_width(f32::INFINITY));
            let title = locale.text("preset-name");
            named_field(&field, egui::Role::TextInput, &title);
        });
    });
}
