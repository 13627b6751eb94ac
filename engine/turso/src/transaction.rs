//! Several statements that count as one.

use std::ops::Deref;

use crate::connection::Connection;
use crate::error::Result;

/// When a transaction takes the right to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionBehavior {
    /// With its first statement that writes.
    Deferred,
    /// At once.
    Immediate,
}

impl TransactionBehavior {
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Self::Deferred => "BEGIN DEFERRED",
            Self::Immediate => "BEGIN IMMEDIATE",
        }
    }
}

/// A transaction; dropped without a [`Self::commit`], it has not been.
#[derive(Debug)]
pub struct Transaction<'a> {
    connection: &'a Connection,
    open: bool,
}

impl Connection {
    /// Begins a transaction.
    ///
    /// # Errors
    /// Where SQLite refuses, another process that writes being one reason.
    pub async fn transaction_with_behavior(&mut self, behavior: TransactionBehavior) -> Result<Transaction<'_>> {
        self.execute(behavior.begin(), ()).await?;
        Ok(Transaction { connection: self, open: true })
    }
}

impl Transaction<'_> {
    /// Makes it count.
    ///
    /// # Errors
    /// Where SQLite cannot write.
    pub async fn commit(mut self) -> Result<()> {
        self.connection.execute("COMMIT", ()).await?;
        self.open = false;
        Ok(())
    }
}

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            self.connection.roll_back();
        }
    }
}
