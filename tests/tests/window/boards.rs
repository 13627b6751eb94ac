//! Boards: pictures are put on several, from a menu and by dragging; renamed, joined, and shown by a click.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::picture_file::{self, Provenance};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_tests::studio_window::{Shown, click, there, until, window};
use bluerider_tests::worded::worded;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

/// A window with three pictures, of two days.
fn studio(root: &Path) -> Result<Shown> {
    let folder = root.join("pictures");
    std::fs::create_dir_all(&folder)?;
    for (index, prompt) in ["a circle", "a square", "a ring"].into_iter().enumerate() {
        let picture = Picture { width: 64, height: 64, pixels: Arc::from(vec![60 + 50 * index as u8; 3 * 64 * 64]) };
        let recipe = Recipe { width: 64, height: 64, ..Recipe::new(Model::Etude, prompt) };
        let painted = 1_700_000_000_000_000 - (index / 2) as i64 * 86_400_000_000 - index as i64;
        let provenance = Provenance { painted, ..Provenance::new(recipe, "0".into()) };
        let bytes = picture_file::encode(&picture, Some(&provenance));
        std::fs::write(folder.join(format!("{index}.png")), bytes.map_err(|e| anyhow::anyhow!(worded(e).message))?)?;
    }
    let mut harness = window(root);
    until(&mut harness, "the gallery", |h| there(h, "a circle") && there(h, "a ring"))?;
    Ok(harness)
}

/// Puts what `label` names on a new board, from its menu.
fn put_on_new(harness: &mut Shown, label: &str, board: &str) -> Result<()> {
    harness.query_all_by_label(label).next().context("no picture")?.click_secondary();
    harness.run_steps(3);
    click(harness, "Put on boards")?;
    until(harness, "the field", |h| there(h, "New board"))?;
    harness.get_by_label("New board").focus();
    harness.step();
    harness.event(egui::Event::Text(board.into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    Ok(())
}

#[test]
fn pictures_are_put_on_boards_and_boards_are_joined() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path())?;
    put_on_new(&mut harness, "a circle", "Shapes")?;
    until(&mut harness, "the board", |h| there(h, "Board Shapes: 1 picture"))?;
    put_on_new(&mut harness, "a circle", "Red")?;
    until(&mut harness, "both boards", |h| there(h, "Board Red: 1 picture") && there(h, "Board Shapes: 1 picture"))?;

    // A second one is dragged there.
    let from = harness.query_all_by_label("a square").next().context("no square")?.rect().center();
    let to = harness.get_by_label("Board Shapes: 1 picture").rect().center();
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.run_steps(2);
    harness.hover_at(from + egui::vec2(20.0, 0.0));
    harness.run_steps(2);
    harness.hover_at(to);
    harness.run_steps(2);
    harness.drop_at(to);
    until(&mut harness, "two pictures", |h| there(h, "Board Shapes: 2 pictures"))?;
    click(&mut harness, "Board Shapes: 2 pictures")?;
    until(&mut harness, "the board's pictures", |h| there(h, "a square") && !there(h, "a ring"))?;

    // Its menu gives it the name of the other one, and what is shown follows.
    harness.get_by_label("Board Shapes: 2 pictures").click_secondary();
    until(&mut harness, "the field", |h| {
        h.query_all_by_role(egui::accesskit::Role::TextInput).any(|f| f.value().as_deref() == Some("Shapes"))
    })?;
    let field =
        harness.query_all_by_role(egui::accesskit::Role::TextInput).find(|f| f.value().as_deref() == Some("Shapes"));
    field.context("no field")?.focus();
    harness.step();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.event(egui::Event::Text("Red".into()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    until(&mut harness, "one board", |h| there(h, "Board Red: 2 pictures") && !there(h, "Board Shapes: 2 pictures"))?;
    ensure!(there(&harness, "a square") && !there(&harness, "a ring"), "the gallery shows something else");
    Ok(())
}

#[test]
fn keys_go_up_and_down_and_choose() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path())?;
    click(&mut harness, "a circle")?;
    let shown = |h: &Shown, name: &str| there(h, name) && there(h, "Use recipe");
    // Two stand in the first day's line, the third below them on another day.
    harness.key_press(Key::ArrowDown);
    until(&mut harness, "the one below", |h| there(h, "2.png") && shown(h, "a ring"))?;
    harness.key_press(Key::ArrowUp);
    until(&mut harness, "the one above", |h| there(h, "0.png"))?;
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    until(&mut harness, "all three", |h| there(h, "3 pictures chosen"))?;
    harness.key_press(Key::M);
    until(&mut harness, "two", |h| there(h, "2 pictures chosen"))
}
