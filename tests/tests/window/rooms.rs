//! Each room, the queue, the gallery and the palette, used through the window by the names that a screen reader hears.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::picture_file::{self, Metadata, Provenance};
use bluerider_engine::protocol::{Model, Picture, Recipe, Sampler, Task};
use bluerider_tests::studio_window::{Dropped, Shown, click, pictures, there, until, window};
use bluerider_tests::worded::worded;
use egui_kittest::kittest::{NodeT, Queryable};

/// Words and settings that étude paints in a second; `further`: fields of the session beside them.
fn session(root: &Path, further: &str) -> Result<()> {
    std::fs::create_dir_all(root.join("config"))?;
    let quick =
        r#""prompt": "a red circle on a white ground", "steps": 2, "prior_steps": 2, "width": 64, "height": 64"#;
    std::fs::write(root.join("config/session.json"), format!("{{{quick}{further}}}"))?;
    Ok(())
}

/// Pictures in the gallery's folder, the first one painted last.
fn gallery(root: &Path, prompts: &[&str]) -> Result<()> {
    let folder = root.join("pictures");
    std::fs::create_dir_all(&folder)?;
    for (index, prompt) in prompts.iter().enumerate() {
        let grey = 40 + 60 * index as u8;
        let picture = Picture { width: 64, height: 64, pixels: Arc::from(vec![grey; 3 * 64 * 64]) };
        let recipe = Recipe { seed: index as u64, width: 64, height: 64, ..Recipe::new(Model::Etude, *prompt) };
        let path = folder.join(format!("{index}.png"));
        std::fs::write(&path, picture_file::encode(&picture, Some(&Provenance::new(recipe, "0".into())))?)?;
        let seconds = 1_700_000_000 - 60 * index as u64;
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        std::fs::File::options().append(true).open(&path)?.set_modified(time)?;
    }
    Ok(())
}

fn type_into(harness: &mut Shown, label: &str, text: &str) -> Result<()> {
    harness.query_all_by_label(label).next().with_context(|| format!("nothing is called {label}"))?.focus();
    harness.step();
    harness.query_all_by_label(label).next().with_context(|| format!("nothing is called {label}"))?.type_text(text);
    harness.run_steps(3);
    Ok(())
}

/// What the newest picture of the folder says, once there are `count`.
fn newest(harness: &mut Shown, root: &Path, count: usize) -> Result<Metadata> {
    let folder = root.join("pictures");
    until(harness, "the picture", |_| pictures(&folder) == count)?;
    let files = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "png"));
    let newest = files.max_by_key(|path| path.metadata().and_then(|about| about.modified()).ok());
    let (said, _) =
        picture_file::read_metadata(&newest.context("no picture")?).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    said.context("it says nothing")
}

#[test]
fn a_picture_of_the_gallery_is_varied() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), r#", "room": "vary""#)?;
    gallery(root.path(), &["a circle"])?;
    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "a circle"))?;
    ensure!(there(&harness, "Choose a picture to begin with, or drop one here"));
    click(&mut harness, "a circle")?;
    click(&mut harness, "Use selected")?;
    until(&mut harness, "the picture", |h| there(h, "The picture to begin with"))?;
    ensure!(there(&harness, "Strength"));
    click(&mut harness, "Paint over it")?;
    let said = newest(&mut harness, root.path(), 2)?;
    let task = said.recipe().map(|recipe| recipe.task.clone());
    ensure!(matches!(&task, Some(Task::ImageToImage { init, .. }) if init.ends_with("0.png")), "{task:?}");
    Ok(())
}

