//! Pictures on the graphics card: made when a panel shows them, dropped when it has not for a while.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::protocol::Picture;
use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, Vec2};
use image::{ImageBuffer, Rgb};

use crate::studio::gallery::EntryId;
use crate::studio::presets::PresetId;

/// Frames after which a texture that no one showed is dropped.
const IDLE_FRAMES: u64 = 600;
/// Textures that are kept at most; those that were shown longest ago go first.
const MOST: usize = 320;
/// Thumbnails that are handed to the graphics card in one frame: more would be seen as a jerk.
const A_FRAME: usize = 3;

/// What a texture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A picture of the gallery, whole.
    Picture(EntryId),
    /// Its thumbnail.
    Thumbnail(EntryId),
    /// A preset's thumbnail.
    Preset(PresetId),
    /// The small version of a file's picture, by its path's hash.
    Still(u64),
    /// The blend room's live picture.
    Live,
    /// A picture of its path.
    Film(usize),
    /// The picture of a room with what was painted over it by hand.
    Sketch,
    /// A file's whole picture, by its path's hash.
    Original(u64),
}

/// The textures in use.
#[derive(Default)]
pub(super) struct Textures {
    kept: HashMap<Key, (TextureHandle, u64)>,
    /// The pixels of those that change.
    changing: HashMap<Key, Arc<[u8]>>,
    preview: Option<TextureHandle>,
    frame: u64,
    /// Textures that were made in this frame.
    now: usize,
    /// Textures that were made so far.
    made: usize,
}

impl Textures {
    /// The texture of `key`, made from `picture` where it is not there yet.
    pub(super) fn get(&mut self, context: &Context, key: Key, picture: &Picture) -> TextureHandle {
        let frame = self.frame;
        let (now, made) = (&mut self.now, &mut self.made);
        let make = || {
            *made += 1;
            *now += 1;
            (context.load_texture(format!("{key:?}"), image(context, picture), TextureOptions::LINEAR), frame)
        };
        let (texture, used) = self.kept.entry(key).or_insert_with(make);
        *used = frame;
        texture.clone()
    }

    /// How many were made so far.
    pub(super) fn made(&self) -> usize {
        self.made
    }

    /// The same where there is still time for it in this frame; otherwise `None`, and the next frame comes soon.
    pub(super) fn in_time(&mut self, context: &Context, key: Key, picture: &Picture) -> Option<TextureHandle> {
        if !self.kept.contains_key(&key) && self.now >= A_FRAME {
            context.request_repaint();
            return None;
        }
        Some(self.get(context, key, picture))
    }

    /// The same of a picture that changes: made anew where it is another than the last time.
    pub(super) fn latest(&mut self, context: &Context, key: Key, picture: &Picture) -> TextureHandle {
        let mut texture = self.get(context, key, picture);
        let before = self.changing.insert(key, Arc::clone(&picture.pixels));
        if before.is_some_and(|pixels| !Arc::ptr_eq(&pixels, &picture.pixels)) {
            texture.set(image(context, picture), TextureOptions::LINEAR);
        }
        texture
    }

    /// Replaces the latent preview.
    pub(super) fn set_preview(&mut self, context: &Context, picture: &Picture) {
        match &mut self.preview {
            Some(texture) => texture.set(image(context, picture), TextureOptions::LINEAR),
            None => {
                let image = image(context, picture);
                self.preview = Some(context.load_texture("preview", image, TextureOptions::LINEAR));
            }
        }
    }

    /// The latent preview.
    pub(super) fn preview(&self) -> Option<&TextureHandle> {
        self.preview.as_ref()
    }

    /// Forgets the preview of a picture that is ready.
    pub(super) fn clear_preview(&mut self) {
        self.preview = None;
    }

    /// Drops what has not been shown for a while.
    pub(super) fn end_frame(&mut self) {
        self.frame += 1;
        self.now = 0;
        let mut oldest = self.frame.saturating_sub(IDLE_FRAMES);
        if self.kept.len() > MOST {
            let mut used: Vec<u64> = self.kept.values().map(|(_, used)| *used).collect();
            used.sort_unstable_by(|a, b| b.cmp(a));
            // What this frame shows stays, however much it is.
            oldest = oldest.max(used[MOST]).min(self.frame - 1);
        }
        self.kept.retain(|_, (_, used)| *used >= oldest);
        self.changing.retain(|key, _| self.kept.contains_key(key));
    }
}

/// Where the picture stands in `room`: in the middle, as large as fits.
pub(super) fn fitted(room: Rect, texture: &TextureHandle) -> Rect {
    Rect::from_center_size(room.center(), fitted_size(room.size(), texture.size_vec2()))
}

/// The size of a picture in its room, in points. One that is very long is a little thicker than it should be: egui
/// draws what is thinner as a line of one colour.
fn fitted_size(room: Vec2, size: Vec2) -> Vec2 {
    const THINNEST: f32 = 3.0;
    (size * fit(room, size)).max(Vec2::splat(THINNEST)).min(room)
}

/// Points of a pixel where `size` pixels are to fit into `room`.
pub(super) fn fit(room: Vec2, size: Vec2) -> f32 {
    (room.x / size.x).min(room.y / size.y).max(f32::MIN_POSITIVE)
}

/// A number for a path.
pub(super) fn hash(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// The picture as a texture may have it: smaller where a side is longer than the graphics card takes.
fn image(context: &Context, picture: &Picture) -> ColorImage {
    let size = [picture.width, picture.height];
    let small = small_enough(context, size);
    let whole = ImageBuffer::<Rgb<u8>, _>::from_raw(size[0] as u32, size[1] as u32, &picture.pixels[..]);
    match whole.filter(|_| small != size) {
        Some(whole) => {
            let [width, height] = small.map(|side| side as u32);
            ColorImage::from_rgb(small, image::imageops::thumbnail(&whole, width, height).as_raw())
        }
        None => ColorImage::from_rgb(size, &picture.pixels),
    }
}

/// The size in pixels that the graphics card takes of something of `size`, its shape kept.
pub(super) fn small_enough(context: &Context, size: [usize; 2]) -> [usize; 2] {
    let most = context.input(|input| input.max_texture_side);
    let longest = size[0].max(size[1]);
    if longest <= most { size } else { size.map(|side| ((side as u64 * most as u64 / longest as u64) as usize).max(1)) }
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::Picture;

    use super::{Key, Textures, fitted_size};

    #[test]
    fn a_long_picture_is_no_line() {
        let fitted = |width, height| fitted_size(egui::vec2(108.0, 108.0), egui::vec2(width, height)).round();
        assert_eq!(fitted(12_000.0, 300.0), egui::vec2(108.0, 3.0));
        assert_eq!(fitted(1.0, 30_000.0), egui::vec2(3.0, 108.0));
        assert_eq!(fitted(200.0, 100.0), egui::vec2(108.0, 54.0));
    }

    #[test]
    fn a_picture_that_is_larger_than_textures_may_be_is_shown_smaller() {
        let context = egui::Context::default();
        let input = egui::RawInput { max_texture_side: Some(1024), ..Default::default() };
        _ = context.run_ui(input, |ui| {
            for (width, height) in [(8200, 3), (3, 8200), (1024, 1024)] {
                let picture = Picture { width, height, pixels: vec![7; 3 * width * height].into() };
                let mut textures = Textures::default();
                let texture = textures.get(ui.ctx(), Key::Live, &picture);
                assert_eq!(texture.size().into_iter().max(), Some(1024));
                assert!(texture.size().into_iter().all(|side| side > 0));
            }
        });
    }
}
