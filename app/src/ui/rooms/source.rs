//! The picture that a room begins with: chosen from a file or from the gallery, dropped, and shown.

use std::path::{Path, PathBuf};

use bluerider_engine::protocol::{Picture, Task};
use egui::{Button, RichText, TextureHandle, Ui};

use super::super::accessibility::named;
use super::super::textures::{self, Key};
use super::super::{Panel, canvas, dialog, theme};
use crate::studio::image_cache::Size;
use crate::studio::intent::{Intent, Use};
use crate::studio::paths::file_name;

/// Side of the selected picture on its button.
const SMALL: f32 = 18.0;

/// The picture's file of a task.
pub(super) fn of_task(task: &Task) -> Option<&Path> {
    match task {
        Task::TextToImage => None,
        Task::ImageToImage { init, .. } | Task::Inpaint { init, .. } | Task::Outpaint { init, .. } => Some(init),
    }
}

/// Buttons that choose a file for `use_of`, and the name of the one that is chosen.
pub(super) fn choose(panel: &mut Panel<'_>, ui: &mut Ui, chosen: Option<&Path>, use_of: Use) {
    let locale = panel.locale;
    file_button(panel, ui, "source-file", use_of);
    let shown = panel.studio.shown().and_then(|entry| entry.path.clone());
    let small = panel.studio.shown().and_then(|entry| Some((entry.id, entry.thumbnail.clone()?)));
    let small = small.and_then(|(id, small)| panel.textures.in_time(ui.ctx(), Key::Thumbnail(id), &small));
    let text = locale.text("source-take");
    let button = match &small {
        Some(small) => {
            let image = egui::Image::new(small).fit_to_exact_size(egui::Vec2::splat(SMALL));
            Button::image_and_text(image.corner_radius(2.0), &text)
        }
        None => Button::new(&text),
    };
    let take = ui.add_enabled(shown.is_some(), button);
    named(&take, text);
    if let (true, Some(path)) = (take.on_hover_text(locale.text("source-take-hint")).clicked(), shown) {
        panel.intents.push(Intent::Use(path, use_of));
    }
    if let Some(path) = chosen {
        let name = title(panel, path);
        let quiet = theme::tokens(ui).ink_quiet;
        let label = egui::Label::new(RichText::new(name).small().color(quiet)).truncate();
        ui.add(label).on_hover_text(path.display().to_string());
    }
}

/// What a picture shows, in words, where it is one of the gallery's; else its file's name.
pub(super) fn title(panel: &Panel<'_>, path: &Path) -> String {
    let title = panel.studio.gallery.of_file(path).and_then(|entry| entry.title());
    title.map_or_else(|| file_name(path), str::to_owned)
}

/// The whole picture of a file, as pixels and as a texture, once it is read.
pub(super) fn whole(panel: &mut Panel<'_>, ui: &Ui, path: &Path) -> Option<(Picture, TextureHandle)> {
    let picture = panel.images.get(path, Size::Whole).cloned()?;
    let texture = panel.textures.get(ui.ctx(), Key::Original(textures::hash(path)), &picture);
    Some((picture, texture))
}

/// The same with what was painted over it by hand.
pub(super) fn sketched(panel: &mut Panel<'_>, ui: &Ui, path: &Path) -> Option<(Picture, TextureHandle)> {
    let Some(picture) = panel.studio.sketch.over(path).cloned() else { return whole(panel, ui, path) };
    let texture = panel.textures.latest(ui.ctx(), Key::Sketch, &picture);
    Some((picture, texture))
}

/// What to do where there is no picture yet.
pub(super) fn invitation(panel: &Panel<'_>, ui: &mut Ui, chosen: bool) {
    canvas::invitation(ui, panel.locale.text(if chosen { "source-reading" } else { "source-none" }));
}

/// A button that asks for a picture's file. `id`: its sentence.
pub(super) fn file_button(panel: &mut Panel<'_>, ui: &mut Ui, id: &'static str, use_of: Use) {
    // A depth map that was asked for is none of the other rooms' pictures.
    let key = if use_of == Use::Depth { "depth-file" } else { id };
    let title = panel.locale.text(id);
    if ui.button(&title).on_hover_text(panel.locale.text(&format!("{id}-hint"))).clicked() {
        dialog::open(ui.ctx(), key, move || dialog::picture(title));
    }
    if let Some(path) = dialog::answer::<PathBuf>(ui, key) {
        panel.intents.push(Intent::Use(path, use_of));
    }
}
