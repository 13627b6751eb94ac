//! The loop of an artist's hours: paint, look, choose one, go on from it, take back, paint again.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::picture_file::{self, Provenance};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_tests::studio_window::{Shown, click, pictures, there, until, window};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

/// Two pictures in the gallery, a circle and before it a square, and words that étude paints in a moment.
fn studio(root: &Path, further: &str) -> Result<Shown> {
    std::fs::create_dir_all(root.join("config"))?;
    std::fs::create_dir_all(root.join("pictures"))?;
    let quick =
        r#""prompt": "a red circle on a white ground", "steps": 2, "prior_steps": 2, "width": 64, "height": 64"#;
    let session = format!("{{{quick}{further}}}");
    std::fs::write(root.join("config/session.json"), session)?;
    for (index, prompt) in ["a circle", "a square"].into_iter().enumerate() {
        let picture = Picture { width: 64, height: 64, pixels: Arc::from(vec![60 + 90 * index as u8; 3 * 64 * 64]) };
        let recipe = Recipe { seed: 40 + index as u64, width: 64, height: 64, ..Recipe::new(Model::Etude, prompt) };
        let path = root.join(format!("pictures/{index}.png"));
        std::fs::write(&path, picture_file::encode(&picture, Some(&Provenance::new(recipe, "0".into())))?)?;
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000 - 60 * index as u64);
        std::fs::File::options().append(true).open(&path)?.set_modified(time)?;
    }
    let mut harness = window(root);
    until(&mut harness, "the gallery", |h| there(h, "a circle") && there(h, "a square"))?;
    Ok(harness)
}

fn draft(harness: &Shown) -> Result<&Draft> {
    Ok(harness.state().as_ref().context("no window")?.draft())
}

/// The file that the rooms begin with.
fn init(harness: &Shown) -> Result<String> {
    let init = draft(harness)?.init.as_ref().and_then(|path| path.file_name());
    Ok(init.unwrap_or_default().to_string_lossy().into_owned())
}

const FOLLOW: &str = "Look at what is being painted";

#[test]
fn a_picture_that_is_clicked_while_others_are_painted_stays_in_sight() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), r#", "count": 12"#)?;
    let folder = root.path().join("pictures");
    click(&mut harness, "Paint")?;
    until(&mut harness, "the first pictures", |_| pictures(&folder) >= 4)?;
    click(&mut harness, "a circle")?;
    until(&mut harness, "the corner", |h| there(h, FOLLOW) && there(h, "0.png"))?;
    let before = pictures(&folder);
    until(&mut harness, "further pictures", |_| pictures(&folder) >= before + 2)?;
    ensure!(there(&harness, "0.png") && there(&harness, "Use recipe"), "the next picture has stolen the canvas");
    click(&mut harness, FOLLOW)?;
    until(&mut harness, "what is painted", |h| !there(h, FOLLOW) && !there(h, "0.png"))?;
    until(&mut harness, "the end", |h| pictures(&folder) == 14 && !there(h, "Stop"))?;
    // The newest was followed again.
    ensure!(!there(&harness, "0.png"));
    Ok(())
}

#[test]
fn rooms_take_the_picture_that_is_selected_and_go_on_from_results() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    click(&mut harness, "a circle")?;
    click(&mut harness, "Vary")?;
    ensure!(init(&harness)? == "0.png");
    click(&mut harness, "Words")?;
    click(&mut harness, "a square")?;
    click(&mut harness, "Repaint")?;
    ensure!(init(&harness)? == "1.png", "the room has the picture from before");
    // What is clicked is seen beside it, and the room does not change before it is told to.
    click(&mut harness, "a circle")?;
    until(&mut harness, "the picture beside it", |h| there(h, "Continue with this"))?;
    ensure!(init(&harness)? == "1.png");
    click(&mut harness, "Continue with this")?;
    ensure!(init(&harness)? == "0.png" && draft(&harness)?.room == Room::Inpaint);
    // A file that was chosen stays while nothing else is selected.
    click(&mut harness, "Extend")?;
    ensure!(init(&harness)? == "0.png");
    Ok(())
}

#[test]
fn undo_takes_back_strokes_and_settings_and_opens_no_room() -> Result<()> {
    let root = tempfile::tempdir()?;
    let init = root.path().join("pictures/0.png").display().to_string();
    let mut harness = studio(root.path(), &format!(r#", "init": {init:?}"#))?;
    click(&mut harness, "Repaint")?;
    let canvas = "The picture; paint over what is to change";
    until(&mut harness, "the picture", |h| there(h, canvas))?;
    let middle = harness.get_by_label(canvas).rect().center();
    harness.hover_at(middle);
    harness.step();
    harness.drag_at(middle);
    harness.step();
    harness.drop_at(middle);
    harness.run_steps(2);
    ensure!(!harness.get_by_label("Clear").accesskit_node().is_disabled(), "nothing is marked");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(3);
    ensure!(draft(&harness)?.room == Room::Inpaint, "another room was opened");
    ensure!(harness.get_by_label("Clear").accesskit_node().is_disabled(), "the stroke is still there");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_steps(3);
    ensure!(!harness.get_by_label("Clear").accesskit_node().is_disabled(), "the stroke does not come back");
    Ok(())
}

#[test]
fn the_field_has_the_seed_of_what_is_painted_and_the_lock_keeps_what_is_seen() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), r#", "seed": 7"#)?;
    let folder = root.path().join("pictures");
    let newest = |known: usize, harness: &mut Shown| -> Result<u64> {
        until(harness, "the picture", |h| pictures(&folder) > known && !there(h, "Stop"))?;
        let newest = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
        let newest = newest.filter(|path| path.extension().is_some_and(|end| end == "png"));
        let newest = newest.max_by_key(|path| path.metadata().and_then(|about| about.modified()).ok());
        let (said, _) = picture_file::read_metadata(&newest.context("no picture")?)?;
        said.and_then(|said| said.seed).context("no seed")
    };
    // Drawn as it is painted, and then in the field.
    click(&mut harness, "Paint")?;
    let first = newest(2, &mut harness)?;
    ensure!(draft(&harness)?.seed == first && first != 7, "{} in the field, {first} painted", draft(&harness)?.seed);
    click(&mut harness, "Paint")?;
    let second = newest(3, &mut harness)?;
    ensure!(second != first, "no other seed was drawn");
    // The lock keeps that of the picture that is looked at.
    click(&mut harness, "a square")?;
    click(&mut harness, "Keep this seed for the next picture")?;
    ensure!(draft(&harness)?.seed == 41, "{}", draft(&harness)?.seed);
    click(&mut harness, "The seed after")?;
    click(&mut harness, "Paint")?;
    ensure!(newest(4, &mut harness)? == 42);
    // What was chosen by hand is painted, also without the lock, once.
    click(&mut harness, "Keep this seed for the next picture")?;
    click(&mut harness, "The seed before")?;
    click(&mut harness, "Paint")?;
    ensure!(newest(5, &mut harness)? == 41);
    click(&mut harness, "Paint")?;
    ensure!(newest(6, &mut harness)? != 41);
    Ok(())
}

#[test]
fn one_button_names_what_the_room_does() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    for (room, act) in [
        ("Words", "Paint"),
        ("Vary", "Paint over it"),
        ("Repaint", "Repaint the part"),
        ("Extend", "Paint on beyond"),
        ("Blend", "Paint the blend"),
        ("Grid", "Paint the grid"),
    ] {
        click(&mut harness, room)?;
        let buttons = harness.query_all_by_label(act).count();
        ensure!(buttons == 1, "{buttons} buttons {act:?} in {room}");
    }
    Ok(())
}
