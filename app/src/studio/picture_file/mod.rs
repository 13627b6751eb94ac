//! Picture files: written with the recipe inside, read with whatever a studio, ours or another, put there.

mod boards;
mod decode;
mod encode;
mod foreign;
mod metadata;
mod provenance;
mod read;
mod remark;
mod texts;

use std::fmt::Write as _;
use std::path::Path;

use bluerider_engine::protocol::Recipe;

use super::paths::ends_in;

pub use self::boards::{BoardEdit, Boards, board_name};
pub use self::decode::{read_picture, to_image};
pub use self::encode::{encode, without_metadata};
pub use self::metadata::{Metadata, Recall, Source};
pub use self::provenance::{Provenance, micros};
pub use self::read::{Said, read_metadata, read_said};
pub use self::remark::{BEST, Remark, write_remark};

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
