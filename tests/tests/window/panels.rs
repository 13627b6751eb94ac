//! The window, driven by the names that a screen reader hears.

use anyhow::{Result, ensure};
use bluerider_engine::worker::EngineConfig;
use bluerider_tests::studio_window::{Shown, pictures, until, window, window_with};
use egui_kittest::kittest::Queryable;

#[test]
fn an_artist_types_paints_and_finds_the_picture_in_the_gallery() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.step();
    let prompt = "a red circle on a white ground";
    harness.get_by_label("Prompt").focus();
    harness.step();
    harness.get_by_label("Prompt").type_text(prompt);
    harness.step();
    until(&mut harness, "the token count", |h| h.query_by_label("7 of 75 tokens").is_some())?;
    harness.get_by_label("Paint").click();
    harness.step();
    until(&mut harness, "Stop", |h| h.query_by_label("Stop").is_some())?;
    until(&mut harness, "the recipe of the picture", |h| h.query_by_label("Use recipe").is_some())?;
    let saved = root.path().join("pictures");
    until(&mut harness, "the file", |_| pictures(&saved) == 1)?;
    ensure!(harness.query_by_label("1 picture").is_some(), "the gallery counts it");

    // The recipe comes back, seed and all.
    harness.get_by_label("Use recipe").click();
    harness.step();
    harness.step();
    ensure!(harness.query_by_label("Keep this seed for the next picture").is_some());
    Ok(())
}

#[test]
fn every_setting_has_a_name_and_a_preset_fills_the_prompt() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.step();
    harness.get_by_label("Advanced").click();
    harness.run_steps(4);
    for name in
        ["Prompt", "Negative prompt", "Width", "Height", "Steps", "Guidance", "Prior steps", "Seed", "Another seed"]
    {
        ensure!(harness.query_all_by_label(name).next().is_some(), "nothing is called {name}");
    }
    harness.get_by_label("Black square").click();
    harness.step();
    until(&mut harness, "the preset", |h| {
        h.query_all_by_value("a large black square on a white ground, painterly").next().is_some()
    })
}

#[test]
fn it_opens_ready_to_type() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.step();
    harness.step();
    ensure!(harness.get_by_label("Prompt").is_focused(), "the cursor is not in the prompt");
    harness.event(egui::Event::Text("three horses".into()));
    harness.step();
    ensure!(harness.query_all_by_value("three horses").next().is_some(), "what was typed is not there");
    Ok(())
}

#[test]
fn the_draft_is_there_again_after_the_studio_was_closed() -> Result<()> {
    let root = tempfile::tempdir()?;
    {
        let mut harness = window(root.path());
        harness.step();
        harness.get_by_label("Prompt").focus();
        harness.step();
        harness.get_by_label("Prompt").type_text("three horses");
        let file = root.path().join("config/session.json");
        until(&mut harness, "the draft on the disk", |_| {
            std::fs::read_to_string(&file).is_ok_and(|text| text.contains("three horses"))
        })?;
    }
    let mut harness = window(root.path());
    until(&mut harness, "the draft", |h| h.query_all_by_value("three horses").next().is_some())
}

#[test]
fn it_speaks_russian() -> Result<()> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    std::fs::write(root.path().join("config/settings.json"), r#"{"language": "russian"}"#)?;
    let mut harness = window(root.path());
    harness.step();
    for name in ["Промпт", "Писать", "Галерея", "Чёрный квадрат"] {
        ensure!(harness.query_all_by_label(name).next().is_some(), "нет «{name}»");
    }
    Ok(())
}

#[test]
fn what_a_recipe_brings_along_is_said_and_can_be_left_away() -> Result<()> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    let session = r#"{"prompt": "a ring", "rng": "torch-cuda", 
        "further_origin": {"picture": {"init": "/a/circle.png", "strength": 0.5}}}"#;
    std::fs::write(root.path().join("config/session.json"), session)?;
    let mut harness = window(root.path());
    harness.step();
    for line in ["Painted over circle.png", "The seed is for a CUDA generator"] {
        ensure!(harness.query_by_label(line).is_some(), "no {line:?}");
    }
    harness.get_by_label("Leave these away").click();
    harness.step();
    until(&mut harness, "the end of it", |h| h.query_by_label("Also in this recipe").is_none())
}

