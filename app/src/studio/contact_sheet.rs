//! The contact sheet of a grid: all its pictures, whole, with what differs written above the columns and beside the
//! rows.

use std::path::PathBuf;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage, imageops};

use super::{picture_file, storage};
use crate::fonts;
use crate::studio::error::{Result, StudioError};

/// Longest side of a sheet in pixels; larger grids are made smaller.
const LONGEST: u32 = 12_000;
/// Between pictures.
const GAP: u32 = 8;
const PAPER: Rgb<u8> = Rgb([251, 250, 247]);
const INK: Rgb<u8> = Rgb([34, 34, 38]);

/// What is on a sheet.
#[derive(Debug, Clone)]
pub struct ContactSheet {
    /// A label for each column.
    pub columns: Vec<String>,
    /// A label for each row.
    pub rows: Vec<String>,
    /// The pictures' files, row by row.
    pub files: Vec<PathBuf>,
    /// Where it is written.
    pub target: PathBuf,
}

/// Draws the sheet and writes it.
///
/// # Errors
/// Where a picture cannot be read, or the sheet not be written.
pub fn save(sheet: &ContactSheet) -> Result<()> {
    storage::write(&sheet.target, &encoded(&sheet.columns, &sheet.rows, &sheet.files)?)
}

/// The sheet of the pictures in `files`, row by row, as a PNG file's bytes.
///
/// # Errors
/// Where a picture cannot be read.
pub fn encoded(columns: &[String], rows: &[String], files: &[PathBuf]) -> Result<Vec<u8>> {
    let read = |file: &PathBuf| picture_file::to_image(&picture_file::read_picture(file)?);
    let pictures: Vec<RgbImage> = files.iter().map(read).collect::<Result<_>>()?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let drawn = draw(columns, rows, &pictures)?;
    drawn.write_to(&mut bytes, image::ImageFormat::Png).map_err(StudioError::internal)?;
    Ok(bytes.into_inner())
}

/// The sheet of `pictures`, row by row.
fn draw(columns: &[String], rows: &[String], pictures: &[RgbImage]) -> Result<RgbImage> {
    let font = FontRef::try_from_slice(fonts::REGULAR).map_err(StudioError::internal)?;
    let (across, down) = (columns.len().max(1) as u32, rows.len().max(1) as u32);
    let largest = |side: fn(&RgbImage) -> u32| pictures.iter().map(side).max().unwrap_or(1);
    let (wide, high) = (largest(RgbImage::width), largest(RgbImage::height));
    let fits = f64::from(LONGEST) / f64::from((across * (wide + GAP)).max(down * (high + GAP)));
    let fit = |side: u32| ((f64::from(side) * fits.min(1.0)) as u32).max(1);
    let (cell_wide, cell_high) = (fit(wide), fit(high));
    let size = (cell_wide.min(cell_high) as f32 / 16.0).clamp(12.0, 40.0);
    let longest = rows.iter().map(|row| width(&font, size, row)).fold(0.0, f32::max);
    let margin =
        |labels: &[String], room: f32| if labels.iter().all(String::is_empty) { GAP } else { room as u32 + 2 * GAP };
    let (left, top) = (margin(rows, longest.min(cell_wide as f32)), margin(columns, size * 1.3));
    let total = (left + across * (cell_wide + GAP), top + down * (cell_high + GAP));
    let mut sheet = RgbImage::from_pixel(total.0, total.1, PAPER);
    for (index, picture) in (0..).zip(pictures) {
        let (x, y) = (left + index % across * (cell_wide + GAP), top + index / across * (cell_high + GAP));
        let small = (picture.width() > cell_wide || picture.height() > cell_high)
            .then(|| imageops::thumbnail(picture, fit(picture.width()), fit(picture.height())));
        imageops::overlay(&mut sheet, small.as_ref().unwrap_or(picture), i64::from(x), i64::from(y));
    }
    for (index, label) in (0..).zip(columns) {
        let label = shortened(&font, size, label, cell_wide as f32);
        let middle = (cell_wide as f32 - width(&font, size, &label)) / 2.0;
        write(&mut sheet, &font, size, (left + index * (cell_wide + GAP)) as f32 + middle, GAP as f32, &label);
    }
    for (index, label) in (0..).zip(rows) {
        let label = shortened(&font, size, label, (left - GAP) as f32);
        let y = (top + index * (cell_high + GAP)) as f32 + (cell_high as f32 - size) / 2.0;
        write(&mut sheet, &font, size, GAP as f32, y, &label);
    }
    Ok(sheet)
}

