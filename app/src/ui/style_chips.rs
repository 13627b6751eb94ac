//! Styles in use, each a chip that a click takes away, and under them presets to choose from.

use bluerider_engine::protocol::Model;
use egui::{Button, RichText, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named;
use super::textures::Key;
use super::{Panel, preset_browser, theme};
use crate::studio::draft::Room;
use crate::studio::image_cache::Size;
use crate::studio::intent::Intent;
use crate::studio::presets::{self, Group, Preset};

/// Presets in the column; the others are in the browser.
const STRIP: usize = 8;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let blends = panel.studio.draft.room == Room::Blend;
    if !blends {
        chips(panel, ui);
    }
    strip(panel, ui, blends);
}

/// The styles that are put around the words.
fn chips(panel: &mut Panel<'_>, ui: &mut Ui) {
    let styles = panel.studio.draft.styles.clone();
    if styles.is_empty() {
        return;
    }
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.label(locale.text("styles")).on_hover_text(locale.text("styles-hint"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(theme::SPACE_SMALL, theme::SPACE_SMALL);
        for style in styles {
            let text = RichText::new(format!("{}  ✖", style.name)).small().color(tokens.on_accent);
            let chip = ui.add(Button::new(text).fill(tokens.accent).truncate());
            named(&chip, locale.with("style-remove", &[("name", FluentValue::from(style.name.as_str()))]));
            let chip = chip.on_hover_ui(|ui| about(panel, ui, &style));
            if chip.clicked() {
                panel.intents.push(Intent::UsePreset(Box::new(style)));
            }
        }
    });
    let composed = panel.studio.draft.composed().prompt;
    let preview = RichText::new(locale.with("styles-painted", &[("prompt", FluentValue::from(composed.as_str()))]));
    let preview = egui::Label::new(preview.small().color(tokens.ink_quiet)).truncate();
    ui.add(preview).on_hover_text(composed);
}

/// What a preset is, and a picture of what it makes.
fn about(panel: &mut Panel<'_>, ui: &mut Ui, preset: &Preset) {
    ui.label(preset.about());
    let own = panel.studio.presets.get(preset.id).is_some();
    let picture = if own {
        panel.images.get(&panel.studio.presets.thumbnail_file(preset.id), Size::Small).cloned()
    } else {
        presets::picture(preset.id).cloned()
    };
    if let Some(picture) = picture {
        let texture = panel.textures.get(ui.ctx(), Key::Preset(preset.id), &picture);
        ui.add(egui::Image::new(&texture).alt_text(&preset.name).corner_radius(f32::from(theme::ROUND)));
    }
}

/// The artist's own presets, then shipped ones that suit the model; in the blend room those that blend. All of them are
/// one button away.
fn strip(panel: &mut Panel<'_>, ui: &mut Ui, blends: bool) {
    let etude = panel.studio.draft.model == Model::Etude;
    let suits = |group: Group| (group == Group::Etude) == etude;
    let shipped = presets::shipped(panel.locale.language()).iter();
    let shipped = shipped.filter(|(group, _)| suits(*group)).map(|(_, preset)| preset);
    let all = panel.studio.presets.list().iter().chain(shipped).filter(|preset| preset.wells.is_some() == blends);
    let strip: Vec<Preset> = all.take(STRIP).cloned().collect();
    ui.label(panel.locale.text("presets"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(theme::SPACE_SMALL, theme::SPACE_SMALL);
        for preset in strip {
            let chosen = panel.studio.draft.styles.iter().any(|style| style.id == preset.id);
            let button = Button::selectable(chosen, RichText::new(&preset.name).small()).frame_when_inactive(true);
            let button = ui.add(button).on_hover_ui(|ui| about(panel, ui, &preset));
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
