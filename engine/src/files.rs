//! The files of a checkpoint, on disk or embedded in the binary.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::Dir;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::error::{Cause, EngineError, Result};
use crate::untrusted;

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

/// The contents of one file, read part by part, or embedded.
///
/// Nothing is mapped: a file that another program shortens meanwhile gives an error, where a map would end the process.
#[derive(Clone)]
pub enum Bytes {
    /// A file on disk.
    OnDisk(Arc<OnDisk>),
    /// Bytes that the binary carries.
    Static(&'static [u8]),
}

/// An open file.
pub struct OnDisk {
    file: File,
    /// Its length when it was opened.
    length: u64,
}

impl Bytes {
    fn open(path: &Path) -> io::Result<Self> {
        // Weights have any size; they are read part by part.
        let file = untrusted::open(path, u64::MAX)?;
        let length = file.metadata()?.len();
        Ok(Self::OnDisk(Arc::new(OnDisk { file, length })))
    }

    /// Its length in bytes.
    pub fn length(&self) -> usize {
        match self {
            Self::OnDisk(on_disk) => on_disk.length as usize,
            Self::Static(bytes) => bytes.len(),
        }
    }

    /// A part of it.
    ///
    /// # Errors
    /// Where the file is shorter, or cannot be read.
    pub fn part(&self, part: Range<usize>) -> io::Result<Cow<'static, [u8]>> {
        match self {
            Self::OnDisk(on_disk) => {
                if part.end as u64 > on_disk.length || part.start > part.end {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                let mut bytes = vec![0; part.len()];
                read_exact_at(&on_disk.file, &mut bytes, part.start as u64)?;
                Ok(Cow::Owned(bytes))
            }
            Self::Static(bytes) => bytes.get(part).map(Cow::Borrowed).ok_or(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// All of it, where it is at most `most` bytes long.
    ///
    /// # Errors
    /// Where it is longer, or cannot be read.
    pub fn all(&self, most: usize) -> io::Result<Cow<'static, [u8]>> {
        if self.length() > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is {} bytes long", self.length())));
        }
        self.part(0..self.length())
    }

    /// Has the system read a part, so that it is in memory when it is asked for.
    pub(crate) fn warm(&self, part: &Range<usize>) {
        const PIECE: usize = 4 << 20;
        if let Self::OnDisk(_) = self {
            for start in part.clone().step_by(PIECE) {
                // Whoever reads it in earnest says what is wrong.
                if self.part(start..part.end.min(start + PIECE)).is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, offset)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, offset) = (&mut bytes[count..], offset + count as u64);
    }
    Ok(())
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
    /// Where the file is not there, may not be read, or is a pipe or a device.
    pub fn read(&self, name: &str) -> Result<Bytes> {
        let path = self.path(name);
        match self {
            Self::Folder(_) => Bytes::open(&path).map_err(|e| missing(&path, &e)),
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
        let text = bytes.all(MAX_JSON).map_err(|e| unreadable(&self.path(name), &e))?;
        serde_json::from_slice(&text).map_err(|e| unreadable(&self.path(name), &e))
    }

    /// Has the system forget what it keeps of `name` in memory, so that the next one to read it waits for the disk.
    /// True where the system can.
    pub(crate) fn evict(&self, name: &str) -> bool {
        #[cfg(target_os = "linux")]
        if let Ok(Bytes::OnDisk(on_disk)) = self.read(name) {
            return rustix::fs::fadvise(&on_disk.file, 0, None, rustix::fs::Advice::DontNeed).is_ok();
        }
        #[cfg(not(target_os = "linux"))]
        log::debug!("{} stays in memory", self.path(name).display());
        false
    }

    /// A fingerprint of `name`: of all its bytes where it is small, else of its length, beginning and end.
    ///
    /// # Errors
    /// Where the file is not there or may not be read.
    pub fn fingerprint(&self, name: &str) -> Result<String> {
        const PIECE: usize = 1 << 20;
        let bytes = self.read(name)?;
        let length = bytes.length();
        let mut hash = Sha256::new();
        hash.update(length.to_le_bytes());
        let whole = length <= 2 * PIECE;
        let beginning = if whole { 0..length } else { 0..PIECE };
        let end = if whole { 0..0 } else { length - PIECE..length };
        for part in [beginning, end] {
            hash.update(bytes.part(part).map_err(|e| unreadable(&self.path(name), &e))?);
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
