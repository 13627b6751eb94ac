//! What a recipe that is used again brings along beside words and settings: said in one line each, and taken away by
//! one button.

use std::path::Path;

use bluerider_engine::protocol::{Rng, Task};
use egui::{RichText, Ui};
use fluent_bundle::FluentValue;

use super::theme;
use crate::locale::Locale;
use crate::studio::draft::Draft;

pub(super) fn show(locale: &Locale, ui: &mut Ui, draft: &mut Draft) {
    let lines = lines(locale, draft);
    if lines.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    ui.add_space(theme::SPACE);
    ui.label(locale.text("sources"));
    for line in lines {
        ui.label(RichText::new(line).small().color(tokens.ink_quiet));
    }
    if ui.button(RichText::new(locale.text("sources-forget")).small()).clicked() {
        draft.forget_further();
    }
}

/// A line for each thing.
fn lines(locale: &Locale, draft: &Draft) -> Vec<String> {
    let named = |id: &str, path: &Path| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        locale.with(id, &[("file", FluentValue::from(name))])
    };
    let task = match &draft.further_task {
        Task::TextToImage => None,
        Task::ImageToImage { init, .. } => Some(named("source-picture", init)),
        Task::Inpaint { init, .. } => Some(named("source-gap", init)),
        Task::Outpaint { init, .. } => Some(named("source-margins", init)),
    };
    let depth = draft.further_depth.as_deref().map(|path| named("source-depth", path));
    let rng = (draft.rng != Rng::TorchCpu).then(|| locale.text("source-cuda"));
    [task, depth, rng].into_iter().flatten().collect()
}
