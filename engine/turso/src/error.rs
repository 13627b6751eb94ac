//! What can go wrong, in turso's words.

use std::fmt;

use rusqlite::ErrorCode;

/// An error of the database.
#[derive(Debug, Clone)]
pub enum Error {
    /// Another process writes, and did not end in time.
    Busy(String),
    /// A reading transaction cannot become a writing one, because another has written since.
    BusySnapshot(String),
    /// A file could not be made.
    IoError(std::io::ErrorKind, &'static str),
    /// Anything else, in SQLite's words.
    Error(String),
}

/// A result of the database.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(message) | Self::BusySnapshot(message) | Self::Error(message) => f.write_str(message),
            Self::IoError(kind, doing) => write!(f, "{doing}: {kind}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let message = error.to_string();
        match error.sqlite_error() {
            Some(e) if e.extended_code == rusqlite::ffi::SQLITE_BUSY_SNAPSHOT => Self::BusySnapshot(message),
            Some(e) if matches!(e.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(message),
            _ => Self::Error(message),
        }
    }
}
