//! What étude paints from pictures: over them, into their gaps, beside them, between them; and what it refuses.

use anyhow::{Result, ensure};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::picture::Mask;
use bluerider_engine::protocol::{BlendOf, BlendPart, Margins, Outcome, Picture, Recipe, Task};
use bluerider_tests::bench::{Bench, outcomes, painted, small, with};
use bluerider_tests::worded::worded;

/// Writes a picture of plain bytes, one or three a pixel.
fn write(path: &std::path::Path, (width, height): (u32, u32), pixels: &[u8]) -> Result<()> {
    let kind = if pixels.len() == (width * height) as usize { image::ColorType::L8 } else { image::ColorType::Rgb8 };
    Ok(image::save_buffer(path, pixels, width, height, kind)?)
}

/// A picture of two halves and a mask over the right one, in a folder.
fn halves() -> Result<(tempfile::TempDir, std::path::PathBuf, std::path::PathBuf)> {
    let folder = tempfile::tempdir()?;
    let (init, mask) = (folder.path().join("init.png"), folder.path().join("mask.png"));
    let colour = |i: usize| if i % 128 < 64 { [208, 36, 36] } else { [250, 212, 44] };
    write(&init, (128, 128), &(0..128 * 128).flat_map(colour).collect::<Vec<u8>>())?;
    write(&mask, (128, 128), &(0..128 * 128).map(|i| if i % 128 < 64 { 0 } else { 255 }).collect::<Vec<u8>>())?;
    Ok((folder, init, mask))
}

/// The only picture of job 1.
fn the_picture(bench: &Bench) -> Result<Picture> {
    let events = bench.until_finished(1)?;
    let pictures = painted(&events);
    let [(picture, _)] = pictures[..] else { anyhow::bail!("{} pictures", pictures.len()) };
    Ok(picture.clone())
}

#[test]
fn what_a_mask_keeps_stays_to_the_byte_and_the_rest_is_painted() -> Result<()> {
    let (_folder, init, mask) = halves()?;
    let original = Picture::open(&init)?;
    let bench = Bench::new()?;
    let task = Task::Inpaint { init, mask, only_masked: None };
    bench.submit(1, Recipe { task, ..small("a black circle on a white ground") })?;
    let picture = the_picture(&bench)?;
    let pixel = |p: &Picture, x: usize, y: usize| [0, 1, 2].map(|c| p.pixels[3 * (y * 128 + x) + c]);
    for (x, y) in (0..128).flat_map(|y| (0..56).map(move |x| (x, y))) {
        ensure!(pixel(&picture, x, y) == pixel(&original, x, y), "{x}, {y} was kept and changed");
    }
    let changed = (0..128).flat_map(|y| (72..128).map(move |x| (x, y)));
    ensure!(
        changed.filter(|&(x, y)| pixel(&picture, x, y) != pixel(&original, x, y)).count() > 1000,
        "nothing was painted"
    );
    Ok(())
}

#[test]
fn only_the_masked_part_is_painted_and_laid_back_into_a_larger_picture() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (init, mask) = (folder.path().join("init.png"), folder.path().join("mask.png"));
    let (width, height) = (320_usize, 200_usize);
    let shade = |i: usize| [(i % 251) as u8, (i / width) as u8, 90];
    write(&init, (320, 200), &(0..width * height).flat_map(shade).collect::<Vec<u8>>())?;
    let inside = |i: usize| (240..280).contains(&(i % width)) && (20..60).contains(&(i / width));
    write(&mask, (320, 200), &(0..width * height).map(|i| if inside(i) { 255 } else { 0 }).collect::<Vec<u8>>())?;
    let original = Picture::open(&init)?;
    let bench = Bench::new()?;
    let task = |only_masked| Task::Inpaint { init: init.clone(), mask: mask.clone(), only_masked };
    bench.submit(1, Recipe { task: task(Some(16)), ..small("a black circle on a white ground") })?;
    bench.submit(2, Recipe { task: task(None), ..small("a black circle on a white ground") })?;
    let events = bench.until_finished(2)?;
    let pictures = painted(&events);
    let [(part, _), (whole, _)] = pictures[..] else { anyhow::bail!("{} pictures", pictures.len()) };
    ensure!((part.width, part.height) == (width, height), "{} × {}", part.width, part.height);
    ensure!((whole.width, whole.height) == (128, 128), "the size that the recipe says");
    let changed = |i: usize| part.pixels[3 * i..3 * i + 3] != original.pixels[3 * i..3 * i + 3];
    let near = |i: usize| (233..287).contains(&(i % width)) && (13..67).contains(&(i / width));
    ensure!((0..width * height).all(|i| near(i) || !changed(i)), "what was kept changed");
    ensure!((0..width * height).filter(|&i| inside(i) && changed(i)).count() > 1500, "little was painted");
    // The edge fades: beside it are pixels of both.
    ensure!((0..width * height).any(|i| near(i) && !inside(i) && changed(i)), "the edge is hard");
    Ok(())
}

