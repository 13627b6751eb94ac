//! Picture files: written with the recipe inside, read with whatever a studio, ours or another, put there.

mod encode;
mod foreign;
mod metadata;
mod provenance;
mod read;
mod texts;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{Picture, Recipe};
use image::{ImageReader, ImageResult};

use super::paths::ends_in;

pub use self::encode::{encode, without_metadata};
pub use self::metadata::{Metadata, Recall, Source};
pub use self::provenance::Provenance;
pub use self::read::read_metadata;

/// A file may claim any size; more than this is not decoded.
const MAX_BYTES: usize = 512 << 20;
/// The ends of the names of files that can be read.
pub const EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// True where a file's name says that it is a picture that can be read.
pub fn is_picture(path: &Path) -> bool {
    ends_in(path, &EXTENSIONS)
}

/// A name for the picture's file: when it was painted, what it shows, its seed.
pub fn file_name(recipe: &Recipe, seconds_since_1970: u64) -> String {
    let mut words = String::new();
    for c in recipe.prompt.chars().take(48) {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with('-') && !words.is_empty() {
            words.push('-');
        }
    }
    let words = words.trim_end_matches('-');
    let mut name = seconds_since_1970.to_string();
    if !words.is_empty() {
        // Writing to a string cannot fail.
        _ = write!(name, "_{words}");
    }
    format!("{name}_{}.png", recipe.seed)
}

/// Reads a file's picture as 8-bit RGB. What the file is, its bytes say, not its name.
///
/// # Errors
/// Where the file cannot be read, is no picture, or is too large.
pub fn read_picture(path: &Path) -> Result<Picture> {
    let broken = |e: image::ImageError| {
        EngineError::io("open", path, &std::io::Error::other(e)).detail("it is not a picture that can be shown")
    };
    let file = File::open(path).map_err(|e| EngineError::io("open", path, &e))?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format();
    rgb(reader.map_err(|e| EngineError::io("open", path, &e))?).map_err(broken)
}

fn rgb(mut reader: ImageReader<impl BufRead + Seek>) -> ImageResult<Picture> {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_BYTES as u64);
    reader.limits(limits);
    let picture = reader.decode()?.to_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Ok(Picture { width, height, pixels: Arc::from(picture.into_raw()) })
}
