//! SQLite behind turso's interface, as far as cubecl uses it.
//!
//! cubecl keeps what tuning a graphics adapter found in a database, and has turso for it: an SQL engine of its own,
//! with its own cryptography and collation tables, a tenth of this program's packages. The gallery's index is SQLite
//! already, which reads and writes the same files; so `[patch.crates-io]` puts this crate in turso's place. The futures
//! of the interface are ready at once, as SQLite answers within the call.
//!
//! Interface: `turso` 0.8, used by `cubecl-environment` 0.11 (`persistence/turso.rs` and `bundle/`).

mod connection;
mod error;
mod rows;
pub mod transaction;

use std::path::PathBuf;

use rusqlite::OpenFlags;

pub use crate::connection::Connection;
pub use crate::error::{Error, Result};
pub use crate::rows::{Row, Rows};

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Builder {
    path: PathBuf,
    read_only: bool,
}

impl Builder {
    /// A database in the file `path`.
    #[must_use]
    pub fn new_local(path: &str) -> Self {
        Self { path: path.into(), read_only: false }
    }

    /// Several processes may have the file open: SQLite's write-ahead log allows that always.
    #[must_use]
    pub fn experimental_multiprocess_wal(self, _enabled: bool) -> Self {
        self
    }

    /// `VACUUM` may be run: it may always.
    #[must_use]
    pub fn experimental_vacuum(self, _enabled: bool) -> Self {
        self
    }

    /// Never write to the file, and do not make it where it is not there.
    #[must_use]
    pub fn read_only(self, read_only: bool) -> Self {
        Self { read_only, ..self }
    }

    /// Opens the file once, so that one that is missing or no database is told here.
    ///
    /// # Errors
    /// Where SQLite cannot open or read it.
    #[expect(clippy::unused_async, reason = "turso's interface")]
    pub async fn build(self) -> Result<Database> {
        let database = Database { path: self.path, read_only: self.read_only };
        let connection = database.open()?;
        if database.read_only {
            connection.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
        } else {
            connection.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
        }
        Ok(database)
    }
}

/// A database file that could be opened.
#[derive(Debug, Clone)]
pub struct Database {
    path: PathBuf,
    read_only: bool,
}

impl Database {
    /// A connection of its own.
    ///
    /// # Errors
    /// Where SQLite cannot open the file any more.
    pub fn connect(&self) -> Result<Connection> {
        Ok(Connection::new(self.open()?))
    }

    fn open(&self) -> rusqlite::Result<rusqlite::Connection> {
        let access = if self.read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        };
        rusqlite::Connection::open_with_flags(&self.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::transaction::TransactionBehavior;
    use super::{Builder, Connection};

    fn open(folder: &tempfile::TempDir) -> Connection {
        let path = folder.path().join("cache.db");
        let database = block_on(Builder::new_local(path.to_str().expect("a name")).build()).expect("a database");
        let connection = database.connect().expect("a connection");
        let table = "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value TEXT)";
        block_on(connection.execute(table, ())).expect("a table");
        connection
    }

    fn value(connection: &Connection, key: &[u8]) -> Option<String> {
        let query = connection.query("SELECT value FROM entries WHERE key = ?1", (key.to_vec(),));
        let mut rows = block_on(query).expect("rows");
        block_on(rows.next()).expect("no error").map(|row| row.get(0).expect("text"))
    }

    #[test]
    fn what_one_connection_writes_the_next_one_reads() {
        let folder = tempfile::tempdir().expect("a folder");
        let insert = "INSERT INTO entries VALUES (?1, ?2)";
        let written = block_on(open(&folder).execute(insert, (b"key".to_vec(), "value"))).expect("written");
        assert_eq!((written, value(&open(&folder), b"key")), (1, Some("value".into())));
        assert_eq!(value(&open(&folder), b"other"), None);
    }

    #[test]
    fn a_transaction_that_is_not_committed_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut connection = open(&folder);
        for (key, commits) in [(b"a", false), (b"b", true)] {
            let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
            let transaction = block_on(begun).expect("a transaction");
            block_on(transaction.execute("INSERT INTO entries VALUES (?1, 'v')", (key.to_vec(),))).expect("written");
            if commits {
                block_on(transaction.commit()).expect("committed");
            }
        }
        assert_eq!((value(&connection, b"a"), value(&connection, b"b")), (None, Some("v".into())));
    }

    #[test]
    fn a_file_that_is_not_there_is_not_made_by_reading() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("missing.db");
        let opened = block_on(Builder::new_local(path.to_str().expect("a name")).read_only(true).build());
        assert!(opened.is_err() && !path.exists());
    }
}