#[test]
fn a_picture_grows_and_keeps_its_middle() -> Result<()> {
    let (_folder, init, _) = halves()?;
    let original = Picture::open(&init)?;
    let bench = Bench::new()?;
    let margins = Margins { left: 64, ..Margins::default() };
    let recipe = Recipe { width: 192, height: 128, ..small("a red square on a yellow ground") };
    bench.submit(1, Recipe { task: Task::Outpaint { init, margins }, ..recipe })?;
    let picture = the_picture(&bench)?;
    ensure!((picture.width, picture.height) == (192, 128));
    for y in 0..128 {
        let (row, kept) = (3 * (y * 192 + 64 + 20), 3 * (y * 128 + 20));
        ensure!(picture.pixels[row..row + 3 * 100] == original.pixels[kept..kept + 3 * 100], "row {y} changed");
    }
    Ok(())
}

#[test]
fn little_strength_changes_a_picture_less_than_much() -> Result<()> {
    let (_folder, init, _) = halves()?;
    let original = Picture::open(&init)?;
    let bench = Bench::new()?;
    for (job, strength) in [(1, 0.25), (2, 1.0)] {
        let task = Task::ImageToImage { init: init.clone(), strength };
        bench.submit(job, Recipe { task, ..small("a blue ring on a green ground") })?;
    }
    let events = bench.until_finished(2)?;
    let distance = |p: &Picture| -> u64 {
        p.pixels.iter().zip(original.pixels.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
    };
    let pictures = painted(&events);
    let [(little, _), (much, _)] = pictures[..] else { anyhow::bail!("{} pictures", pictures.len()) };
    ensure!(2 * distance(little) < distance(much), "{} and {}", distance(little), distance(much));
    Ok(())
}

#[test]
fn a_blend_of_all_of_one_is_that_one() -> Result<()> {
    let bench = Bench::new()?;
    let part = |words: &str, weight| BlendPart { of: BlendOf::Words(words.to_owned()), weight };
    let (red, blue) = ("a red circle on a white ground", "a blue square on a black ground");
    for (job, weights) in [(1, [1.0, 0.0]), (2, [0.5, 0.5]), (3, [0.0, 1.0])] {
        let blend = vec![part(red, weights[0]), part(blue, weights[1])];
        bench.submit(
            job,
            with(small(""), |r| {
                r.blend = blend;
                r.sampling.prior_steps = 8;
                r.sampling.steps = 8
            }),
        )?;
    }
    let events = bench.until_finished(3)?;
    let pictures = painted(&events);
    let [(first, _), (middle, _), (last, _)] = pictures[..] else { anyhow::bail!("{} pictures", pictures.len()) };
    let corner = |p: &Picture| p.pixels[..3].iter().map(|&v| u32::from(v)).sum::<u32>();
    ensure!(corner(first) > 600 && corner(last) < 150, "grounds of {} and {}", corner(first), corner(last));
    ensure!(first.pixels != middle.pixels && last.pixels != middle.pixels);
    Ok(())
}

#[test]
fn pictures_that_do_not_fit_are_refused_by_name() -> Result<()> {
    let (folder, init, mask) = halves()?;
    let file = |name: &str| folder.path().join(name);
    write(&file("small.png"), (32, 32), &[255; 32 * 32])?;
    write(&file("empty.png"), (128, 128), &[0; 128 * 128])?;
    std::fs::write(file("words.png"), "no picture")?;
    let gap = |mask: &str| Task::Inpaint { init: init.clone(), mask: file(mask), only_masked: None };
    let over = |init: std::path::PathBuf, strength| Task::ImageToImage { init, strength };
    let base = || small("a circle");
    let part = |weight| BlendPart { of: BlendOf::Words("a circle".into()), weight };
    let cases = [
        ("mask", Recipe { task: gap("small.png"), ..base() }),
        ("mask", Recipe { task: gap("empty.png"), ..base() }),
        ("picture", Recipe { task: over(file("words.png"), 0.5), ..base() }),
        ("strength", Recipe { task: over(init.clone(), 0.0), ..base() }),
        ("strength", Recipe { task: over(init.clone(), f64::NAN), ..base() }),
        // Of four steps a tenth is none.
        ("strength", Recipe { task: over(init.clone(), 0.1), ..base() }),
        ("parts", Recipe { blend: vec![part(1.0)], ..base() }),
        ("weights", Recipe { blend: vec![part(1.0), part(f32::NAN)], ..base() }),
        ("weights", Recipe { blend: vec![part(1.0), part(-1.0)], ..base() }),
        // The picture itself is in colour.
        ("depth", Recipe { depth: Some(init.clone()), ..base() }),
        // Étude reads no depth map.
        ("hint", Recipe { depth: Some(mask.clone()), ..base() }),
    ];
    let bench = Bench::new()?;
    let count = cases.len();
    let fields: Vec<&str> = cases.iter().map(|(field, _)| *field).collect();
    for (job, (_, recipe)) in cases.into_iter().enumerate() {
        bench.submit(job as u64, recipe)?;
    }
    bench.submit(count as u64, Recipe { task: over(file("gone.png"), 0.5), ..base() })?;
    // A mask that is white all over is a wish like any other: all of the picture is painted.
    write(&file("white.png"), (128, 128), &[255; 128 * 128])?;
    bench.submit(count as u64 + 1, Recipe { task: gap("white.png"), ..base() })?;
    let events = bench.until_finished(count + 2)?;
    let outcomes = outcomes(&events);
    for (field, (job, outcome)) in fields.iter().zip(&outcomes) {
        let Outcome::Failed(error) = outcome else { anyhow::bail!("{job:?}, a wrong {field}: {outcome:?}") };
        let error = worded(error.clone());
        ensure!(error.kind == ErrorKind::InvalidRecipe && error.field.as_deref() == Some(*field), "{field}: {error:?}");
    }
    let Outcome::Failed(error) = outcomes[count].1 else {
        anyhow::bail!("a picture that is gone: {:?}", outcomes[count])
    };
    let error = worded(error.clone());
    ensure!(error.kind == ErrorKind::Io && error.message.contains("gone.png"), "{error:?}");
    ensure!(*outcomes[count + 1].1 == Outcome::Done, "an all-white mask: {:?}", outcomes[count + 1]);
    Ok(())
}

#[test]
fn masks_read_from_files_know_white_black_and_transparent() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mask.png");
    let pixels = [255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 0];
    image::save_buffer(&path, &pixels, 3, 1, image::ColorType::Rgba8)?;
    ensure!(Mask::open(&path)?.values[..] == [255, 0, 0]);
    // What is transparent in a picture is white.
    ensure!(Picture::open(&path)?.pixels[6..] == [255, 255, 255]);
    Ok(())
}

