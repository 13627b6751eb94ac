//! Fonts of the system, for scripts that the bundled ones have no letters of: prompts are written in a hundred
//! languages.

use egui::{Context, FontData};
use fontdb::{Database, FaceInfo, ID, Stretch, Style, Weight};
use skrifa::{FontRef, MetadataProvider};

use super::theme;

/// A letter of each script that is looked for, the scripts that most people write first.
const LETTERS: [char; 21] =
    ['雪', 'の', '눈', 'ث', 'ש', 'क', 'ক', 'த', 'త', 'ಕ', 'മ', 'ગ', 'ਕ', 'ก', 'ა', 'ա', 'አ', 'ខ', 'မ', 'ල', 'ລ'];

/// Adds what the system has for these scripts behind the bundled fonts, as soon as it is found.
///
/// Reading all fonts takes a while on some systems, so it is done on a thread of its own; where there is none to be
/// had, or no font, such letters stay boxes.
pub fn add(context: &Context) {
    let context = context.clone();
    let look = move || {
        let mut database = Database::new();
        database.load_system_fonts();
        let found = fallbacks(&database, &LETTERS);
        if !found.is_empty() {
            theme::set_fonts(&context, found);
            context.request_repaint();
        }
    };
    if let Err(error) = std::thread::Builder::new().name("system fonts".into()).spawn(look) {
        log::warn!("The system's fonts are not looked for: {error}");
    }
}

/// Few fonts of `database`, plain ones before others, that have those of the `letters` which any of its fonts has.
fn fallbacks(database: &Database, letters: &[char]) -> Vec<FontData> {
    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_key(|face| unlike_plain(face));
    let mut missing = letters.to_vec();
    let mut found = Vec::new();
    for face in faces {
        if missing.is_empty() {
            break;
        }
        found.extend(read(database, face.id, &mut missing));
    }
    found
}

/// How far a face is from upright, regular letters of no fixed width.
fn unlike_plain(face: &FaceInfo) -> (bool, bool, bool, u16, String) {
    let serif = face.families.iter().any(|(family, _)| family.contains("Serif"));
    let upright = face.style == Style::Normal && face.stretch == Stretch::Normal;
    (!upright, face.monospaced, serif, face.weight.0.abs_diff(Weight::NORMAL.0), face.post_script_name.clone())
}

/// The face, where it has any letter that is still `missing`; those are struck off.
fn read(database: &Database, face: ID, missing: &mut Vec<char>) -> Option<FontData> {
    database.with_face_data(face, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let (letters, drawn) = (font.charmap(), font.outline_glyphs());
        let before = missing.len();
        // A font of coloured pictures has letters and no outlines, and would be drawn as nothing.
        missing.retain(|&letter| letters.map(letter).and_then(|glyph| drawn.get(glyph)).is_none());
        (missing.len() < before).then(|| FontData { index, ..FontData::from_owned(bytes.to_vec()) })
    })?
}

#[cfg(test)]
mod tests {
    use fontdb::Database;

    use super::fallbacks;
    use crate::fonts::{BOLD, EMOJI, REGULAR};

    /// How long the fonts are that are chosen from `fonts` for `letters`: which they are, that is.
    fn chosen(fonts: &[&[u8]], letters: &[char]) -> Vec<usize> {
        let mut database = Database::new();
        fonts.iter().for_each(|font| database.load_font_data(font.to_vec()));
        fallbacks(&database, letters).iter().map(|font| (*font.font).as_ref().len()).collect()
    }

    #[test]
    fn a_font_is_taken_for_letters_that_none_before_it_has() {
        assert_eq!(chosen(&[BOLD, REGULAR], &['Ж', 'Q']), [REGULAR.len()], "the plain one has both");
        let mut both = chosen(&[BOLD, EMOJI, REGULAR], &['🦊', 'Ж', '雪']);
        both.sort_unstable();
        let mut expected = [EMOJI.len(), REGULAR.len()];
        expected.sort_unstable();
        assert_eq!(both, expected, "one each, and none has 雪");
    }

    #[test]
    fn where_no_font_has_a_letter_none_is_taken() {
        assert_eq!(chosen(&[], &['雪']), [0; 0]);
        assert_eq!(chosen(&[REGULAR, BOLD], &['雪']), [0; 0]);
        assert_eq!(chosen(&[b"not a font"], &['Q']), [0; 0]);
    }
}
