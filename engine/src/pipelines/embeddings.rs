//! Image embeddings that were made before: the same words, or the same picture, need no second run of stage one.

use std::num::NonZeroUsize;

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::prior::{ImageEmbeds, PriorRequest, Seedling};
use crate::picture::Picture;

/// How many are kept of each kind; one of Kandinsky 2.2 is 5 kB.
const KEPT: NonZeroUsize = NonZeroUsize::new(256).unwrap();

type Key = [u8; 32];

/// The embeddings.
pub(super) struct Embeddings {
    /// Of runs of the prior, by everything that they depend on.
    pub(super) runs: LruCache<Key, ImageEmbeds>,
    /// Of pictures, by their pixels.
    pub(super) pictures: LruCache<Key, Vec<f32>>,
}

impl Default for Embeddings {
    fn default() -> Self {
        Self { runs: LruCache::new(KEPT), pictures: LruCache::new(KEPT) }
    }
}

/// The key of a run. A generator's first draw, `start`, stands for it and all its further ones.
pub(super) fn key_of_run(request: &PriorRequest, steps: usize, seedling: Option<&Seedling>, start: &[f32]) -> Key {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    put(request.prompt.as_bytes());
    // No negative prompt is not an empty one.
    put(&[u8::from(request.negative.is_some())]);
    put(request.negative.as_deref().unwrap_or_default().as_bytes());
    put(&request.guidance.to_le_bytes());
    put(&steps.to_le_bytes());
    if let Some(seedling) = seedling {
        put(&seedling.strength.to_le_bytes());
        put(&bytes(&seedling.image_embeds));
    }
    put(&bytes(start));
    hash.finalize().into()
}

/// The key of a picture.
pub(super) fn key_of_picture(picture: &Picture) -> Key {
    let mut hash = Sha256::new();
    hash.update(picture.width.to_le_bytes());
    hash.update(picture.height.to_le_bytes());
    hash.update(&picture.pixels);
    hash.finalize().into()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}
