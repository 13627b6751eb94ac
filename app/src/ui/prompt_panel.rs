//! The prompt column: words, presets, settings, seed, Paint.

use bluerider_engine::protocol::{COUNTS, Model, PRIOR_STEPS, System};
use egui::{Button, RichText, ScrollArea, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::prompt_field::Understood;
use super::textures::Key;
use super::{Panel, known_words, preset_browser, prompt_field, setting, sources, theme};
use crate::locale::Locale;
use crate::studio::draft::{Draft, Room};
use crate::studio::grid::Axis;
use crate::studio::intent::{Intent, Place};
use crate::studio::presets::{self, Group, Preset};

/// Presets in the column; the others are in the browser.
const STRIP: usize = 8;
/// Sides that the sliders reach, in pixels; a recipe may bring others.
const SIDES: std::ops::RangeInclusive<usize> = 64..=1024;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let foot = egui::Panel::bottom("paint").resizable(false).show_separator_line(false).frame(egui::Frame::new());
    foot.show(ui, |ui| {
        ui.add_space(theme::SPACE);
        paint_buttons(panel, ui);
        ui.add_space(theme::SPACE);
    });
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.add_space(theme::SPACE);
        words(panel, ui, draft);
        sources::show(panel.locale, ui, draft);
        ui.add_space(theme::SPACE);
        preset_strip(panel, ui);
        ui.add_space(theme::SPACE);
        settings(panel, ui, draft);
        ui.add_space(theme::SPACE_LARGE);
    });
}

/// The two text fields and the token count between them.
fn words(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let locale = panel.locale;
    let count = panel.studio.tokens.count();
    let understood = Understood { cut: count.cut_from, unknown: &count.unknown };
    prompt_field::show(locale, ui, "prompt", &mut draft.prompt, 4, understood);

    // Together one thing among those of the column: what comes and goes in it moves no click from what stands below.
    ui.vertical(|ui| {
        token_count(panel, ui);
        if draft.model == Model::Etude {
            known_words::show(panel, ui, &mut draft.prompt);
        }
    });
    if panel.studio.system().has_guidance() {
        prompt_field::show(locale, ui, "negative", &mut draft.negative, 2, Understood::default());
    }
}

/// How much of the prompt the model reads, and from where it does not.
fn token_count(panel: &Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let count = panel.studio.tokens.count();
    if count.capacity == 0 {
        return;
    }
    let values = [("used", FluentValue::from(count.used)), ("room", FluentValue::from(count.capacity))];
    let text = RichText::new(locale.with("tokens", &values)).small();
    let Some(cut) = &count.cut else {
        ui.label(text.color(tokens.ink_quiet));
        return;
    };
    let start: String = cut.chars().take(32).collect();
    ui.label(text.color(tokens.warning));
    let cut = locale.with("tokens-cut", &[("cut", FluentValue::from(start))]);
    ui.label(RichText::new(cut).small().color(tokens.warning));
}

/// Puts the cursor into the prompt.
pub(super) fn focus(context: &egui::Context) {
    context.memory_mut(|memory| memory.request_focus(prompt_field::id("prompt")));
}

/// The artist's own presets, then shipped ones that suit the model; all of them are one button away.
fn preset_strip(panel: &mut Panel<'_>, ui: &mut Ui) {
    let suits = |group: Group| (group == Group::Etude) == (panel.studio.draft.model == Model::Etude);
    let shipped = presets::shipped(panel.locale.language()).iter();
    let shipped = shipped.filter(|(group, _)| suits(*group)).map(|(_, preset)| preset);
    let strip: Vec<Preset> = panel.studio.presets.list().iter().chain(shipped).take(STRIP).cloned().collect();
    ui.label(panel.locale.text("presets"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(theme::SPACE_SMALL, theme::SPACE_SMALL);
        for preset in strip {
            let button = ui.add(Button::new(RichText::new(&preset.name).small())).on_hover_ui(|ui| {
                ui.label(preset.about());
                if let Some(picture) = presets::picture(preset.id) {
                    let texture = panel.textures.get(ui.ctx(), Key::Preset(preset.id), picture);
                    ui.add(egui::Image::new(&texture).alt_text(&preset.name).corner_radius(f32::from(theme::ROUND)));
                }
            });
            if button.clicked() {
                panel.intents.push(Intent::UsePreset(Box::new(preset)));
            }
        }
        let all = RichText::new(panel.locale.text("presets-all")).small().color(theme::tokens(ui).accent);
        if ui.add(Button::new(all).frame(false)).on_hover_text(panel.locale.text("presets-all-hint")).clicked() {
            preset_browser::open(ui.ctx());
        }
    });
}

