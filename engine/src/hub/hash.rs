//! The hashes by which the hub knows its files: SHA-256 of large ones, git's of small ones.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The hash of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileHash {
    /// SHA-256 of its bytes: files in large file storage.
    Sha256(String),
    /// SHA-1 of `blob <length>\0` and its bytes: files in the repository itself.
    GitBlob(String),
}

impl FileHash {
    /// It in hexadecimal, which is also the name of the file's blob in the cache.
    pub fn hex(&self) -> &str {
        match self {
            Self::Sha256(hex) | Self::GitBlob(hex) => hex,
        }
    }

    /// A running hash of this kind, for a file of `size` bytes.
    pub(super) fn running(&self, size: u64) -> Running {
        match self {
            Self::Sha256(_) => Running::Sha256(Sha256::new()),
            Self::GitBlob(_) => Running::GitBlob(Sha1::new_with_prefix(format!("blob {size}\0"))),
        }
    }
}

/// A hash that is being worked out.
#[derive(Clone)]
pub(super) enum Running {
    Sha256(Sha256),
    GitBlob(Sha1),
}

impl Running {
    /// Takes further bytes in.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hash) => hash.update(bytes),
            Self::GitBlob(hash) => hash.update(bytes),
        }
    }

    /// The hash, in hexadecimal.
    pub(super) fn hex(self) -> String {
        match self {
            Self::Sha256(hash) => hex(&hash.finalize()),
            Self::GitBlob(hash) => hex(&hash.finalize()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash of the file at `path`, of the kind of `like`. `read` is told how many bytes came, and may stop it.
///
/// # Errors
/// Where the file cannot be read; `Interrupted` where `read` said false.
pub fn hash_of(path: &Path, like: &FileHash, read: &mut dyn FnMut(u64) -> bool) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut running = like.running(file.metadata()?.len());
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(running.hex()),
            count => running.update(&buffer[..count]),
        }
        if !read(buffer.len() as u64) {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileHash, hash_of};

    #[test]
    fn hashes_are_those_of_git_and_of_large_file_storage() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hello\n").expect("written");
        let of =
            |kind: fn(String) -> FileHash| hash_of(file.path(), &kind(String::new()), &mut |_| true).expect("read");
        // `git hash-object`, and `sha256sum`.
        assert_eq!(of(FileHash::GitBlob), "ce013625030ba8dba906f756967f9e9ca394464a");
        assert_eq!(of(FileHash::Sha256), "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        let stopped = hash_of(file.path(), &FileHash::Sha256(String::new()), &mut |_| false).expect_err("stopped");
        assert_eq!(stopped.kind(), std::io::ErrorKind::Interrupted);
    }
}
