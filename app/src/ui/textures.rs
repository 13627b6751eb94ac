//! Pictures on the graphics card: made when a panel shows them, dropped when it has not for a while.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::protocol::Picture;
use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, Vec2};

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
            (context.load_texture(format!("{key:?}"), image(picture), TextureOptions::LINEAR), frame)
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
            texture.set(image(picture), TextureOptions::LINEAR);
        }
        texture
    }

    /// Replaces the latent preview.
    pub(super) fn set_preview(&mut self, context: &Context, picture: &Picture) {
        match &mut self.preview {
            Some(texture) => texture.set(image(picture), TextureOptions::LINEAR),
            None => self.preview = Some(context.load_texture("preview", image(picture), TextureOptions::LINEAR)),
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
    let size = texture.size_vec2();
    Rect::from_center_size(room.center(), size * fit(room.size(), size))
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

fn image(picture: &Picture) -> ColorImage {
    ColorImage::from_rgb([picture.width, picture.height], &picture.pixels)
}
