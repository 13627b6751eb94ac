//! Étude, the small Kandinsky 2.2 that the binary carries: see `assets/etude/README.md`.

use include_dir::{Dir, include_dir};

use super::checkpoint::Checkpoint;
use crate::files::Files;
use crate::protocol::System;

static PRIOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/prior");
static DECODER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/decoder");

impl Checkpoint {
    /// Étude's.
    pub fn etude() -> Self {
        Self::published(System::Kandinsky22, &Files::Embedded(&PRIOR), &Files::Embedded(&DECODER))
    }
}
