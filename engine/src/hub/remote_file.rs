//! A file as the hub lists it.

use super::hash::FileHash;

/// A file on the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile {
    /// Its path in the repository.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its hash.
    pub hash: FileHash,
}