/// Width of a line in pixels.
fn width(font: &FontRef<'_>, size: f32, text: &str) -> f32 {
    let font = font.as_scaled(PxScale::from(size));
    text.chars().map(|c| font.h_advance(font.glyph_id(c))).sum()
}

/// The text, or as much of its beginning as there is room for.
fn shortened(font: &FontRef<'_>, size: f32, text: &str, room: f32) -> String {
    if width(font, size, text) <= room {
        return text.to_owned();
    }
    let mut short: String = text.to_owned();
    while !short.is_empty() && width(font, size, &short) + width(font, size, "…") > room {
        short.pop();
    }
    short + "…"
}

/// Writes a line whose upper left corner is at `x`, `y`.
fn write(sheet: &mut RgbImage, font: &FontRef<'_>, size: f32, x: f32, y: f32, text: &str) {
    let scaled = font.as_scaled(PxScale::from(size));
    let mut pen = point(x, y + scaled.ascent());
    for c in text.chars() {
        let id = scaled.glyph_id(c);
        let glyph = id.with_scale_and_position(PxScale::from(size), pen);
        pen.x += scaled.h_advance(id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let bounds = outline.px_bounds();
        outline.draw(|dx, dy, cover| {
            let (x, y) = (bounds.min.x as i64 + i64::from(dx), bounds.min.y as i64 + i64::from(dy));
            let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
            let Some(pixel) = sheet.get_pixel_mut_checked(x, y) else { return };
            let cover = cover.clamp(0.0, 1.0);
            for (to, ink) in pixel.0.iter_mut().zip(INK.0) {
                *to = (f32::from(ink).mul_add(cover, f32::from(*to) * (1.0 - cover))) as u8;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{GAP, PAPER, RgbImage, draw};

    #[test]
    fn pictures_stand_in_their_places_under_their_labels() {
        let colours = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [200, 200, 0]];
        let pictures: Vec<RgbImage> =
            colours.iter().map(|&colour| RgbImage::from_pixel(64, 48, image::Rgb(colour))).collect();
        let label = |text: &str| text.to_owned();
        let sheet = draw(&[label("10"), label("20")], &[label("лес"), label("a")], &pictures).expect("a sheet");
        let (width, height) = sheet.dimensions();
        let middle = |x: u32, y: u32| sheet.get_pixel(width - x, height - y).0;
        assert_eq!(middle(GAP + 32 + 64 + GAP, GAP + 24 + 48 + GAP), colours[0]);
        assert_eq!(middle(GAP + 32, GAP + 24 + 48 + GAP), colours[1]);
        assert_eq!(middle(GAP + 32 + 64 + GAP, GAP + 24), colours[2]);
        assert_eq!(middle(GAP + 32, GAP + 24), colours[3]);
        let inked = |x: std::ops::Range<u32>, y: std::ops::Range<u32>| {
            x.flat_map(|x| y.clone().map(move |y| (x, y))).filter(|&(x, y)| *sheet.get_pixel(x, y) != PAPER).count()
        };
        let (left, top) = (width - 2 * (64 + GAP), height - 2 * (48 + GAP));
        assert!(inked(left..width, 0..top - GAP) > 10, "nothing above the columns");
        assert!(inked(0..left - GAP, top..height) > 10, "nothing beside the rows");
        // Without labels there is no room for any.
        assert_eq!(draw(&[String::new()], &[String::new()], &pictures[..1]).expect("a sheet").width(), 64 + 2 * GAP);
    }
}
