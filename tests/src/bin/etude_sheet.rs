//! Paints a list of prompts with étude's default settings, the line's number as seed, and lays the pictures side by
//! side.
//!
//! `cargo run --release -p bluerider-tests --bin etude_sheet PROMPTS.txt SHEET.png [COLUMNS [SIDE]]`: prompts one a
//! line, pictures shown SIDE pixels large.

use std::path::PathBuf;

use anyhow::{Context, Result};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_tests::etude_eval::painter::Painter;
use image::imageops::{FilterType, overlay, resize};
use image::{Rgb, RgbImage};

/// Pixels between two pictures.
const GAP: u32 = 6;

fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1).map(PathBuf::from);
    let usage = "etude_sheet PROMPTS.txt SHEET.png [COLUMNS [SIDE]]";
    let (prompts, sheet) = (words.next().context(usage)?, words.next().context(usage)?);
    let mut number = |usual: u32| -> Result<u32> {
        words.next().map_or(Ok(usual), |word| word.to_string_lossy().parse().context(usage))
    };
    let (columns, side) = (number(8)?.max(1), number(256)?.max(1));
    let text = std::fs::read_to_string(&prompts).with_context(|| prompts.display().to_string())?;
    let prompts: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();

    let mut painter = Painter::open(Checkpoint::etude())?;
    let rows = u32::try_from(prompts.len())?.div_ceil(columns);
    let place = |index: u32| index * (side + GAP) + GAP;
    let mut out = RgbImage::from_pixel(place(columns), place(rows), Rgb([255; 3]));
    for (seed, prompt) in (0_u32..).zip(prompts) {
        let picture = painter.paint(prompt, seed.into())?;
        let (width, height) = (u32::try_from(picture.width)?, u32::try_from(picture.height)?);
        let painted = RgbImage::from_raw(width, height, picture.pixels.to_vec()).context("a picture without pixels")?;
        let small = resize(&painted, side, side, FilterType::Lanczos3);
        overlay(&mut out, &small, place(seed % columns).into(), place(seed / columns).into());
    }
    out.save(&sheet).with_context(|| sheet.display().to_string())
}
