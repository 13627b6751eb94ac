//! What can be done with a picture: taken back into the column, used, exported, sorted, thrown away.

use std::path::PathBuf;

use egui::containers::menu::SubMenuButton;
use egui::{ColorImage, Context, Ui};

use super::{Panel, dialog, gallery_panel, theme};
use crate::studio::Studio;
use crate::studio::gallery::{Entry, EntryId};
use crate::studio::intent::{Export, GalleryIntent, Intent, Use};
use crate::studio::paths::file_name;
use crate::studio::picture_file::Recall;

/// What can be taken from a picture, and how that is called.
pub(super) const RECALLS: [(&str, Recall); 4] = [
    ("recall-all", Recall::All),
    ("recall-words", Recall::Words),
    ("recall-seed", Recall::Seed),
    ("recall-settings", Recall::Settings),
];
/// What any picture can be used for with the draft's model, and how that is called.
pub(super) fn uses(studio: &Studio) -> impl Iterator<Item = (&'static str, Use)> {
    let depth = studio.follows_depth().then_some(("use-depth", Use::Depth));
    [
        ("use-vary", Use::ImageToImage),
        ("use-repaint", Use::Inpaint),
        ("use-extend", Use::Outpaint),
        ("use-blend", Use::Blend),
    ]
    .into_iter()
    .chain(depth)
}

/// The dialog for a copy's name.
const SAVE_AS: &str = "save as";

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, entry: &Entry) {
    theme::menu(ui);
    ui.set_min_width(210.0);
    let locale = panel.locale;
    let mut choose = |ui: &mut Ui, id: &str, may: bool, intent: &dyn Fn() -> Intent| {
        if ui.add_enabled(may, egui::Button::new(locale.text(id)).frame(false)).clicked() {
            panel.intents.push(intent());
            ui.close();
        }
    };
    if let Some(said) = &entry.metadata {
        for (id, part) in RECALLS {
            let may = match part {
                Recall::Words => !said.prompt.is_empty(),
                Recall::Seed => said.seed.is_some(),
                Recall::All | Recall::Settings => true,
            };
            choose(ui, id, may, &|| Intent::Recall(Box::new(said.clone()), part));
        }
        ui.separator();
    }
    if let Some(path) = &entry.path {
        for (id, use_of) in uses(panel.studio) {
            choose(ui, id, !entry.binned, &|| Intent::Use(path.clone(), use_of));
        }
        ui.separator();
    }
    let boards = SubMenuButton::new(locale.text("boards-put")).config(theme::lasting_menu());
    boards.ui(ui, |ui| gallery_panel::boards::menu(panel, ui, &[entry.id]));
    let mut choose = |ui: &mut Ui, id: &str, may: bool, intent: &dyn Fn() -> Intent| {
        if ui.add_enabled(may, egui::Button::new(locale.text(id)).frame(false)).clicked() {
            panel.intents.push(intent());
            ui.close();
        }
    };
    let star = if entry.remark.star { "unstar" } else { "star" };
    choose(ui, star, true, &|| Intent::Gallery(GalleryIntent::Star(vec![entry.id], !entry.remark.star)));
    if entry.binned {
        choose(ui, "restore", true, &|| Intent::Gallery(GalleryIntent::Restore(vec![entry.id])));
    } else {
        let bin = || Intent::Gallery(GalleryIntent::Bin(vec![entry.id]));
        choose(ui, "to-bin", entry.path.is_some(), &bin);
    }
    ui.separator();
    copies(panel, ui, entry);
}

/// To the clipboard, to a file, to the system's file manager.
fn copies(panel: &Panel<'_>, ui: &mut Ui, entry: &Entry) {
    let locale = panel.locale;
    let item = |ui: &mut Ui, id: &str, may: bool| {
        let clicked = ui.add_enabled(may, egui::Button::new(locale.text(id)).frame(false)).clicked();
        if clicked {
            ui.close();
        }
        clicked
    };
    if item(ui, "copy-picture", entry.picture.is_some())
        && let Some(picture) = &entry.picture
    {
        ui.copy_image(ColorImage::from_rgb([picture.width, picture.height], &picture.pixels));
    }
    if item(ui, "copy-prompt", entry.title().is_some()) {
        ui.copy_text(entry.title().unwrap_or_default().to_owned());
    }
    if item(ui, "save-as", true) {
        save_as(ui.ctx(), entry, locale.text("save-as"), Export::Whole);
    }
    if item(ui, "save-plain", true) {
        save_as(ui.ctx(), entry, locale.text("save-plain"), Export::Plain);
    }
    if item(ui, "show-in-folder", entry.path.is_some())
        && let Some(path) = entry.path.clone()
    {
        let reveal = move || match opener::reveal(&path) {
            Ok(()) => {}
            Err(error) => log::warn!("{} was not shown: {error}", path.display()),
        };
        if let Err(error) = std::thread::Builder::new().name("reveal".into()).spawn(reveal) {
            log::error!("no thread for the file manager: {error}");
        }
    }
}

/// Asks for a name and has a copy written.
pub(super) fn save_as(context: &Context, entry: &Entry, title: String, export: Export) {
    let name = entry.path.as_deref().map(file_name);
    let id = entry.id;
    dialog::open(context, SAVE_AS, move || {
        let dialog = rfd::FileDialog::new().set_title(title).add_filter("PNG", &["png"]);
        let path = dialog.set_file_name(name.unwrap_or_else(|| "picture.png".to_owned())).save_file()?;
        Some((id, path, export))
    });
}

/// Takes up what was answered.
pub(super) fn answers(panel: &mut Panel<'_>, ui: &Ui) {
    if let Some((id, path, export)) = dialog::answer::<(EntryId, PathBuf, Export)>(ui, SAVE_AS) {
        panel.intents.push(Intent::Gallery(GalleryIntent::SaveAs(id, path, export)));
    }
}