#[test]
fn where_memory_is_short_the_artist_decides() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window_with(root.path(), |config| EngineConfig { memory: Some(1_000_000), ..config });
    harness.step();
    let asked = |h: &Shown| h.query_by_label("Paint anyway").is_some();
    let over = |h: &Shown| !asked(h) && h.query_by_label("Stop").is_none();
    harness.get_by_label("Paint").click();
    until(&mut harness, "the question", asked)?;
    harness.get_by_label("Do not paint").click();
    until(&mut harness, "the end", over)?;
    ensure!(harness.query_by_label("Use recipe").is_none(), "it was painted");
    harness.get_by_label("Paint").click();
    until(&mut harness, "the question", asked)?;
    harness.get_by_label("Paint anyway").click();
    until(&mut harness, "the picture", |h| h.query_by_label("Use recipe").is_some())?;
    Ok(())
}

#[test]
fn presets_are_found_kept_and_removed_in_their_browser() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.step();
    let there = |h: &Shown, name: &str| h.query_all_by_label(name).next().is_some();
    let palekh = "Palekh";
    ensure!(!there(&harness, palekh), "étude paints no Palekh");
    harness.get_by_label("All presets…").click();
    until(&mut harness, "the browser", |h| there(h, palekh) && there(h, "Russian painting and print"))?;
    harness.get_by_label("Search presets").focus();
    harness.step();
    harness.get_by_label("Search presets").type_text("COBALT glaze");
    until(&mut harness, "what was searched", |h| there(h, "Gzhel") && !there(h, palekh))?;
    harness.get_by_label("Search presets").type_text(" and nothing more");
    until(&mut harness, "a word that there is nothing", |h| there(h, "Nothing here has these words"))?;
    harness.get_by_label("Close").click();
    until(&mut harness, "the end of it", |h| !there(h, "Search presets"))?;

    harness.get_by_label("All presets…").click();
    until(&mut harness, "the browser", |h| there(h, "Name of a new preset"))?;
    harness.get_by_label("Name of a new preset").focus();
    harness.step();
    harness.get_by_label("Name of a new preset").type_text("Mine");
    harness.step();
    harness.get_by_label("Keep the column as a preset").click();
    until(&mut harness, "the preset", |h| there(h, "Remove Mine"))?;
    harness.get_by_label("Remove Mine").click();
    until(&mut harness, "its end", |h| !there(h, "Remove Mine"))?;
    harness.key_press(egui::Key::Escape);
    until(&mut harness, "the way back", |h| there(h, "Undo") && !there(h, "Search presets"))?;
    harness.get_by_label("Undo").click();
    until(&mut harness, "the preset in the column", |h| there(h, "Mine"))
}

#[test]
fn a_blend_is_sketched_while_the_slider_rests_and_rendered_when_it_pleases() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = window(root.path());
    harness.step();
    harness.get_by_label("Blend").click();
    let sketched = "A quick sketch; “Paint the blend” paints it whole";
    until(&mut harness, "the sketch", |h| h.query_by_label(sketched).is_some())?;
    harness.get_by_label("100 % on the way from A to B").click();
    harness.step();
    let session = root.path().join("config/session.json");
    until(&mut harness, "the weight on the disk", |_| {
        std::fs::read_to_string(&session).is_ok_and(|text| text.contains("\"weight\": 1.0"))
    })?;
    harness.get_by_label("Paint the blend").click();
    let saved = root.path().join("pictures");
    until(&mut harness, "the picture", |_| pictures(&saved) == 1)?;
    ensure!(harness.query_by_label("1 picture").is_some(), "sketches are in the gallery");

    // A third well has weights instead of a slider; back in the other room there is nothing of it.
    harness.get_by_label("Add a well").click();
    until(&mut harness, "its weight", |h| h.query_all_by_label("Weight of C").next().is_some())?;
    harness.get_by_label("Remove well C").click();
    until(&mut harness, "its end", |h| h.query_all_by_label("Weight of C").next().is_none())?;
    Ok(())
}
