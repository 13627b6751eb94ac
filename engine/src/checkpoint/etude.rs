//! Étude, the small Kandinsky 2.2 that the binary carries: see `assets/etude/README.md`.

use include_dir::{Dir, include_dir};

use crate::checkpoint::{Checkpoint, Files, System};

static PRIOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/prior");
static DECODER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/decoder");

/// Étude's checkpoint.
pub fn checkpoint() -> Checkpoint {
    Checkpoint::published(System::Kandinsky22, &Files::Embedded(&PRIOR), &Files::Embedded(&DECODER))
}
