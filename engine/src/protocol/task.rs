//! What a picture is painted from, beside the words. Pictures are named by their files.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::finite;

/// What a picture is painted from, beside the words. Pictures are files: a recipe names them, and is no larger for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Task {
    /// Words alone: there is no picture to begin with.
    #[default]
    #[serde(rename = "nothing")]
    TextToImage,
    /// A picture, which is painted over.
    #[serde(rename = "picture")]
    ImageToImage {
        /// The file of the picture that it begins with.
        init: PathBuf,
        /// The share of the steps that are taken, above 0 to 1: how much of it goes.
        #[serde(deserialize_with = "finite")]
        strength: f64,
    },
    /// A picture of which a part is painted anew.
    #[serde(rename = "gap")]
    Inpaint {
        /// The file of the picture that it begins with.
        init: PathBuf,
        /// The file of the mask: white is painted anew.
        mask: PathBuf,
        /// Only the part around the mask is painted, as large as the recipe says, and laid back into the picture, which
        /// keeps its size. The number says how much of the picture beside the mask is seen, in its pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only_masked: Option<usize>,
    },
    /// A picture with a margin beside it that is painted.
    #[serde(rename = "margins")]
    Outpaint {
        /// The file of the picture that it begins with.
        init: PathBuf,
        /// The margins.
        margins: Margins,
    },
}

/// What is added on each side, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the side that it says")]
pub struct Margins {
    #[serde(default)]
    pub left: usize,
    #[serde(default)]
    pub top: usize,
    #[serde(default)]
    pub right: usize,
    #[serde(default)]
    pub bottom: usize,
}

impl FromStr for Margins {
    type Err = String;

    /// As in `left=64,bottom=32`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut margins = Self::default();
        for part in text.split(',') {
            let wrong = || format!("{part:?} is no side and number; say for instance left=64,right=64");
            let (side, pixels) = part.split_once('=').ok_or_else(wrong)?;
            let place = match side.trim() {
                "left" => &mut margins.left,
                "top" => &mut margins.top,
                "right" => &mut margins.right,
                "bottom" => &mut margins.bottom,
                _ => return Err(wrong()),
            };
            *place = pixels.trim().parse().map_err(|_| wrong())?;
        }
        Ok(margins)
    }
}

impl fmt::Display for Margins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "left={},top={},right={},bottom={}", self.left, self.top, self.right, self.bottom)
    }
}
