//! The fonts that are bundled: Latin and Cyrillic, and emoji in one colour. Each has its licence beside it in
//! `assets/fonts`.

/// PT Sans.
pub(crate) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/PTSans-Regular.ttf");
/// Its bold.
pub(crate) const BOLD: &[u8] = include_bytes!("../../assets/fonts/PTSans-Bold.ttf");
/// Noto Emoji, with all that egui's own small one lacks. Systems have theirs as coloured bitmaps, which egui does not
/// draw.
pub(crate) const EMOJI: &[u8] = include_bytes!("../../assets/fonts/NotoEmoji-Regular.ttf");
