//! How a picture is looked at: as large as fits, nearer with Ctrl and the wheel, moved with the wheel or the middle
//! button.

use egui::{Id, PointerButton, Pos2, Rect, Response, Sense, TextureHandle, Ui, Vec2, pos2, vec2};

use super::textures;

/// Nearest, as a multiple of what fits.
const NEAREST: f32 = 32.0;

/// How near, and what is in the middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    id: Id,
    /// 1 is what fits.
    zoom: f32,
    /// The picture's middle from the room's, in points.
    offset: Vec2,
}

/// A picture that is drawn.
pub(super) struct Placed {
    /// Where it stands; parts may be out of view.
    pub(super) rect: Rect,
    /// What the pointer does in the room.
    pub(super) response: Response,
    /// Points of a pixel.
    pub(super) scale: f32,
}

impl Placed {
    /// A place on the window in the picture's pixels.
    pub(super) fn pixel(&self, at: Pos2) -> [f32; 2] {
        [(at.x - self.rect.left()) / self.scale, (at.y - self.rect.top()) / self.scale]
    }
}

impl View {
    /// The view called `name`.
    pub(super) fn of(ui: &Ui, name: &'static str) -> Self {
        let id = Id::unique(("view", name));
        let (zoom, offset) = ui.data_mut(|data| data.get_temp(id)).unwrap_or((1.0, Vec2::ZERO));
        Self { id, zoom, offset }
    }

    /// Draws the picture in all the room that is left.
    pub(super) fn picture(self, ui: &mut Ui, texture: &TextureHandle, name: String) -> Placed {
        let room = ui.available_rect_before_wrap();
        let placed = self.place(ui, room, texture.size_vec2());
        let painter = ui.painter().with_clip_rect(room.intersect(ui.clip_rect()));
        // Nothing here says what the image shows to those who do not see it but its name.
        placed.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name.clone()));
        painter.image(
            texture.id(),
            placed.rect,
            Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)),
            egui::Color32::WHITE,
        );
        placed
    }

    /// Where something of `size` pixels stands in `room`, after what the pointer and the wheel ask for.
    pub(super) fn place(mut self, ui: &mut Ui, room: Rect, size: Vec2) -> Placed {
        let response = ui.allocate_rect(room, Sense::click_and_drag());
        let fit = textures::fit(room.size(), size);
        if let Some(at) = response.hover_pos() {
            let (nearer, scrolled) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
            if (nearer - 1.0).abs() > f32::EPSILON {
                let zoom = (self.zoom * nearer).clamp(1.0, NEAREST);
                // What is under the pointer stays under it.
                let from_middle = at - room.center();
                self.offset = from_middle - (from_middle - self.offset) * (zoom / self.zoom);
                self.zoom = zoom;
            } else {
                self.offset += scrolled;
            }
        }
        if response.dragged_by(PointerButton::Middle) {
            self.offset += response.drag_delta();
        }
        if response.double_clicked_by(PointerButton::Middle) || self.zoom <= 1.0 {
            (self.zoom, self.offset) = (1.0, Vec2::ZERO);
        }
        let scale = fit * self.zoom;
        let drawn = size * scale;
        // Its edges do not leave the room further than its middle.
        let most = vec2(drawn.x.max(room.width()), drawn.y.max(room.height())) / 2.0;
        self.offset = self.offset.clamp(-most, most);
        let rect = Rect::from_center_size(room.center() + self.offset, drawn);
        ui.data_mut(|data| data.insert_temp(self.id, (self.zoom, self.offset)));
        Placed { rect, response, scale }
    }
}
