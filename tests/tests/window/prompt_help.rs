//! What helps with words: completion by Tab, what wildcards draw, the prompts of before; and the palette, which finds
//! everything that has a name.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider_tests::studio_window::{Shown, click, pictures, says, there, until, window};
use egui_kittest::kittest::Queryable;

/// A window on this prompt, with a list of trees.
fn studio(root: &Path, prompt: &str) -> Result<Shown> {
    let lists = root.join("config/wildcards");
    std::fs::create_dir_all(&lists)?;
    std::fs::write(lists.join("trees.txt"), "a birch\nan oak\n")?;
    let quick = r#""steps": 2, "prior_steps": 2, "width": 64, "height": 64"#;
    std::fs::write(root.join("config/session.json"), format!(r#"{{"prompt": "{prompt}", {quick}}}"#))?;
    let mut harness = window(root);
    harness.run_steps(3);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::End);
    harness.run_steps(2);
    Ok(harness)
}

fn prompt(harness: &Shown) -> Result<&str> {
    Ok(&harness.state().as_ref().context("no window")?.draft().prompt)
}

#[test]
fn tab_takes_the_first_word_that_is_offered_and_goes_on_where_none_is() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "a red tri")?;
    until(&mut harness, "the offer", |h| there(h, "triangle"))?;
    harness.run_steps(2);
    harness.key_press(egui::Key::Tab);
    until(&mut harness, "the word", |h| prompt(h).is_ok_and(|prompt| prompt == "a red triangle"))?;
    harness.event(egui::Event::Text(" by __tr".into()));
    until(&mut harness, "the list", |h| there(h, "__trees__"))?;
    harness.run_steps(2);
    harness.key_press(egui::Key::Tab);
    until(&mut harness, "its name", |h| prompt(h).is_ok_and(|prompt| prompt == "a red triangle by __trees__"))?;
    until(&mut harness, "what it draws", |h| says(h, "Draws, for instance: a red triangle by a"))?;
    ensure!(harness.get_by_label("Prompt").is_focused(), "the cursor has left the prompt");
    harness.key_press(egui::Key::Tab);
    harness.run_steps(3);
    ensure!(!harness.get_by_label("Prompt").is_focused(), "Tab does not go on");
    Ok(())
}

#[test]
fn prompts_of_before_are_listed_and_taken() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "a red circle")?;
    ensure!(!there(&harness, "History"));
    click(&mut harness, "Paint")?;
    until(&mut harness, "the picture", |h| pictures(&root.path().join("pictures")) == 1 && !there(h, "Stop"))?;
    harness.get_by_label("Prompt").focus();
    harness.step();
    harness.event(egui::Event::Text(" and more".into()));
    until(&mut harness, "other words", |h| prompt(h).is_ok_and(|prompt| prompt != "a red circle"))?;
    click(&mut harness, "History")?;
    until(&mut harness, "the list", |h| there(h, "Take again: a red circle"))?;
    click(&mut harness, "Take again: a red circle")?;
    until(&mut harness, "the words", |h| prompt(h).is_ok_and(|prompt| prompt == "a red circle"))
}

#[test]
fn the_palette_finds_presets_by_their_names() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "a red circle")?;
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    until(&mut harness, "the palette", |h| there(h, "Stop what is being painted"))?;
    harness.event(egui::Event::Text("gzhel".into()));
    until(&mut harness, "the preset", |h| there(h, "Preset: Gzhel"))?;
    harness.key_press(egui::Key::Enter);
    until(&mut harness, "the style", |h| there(h, "Take the style away: Gzhel"))
}
