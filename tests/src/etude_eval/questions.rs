//! The captions that étude is examined with, and what each asks for.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// A caption and what it asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// The words.
    pub caption: String,
    /// What is to be seen.
    #[serde(flatten)]
    pub asked: Asked,
}

/// What a caption asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "genre", rename_all = "snake_case")]
pub enum Asked {
    /// Plain shapes on a ground.
    Shapes(Shapes),
    /// A landscape in some light.
    Landscape(Landscape),
    /// An ornament that keeps its rules.
    Ornament {
        /// Whose rules.
        craft: Craft,
    },
    /// A manner of painting.
    Manner {
        /// Its name.
        manner: String,
    },
}

/// Crafts with rules of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Craft {
    /// Cobalt on white.
    Gzhel,
    /// Red, black and gold.
    Khokhloma,
    /// A print in a frame.
    Lubok,
}

/// Plain shapes on a ground.
#[derive(Debug, Clone, Deserialize)]
pub struct Shapes {
    /// Colour of the ground.
    pub ground: String,
    /// The things, in the order in which the words name them.
    pub things: Vec<Shape>,
    /// Where the first is to the second; empty where the words leave it open.
    #[serde(default)]
    pub relation: String,
    /// They are one of a kind, and counted.
    #[serde(default)]
    pub many: bool,
}

/// A thing that is asked for.
#[derive(Debug, Clone, Deserialize)]
pub struct Shape {
    /// What it is.
    pub shape: String,
    /// Its colour.
    pub colour: String,
}

/// A landscape.
#[derive(Debug, Clone, Deserialize)]
pub struct Landscape {
    /// Spring, summer, autumn or winter.
    pub season: String,
    /// Morning, day, dusk or night.
    pub hour: String,
    /// The words say the season, and the land shows it.
    pub season_is_said: bool,
    /// The words say the hour.
    pub hour_is_said: bool,
    /// What the words name.
    pub things: Vec<String>,
}

/// The captions of a file; of `fixtures/etude_captions.json` where none is named.
///
/// # Errors
/// Where the file cannot be read.
pub fn questions(file: Option<&Path>) -> Result<Vec<Question>> {
    let shipped = include_str!("../../fixtures/etude_captions.json").to_owned();
    let text =
        file.map_or(Ok(shipped), |file| std::fs::read_to_string(file).with_context(|| file.display().to_string()));
    Ok(serde_json::from_str(&text?)?)
}
