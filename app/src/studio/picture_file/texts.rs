//! The words that a picture file carries beside its pixels: PNG's text chunks, and EXIF in JPEG and WebP.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use bluerider_engine::error::Doing;
use bluerider_engine::untrusted;
use exif::{In, Tag, Value};

use crate::studio::error::{Result, StudioError};

/// A longer text is no metadata of a picture's.
const MAX_TEXT: usize = 4 << 20;
/// All texts of a file together: a few bytes of it can be unpacked to megabytes, and it may have thousands.
const MAX_TEXTS: usize = 32 << 20;

/// What a file carries.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// Keyword and text, in the file's order. EXIF fields go by the names in [`from_exif`].
    pub(super) pairs: Vec<(String, String)>,
    /// Width and height in pixels.
    pub(super) size: (usize, usize),
}

impl Texts {
    /// The first text of this keyword.
    pub(super) fn get(&self, keyword: &str) -> Option<&str> {
        self.pairs.iter().find(|(of, _)| of == keyword).map(|(_, text)| text.as_str())
    }
}

/// Reads them; of a PNG file only what stands before the pixels.
///
/// # Errors
/// Where the file cannot be read or is no picture.
pub(super) fn read(path: &Path) -> Result<Texts> {
    let failed = |e: std::io::Error| StudioError::io(Doing::Read, path, &e);
    let mut file = BufReader::new(untrusted::open(path, untrusted::MOST_PICTURE_FILE).map_err(failed)?);
    let png = file.fill_buf().map_err(failed)?.starts_with(b"\x89PNG");
    if png { from_png(file) } else { from_exif(file) }.map_err(failed)
}

fn from_png(file: BufReader<File>) -> std::io::Result<Texts> {
    let mut decoder = png::Decoder::new_with_limits(file, png::Limits { bytes: MAX_TEXTS });
    decoder.set_ignore_text_chunk(false);
    let reader = decoder.read_info().map_err(std::io::Error::other)?;
    let info = reader.info();
    let (mut pairs, mut left) = (Vec::new(), MAX_TEXTS);
    // Unpacks a text that may be so long, and keeps it.
    let mut take = |keyword: &str, unpack: &dyn Fn(usize) -> Option<String>| {
        let most = MAX_TEXT.min(left);
        if let Some(text) = unpack(most).filter(|text| text.len() <= most) {
            left -= text.len();
            pairs.push((keyword.to_owned(), text));
        }
    };
    for chunk in &info.utf8_text {
        take(&chunk.keyword, &|most| {
            let mut chunk = chunk.clone();
            chunk.decompress_text_with_limit(most).ok().and_then(|()| chunk.get_text().ok())
        });
    }
    for chunk in &info.uncompressed_latin1_text {
        take(&chunk.keyword, &|most| (chunk.text.len() <= most).then(|| chunk.text.clone()));
    }
    for chunk in &info.compressed_latin1_text {
        take(&chunk.keyword, &|most| {
            let mut chunk = chunk.clone();
            chunk.decompress_text_with_limit(most).ok().and_then(|()| chunk.get_text().ok())
        });
    }
    Ok(Texts { pairs, size: (info.width as usize, info.height as usize) })
}

/// EXIF fields under the names that PNG chunks have: the comment is `parameters`; fields that hold `name:{…}`, as
/// ComfyUI writes, go by that name; Fooocus' scheme is in the maker's note.
fn from_exif(mut file: BufReader<File>) -> std::io::Result<Texts> {
    let (mut pairs, mut lies) = (Vec::new(), false);
    if let Ok(exif) = exif::Reader::new().read_from_container(&mut file) {
        let orientation = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
        lies = orientation.is_some_and(|orientation| (5..=8).contains(&orientation));
        for field in exif.fields().filter(|field| field.ifd_num == In::PRIMARY) {
            let text = match &field.value {
                Value::Undefined(bytes, _) if bytes.len() <= MAX_TEXT => comment(bytes),
                Value::Ascii(lines) => String::from_utf8_lossy(&lines.concat()).into_owned(),
                _ => continue,
            };
            match field.tag {
                Tag::UserComment => pairs.push(("parameters".to_owned(), text)),
                Tag::MakerNote => pairs.push(("fooocus_scheme".to_owned(), text)),
                _ => {
                    let named = text.split_once(':').filter(|(_, rest)| rest.trim_start().starts_with('{'));
                    pairs.extend(named.map(|(name, rest)| (name.to_owned(), rest.to_owned())));
                }
            }
        }
    }
    file.rewind()?;
    let reader = image::ImageReader::new(file).with_guessed_format()?;
    let (width, height) = reader.into_dimensions().map_err(std::io::Error::other)?;
    // As it is shown: upright.
    let (width, height) = if lies { (height, width) } else { (width, height) };
    Ok(Texts { pairs, size: (width as usize, height as usize) })
}

/// EXIF's comment: eight bytes that name its encoding, then the text. UTF-16 comes in either order; Latin letters,
/// which every prompt has, tell which.
fn comment(bytes: &[u8]) -> String {
    if let Some(text) = bytes.strip_prefix(b"UNICODE\0") {
        let pairs = || text.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
        let zeros = |index: usize| pairs().filter(|pair| pair[index] == 0).count();
        let decode: fn([u8; 2]) -> u16 = if zeros(0) >= zeros(1) { u16::from_be_bytes } else { u16::from_le_bytes };
        return String::from_utf16_lossy(&pairs().map(decode).collect::<Vec<_>>());
    }
    let text = bytes.strip_prefix(b"ASCII\0\0\0").unwrap_or(bytes);
    String::from_utf8_lossy(text).trim_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, MAX_TEXTS, comment, read};

    #[test]
    fn texts_that_unpack_to_more_than_is_sane_are_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bomb.png");
        let mut encoder = png::Encoder::new(std::fs::File::create(&path).expect("a file"), 1, 1);
        for number in 0..40 {
            let text = " ".repeat(MAX_TEXT - 1);
            encoder.add_ztxt_chunk(format!("bomb {number}"), text).expect("a chunk");
        }
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[0]).expect("a pixel");
        writer.finish().expect("a picture");
        assert!(path.metadata().expect("a file").len() < 1 << 20, "it is a small file");
        let texts = read(&path).expect("it is a picture all the same");
        let all: usize = texts.pairs.iter().map(|(_, text)| text.len()).sum();
        assert!(texts.size == (1, 1) && all <= MAX_TEXTS, "{all}");
    }

    #[test]
    fn comments_of_all_encodings() {
        let utf16 = |order: fn(u16) -> [u8; 2]| {
            let text = "лес, a forest".encode_utf16().flat_map(order);
            b"UNICODE\0".iter().copied().chain(text).collect::<Vec<_>>()
        };
        assert_eq!(comment(&utf16(u16::to_be_bytes)), "лес, a forest");
        assert_eq!(comment(&utf16(u16::to_le_bytes)), "лес, a forest");
        assert_eq!(comment(b"ASCII\0\0\0a forest\0"), "a forest");
        assert_eq!(comment(b"UNICODE\0x"), "");
        assert_eq!(comment(b""), "");
    }
}
