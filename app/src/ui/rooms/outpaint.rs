//! Extend: a picture is painted on beyond its edges, which are dragged outwards or written as numbers.

use bluerider_engine::protocol::Margins;
use egui::{CursorIcon, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use fluent_bundle::FluentValue;

use super::super::accessibility::named;
use super::super::together::together;
use super::super::view::View;
use super::super::{Panel, setting, theme};
use super::{beside_result, source};
use crate::studio::draft::Draft;
use crate::studio::intent::Use;

/// Room that one side may get, in pixels.
const MOST: usize = 2048;
/// A side of the canvas is no longer, in pixels: whoever paints it says what is too large.
const MOST_CANVAS: usize = 1 << 16;
/// Sides of what is painted are multiples of this.
const STEP: usize = 64;
/// Length and thickness of a handle, in points.
const HANDLE: [f32; 2] = [44.0, 12.0];

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, draft: &mut Draft) {
    let (init, before) = (draft.init.clone(), draft.margins);
    ui.horizontal_wrapped(|ui| source::choose(panel, ui, init.as_deref(), Use::Outpaint));
    ui.horizontal_wrapped(|ui| {
        let margins = &mut draft.margins;
        for (id, side) in [
            ("margin-left", &mut margins.left),
            ("margin-top", &mut margins.top),
            ("margin-right", &mut margins.right),
            ("margin-bottom", &mut margins.bottom),
        ] {
            together(ui, id, |ui| {
                let label = ui.label(panel.locale.text(id));
                ui.add(setting::number(side, 0..=MOST).speed(4).suffix(" px")).labelled_by(label.id);
            });
        }
    });
    ui.add_space(theme::SPACE);
    beside_result(panel, ui, |panel, ui| match init.as_deref().and_then(|path| source::whole(panel, ui, path)) {
        Some((picture, texture)) => {
            let size = (picture.width, picture.height);
            canvas(panel, ui, draft, size, &texture);
            draft.size_is_given &= draft.margins == before;
            if !draft.size_is_given {
                fit(draft, size);
            }
        }
        None => source::invitation(panel, ui, init.is_some()),
    });
    draft.size_is_given &= draft.margins == before;
}

/// The picture on its larger canvas, with a handle at each edge.
fn canvas(
    panel: &Panel<'_>,
    ui: &mut Ui,
    draft: &mut Draft,
    (width, height): (usize, usize),
    texture: &egui::TextureHandle,
) {
    let tokens = theme::tokens(ui);
    let room = ui.available_rect_before_wrap();
    let Margins { left, top, right, bottom } = draft.margins;
    // Some air, so that an edge can be dragged out.
    let (wide, high) = (left as f32 + width as f32 + right as f32, top as f32 + height as f32 + bottom as f32);
    let air = 0.12 * wide.max(high);
    let placed = View::of(ui, "extend").place(ui, room.shrink(theme::SPACE), vec2(wide + 2.0 * air, high + 2.0 * air));
    let point = |x: f32, y: f32| placed.rect.min + vec2(x + air, y + air) * placed.scale;
    let outer = Rect::from_min_max(point(0.0, 0.0), point(wide, high));
    let inner = Rect::from_min_size(point(left as f32, top as f32), vec2(width as f32, height as f32) * placed.scale);
    let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
    painter.rect_filled(outer, 0.0, tokens.paper);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture.id(), inner, whole, egui::Color32::WHITE);
    painter.rect_stroke(outer, 0.0, Stroke::new(1.5, tokens.accent), StrokeKind::Outside);
    let margins = &mut draft.margins;
    let [long, thick] = HANDLE;
    for (id, at, size, side, direction) in [
        ("margin-left", outer.left_center(), vec2(thick, long), &mut margins.left, vec2(-1.0, 0.0)),
        ("margin-top", outer.center_top(), vec2(long, thick), &mut margins.top, vec2(0.0, -1.0)),
        ("margin-right", outer.right_center(), vec2(thick, long), &mut margins.right, vec2(1.0, 0.0)),
        ("margin-bottom", outer.center_bottom(), vec2(long, thick), &mut margins.bottom, vec2(0.0, 1.0)),
    ] {
        let rect = Rect::from_center_size(at, size);
        let handle = ui.interact(rect, ui.scope_id().with(id), Sense::drag());
        let cursor = if direction.x == 0.0 { CursorIcon::ResizeVertical } else { CursorIcon::ResizeHorizontal };
        let colour = if handle.hovered() || handle.dragged() { tokens.accent } else { tokens.button_over };
        painter.rect_filled(rect, thick / 2.0, colour);
        if handle.dragged() {
            let further = (handle.drag_delta() * direction / placed.scale).dot(vec2(1.0, 1.0));
            *side = (*side as f32 + further).clamp(0.0, MOST as f32).round() as usize;
        }
        if handle.drag_stopped() {
            *side = (*side + 4) / 8 * 8;
        }
        let side = [("side", FluentValue::from(panel.locale.text(id)))];
        named(&handle, panel.locale.with("margin-drag", &side));
        handle.on_hover_cursor(cursor);
    }
}

/// The picture is painted as large as its canvas.
fn fit(draft: &mut Draft, (width, height): (usize, usize)) {
    let Margins { left, top, right, bottom } = draft.margins;
    if draft.margins == Margins::default() {
        return;
    }
    let side = |pixels: usize| pixels.div_ceil(STEP).max(1) * STEP;
    // Margins may come from a file, and are as large as that says.
    let all =
        |before: usize, side: usize, after: usize| before.saturating_add(side).saturating_add(after).min(MOST_CANVAS);
    (draft.width, draft.height) = (side(all(left, width, right)), side(all(top, height, bottom)));
}
