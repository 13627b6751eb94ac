//! What a query found.

use rusqlite::types::{FromSql, Value, ValueRef};

use crate::error::{Error, Result};

/// Rows that were found, all of them read already: cubecl reads few, and small ones.
#[derive(Debug)]
pub struct Rows {
    rows: std::vec::IntoIter<Row>,
}

impl Rows {
    pub(crate) fn read(mut rows: rusqlite::Rows<'_>, columns: usize) -> rusqlite::Result<Self> {
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let values: rusqlite::Result<Vec<Value>> = (0..columns).map(|column| row.get(column)).collect();
            all.push(Row { values: values? });
        }
        Ok(Self { rows: all.into_iter() })
    }

    /// The next one.
    ///
    /// # Errors
    /// Never; turso's may.
    #[expect(clippy::unused_async, reason = "turso's interface")]
    pub async fn next(&mut self) -> Result<Option<Row>> {
        Ok(self.rows.next())
    }
}

/// One row.
#[derive(Debug)]
pub struct Row {
    values: Vec<Value>,
}

impl Row {
    /// The value in a column, counted from 0.
    ///
    /// # Errors
    /// Where there is no such column, or it holds something else.
    pub fn get<T: FromSql>(&self, column: usize) -> Result<T> {
        let value = self.values.get(column).ok_or_else(|| Error::Error(format!("there is no column {column}")))?;
        T::column_result(ValueRef::from(value)).map_err(|error| Error::Error(error.to_string()))
    }
}
