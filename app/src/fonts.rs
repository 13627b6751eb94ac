//! The fonts that are bundled: Latin and Cyrillic, each with its licence beside it in `assets/fonts`.

/// PT Sans.
pub(crate) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/PTSans-Regular.ttf");
/// Its bold.
pub(crate) const BOLD: &[u8] = include_bytes!("../../assets/fonts/PTSans-Bold.ttf");
