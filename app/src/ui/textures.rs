//! Pictures on the graphics card: made when a panel shows them, dropped when it has not for a while.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::protocol::Picture;
use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions};

use crate::studio::gallery::EntryId;
use crate::studio::presets::PresetId;

/// Frames after which a texture that no one showed is dropped.
const IDLE_FRAMES: u64 = 600;

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
}

/// The textures in use.
#[derive(Default)]
pub(super) struct Textures {
    kept: HashMap<Key, (TextureHandle, u64)>,
    /// The pixels of those that change.
    changing: HashMap<Key, Arc<[u8]>>,
    preview: Option<TextureHandle>,
    frame: u64,
}

impl Textures {
    /// The texture of `key`, made from `picture` where it is not there yet.
    pub(super) fn get(&mut self, context: &Context, key: Key, picture: &Picture) -> TextureHandle {
        let frame = self.frame;
        let make = || (context.load_texture(format!("{key:?}"), image(picture), TextureOptions::LINEAR), frame);
        let (texture, used) = self.kept.entry(key).or_insert_with(make);
        *used = frame;
        texture.clone()
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
        let oldest = self.frame.saturating_sub(IDLE_FRAMES);
        self.kept.retain(|_, (_, used)| *used >= oldest);
        self.changing.retain(|key, _| self.kept.contains_key(key));
    }
}

/// Where the picture stands in `room`: in the middle, as large as fits.
pub(super) fn fitted(room: Rect, texture: &TextureHandle) -> Rect {
    let size = texture.size_vec2();
    let fit = (room.width() / size.x).min(room.height() / size.y);
    Rect::from_center_size(room.center(), size * fit)
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
