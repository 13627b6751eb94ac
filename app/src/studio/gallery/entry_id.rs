//! How a picture of the gallery is named by whatever keeps it in mind.

use serde::{Deserialize, Serialize};

/// A picture's number, for good: when it was painted, in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryId(pub i64);
