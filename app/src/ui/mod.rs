//! The window. One file a panel; a panel reads the studio and sends intents, and changes nothing itself.

mod accessibility;
mod actions;
mod advanced;
mod announcements;
mod canvas;
mod close_question;
mod curtain;
mod device_name;
mod dialog;
mod drop;
mod focus_ring;
mod gallery_panel;
pub mod graphics_loss;
mod known_words;
mod messages;
mod notification;
mod palette;
mod picture_menu;
mod preset_browser;
mod prompt_field;
mod prompt_help;
mod prompt_panel;
mod queue_strip;
mod rooms;
mod seed_row;
mod setting;
mod settings_menu;
mod shortcuts;
mod size_row;
mod sources;
mod stars;
mod style_chips;
pub mod system_fonts;
mod textures;
pub mod theme;
mod thumbnail;
mod title_bar;
mod together;
mod view;
pub mod window;

use crate::locale::Locale;
use crate::studio::Studio;
use crate::studio::gallery::InView;
use crate::studio::image_cache::ImageCache;
use crate::studio::intent::Intent;
use textures::Textures;

/// A text of at most `most` letters: the start of a longer one ends in `…`.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// What every panel gets. The draft goes beside it to those that edit it: there is one a frame.
struct Panel<'a> {
    studio: &'a Studio,
    locale: &'a Locale,
    images: &'a mut ImageCache,
    textures: &'a mut Textures,
    /// What is shown of the gallery, which reads it.
    in_view: &'a mut InView,
    intents: &'a mut Vec<Intent>,
}
