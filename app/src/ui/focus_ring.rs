//! A ring around what has the keyboard, whatever it is: also buttons without a frame and what is painted by hand.

use egui::{Context, Stroke, StrokeKind};

use super::theme;

/// Width of the ring, which lies on the edge of what has the keyboard.
const WIDTH: f32 = 2.0;

/// Draws it over the frame at hand.
pub(super) fn show(context: &Context) {
    let Some(response) = context.memory(|memory| memory.focused()).and_then(|id| context.read_response(id)) else {
        return;
    };
    // As much of it as is in sight; of a long text in a field that scrolls, the field's part.
    let seen = response.interact_rect.intersect(response.rect);
    if !seen.is_positive() {
        return;
    }
    let accent = if context.global_style().visuals.dark_mode { theme::DARK.accent } else { theme::LIGHT.accent };
    let painter = context.layer_painter(response.layer_id).with_clip_rect(seen.expand(WIDTH));
    painter.rect_stroke(seen, f32::from(theme::ROUND), Stroke::new(WIDTH, accent), StrokeKind::Middle);
}
