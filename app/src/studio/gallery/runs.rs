//! The rows of the record that a window follows, newest first.

use std::sync::Arc;

use super::query::Filter;
use super::run::Run;

/// The runs that a window follows.
#[derive(Debug, Default)]
pub struct Runs {
    /// Which are followed; `None` follows nothing.
    pub(super) filter: Option<Filter>,
    /// Counts the filters, so that an older one's list is not taken for the newest one's.
    pub(super) filters: u64,
    /// The runs, newest first.
    pub list: Arc<Vec<Run>>,
    /// Counts the lists.
    pub version: u64,
    /// The term of the search that is not understood.
    pub trouble: Option<String>,
}

impl Runs {
    /// Takes in a list, or the term of the search that is not understood.
    pub(super) fn take(&mut self, runs: Result<Vec<Run>, String>) {
        match runs {
            Ok(runs) => {
                (self.list, self.trouble) = (Arc::new(runs), None);
                self.version += 1;
            }
            Err(term) => self.trouble = Some(term),
        }
    }
}
