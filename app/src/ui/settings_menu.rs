//! The settings: appearance, device and memory, folders, language.

use bluerider_engine::device::DevicePreference;
use egui::{RichText, Ui};
use fluent_bundle::FluentValue;

use super::accessibility::named_field;
use super::device_name::device_name;
use super::{Panel, theme};
use crate::locale::Language;
use crate::studio::intent::Intent;
use crate::studio::settings::{Appearance, Settings};

/// Gigabytes that a picture may be limited to.
const LIMITS: std::ops::RangeInclusive<f64> = 0.0..=4096.0;

/// Of the menu, where nothing in it is wider.
const WIDTH: f32 = 220.0;

fn open_id() -> egui::Id {
    egui::Id::unique("open the settings")
}

/// Opens the settings in the next frame.
pub(super) fn open(context: &egui::Context) {
    context.data_mut(|data| data.insert_temp(open_id(), true));
    context.request_repaint();
}

/// The button and its menu.
pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let mut settings: Settings = panel.studio.settings.clone();
    let menu = ui.menu_button(format!("⚙ {}", locale.text("settings")), |ui| {
        theme::menu(ui);
        ui.set_min_width(WIDTH);
        let most = ui.ctx().content_rect().height() - 2.0 * theme::TITLE_BAR;
        let area = egui::ScrollArea::vertical().max_height(most).min_scrolled_height(most);
        area.show(ui, |ui| all_settings(panel, ui, &mut settings));
    });
    if ui.data_mut(|data| data.remove_temp(open_id())).unwrap_or(false) {
        egui::Popup::open_id(ui.ctx(), egui::Popup::default_response_id(&menu.response));
    }
    menu.response.on_hover_text(locale.text("settings-hint"));
    if settings != panel.studio.settings {
        panel.intents.push(Intent::Set(Box::new(settings)));
    }
}

/// What the menu holds.
fn all_settings(panel: &Panel<'_>, ui: &mut Ui, settings: &mut Settings) {
    let locale = panel.locale;
    ui.label(RichText::new(locale.text("appearance")).small());
    for (value, name) in [
        (Appearance::System, "appearance-system"),
        (Appearance::Light, "appearance-light"),
        (Appearance::Dark, "appearance-dark"),
    ] {
        ui.selectable_value(&mut settings.appearance, value, locale.text(name));
    }
    ui.separator();
    ui.label(RichText::new(locale.text("scale")).small());
    let mut percent = (settings.scale * 100.0).round();
    let range = theme::SCALES.start() * 100.0..=theme::SCALES.end() * 100.0;
    let scale = ui.add(egui::DragValue::new(&mut percent).range(range).speed(1.0).suffix(" %"));
    named_field(&scale, egui::Role::SpinButton, &locale.text("scale"));
    // Only once the hand lets go: what it drags would run away under it.
    if !scale.dragged() && (percent / 100.0 - settings.scale).abs() > 0.004 {
        settings.scale = percent / 100.0;
    }
    ui.checkbox(&mut settings.notify, locale.text("notify")).on_hover_text(locale.text("notify-hint"));
    ui.separator();
    devices(panel, ui, settings);
    folders(panel, ui);
    ui.separator();
    ui.label(RichText::new(locale.text("language")).small());
    ui.selectable_value(&mut settings.language, None, locale.text("language-system"));
    ui.selectable_value(&mut settings.language, Some(Language::English), "English");
    ui.selectable_value(&mut settings.language, Some(Language::Russian), "Русский");
}

/// Which device paints, from the next start.
fn devices(panel: &Panel<'_>, ui: &mut Ui, settings: &mut Settings) {
    let locale = panel.locale;
    ui.label(RichText::new(locale.text("device")).small());
    let adapters = &panel.studio.adapters;
    for device in settings.devices(adapters) {
        let name = match device {
            DevicePreference::Auto => locale.text("device-auto"),
            DevicePreference::Cpu => locale.text("device-processor"),
            DevicePreference::Gpu(None) => locale.text("device-graphics"),
            DevicePreference::Gpu(Some(number)) => adapters.get(number).map_or(device.to_string(), |adapter| {
                // One card may be reached in several ways.
                format!("{} · {}", adapter.name, adapter.api)
            }),
        };
        ui.selectable_value(&mut settings.device, device, name).on_hover_text(locale.text("device-next"));
    }
    ui.horizontal(|ui| {
        let label = ui.label(locale.text("memory-limit")).on_hover_text(locale.text("memory-limit-hint"));
        let mut gigabytes = settings.memory.map_or(0.0, |bytes| bytes as f64 / 1e9);
        let field = egui::DragValue::new(&mut gigabytes).range(LIMITS).speed(0.1).max_decimals(1);
        let amount = |n: f64| locale.with("amount-gb", &[("value", FluentValue::from(locale.decimal(n)))]);
        let none = locale.text("memory-limit-none");
        let field = field.custom_formatter(|n, _| if n > 0.0 { amount(n) } else { none.clone() });
        // As it is shown, or as it is typed: with its unit or without, with a comma or a point.
        let number = |text: &str| text.trim_end_matches(|c: char| !c.is_ascii_digit()).trim().replace(',', ".");
        let field = field.custom_parser(move |text| number(text).parse().ok());
        if ui.add(field).labelled_by(label.id).changed() {
            settings.memory = (gigabytes > 0.0).then_some((gigabytes * 1e9) as u64);
        }
    });
    let Some(device) = &panel.studio.device else { return };
    // Lines as long as a driver's name would make the menu as wide.
    let quiet = |ui: &mut Ui, text: String| {
        // A menu's own layout would stretch their words.
        ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
            ui.set_max_width(WIDTH);
            let text = RichText::new(text).small().color(theme::tokens(ui).ink_quiet);
            ui.add(egui::Label::new(text).wrap());
        });
    };
    let mut now = format!("{} · {} · f{}", device_name(locale, device), device.backend, device.bits);
    if let Some(bytes) = device.memory {
        let value = FluentValue::from(locale.decimal(bytes as f64 / 1e9));
        now += &format!(" · {}", locale.with("amount-gb", &[("value", value)]));
    }
    quiet(ui, now);
    if !device.fallbacks.is_empty() {
        let parts: Vec<String> = device.fallbacks.iter().map(|part| locale.text(&format!("fallback-{part}"))).collect();
        quiet(ui, locale.with("device-fallbacks", &[("parts", FluentValue::from(parts.join(", ")))]));
    }
}

/// Opens the folders of pictures and of wildcards.
fn folders(panel: &Panel<'_>, ui: &mut Ui) {
    for (id, folder) in
        [("folder-pictures", panel.studio.gallery.folder().to_owned()), ("folder-wildcards", panel.studio.wildcards())]
    {
        let button = ui.button(panel.locale.text(id)).on_hover_text(folder.display().to_string());
        if button.clicked() {
            let open = move || {
                // A folder of wildcards is not there before somebody wants one.
                let made = std::fs::create_dir_all(&folder).map_err(opener::OpenError::Io);
                if let Err(error) = made.and_then(|()| opener::open(&folder)) {
                    log::warn!("{} was not opened: {error}", folder.display());
                }
            };
            if let Err(error) = std::thread::Builder::new().name("folder".into()).spawn(open) {
                log::error!("no thread for the file manager: {error}");
            }
            ui.close();
        }
    }
}