#[test]
fn a_part_that_is_marked_by_hand_is_repainted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let init = root.path().join("pictures/0.png");
    session(root.path(), &format!(r#", "room": "repaint", "init": {:?}"#, init.display().to_string()))?;
    gallery(root.path(), &["a circle"])?;
    let mut harness = window(root.path());
    let canvas = "The picture; paint over what is to change";
    until(&mut harness, "the picture", |h| there(h, canvas))?;
    click(&mut harness, "Repaint the part")?;
    let missing = "Nothing of the picture is marked to be painted anew.";
    until(&mut harness, "a word about the mask", |h| there(h, missing))?;
    // The next step is offered, and can be taken back.
    harness.run_steps(3);
    click(&mut harness, "Mark all of it")?;
    ensure!(!harness.get_by_label("Clear").accesskit_node().is_disabled(), "nothing is marked");
    click(&mut harness, "Clear")?;
    // It goes when another room is opened.
    click(&mut harness, "Vary")?;
    ensure!(!there(&harness, missing), "it is told in another room");
    click(&mut harness, "Repaint")?;
    until(&mut harness, "the picture", |h| there(h, canvas))?;
    let middle = harness.get_by_label(canvas).rect().center();
    harness.hover_at(middle);
    harness.step();
    harness.drag_at(middle);
    harness.step();
    harness.hover_at(middle + egui::vec2(30.0, 10.0));
    harness.run_steps(2);
    harness.drop_at(middle + egui::vec2(30.0, 10.0));
    harness.run_steps(2);
    click(&mut harness, "Repaint the part")?;
    let said = newest(&mut harness, root.path(), 2)?;
    let Some(Task::Inpaint { mask, .. }) = said.recipe().map(|recipe| &recipe.task) else {
        anyhow::bail!("it was painted from {:?}", said.recipe().map(|recipe| &recipe.task))
    };
    let mask = picture_file::read_picture(mask).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    ensure!((mask.width, mask.height) == (64, 64));
    let (white, black) =
        (mask.pixels.iter().filter(|&&v| v == 255).count(), mask.pixels.iter().filter(|&&v| v == 0).count());
    ensure!(white > 30 && black > white, "{white} white values and {black} black ones");
    Ok(())
}

#[test]
fn a_picture_is_painted_on_beyond_its_edge() -> Result<()> {
    let root = tempfile::tempdir()?;
    let init = root.path().join("pictures/0.png");
    session(root.path(), &format!(r#", "room": "extend", "init": {:?}"#, init.display().to_string()))?;
    gallery(root.path(), &["a circle"])?;
    let mut harness = window(root.path());
    until(&mut harness, "the handles", |h| there(h, "Drag this edge: Right"))?;
    let from = harness.get_by_label("Drag this edge: Right").rect().center();
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.run_steps(2);
    harness.hover_at(from + egui::vec2(60.0, 0.0));
    harness.run_steps(2);
    harness.drop_at(from + egui::vec2(60.0, 0.0));
    harness.run_steps(3);
    click(&mut harness, "Paint on beyond")?;
    let said = newest(&mut harness, root.path(), 2)?;
    let recipe = said.recipe().context("no recipe")?;
    let Task::Outpaint { margins, .. } = recipe.task else { anyhow::bail!("it was painted from {:?}", recipe.task) };
    ensure!(margins.right > 0 && margins.left == 0 && recipe.width == 128 && recipe.height == 64, "{recipe:?}");
    Ok(())
}

#[test]
fn a_depth_map_is_asked_for_and_a_model_that_reads_none_says_so() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "")?;
    gallery(root.path(), &["a circle"])?;
    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "a circle"))?;
    ensure!(!there(&harness, "Depth"), "étude follows no depth map, and it is offered");
    harness.get_by_label("a circle").click_secondary();
    until(&mut harness, "the menu", |h| there(h, "Blend it"))?;
    ensure!(!there(&harness, "Use as a depth map"), "étude follows no depth map, and a menu offers it");
    drop(harness);
    // A recipe of another model has opened it.
    session(root.path(), r#", "room": "depth""#)?;
    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "a circle"))?;
    until(&mut harness, "the room", |h| {
        there(h, "Choose a depth map, or drop one here: near things light, far ones dark")
    })?;
    click(&mut harness, "Paint")?;
    until(&mut harness, "a word about it", |h| there(h, "There is no depth map to follow."))?;
    click(&mut harness, "a circle")?;
    click(&mut harness, "Use selected")?;
    until(&mut harness, "the depth map", |h| there(h, "The depth map"))?;
    // Étude reads none: the job fails, says why, and stays to be tried again.
    click(&mut harness, "Paint")?;
    until(&mut harness, "the failure", |h| there(h, "Again: a red circle on a white ground"))?;
    ensure!(pictures(&root.path().join("pictures")) == 1);
    Ok(())
}

