//! What was made before and need not be made again.
//!
//! [`EmbeddingCache`] holds image embeddings: the same words, or the same picture, need no second run of stage one.
//! [`EncodingCache`] holds what texts came to after an encoder that takes long, in memory, and on disk where there is a
//! folder for it. There a key is a digest of the encoder's weights, of the tokens, and of what was computed in, so
//! nothing of a prompt can be read off a file's name, and other weights never find it.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lru::LruCache;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

use super::embeds::{Emb2Emb, ImageEmbeds};
use crate::pipelines::request::PriorRequest;
use crate::precision::Precision;
use crate::protocol::Picture;
use crate::storage::write_atomic;

/// How many are kept in memory; one of FLAN-UL2 is 16 kB a token.
const IN_MEMORY: NonZeroUsize = NonZeroUsize::new(32).unwrap();
/// How many are kept on disk; the oldest goes first.
const ON_DISK: usize = 256;
/// The tensor's name in its file.
const NAME: &str = "hidden";

/// What an encoding depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key(String);

impl Key {
    /// Of an encoder with this `fingerprint`.
    pub(super) fn new(fingerprint: &str, precision: Precision, ids: &[u32], mask: &[bool]) -> Self {
        let mut hash = Sha256::new();
        hash.update(fingerprint);
        hash.update(format!("{precision:?}"));
        ids.iter().for_each(|id| hash.update(id.to_le_bytes()));
        mask.iter().for_each(|word| hash.update([u8::from(*word)]));
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn file(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.safetensors", self.0))
    }
}

/// Texts after the encoder.
pub(super) struct EncodingCache {
    memory: LruCache<Key, Vec<f32>>,
    folder: Option<PathBuf>,
}

impl EncodingCache {
    /// Those in `folder`, which is made when there is something to keep.
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { memory: LruCache::new(IN_MEMORY), folder }
    }

    /// What was kept under `key`.
    pub(super) fn get(&mut self, key: &Key) -> Option<Vec<f32>> {
        if let Some(values) = self.memory.get(key) {
            return Some(values.clone());
        }
        let values = read(&key.file(self.folder.as_deref()?))?;
        self.memory.put(key.clone(), values.clone());
        Some(values)
    }

    /// Keeps `values`. Where the disk will not have them, they are computed again another time.
    pub(super) fn put(&mut self, key: &Key, values: &[f32]) {
        self.memory.put(key.clone(), values.to_vec());
        let Some(folder) = &self.folder else { return };
        if let Err(error) = write(folder, key, values) {
            log::info!("an encoding was not kept in {}: {error}", folder.display());
        }
    }
}

/// A file's values; `None` where there is no such file, or it is damaged.
fn read(file: &Path) -> Option<Vec<f32>> {
    let bytes = std::fs::read(file).ok()?;
    let tensors = SafeTensors::deserialize(&bytes).ok()?;
    let tensor = tensors.tensor(NAME).ok().filter(|tensor| tensor.dtype() == Dtype::F32)?;
    let (values, _) = tensor.data().as_chunks::<4>();
    Some(values.iter().map(|value| f32::from_le_bytes(*value)).collect())
}

/// Writes a whole file or none, and removes the oldest where there are too many.
fn write(folder: &Path, key: &Key, values: &[f32]) -> std::io::Result<()> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let tensor = TensorView::new(Dtype::F32, vec![values.len()], &bytes).map_err(std::io::Error::other)?;
    let file = safetensors::serialize([(NAME, tensor)], None).map_err(std::io::Error::other)?;
    write_atomic(&key.file(folder), &file)?;
    let mut kept: Vec<(SystemTime, PathBuf)> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some((entry.as_ref().ok()?.metadata().ok()?.modified().ok()?, entry.ok()?.path())))
        .filter(|(_, path)| path.extension().is_some_and(|extension| extension == "safetensors"))
        .collect();
    kept.sort();
    for (_, path) in kept.iter().take(kept.len().saturating_sub(ON_DISK)) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// How many are kept of each kind; one of Kandinsky 2.2 is 5 kB.
const EMBEDDINGS: NonZeroUsize = NonZeroUsize::new(256).unwrap();

/// What an embedding depends on.
type RunKey = [u8; 32];

/// Image embeddings that were made before, of everything that the prior makes and reads.
pub(super) struct EmbeddingCache {
    /// Of runs of the prior, by everything that they depend on.
    pub(super) runs: LruCache<RunKey, ImageEmbeds>,
    /// Of pictures, by their pixels.
    pub(super) pictures: LruCache<RunKey, Vec<f32>>,
}

impl Default for EmbeddingCache {
    fn default() -> Self {
        Self { runs: LruCache::new(EMBEDDINGS), pictures: LruCache::new(EMBEDDINGS) }
    }
}

/// The key of a run. A generator's first draw, `start`, stands for it and all its further ones.
pub(super) fn key_of_run(request: &PriorRequest, emb2emb: Option<&Emb2Emb>, start: &[f32]) -> RunKey {
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
    put(&request.steps.to_le_bytes());
    if let Some(from) = emb2emb {
        put(&from.strength.to_le_bytes());
        put(&bytes(&from.image_embeds));
    }
    put(&bytes(start));
    hash.finalize().into()
}

/// The key of a picture.
pub(super) fn key_of_picture(picture: &Picture) -> RunKey {
    let mut hash = Sha256::new();
    hash.update(picture.width.to_le_bytes());
    hash.update(picture.height.to_le_bytes());
    hash.update(&picture.pixels);
    hash.finalize().into()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::{EncodingCache, Key, ON_DISK};
    use crate::precision::Precision;

    fn key(weights: &str, first: u32) -> Key {
        Key::new(weights, Precision::F32, &[first, 1], &[true, true])
    }

    #[test]
    fn what_was_read_is_found_by_the_next_process_and_by_no_other_weights() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || EncodingCache::new(Some(folder.path().join("encodings")));
        open().put(&key("weights", 7), &[1.0, -2.5]);
        assert_eq!(open().get(&key("weights", 7)), Some(vec![1.0, -2.5]));
        assert_eq!(open().get(&key("weights", 8)), None);
        assert_eq!(open().get(&key("others", 7)), None);
    }

    #[test]
    fn a_damaged_file_is_as_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut encodings = EncodingCache::new(Some(folder.path().to_owned()));
        encodings.put(&key("weights", 7), &[1.0; 100]);
        let file = key("weights", 7).file(folder.path());
        std::fs::write(&file, &std::fs::read(&file).expect("it is there")[..50]).expect("written");
        assert_eq!(EncodingCache::new(Some(folder.path().to_owned())).get(&key("weights", 7)), None);
        assert_eq!(encodings.get(&key("weights", 7)), Some(vec![1.0; 100]), "memory has it");
    }

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut encodings = EncodingCache::new(Some(folder.path().to_owned()));
        encodings.put(&key("weights", 0), &[0.0]);
        let first =
            std::fs::File::options().write(true).open(key("weights", 0).file(folder.path())).expect("it is there");
        first.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("its time is set");
        for number in 1..ON_DISK as u32 + 3 {
            encodings.put(&key("weights", number), &[0.0]);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), ON_DISK);
        assert_eq!(EncodingCache::new(Some(folder.path().to_owned())).get(&key("weights", 0)), None);
    }
}
