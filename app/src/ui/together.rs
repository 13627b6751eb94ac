//! Controls that stay side by side where a narrow room wraps: a word and its number, a name and its button.

use egui::Ui;

/// Shows what `add` does in one row of a layout that wraps, all of it on the next line where it does not fit on this
/// one. How wide it is is known from the frame before; `salt` tells groups of one layout apart.
pub(super) fn together<R>(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let id = ui.scope_id().with(salt).with("together");
    let known: f32 = ui.data_mut(|data| data.get_temp(id)).unwrap_or_default();
    let begins = ui.cursor().left() <= ui.max_rect().left() + 1.0;
    if known > ui.available_size_before_wrap().x && !begins {
        ui.end_row();
    }
    let shown = ui.horizontal(add);
    let width = shown.response.rect.width();
    if (width - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("a group of controls has another width");
    }
    shown.inner
}
