//! PNG files with the recipe inside, before the pixels: our JSON, and `parameters` text as other studios read it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{Picture, Recipe};
use serde::{Deserialize, Serialize};

/// Our text chunk, and the one of A1111.
const OURS: &str = "bluerider";
const PARAMETERS: &str = "parameters";

/// A file may claim any size; more than this is not decoded.
const MAX_BYTES: usize = 512 << 20;
/// A recipe longer than this is not ours.
const MAX_TEXT: usize = 4 << 20;

/// What a picture says of how it was painted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The recipe.
    pub recipe: Recipe,
    /// Fingerprint of the model's weights.
    pub model_hash: String,
    /// The version of Blue Rider.
    pub version: String,
}

impl Provenance {
    /// The provenance of a picture painted now.
    pub fn new(recipe: Recipe, model_hash: String) -> Self {
        Self { recipe, model_hash, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// The `parameters` text: prompt, negative prompt, settings.
    fn parameters(&self) -> String {
        let recipe = &self.recipe;
        let mut text = recipe.prompt.clone();
        if let Some(negative) = &recipe.negative {
            text.push_str("\nNegative prompt: ");
            text.push_str(negative);
        }
        let settings = format!(
            "\nSteps: {}, Sampler: {}, CFG scale: {}, Seed: {}, Size: {}x{}, Model hash: {}, Prior steps: {}, Prior \
             CFG scale: {}, Version: Blue Rider {}",
            recipe.steps,
            recipe.sampler.title(),
            recipe.guidance,
            recipe.seed,
            recipe.width,
            recipe.height,
            self.model_hash,
            recipe.prior_steps,
            recipe.prior_guidance,
            self.version,
        );
        text.push_str(&settings);
        text
    }
}

/// The picture as a PNG file's bytes.
///
/// # Errors
/// Where the encoder refuses, which only a wrong size can cause.
pub fn encode(picture: &Picture, provenance: Option<&Provenance>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let put = |bytes: &mut Vec<u8>| -> std::result::Result<(), png::EncodingError> {
        let mut encoder = png::Encoder::new(bytes, picture.width as u32, picture.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        if let Some(provenance) = provenance {
            let json = serde_json::to_string(provenance).map_err(std::io::Error::other)?;
            encoder.add_itxt_chunk(OURS.into(), json)?;
            encoder.add_itxt_chunk(PARAMETERS.into(), provenance.parameters())?;
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&picture.pixels)?;
        writer.finish()
    };
    put(&mut bytes).map_err(EngineError::internal)?;
    Ok(bytes)
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

/// Reads what a PNG file says of how it was painted; `None` where it is not one of ours.
///
/// # Errors
/// Where the file cannot be read or is no PNG.
pub fn read_provenance(path: &Path) -> Result<Option<Provenance>> {
    let reader = open(path)?;
    let text = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == OURS);
    let text = text.and_then(|chunk| chunk.get_text().ok()).filter(|text| text.len() <= MAX_TEXT);
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Reads a PNG file's picture as 8-bit RGB.
///
/// # Errors
/// Where the file cannot be read, is no PNG, or is too large.
pub fn read_picture(path: &Path) -> Result<Picture> {
    let broken = |e: image::ImageError| {
        EngineError::io("open", path, &std::io::Error::other(e)).detail("it is not a picture that can be shown")
    };
    let mut reader = image::ImageReader::open(path).map_err(|e| EngineError::io("open", path, &e))?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_BYTES as u64);
    reader.limits(limits);
    let picture = reader.decode().map_err(broken)?.to_rgb8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Ok(Picture { width, height, pixels: Arc::from(picture.into_raw()) })
}

fn open(path: &Path) -> Result<png::Reader<BufReader<File>>> {
    let file = File::open(path).map_err(|e| EngineError::io("open", path, &e))?;
    let limits = png::Limits { bytes: MAX_BYTES };
    let decoder = png::Decoder::new_with_limits(BufReader::new(file), limits);
    decoder.read_info().map_err(|e| EngineError::io("read", path, &std::io::Error::other(e)))
}
