//! Where a network's weights are: in a file that is read as it is, or in others that are converted first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::convert::{self, Halves};
use super::keys::Keys;
use super::load::{LoadProgress, Loading};
use super::raw::Raw;
use super::safetensors::{Weights, is_float};
use crate::error::{Cause, EngineError, Result};
use crate::files::Files;
use crate::precision::Precision;

/// Raised where conversion writes something else than before, so that old results are not taken for new ones.
const VERSION: u8 = 1;

/// The folder of converted weights, beside the published ones or in the cache.
const FOLDER: &str = "converted";

/// The weights of one network.
#[derive(Debug, Clone)]
pub(super) struct WeightSource {
    files: Vec<File>,
    halves: Halves,
}

#[derive(Debug, Clone)]
struct File {
    folder: Files,
    /// Names that it goes by; the first that is there counts.
    names: &'static [&'static str],
    keys: Keys,
}

impl File {
    fn name(&self) -> &'static str {
        let found = self.names.iter().find(|name| self.folder.has(name));
        found.or(self.names.first()).copied().unwrap_or_default()
    }

    /// The files themselves: the one, or those that an index names.
    ///
    /// # Errors
    /// Where an index cannot be read, or names what is no file beside it.
    fn parts(&self) -> Result<Vec<String>> {
        let name = self.name();
        if !name.ends_with(".json") {
            return Ok(vec![name.to_owned()]);
        }
        let Index { weight_map } = self.folder.json(name)?;
        let parts: BTreeSet<String> = weight_map.into_values().collect();
        let outside = |part: &&String| Path::new(part).file_name().is_none_or(|file| file != part.as_str());
        match parts.iter().find(outside) {
            None => Ok(parts.into_iter().collect()),
            Some(part) => Err(Cause::IndexPointsElsewhere { path: self.folder.path(name) }.detail(part)),
        }
    }
}

/// What large weights have beside them that were cut into several files.
#[derive(Deserialize)]
struct Index {
    /// The file of each tensor.
    weight_map: BTreeMap<String, String>,
}

