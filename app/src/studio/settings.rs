//! What the artist sets once.

use std::path::PathBuf;

use bluerider_engine::device::DevicePreference;
use bluerider_engine::protocol::{AdapterInfo, finite};
use serde::{Deserialize, Serialize};

use super::paths::Paths;
use super::storage;
use super::tracking::tracker::TrackingSettings;
use crate::locale::Language;
use crate::studio::error::{Result, StudioError};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Paper white.
    Light,
    /// Near black.
    Dark,
}

/// Sizes of the window and of its columns, in points; those that are missing are the usual ones.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Width and height of the window.
    pub window: Option<[f32; 2]>,
    /// It filled the screen.
    pub maximized: bool,
    /// Width of the prompt column.
    pub column: Option<f32>,
    /// Width of the gallery.
    pub gallery: Option<f32>,
}

/// The settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light or dark.
    pub appearance: Appearance,
    /// The language; `None` takes the system's.
    pub language: Option<Language>,
    /// The device to paint on, from the next start.
    pub device: DevicePreference,
    /// Bytes that a picture may take on the CPU, from the next start; `None`: what is free.
    pub memory: Option<u64>,
    /// The folder for pictures; `None` takes the usual one.
    pub gallery: Option<PathBuf>,
    /// How large words and buttons are: 1 is usual.
    #[serde(deserialize_with = "finite")]
    pub scale: f32,
    /// The column shows all settings.
    pub advanced: bool,
    /// Side of the gallery's thumbnails, in points.
    #[serde(deserialize_with = "finite")]
    pub thumbnail: f32,
    /// The gallery shows its boards.
    pub boards: bool,
    /// The window as it was left.
    pub layout: Layout,
    /// Say so when a long job ends while another window is in front.
    pub notify: bool,
    /// The experiment that runs: what is painted belongs to it.
    pub experiment: Option<String>,
    /// Whether and where what is painted is tracked.
    pub tracking: TrackingSettings,
    /// The way to other models was shown, after étude's first picture.
    pub more_models_shown: bool,
    /// What a later version wrote beside that; it is kept for it.
    #[serde(flatten)]
    pub further: serde_json::Map<String, serde_json::Value>,
}

impl Default for Settings {
    fn default() -> Self {
        let (appearance, device) = (Appearance::System, DevicePreference::default());
        Self {
            appearance,
            language: None,
            device,
            memory: None,
            gallery: None,
            scale: 1.0,
            advanced: false,
            thumbnail: 108.0,
            layout: Layout::default(),
            boards: true,
            notify: true,
            experiment: None,
            tracking: TrackingSettings::default(),
            more_models_shown: false,
            further: serde_json::Map::new(),
        }
    }
}

impl Settings {
    /// The settings of last time, or the usual ones.
    pub fn load(paths: &Paths) -> (Self, Option<StudioError>) {
        storage::read_json(&file(paths))
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn save(&self, paths: &Paths) -> Result<()> {
        storage::write_json(&file(paths), self)
    }

    /// The devices that can be wished for: the best there is, the processor, each graphics card of `adapters`, or where
    /// none is known whichever there is; and another one that is wished for now.
    pub fn devices(&self, adapters: &[AdapterInfo]) -> Vec<DevicePreference> {
        let cards = adapters.iter().enumerate().filter(|(_, adapter)| !adapter.software);
        let mut devices = vec![DevicePreference::Auto, DevicePreference::Cpu];
        devices.extend(cards.map(|(number, _)| DevicePreference::Gpu(Some(number))));
        if devices.len() == 2 {
            devices.push(DevicePreference::Gpu(None));
        }
        if !devices.contains(&self.device) {
            devices.push(self.device);
        }
        devices
    }

    /// The language to speak.
    pub fn language(&self) -> Language {
        self.language.unwrap_or_else(Language::of_system)
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.config.join("settings.json")
}

#[cfg(test)]
mod tests {
    use bluerider_engine::device::DevicePreference::{Auto, Cpu, Gpu};
    use bluerider_engine::protocol::AdapterInfo;

    use super::Settings;

    #[test]
    fn each_card_is_offered_by_its_number_and_no_program_that_plays_one() {
        let adapter = |name: &str, software| AdapterInfo { name: name.into(), api: "Vulkan".into(), software };
        let adapters = [adapter("llvmpipe", true), adapter("A", false), adapter("B", false)];
        let mut settings = Settings::default();
        assert_eq!(settings.devices(&adapters), [Auto, Cpu, Gpu(Some(1)), Gpu(Some(2))]);
        // Where no card is known, whichever there is.
        assert_eq!(settings.devices(&adapters[..1]), [Auto, Cpu, Gpu(None)]);
        // What was chosen stays, also where it has gone.
        settings.device = Gpu(Some(7));
        assert_eq!(settings.devices(&adapters[..1]), [Auto, Cpu, Gpu(None), Gpu(Some(7))]);
    }
}
