//! The files of a checkpoint, on disk or embedded in the binary.

use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::Dir;
use memmap2::Mmap;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Cause, EngineError, Result};

/// Config files are a few kilobytes; more than this is not a config.
const MAX_JSON: usize = 16 << 20;

/// A folder of checkpoint files.
#[derive(Debug, Clone)]
pub enum Files {
    /// A folder on disk.
    Folder(PathBuf),
    /// A folder that the binary carries.
    Embedded(&'static Dir<'static>),
}

/// The contents of one file, memory-mapped or embedded.
#[derive(Clone)]
pub enum Bytes {
    /// A memory-mapped file.
    Mapped(Arc<Mmap>),
    /// Bytes that the binary carries.
    Static(&'static [u8]),
}

impl Bytes {
    /// Brings a part into memory in one go, where the system can; otherwise it comes page by page as it is read.
    #[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "other systems read ahead by themselves"))]
    pub(crate) fn fetch(&self, part: &Range<usize>) {
        #[cfg(target_os = "linux")]
        if let Self::Mapped(map) = self {
            let fetched = map.advise_range(memmap2::Advice::PopulateRead, part.start, part.len());
            log::trace!("fetched {part:?}: {fetched:?}");
        }
    }

    /// Lets go of the memory behind a part that has been read; reading it again reads the file again.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "other systems let go by themselves"))]
    pub(crate) fn release(&self, part: &Range<usize>) {
        #[cfg(unix)]
        if let Self::Mapped(map) = self {
            // SAFETY: the map is shared with the file and never written, so the pages come back as they were.
            #[expect(unsafe_code, reason = "unsafe only for private maps that were written")]
            let released =
                unsafe { map.unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, part.start, part.len()) };
            log::trace!("released {part:?}: {released:?}");
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Static(bytes) => bytes,
        }
    }
}

impl Files {
    /// The folder `name` inside this one.
    #[must_use]
    pub fn folder(&self, name: &str) -> Self {
        match self {
            Self::Folder(path) => Self::Folder(path.join(name)),
            // A missing embedded folder becomes one on disk that is missing too, and the error names it.
            Self::Embedded(dir) => {
                dir.get_dir(dir.path().join(name)).map_or_else(|| Self::Folder(self.path(name)), Self::Embedded)
            }
        }
    }

    /// The path of `name` in this folder, for messages.
    pub fn path(&self, name: &str) -> PathBuf {
        match self {
            Self::Folder(path) => path.join(name),
            Self::Embedded(dir) => Path::new("étude").join(dir.path()).join(name),
        }
    }

    /// True where the file or folder `name` is there.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder(path) => path.join(name).exists(),
            Self::Embedded(dir) => dir.contains(dir.path().join(name)),
        }
    }

    /// The contents of `name`; nothing is read before it is used.
    ///
    /// # Errors
    /// Where the file is not there or may not be read.
    pub fn read(&self, name: &str) -> Result<Bytes> {
        let path = self.path(name);
        match self {
            Self::Folder(_) => {
                let open = || -> std::io::Result<Mmap> {
                    let file = File::open(&path)?;
                    if file.metadata()?.is_dir() {
                        return Err(std::io::ErrorKind::IsADirectory.into());
                    }
                    // SAFETY: the map is only ever read. A program that shortens the file meanwhile could still
                    // raise SIGBUS; checkpoints are written once, by renaming a finished file into place.
                    #[expect(unsafe_code, reason = "memory-mapping has no safe interface")]
                    unsafe {
                        Mmap::map(&file)
                    }
                };
                open().map(|map| Bytes::Mapped(Arc::new(map))).map_err(|e| missing(&path, &e))
            }
            Self::Embedded(dir) => dir
                .get_file(dir.path().join(name))
                .map(|file| Bytes::Static(file.contents()))
                .ok_or_else(|| missing(&path, &std::io::ErrorKind::NotFound.into())),
        }
    }

    /// `name` parsed as JSON.
    ///
    /// # Errors
    /// Where the file is not there, is too large for a config, or does not say what `T` needs.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let bytes = self.read(name)?;
        let text = bytes.as_ref();
        if text.len() > MAX_JSON {
            return Err(unreadable(&self.path(name), &format!("{} bytes is too long for a config", text.len())));
        }
        serde_json::from_slice(text).map_err(|e| unreadable(&self.path(name), &e))
    }

    /// A fingerprint of `name`: of all its bytes where it is small, else of its length, beginning and end.
    ///
    /// # Errors
    /// Where the file is not there or may not be read.
    pub fn fingerprint(&self, name: &str) -> Result<String> {
        const PIECE: usize = 1 << 20;
        let bytes = self.read(name)?;
        let all = bytes.as_ref();
        let mut hash = Sha256::new();
        hash.update(all.len().to_le_bytes());
        if all.len() <= 2 * PIECE {
            hash.update(all);
        } else {
            hash.update(&all[..PIECE]);
            hash.update(&all[all.len() - PIECE..]);
        }
        Ok(hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect())
    }
}

impl fmt::Display for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Embedded(_) => f.write_str("étude"),
        }
    }
}

fn missing(path: &Path, source: &std::io::Error) -> EngineError {
    Cause::FileMissing { path: path.to_owned() }.detail(source)
}

fn unreadable(path: &Path, source: &dyn fmt::Display) -> EngineError {
    Cause::FileUnreadable { path: path.to_owned() }.detail(source)
}
