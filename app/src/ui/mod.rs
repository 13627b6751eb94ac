//! The window. One file a panel; a panel reads the studio and sends intents, and changes nothing itself.

mod canvas;
mod dialog;
mod drop;
mod gallery_panel;
mod messages;
mod notification;
mod palette;
mod picture_menu;
mod preset_browser;
mod prompt_field;
mod prompt_panel;
mod queue_strip;
mod rooms;
mod shortcuts;
mod sources;
pub mod system_fonts;
mod textures;
pub mod theme;
mod title_bar;
mod view;
pub mod window;

use crate::locale::Locale;
use crate::studio::Studio;
use crate::studio::intent::Intent;
use textures::Textures;

/// What every panel gets.
struct Panel<'a> {
    studio: &'a mut Studio,
    locale: &'a Locale,
    textures: &'a mut Textures,
    intents: &'a mut Vec<Intent>,
}
