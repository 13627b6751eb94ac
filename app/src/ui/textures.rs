//! Pictures on the graphics card: made when a panel shows them, dropped when it has not for a while.

use std::collections::HashMap;
use std::hash::Hash;

use bluerider_engine::protocol::Picture;
use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::studio::gallery::EntryId;

/// Frames after which a texture that no one showed is dropped.
const IDLE_FRAMES: u64 = 600;

/// What a texture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A picture of the gallery, whole.
    Picture(EntryId),
    /// Its thumbnail.
    Thumbnail(EntryId),
}

/// The textures in use.
#[derive(Default)]
pub(super) struct Textures {
    kept: HashMap<Key, (TextureHandle, u64)>,
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
    }
}

fn image(picture: &Picture) -> ColorImage {
    ColorImage::from_rgb([picture.width, picture.height], &picture.pixels)
}