#[test]
fn two_pictures_are_compared() -> Result<()> {
    let root = tempfile::tempdir()?;
    gallery(root.path(), &["a circle", "a square", "a ring"])?;
    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "a ring"))?;
    click(&mut harness, "a circle")?;
    harness.get_by_label("a ring").click_modifiers(egui::Modifiers::COMMAND);
    until(&mut harness, "two that are chosen", |h| there(h, "2 pictures chosen"))?;
    let compare = harness.get_all_by_label("Compare").last().context("no button")?;
    compare.click();
    harness.run_steps(3);
    until(&mut harness, "the curtain", |h| there(h, "Exchange") && h.query_all_by_label("Curtain").count() > 1)?;
    for how in ["Side by side", "Swap", "Exchange"] {
        click(&mut harness, how)?;
    }
    Ok(())
}

#[test]
fn a_grid_is_typed_and_painted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let grid = r#", "room": "grid", "grid": {"x": "steps", "x_values": "2-3", "y": "sampler", "y_values": "DDIM"}"#;
    session(root.path(), grid)?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    type_into(&mut harness, "Values of Rows", ", ")?;
    type_into(&mut harness, "Values of Rows", "Euler")?;
    click(&mut harness, "Paint the grid")?;
    until(&mut harness, "four pictures", |_| pictures(&root.path().join("pictures")) == 4)?;
    for entry in std::fs::read_dir(root.path().join("pictures"))?.flatten() {
        let Ok((Some(said), _)) = picture_file::read_metadata(&entry.path()) else { continue };
        let recipe = said.recipe().context("no recipe")?;
        ensure!(
            [2, 3].contains(&recipe.sampling.steps)
                && [Sampler::Ddim, Sampler::Euler].contains(&recipe.sampling.sampler)
        );
    }
    ensure!(there(&harness, "Save the sheet…"));
    Ok(())
}

#[test]
fn jobs_wait_in_the_strip_and_are_taken_away() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "")?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::P);
    harness.run_steps(2);
    for _ in 0..3 {
        click(&mut harness, "Paint")?;
    }
    until(&mut harness, "three jobs", |h| there(h, "3 jobs") && there(h, "Go on"))?;
    click(&mut harness, "Take away: a red circle on a white ground")?;
    until(&mut harness, "two jobs", |h| there(h, "2 jobs"))?;
    click(&mut harness, "Go on")?;
    until(&mut harness, "both pictures", |_| pictures(&root.path().join("pictures")) == 2)?;
    Ok(())
}

#[test]
fn the_gallery_is_searched_and_a_picture_goes_to_the_bin_and_back() -> Result<()> {
    let root = tempfile::tempdir()?;
    gallery(root.path(), &["a circle", "a square", "a ring"])?;
    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "3 pictures") && there(h, "a ring"))?;
    type_into(&mut harness, "Search", "seed:>0 -ring")?;
    until(&mut harness, "what was searched", |h| there(h, "1 picture") && there(h, "a square") && !there(h, "a ring"))?;
    type_into(&mut harness, "Search", " steps:x")?;
    until(&mut harness, "a word about it", |h| there(h, "“steps:x” is not understood"))?;
    drop(harness);

    let mut harness = window(root.path());
    until(&mut harness, "the gallery", |h| there(h, "3 pictures") && there(h, "a ring"))?;
    click(&mut harness, "a ring")?;
    // The field for the prompt has the keys until something else is asked for.
    harness.key_press(egui::Key::Escape);
    harness.run_steps(2);
    harness.key_press(egui::Key::Delete);
    // The window says so at once, and a thread moves the file.
    let file = root.path().join("pictures/2.png");
    until(&mut harness, "the bin", |h| there(h, "A picture is in the bin.") && there(h, "2 pictures"))?;
    until(&mut harness, "the file to go", |_| !file.exists())?;
    click(&mut harness, "Undo")?;
    until(&mut harness, "the picture", |h| there(h, "3 pictures") && file.exists())
}