impl WeightSource {
    /// The first of `names` in `folder`, with its keys as they are.
    pub(super) fn new(folder: Files, names: &'static [&'static str]) -> Self {
        Self::with_keys(folder, names, Keys::Same)
    }

    /// The same, with keys that are to be read so.
    pub(super) fn with_keys(folder: Files, names: &'static [&'static str], keys: Keys) -> Self {
        Self { files: vec![File { folder, names, keys }], halves: Halves::Never }
    }

    /// And further tensors from another file.
    #[must_use]
    pub(super) fn and(mut self, folder: Files, names: &'static [&'static str], keys: Keys) -> Self {
        self.files.push(File { folder, names, keys });
        self
    }

    /// The same, of which a large one is converted to half precision.
    #[must_use]
    pub(super) fn halved(self) -> Self {
        /// FLAN-UL2 has 35 GB in single precision, and all else much less than this.
        const LARGE: u64 = 8 << 30;
        Self { halves: Halves::Above(LARGE), ..self }
    }

    /// A file of it that is not there.
    pub(super) fn missing(&self) -> Option<PathBuf> {
        let missing = |file: &File| {
            if !file.folder.has(file.name()) {
                return Some(file.folder.path(file.names.first().copied().unwrap_or_default()));
            }
            // An index that cannot be read says so when it is.
            let part = file.parts().ok()?.into_iter().find(|part| !file.folder.has(part))?;
            Some(file.folder.path(&part))
        };
        self.files.iter().find_map(missing)
    }

    /// Bytes on disk.
    pub(super) fn bytes(&self) -> u64 {
        let size = |(folder, name, _): &(Files, String, Keys)| folder.read(name).map_or(0, |all| all.length() as u64);
        self.parts().map_or(0, |parts| parts.iter().map(size).sum())
    }

    /// Has the system forget what it keeps of the files, and of what was converted of them, in memory. True where it
    /// can.
    pub(super) fn evict(&self, cache: Option<&Path>) -> bool {
        let parts = self.parts().unwrap_or_default();
        let forgotten = parts.iter().all(|(folder, name, _)| folder.evict(name));
        let beside = self.files.iter().map(|file| file.folder.folder(FOLDER));
        for folder in beside.chain(cache.map(|cache| Files::Folder(cache.join(FOLDER)))) {
            let Files::Folder(path) = &folder else { continue };
            let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
            names.for_each(|name| _ = folder.evict(&name));
        }
        forgotten
    }

    /// A fingerprint of the files: the same one holds the same weights.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn fingerprint(&self) -> Result<String> {
        let prints: Result<Vec<String>> =
            self.parts()?.into_iter().map(|(folder, name, _)| folder.fingerprint(&name)).collect();
        Ok(match prints?.as_slice() {
            [one] => one.clone(),
            several => hex(&Sha256::digest(several.concat())),
        })
    }

    /// Bytes that the weights take in memory.
    ///
    /// # Errors
    /// Where a file is missing or damaged.
    pub(super) fn resident(&self, precision: Precision) -> Result<u64> {
        Ok(self.kept(precision)?.into_iter().map(|(_, bytes)| bytes).sum())
    }

    /// The same where they are streamed: two layers at a time.
    ///
    /// # Errors
    /// As before.
    pub(super) fn streamed(&self, precision: Precision) -> Result<u64> {
        let mut layers: BTreeMap<String, u64> = BTreeMap::new();
        for (key, bytes) in self.kept(precision.streamed())? {
            // Up to the layer's number. The table of words is never read whole.
            let Some((list, layer)) = key.split_once(".block.") else { continue };
            let number = layer.split('.').next().unwrap_or_default();
            *layers.entry(format!("{list} {number}")).or_default() += bytes;
        }
        Ok(2 * layers.into_values().max().unwrap_or(0))
    }

    /// What each tensor takes in memory.
    fn kept(&self, precision: Precision) -> Result<Vec<(String, u64)>> {
        let headers = convert::headers(&self.raws()?, self.halves)?;
        let floats = headers.into_iter().filter(|(_, dtype, _)| is_float(*dtype));
        let bytes = floats.map(|(key, dtype, shape)| {
            // The header does not say which layer a tensor is of: what has several dimensions and is no table of words
            // or places belongs to a linear layer or a convolution, nearly all of which are 3×3. Those of 3.x that
            // change a picture's size are 2×2, and the backend's.
            let wide = shape.len() > 1 && !key.contains("embedding") && !shape.ends_with(&[2, 2]);
            let bytes = shape.iter().product::<usize>() as u64 * precision.kept(dtype, wide).size() as u64;
            (key, bytes)
        });
        Ok(bytes.collect())
    }

    /// The weights, after the files were converted where they have to be and have not been yet. `cache`: a folder for
    /// the result where that of the files is read-only.
    ///
    /// # Errors
    /// Where a file is missing or damaged, the result cannot be written, or `progress` stops it.
    pub(super) fn weights(&self, cache: Option<&Path>, progress: LoadProgress<'_>) -> Result<Weights> {
        let raws = self.raws()?;
        if raws.iter().all(|(raw, keys)| *keys == Keys::Same && raw.is_safetensors()) {
            let weights = raws.into_iter().filter_map(|(raw, _)| raw.into_weights());
            let all = weights.reduce(Weights::and);
            return all.ok_or_else(|| EngineError::internal("a network without files"));
        }
        let Some(first) = self.files.first() else { return Err(EngineError::internal("a network without files")) };
        let print = hex(&Sha256::digest(
            [self.fingerprint()?.as_bytes(), format!("{VERSION} {:?}", self.keys()).as_bytes()].concat(),
        ));
        let name =
            format!("{}-{print}.safetensors", first.name().rsplit_once('.').map_or(first.name(), |(stem, _)| stem));
        let beside = match &first.folder {
            Files::Folder(folder) => Some(folder.join(FOLDER)),
            Files::Embedded(_) => None,
        };
        let places: Vec<PathBuf> = beside.into_iter().chain(cache.map(|cache| cache.join(FOLDER))).collect();
        let whole: BTreeMap<String, Vec<usize>> =
            convert::headers(&raws, self.halves)?.into_iter().map(|(key, _, shape)| (key, shape)).collect();
        for place in places.iter().filter(|place| place.join(&name).is_file()) {
            let ready = Weights::open(&Files::Folder(place.clone()), &[&name]);
            match ready {
                Ok(ready) if ready.shapes().eq(whole.iter()) => return Ok(ready),
                Ok(_) => log::warn!("{} lacks tensors, and is made again", place.join(&name).display()),
                Err(error) => log::warn!("{} is made again: {error}", place.join(&name).display()),
            }
        }
        let mut failure = EngineError::internal("there is no place for converted weights");
        for place in places {
            convert::sweep(&place);
            match convert::convert(&raws, self.halves, &place.join(&name), &mut |done, of| {
                progress(Loading::Convert, done, of)
            }) {
                Ok(()) => return Weights::open(&Files::Folder(place), &[&name]),
                Err(error) if error.is_cancelled() => return Err(error),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn keys(&self) -> Vec<&Keys> {
        self.files.iter().map(|file| &file.keys).collect()
    }

    fn raws(&self) -> Result<Vec<(Raw, Keys)>> {
        self.parts()?.into_iter().map(|(folder, name, keys)| Ok((Raw::open(&folder, &name)?, keys))).collect()
    }

    /// All files, with how their keys are to be read.
    fn parts(&self) -> Result<Vec<(Files, String, Keys)>> {
        let mut all = Vec::new();
        for file in &self.files {
            all.extend(file.parts()?.into_iter().map(|part| (file.folder.clone(), part, file.keys.clone())));
        }
        Ok(all)
    }
}

/// The first bytes of a digest, in hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