/// A photograph as a telephone keeps it when it is held upright: 96 × 64 pixels that lie, and EXIF's word to turn them.
fn lying(path: &std::path::Path) -> Result<()> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let colour = |x: u32, _: u32| image::Rgb(if x < 48 { [250, 30, 30] } else { [30, 30, 250] });
    image::RgbImage::from_fn(96, 64, colour).write_to(&mut jpeg, image::ImageFormat::Jpeg)?;
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    // The tag of orientation, one short number, 6: turn it to the right.
    exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2)?.to_be_bytes();
    let (start, rest) = jpeg.get_ref().split_at(2);
    Ok(std::fs::write(path, [start, &[0xff, 0xe1], &length, &exif, rest].concat())?)
}

#[test]
fn the_window_and_the_engine_see_a_turned_photograph_alike_and_a_mask_over_it_fits() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (photo, mask) = (folder.path().join("photo.jpg"), folder.path().join("mask.png"));
    lying(&photo)?;
    let shown = bluerider::studio::picture_file::read_picture(&photo)?;
    let taken = Picture::open(&photo)?;
    ensure!((shown.width, shown.height) == (64, 96), "it is shown as {} × {}", shown.width, shown.height);
    ensure!(shown == taken, "the engine takes another picture than is shown");
    ensure!(shown.pixels[0] > 200 && shown.pixels[3 * 64 * 95] < 60, "it stands on its head");
    // What is painted on what is shown is accepted.
    write(&mask, (64, 96), &(0..64 * 96).map(|i| if i < 64 * 48 { 0 } else { 255 }).collect::<Vec<u8>>())?;
    let task = Task::Inpaint { init: photo, mask, only_masked: None };
    bluerider_engine::worker::request(&Recipe { task, width: 64, height: 96, ..small("a black circle") })?;
    Ok(())
}
