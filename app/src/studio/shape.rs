//! Shapes of pictures: sides in a round proportion, of as many pixels as the model paints best.

use bluerider_engine::protocol::{Model, Published, SIDES};

use super::Studio;

/// The shapes that are offered, lying; each stands upright too.
pub const SHAPES: [(usize, usize); 4] = [(1, 1), (4, 3), (3, 2), (16, 9)];

/// Sides that differ from the model's own area by less than this share are of that area.
const NEAR: f64 = 0.3;

impl Studio {
    /// What the draft's model was published with.
    fn usual(&self) -> Published {
        if self.draft.model == Model::Etude { Published::ETUDE } else { self.system().published() }
    }

    /// The size that the draft's model was published with, width and height.
    pub fn usual_size(&self) -> (usize, usize) {
        let Published { width, height, .. } = self.usual();
        (width, height)
    }

    /// The size that a picture of this size is painted over in.
    pub(super) fn size_like(&self, picture: (usize, usize)) -> (usize, usize) {
        like(picture, &self.usual())
    }

    /// The size of a picture of `shape` that the draft's model paints best: of the model's own area, or of the draft's
    /// where a hand has made that another one.
    pub fn size_of_shape(&self, shape: (usize, usize)) -> (usize, usize) {
        let usual = self.usual();
        let (own, now) = (area(usual.width, usual.height), area(self.draft.width, self.draft.height));
        let near = (now / own - 1.0).abs() < NEAR;
        sized(shape, if near { own } else { now }, step(usual.width.min(usual.height)))
    }
}

/// The picture's size where it begins with one of this size: that very one where the model paints as much, else the
/// same shape of as many pixels as the model paints best.
fn like((width, height): (usize, usize), usual: &Published) -> (usize, usize) {
    let own = area(usual.width, usual.height);
    if (area(width, height) / own - 1.0).abs() < NEAR {
        return (width, height);
    }
    sized((width, height), own, step(usual.width.min(usual.height)))
}

fn area(width: usize, height: usize) -> f64 {
    width as f64 * height as f64
}

/// Sides are multiples of this, in pixels: of 64 latents deep in a UNet, or finer where the model's own pictures are
/// small.
fn step(side: usize) -> usize {
    if side < 512 { 16 } else { 64 }
}

/// The sides of `shape` of about `area` pixels, in multiples of `step`.
fn sized((width, height): (usize, usize), area: f64, step: usize) -> (usize, usize) {
    let unit = (area / (width as f64 * height as f64)).sqrt();
    let side = |parts: usize| {
        let side = (parts as f64 * unit / step as f64).round().max(1.0) as usize * step;
        side.clamp(*SIDES.start(), *SIDES.end())
    };
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::System;

    use super::{SHAPES, like, sized};

    #[test]
    fn a_picture_is_painted_over_in_its_own_shape() {
        let usual = System::Kandinsky22.published();
        assert_eq!((usual.width, usual.height), (512, 512));
        assert_eq!(like((600, 400), &usual), (600, 400));
        assert_eq!(like((4000, 3000), &usual), (576, 448));
        assert_eq!(like((64, 128), &usual), (384, 704));
    }

    #[test]
    fn shapes_have_the_models_area_and_sides_that_it_can_paint() {
        let sizes = |side: usize, step| SHAPES.map(|shape| sized(shape, (side * side) as f64, step));
        assert_eq!(sizes(512, 64), [(512, 512), (576, 448), (640, 448), (704, 384)]);
        assert_eq!(sizes(1024, 64), [(1024, 1024), (1152, 896), (1280, 832), (1344, 768)]);
        assert_eq!(sizes(128, 16), [(128, 128), (144, 112), (160, 112), (176, 96)]);
        assert_eq!(sized((9, 16), 1024.0 * 1024.0, 64), (768, 1344));
        assert_eq!(sized((16, 9), 1.0, 16), (16, 16));
    }
}
