//! Fonts of the system, for scripts that the bundled ones have no letters of: prompts are written in a hundred languages.

use egui::{Context, FontData};
use fontdb::{Database, FaceInfo, ID, Stretch, Style, Weight};
use skrifa::{FontRef, MetadataProvider};

use super::theme;

/// A letter of each script that is looked for, the scripts that most people write first.
const LETTERS: [char; 22] =
    ['雪', 'の', '눈', 'ث', 'ש', 'क', 'ক', 'த', 'త', 'ಕ', 'മ', 'ગ', 'ਕ', 'ก', 'ა', 'ա', 'አ', 'ខ', 'မ', 'ල', 'ລ', '🦊'];

/// Adds what the system has for these scripts behind the bundled fonts, as soon as it is found.
///
/// Reading all fonts takes a while on some systems, so it is done on a thread of its own; where there is none to be had, or no
/// font, such letters stay boxes.
pub fn add(context: &Context) {
    let context = context.clone();
    let look = move || {
        let found = fallbacks();
        if !found.is_empty() {
            theme::set_fonts(&context, found);
            context.request_repaint();
        }
    };
    if let Err(error) = std::thread::Builder::new().name("system fonts".into()).spawn(look) {
        log::warn!("The system's fonts are not looked for: {error}");
    }
}

/// The fewest fonts of the system, plain ones before others, that have the letters which it has.
fn fallbacks() -> Vec<FontData> {
    let mut database = Database::new();
    database.load_system_fonts();
    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_key(|face| unlike_plain(face));
    let mut missing = LETTERS.to_vec();
    let mut found = Vec::new();
    for face in faces {
        if missing.is_empty() {
            break;
        }
        found.extend(read(&database, face.id, &mut missing));
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
