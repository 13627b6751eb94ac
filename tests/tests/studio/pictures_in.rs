//! Pictures of all kinds that come from outside: each is what it shows, or is refused by a rule that can be said.

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::picture_file::{read_metadata, read_picture};
use bluerider_engine::picture::Mask;
use bluerider_engine::protocol::Picture;
use image::{ImageFormat, Rgb, RgbImage};
use png::{BitDepth, ColorType};

/// A picture that is read in a moment, also in pieces.
const PATIENCE: Duration = Duration::from_secs(2);

/// A PNG file of 2 × 2 pixels from these bytes, with a palette where there is one.
fn png(path: &Path, kind: (ColorType, BitDepth), palette: &'static [u8], rows: &[u8]) -> Result<()> {
    let mut encoder = png::Encoder::new(std::fs::File::create(path)?, 2, 2);
    encoder.set_color(kind.0);
    encoder.set_depth(kind.1);
    if !palette.is_empty() {
        encoder.set_palette(palette);
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rows)?;
    Ok(writer.finish()?)
}

/// The colour of the first pixel for the studio, and that for the engine.
fn first(path: &Path) -> Result<[[u8; 3]; 2]> {
    let colour = |picture: Picture| -> Result<[u8; 3]> { Ok(picture.pixels[..3].try_into()?) };
    Ok([colour(read_picture(path)?)?, colour(Picture::open(path)?)?])
}

#[test]
fn pictures_of_uncommon_kinds_show_their_colours() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("picture.png");
    // Sixteen bits, of which the upper ones are shown.
    png(&path, (ColorType::Rgb, BitDepth::Sixteen), &[], &[200, 0, 100, 0, 50, 0].repeat(4))?;
    ensure!(first(&path)?.iter().all(|&colour| near(colour, [200, 100, 50])), "16 bits: {:?}", first(&path)?);
    // One bit a pixel.
    png(&path, (ColorType::Grayscale, BitDepth::One), &[], &[0b1000_0000, 0])?;
    ensure!(first(&path)? == [[255; 3]; 2], "one bit: {:?}", first(&path)?);
    png(&path, (ColorType::Indexed, BitDepth::Eight), &[1, 2, 3, 200, 100, 50], &[1, 0, 0, 1])?;
    ensure!(first(&path)? == [[200, 100, 50]; 2], "a palette: {:?}", first(&path)?);
    png(&path, (ColorType::GrayscaleAlpha, BitDepth::Eight), &[], &[77, 255].repeat(4))?;
    ensure!(first(&path)? == [[77; 3]; 2], "grey and alpha: {:?}", first(&path)?);
    Ok(())
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) <= 1)
}

#[test]
fn what_a_file_is_its_bytes_say_and_not_its_name() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let red = RgbImage::from_pixel(16, 16, Rgb([200, 30, 30]));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut bytes = Cursor::new(Vec::new());
        red.write_to(&mut bytes, format)?;
        for name in ["a.png", "a.jpg", "a.webp"] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes.get_ref())?;
            for [r, g, b] in first(&path).with_context(|| format!("{format:?} as {name}"))? {
                ensure!(r > 150 && g < 80 && b < 80, "{format:?} as {name}: {r} {g} {b}");
            }
        }
    }
    Ok(())
}

#[test]
fn pictures_of_one_pixel_and_long_strips_are_pictures() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (width, height) in [(1, 1), (1, 30_000), (30_000, 1)] {
        let path = folder.path().join(format!("{width}x{height}.png"));
        RgbImage::from_pixel(width, height, Rgb([9, 8, 7])).save(&path)?;
        let picture = read_picture(&path)?;
        ensure!((picture.width, picture.height) == (width as usize, height as usize));
        ensure!(picture.pixels[..3] == [9, 8, 7] && Mask::open(&path).is_ok());
    }
    // Beyond the longest side that is taken.
    let path = folder.path().join("long.png");
    RgbImage::from_pixel(1, 40_000, Rgb([9, 8, 7])).save(&path)?;
    ensure!(read_picture(&path).is_err() && Picture::open(&path).is_err());
    Ok(())
}

#[test]
fn a_picture_that_is_cut_off_anywhere_is_refused_at_once_or_shown_as_far_as_it_goes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut random = fastrand::Rng::with_seed(5);
    let noise = RgbImage::from_fn(64, 64, |_, _| Rgb([random.u8(..), random.u8(..), random.u8(..)]));
    for (format, end) in [(ImageFormat::Png, "png"), (ImageFormat::Jpeg, "jpg"), (ImageFormat::WebP, "webp")] {
        let mut bytes = Cursor::new(Vec::new());
        noise.write_to(&mut bytes, format)?;
        let whole = bytes.into_inner();
        let path = folder.path().join(format!("cut.{end}"));
        for _ in 0..60 {
            let cut = random.usize(..whole.len());
            let mut spoilt = whole[..cut].to_vec();
            // Half of them are damaged too.
            if let (true, Some(byte)) = (random.bool(), random.choice(0..cut.max(1)).and_then(|at| spoilt.get_mut(at)))
            {
                *byte ^= 1 << random.u8(..8);
            }
            std::fs::write(&path, &spoilt)?;
            let start = Instant::now();
            for picture in [read_picture(&path).ok(), Picture::open(&path).ok()].into_iter().flatten() {
                ensure!(picture.pixels.len() == 3 * picture.width * picture.height, "{end} cut at {cut}");
            }
            _ = read_metadata(&path);
            ensure!(start.elapsed() < PATIENCE, "{end} cut at {cut} took {:?}", start.elapsed());
        }
    }
    Ok(())
}