#[test]
fn the_palette_finds_and_does() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    until(&mut harness, "the palette", |h| there(h, "Stop what is being painted"))?;
    harness.event(egui::Event::Text("grid".into()));
    until(&mut harness, "what was typed", |h| !there(h, "Stop what is being painted"))?;
    harness.key_press(egui::Key::Enter);
    until(&mut harness, "the room", |h| there(h, "Paint the grid"))?;
    harness.key_press(egui::Key::F1);
    until(&mut harness, "the shortcuts", |h| there(h, "All shortcuts") && there(h, "Undo"))?;
    harness.key_press(egui::Key::Escape);
    until(&mut harness, "their end", |h| !there(h, "Earlier prompt"))
}

#[test]
fn words_are_weighed_leafed_through_and_taken_back_with_keys() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "")?;
    let mut harness = window(root.path());
    harness.run_steps(3);
    let has = |h: &Shown, text: &str| h.query_all_by_value(text).next().is_some();
    // The cursor is behind the last word.
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::End);
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::ArrowUp);
    until(&mut harness, "the weight", |h| has(h, "a red circle on a white (ground:1.1)"))?;
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    until(&mut harness, "what was before", |h| has(h, "a red circle on a white ground"))?;
    click(&mut harness, "Paint")?;
    until(&mut harness, "the picture", |_| pictures(&root.path().join("pictures")) == 1)?;
    harness.get_by_label("Prompt").focus();
    harness.step();
    harness.event(egui::Event::Text(" x".into()));
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::ALT, egui::Key::ArrowUp);
    until(&mut harness, "the prompt that was painted", |h| has(h, "a red circle on a white ground"))
}

#[test]
fn a_picture_that_is_dropped_says_what_it_is_before_anything_is_replaced() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "")?;
    let file = root.path().join("foreign.png");
    let said = "a lake\nNegative prompt: people\nSteps: 3, Sampler: DDIM, CFG scale: 5, Seed: 77, Size: 128x64";
    let mut encoder = png::Encoder::new(std::fs::File::create(&file)?, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("parameters".into(), said.into())?;
    encoder.write_header()?.write_image_data(&[120; 3 * 64])?;
    let mut harness = window(root.path());
    harness.run_steps(2);
    harness.input_mut().dropped_files.push(Arc::new(Dropped(file.clone())));
    let line = "Seed 77 · 128×64 · 3 steps · guidance 5 · DDIM · A1111";
    until(&mut harness, "what it says", |h| there(h, line) && there(h, "a lake"))?;
    ensure!(harness.query_all_by_value("a red circle on a white ground").next().is_some(), "it is replaced already");
    click(&mut harness, "Use the whole recipe")?;
    until(&mut harness, "its words", |h| h.query_all_by_value("a lake").next().is_some() && !there(h, line))?;
    harness.input_mut().dropped_files.push(Arc::new(Dropped(file.clone())));
    until(&mut harness, "what it says", |h| there(h, line))?;
    click(&mut harness, "Vary this picture")?;
    until(&mut harness, "the room", |h| there(h, "Strength") && there(h, "The picture to begin with"))?;
    // Several are asked about one after the other, and may be kept.
    let other = root.path().join("other.png");
    image::RgbImage::new(8, 8).save(&other)?;
    let files = &mut harness.input_mut().dropped_files;
    files.push(Arc::new(Dropped(other)));
    files.push(Arc::new(Dropped(file)));
    until(&mut harness, "both", |h| there(h, "other.png") && there(h, "and 1 more"))?;
    // Its place is known once it has been measured.
    harness.run_steps(3);
    click(&mut harness, "Add to the gallery")?;
    harness.run_steps(3);
    until(&mut harness, "the other one", |h| there(h, line) && pictures(&root.path().join("pictures")) == 1)?;
    click(&mut harness, "Close")?;
    until(&mut harness, "the picture in the gallery", |h| !there(h, line) && there(h, "1 picture"))?;
    // What is no picture says so, and there is nothing to do with it.
    let broken = root.path().join("broken.png");
    std::fs::write(&broken, "no picture")?;
    harness.input_mut().dropped_files.push(Arc::new(Dropped(broken)));
    until(&mut harness, "a word about it", |h| there(h, "This file is no picture that can be read."))?;
    ensure!(!there(&harness, "Use as a mask"));
    click(&mut harness, "Close")?;
    until(&mut harness, "its end", |h| !there(h, "This file is no picture that can be read."))
}
