//! Writing the runs that are shown to a file, or for another program.

use std::path::PathBuf;

use bluerider_engine::hub::Progress;
use egui::{ProgressBar, Ui};

use super::super::super::{Panel, dialog, theme};
use crate::studio::experiments::intent::ExperimentsIntent;
use crate::studio::intent::Intent;
use crate::studio::tracking::export::{Format, file_name};

/// The dialog for a file or folder, by the format's name.
fn dialog_of(format: Format) -> &'static str {
    match format {
        Format::Csv => "export csv",
        Format::Html => "export html",
        Format::Wandb => "export wandb",
        Format::Trackio => "export trackio",
        Format::TensorBoard => "export tensorboard",
    }
}

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let locale = panel.locale;
    let export = |format, target| Intent::Experiments(ExperimentsIntent::Export(format, target));
    if let Some(Progress { done, of }) = panel.studio.experiments.writing() {
        let share = if of == 0 { 0.0 } else { done as f32 / of as f32 };
        ui.add(ProgressBar::new(share).desired_width(120.0).text(format!("{done} / {of}")));
        if ui.button(locale.text("stop")).clicked() {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::StopExport));
        }
    } else {
        let some = !panel.studio.gallery.runs().list.is_empty();
        ui.add_enabled_ui(some, |ui| {
            let menu = ui.menu_button(format!("{} ⏷", locale.text("export")), |ui| {
                theme::menu(ui);
                for format in Format::ALL {
                    let id = format!("export-{}", format.name());
                    let button = ui.button(locale.text(&id)).on_hover_text(locale.text(&format!("{id}-hint")));
                    if !button.clicked() {
                        continue;
                    }
                    ui.close();
                    let title = panel.studio.experiments.look.experiment.clone();
                    let name = file_name(title.as_deref().unwrap_or("Blue Rider"));
                    match format {
                        Format::Wandb => panel.intents.push(export(format, panel.studio.tracking_folder())),
                        Format::Trackio => panel.intents.push(export(format, panel.studio.trackio_folder())),
                        Format::TensorBoard => {
                            let title = locale.text(&id);
                            dialog::open(ui.ctx(), dialog_of(format), move || {
                                rfd::FileDialog::new().set_title(title).pick_folder()
                            });
                        }
                        Format::Csv | Format::Html => {
                            let (title, end) = (locale.text(&id), format.name());
                            dialog::open(ui.ctx(), dialog_of(format), move || {
                                let dialog = rfd::FileDialog::new().set_title(title).add_filter(end, &[end]);
                                dialog.set_file_name(format!("{name}.{end}")).save_file()
                            });
                        }
                    }
                }
            });
            menu.response.on_hover_text(locale.text("export-hint"));
        });
    }
    for format in Format::ALL {
        if let Some(path) = dialog::answer::<PathBuf>(ui, dialog_of(format)) {
            panel.intents.push(export(format, path));
        }
    }
}
