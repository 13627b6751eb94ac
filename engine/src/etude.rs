//! Étude, the small Kandinsky 2.2 that the binary carries: see `assets/etude/README.md`.

use include_dir::{Dir, include_dir};

use crate::checkpoint::{Files, Kandinsky22};

static PRIOR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/prior");
static DECODER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/etude/model/decoder");

/// Étude's checkpoint.
pub fn checkpoint() -> Kandinsky22 {
    Kandinsky22 { prior: Files::Embedded(&PRIOR), decoder: Files::Embedded(&DECODER) }
}