/// Size, steps, guidance and seed.
fn settings(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let (locale, system) = (panel.locale, panel.studio.system());
    let row = |ui: &mut Ui, id: &str, add: &mut dyn FnMut(&mut Ui) -> egui::Response| {
        let label = ui.label(locale.text(id)).on_hover_text(locale.text(&format!("{id}-hint")));
        add(ui).labelled_by(label.id);
        ui.end_row();
    };
    egui::Grid::new("settings").num_columns(2).spacing([theme::SPACE, theme::SPACE_SMALL]).show(ui, |ui| {
        row(ui, "width", &mut |ui| ui.add(setting::slider(&mut draft.width, SIDES).step_by(64.0).suffix(" px")));
        row(ui, "height", &mut |ui| ui.add(setting::slider(&mut draft.height, SIDES).step_by(64.0).suffix(" px")));
        if system.has_guidance() {
            sampler_menu(panel.locale, ui, system, draft);
            row(ui, "steps", &mut |ui| ui.add(setting::slider(&mut draft.sampling.steps, 1..=100)));
            row(ui, "guidance", &mut |ui| ui.add(setting::scale(&mut draft.sampling.guidance, 0.0..=15.0)));
        }
        if system.has_prior() {
            row(ui, "prior-steps", &mut |ui| {
                ui.add(setting::slider(&mut draft.sampling.prior_steps, *PRIOR_STEPS.start()..=100))
            });
            row(ui, "prior-guidance", &mut |ui| ui.add(setting::scale(&mut draft.sampling.prior_guidance, 0.0..=15.0)));
        }
        row(ui, "count", &mut |ui| ui.add(setting::number(&mut draft.count, COUNTS)));
        let label = ui.label(locale.text("seed")).on_hover_text(locale.text("seed-hint"));
        ui.horizontal(|ui| {
            // Ten digits and four buttons in the width of a slider and its number.
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = theme::SPACE_SMALL;
            let mut chosen = ui.add(setting::seed(&mut draft.seed)).labelled_by(label.id).changed();
            for (sign, id, step) in [("−", "seed-less", -1), ("+", "seed-more", 1)] {
                let button = ui.button(sign).on_hover_text(locale.text(id));
                named(&button, locale.text(id));
                if button.clicked() {
                    draft.seed = draft.seed.saturating_add_signed(step);
                    chosen = true;
                }
            }
            draft.seed_chosen |= chosen;
            // A picture alone has no name for a screen reader, so the words stand beside it in the hint.
            let dice = ui.button("🎲").on_hover_text(locale.text("seed-dice"));
            named(&dice, locale.text("seed-dice"));
            if dice.clicked() {
                panel.intents.push(Intent::RandomizeSeed);
            }
            let sign = if draft.seed_locked { "🔒" } else { "🔓" };
            let lock = ui.toggle_value(&mut draft.seed_locked, sign);
            named(&lock, locale.text("seed-lock"));
            // What is kept is the seed of the picture that is seen, unless another one was chosen.
            let seen = panel.studio.shown().and_then(|entry| entry.metadata.as_ref()?.seed);
            if let (true, true, false, Some(seed)) = (lock.changed(), draft.seed_locked, draft.seed_chosen, seen) {
                draft.seed = seed;
            }
            lock.on_hover_text(locale.text("seed-lock"));
        });
        ui.end_row();
    });
}

/// The sampler; its name is the field's own in every language.
fn sampler_menu(locale: &Locale, ui: &mut Ui, system: System, draft: &mut Draft) {
    let label = ui.label(locale.text("sampler")).on_hover_text(locale.text("sampler-hint"));
    let menu = egui::ComboBox::from_id_salt("sampler").height(400.0).selected_text(draft.sampling.sampler.title());
    let menu = menu.show_ui(ui, |ui| {
        for sampler in system.samplers() {
            ui.selectable_value(&mut draft.sampling.sampler, sampler, sampler.title());
        }
    });
    menu.response.labelled_by(label.id);
    ui.end_row();
}

fn paint_buttons(panel: &mut Panel<'_>, ui: &mut Ui) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let busy = panel.studio.queue.running().is_some();
    ui.horizontal(|ui| {
        let width = if busy { ui.available_width() * 0.62 } else { ui.available_width() };
        let text = RichText::new(locale.text(act(panel.studio.draft.room)))
            .size(17.0)
            .color(tokens.on_accent)
            .family(theme::bold());
        let button = Button::new(text).fill(tokens.accent).min_size(egui::vec2(width, theme::BUTTON_HEIGHT));
        let (grid, sides) = (panel.studio.draft.room == Room::Grid, &panel.studio.draft.grid);
        // A grid without a side is none.
        let may = !grid || sides.x != Axis::Nothing || sides.y != Axis::Nothing;
        if ui.add_enabled(may, button).on_hover_text(locale.text("paint-hint")).clicked() {
            panel.intents.push(if grid { Intent::PaintGrid } else { Intent::Paint(Place::Back) });
        }
        if busy {
            let size = egui::vec2(ui.available_width(), theme::BUTTON_HEIGHT);
            let stop = ui.add(Button::new(locale.text("stop")).min_size(size)).on_hover_text(locale.text("stop-hint"));
            if stop.clicked() {
                panel.intents.push(Intent::Stop);
            }
        }
    });
}

/// What the button says: the act of the room.
fn act(room: Room) -> &'static str {
    match room {
        Room::ImageToImage => "paint-over",
        Room::Inpaint => "paint-repaint",
        Room::Outpaint => "paint-extend",
        Room::Blend => "paint-blend",
        Room::Grid => "grid-paint",
        Room::Paint | Room::Depth | Room::Compare | Room::Models | Room::Experiments => "paint",
    }
}
