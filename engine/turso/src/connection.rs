//! A connection to a database, and the statements that run on it.

use std::time::Duration;

use rusqlite::Params;

use crate::error::Result;
use crate::rows::{Row, Rows};

/// A connection.
#[derive(Debug)]
pub struct Connection {
    inner: rusqlite::Connection,
}

impl Connection {
    pub(crate) fn new(inner: rusqlite::Connection) -> Self {
        Self { inner }
    }

    /// How long a statement waits for another process that writes.
    ///
    /// # Errors
    /// Where SQLite refuses.
    pub fn busy_timeout(&self, timeout: Duration) -> Result<()> {
        Ok(self.inner.busy_timeout(timeout)?)
    }

    /// Runs a statement that finds no rows. Returns how many it changed.
    ///
    /// # Errors
    /// Where SQLite refuses.
    #[expect(clippy::unused_async, reason = "turso's interface")]
    pub async fn execute(&self, sql: impl AsRef<str>, params: impl Params) -> Result<u64> {
        Ok(self.inner.prepare_cached(sql.as_ref())?.execute(params)? as u64)
    }

    /// Runs a statement that finds rows.
    ///
    /// # Errors
    /// Where SQLite refuses.
    #[expect(clippy::unused_async, reason = "turso's interface")]
    pub async fn query(&self, sql: impl AsRef<str>, params: impl Params) -> Result<Rows> {
        let mut statement = self.inner.prepare_cached(sql.as_ref())?;
        let columns = statement.column_count();
        Ok(Rows::read(statement.query(params)?, columns)?)
    }

    /// Runs `PRAGMA` with this text, and hands each row that it answers with to `visit`.
    ///
    /// # Errors
    /// Where SQLite or `visit` refuses.
    pub async fn pragma_query(&self, pragma: &str, mut visit: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let mut rows = self.query(format!("PRAGMA {pragma}"), ()).await?;
        while let Some(row) = rows.next().await? {
            visit(&row)?;
        }
        Ok(())
    }

    pub(crate) fn roll_back(&self) {
        // Nothing is left to roll back where SQLite did it already, as it does after some errors.
        let _rolled_back = self.inner.execute_batch("ROLLBACK");
    }
}
