//! The prompt column: in the order of use, with what the room reads, by the names that a screen reader hears.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::picture_file::{self, Provenance};
use bluerider_engine::protocol::{Model, Picture, Recipe, Task};
use bluerider_tests::studio_window::{Shown, click, pictures, says, there, until, window};
use bluerider_tests::worded::worded;
use egui_kittest::kittest::{NodeT, Queryable};

/// A window on a draft that étude paints in a moment; `further`: more fields of it.
fn studio(root: &Path, further: &str) -> Result<Shown> {
    std::fs::create_dir_all(root.join("config"))?;
    let quick = r#""prompt": "a red circle", "steps": 2, "prior_steps": 2, "width": 128, "height": 128"#;
    std::fs::write(root.join("config/session.json"), format!("{{{quick}{further}}}"))?;
    let mut harness = window(root);
    harness.run_steps(3);
    Ok(harness)
}

/// A window with this picture, "a ground", in its gallery and selected.
pub(super) fn studio_with(root: &Path, picture: &Picture) -> Result<Shown> {
    let folder = root.join("pictures");
    std::fs::create_dir_all(&folder)?;
    let (width, height) = (picture.width, picture.height);
    let recipe = Recipe { width, height, ..Recipe::new(Model::Etude, "a ground") };
    let bytes = picture_file::encode(picture, Some(&Provenance::new(recipe, "0".into())));
    std::fs::write(folder.join("0.png"), bytes.map_err(|error| anyhow::anyhow!(worded(error).message))?)?;
    let mut harness = studio(root, "")?;
    until(&mut harness, "the gallery", |h| there(h, "a ground"))?;
    click(&mut harness, "a ground")?;
    Ok(harness)
}

fn draft(harness: &Shown) -> Result<&Draft> {
    Ok(harness.state().as_ref().context("no window")?.draft())
}

/// The top of the first thing that is called so.
fn top(harness: &Shown, name: &str) -> Result<f32> {
    let found = harness.query_all_by_label(name).next().with_context(|| format!("nothing is called {name}"))?;
    Ok(found.rect().top())
}

#[test]
fn it_is_in_the_order_of_use_and_settings_are_under_advanced() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    let order = ["Prompt", "Negative prompt", "Presets", "Size", "Pictures", "Seed", "Advanced", "Paint"];
    let tops = order.map(|name| top(&harness, name));
    let tops = tops.into_iter().collect::<Result<Vec<_>>>()?;
    ensure!(tops.is_sorted(), "{order:?} at {tops:?}");
    ensure!(!there(&harness, "Steps"));
    click(&mut harness, "Advanced")?;
    until(&mut harness, "the settings", |h| there(h, "Steps") && there(h, "Variation"))?;
    // It is as it was left in the next session.
    drop(harness);
    let mut harness = studio(root.path(), "")?;
    until(&mut harness, "the settings", |h| there(h, "Steps"))?;
    click(&mut harness, "Advanced")?;
    until(&mut harness, "their end", |h| !there(h, "Steps"))
}

#[test]
fn what_a_room_does_not_read_is_not_there() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    for (room, prompt, size, count) in [
        ("Blend", false, true, true),
        ("Extend", true, false, true),
        ("Grid", true, true, false),
        ("Words", true, true, true),
    ] {
        click(&mut harness, room)?;
        harness.run_steps(3);
        let found = ["Prompt", "Size", "Pictures"].map(|name| there(&harness, name));
        ensure!(found == [prompt, size, count], "{room}: {found:?}");
    }
    Ok(())
}

#[test]
fn a_style_is_a_chip_beside_the_words_until_it_is_clicked_away() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    let folder = root.path().join("pictures");
    for style in ["Gzhel", "Khokhloma"] {
        click(&mut harness, "All presets…")?;
        harness.get_by_label("Search presets").focus();
        harness.step();
        harness.get_by_label("Search presets").type_text(style);
        until(&mut harness, "the style", |h| h.query_all_by_label("Use").count() == 1)?;
        click(&mut harness, "Use")?;
        until(&mut harness, "that it is used", |h| there(h, "In use"))?;
        click(&mut harness, "Close")?;
    }
    until(&mut harness, "both chips", |h| {
        there(h, "Take the style away: Gzhel") && there(h, "Take the style away: Khokhloma")
    })?;
    ensure!(draft(&harness)?.prompt == "a red circle" && says(&harness, "Painted as: a red circle, "));
    click(&mut harness, "Take the style away: Khokhloma")?;
    until(&mut harness, "its end", |h| !there(h, "Take the style away: Khokhloma"))?;
    click(&mut harness, "Paint")?;
    until(&mut harness, "the picture", |h| pictures(&folder) == 1 && !there(h, "Stop"))?;
    let file = std::fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.is_file() && path.extension().is_some_and(|end| end == "png"));
    let said = picture_file::read_metadata(&file.context("no file")?);
    let (said, _) = said.map_err(|error| anyhow::anyhow!(worded(error).message))?;
    let recipe = said.as_ref().and_then(|said| said.recipe()).context("no recipe")?;
    ensure!(recipe.prompt.starts_with("a red circle, ") && recipe.prompt.contains("cobalt"), "{}", recipe.prompt);
    ensure!(draft(&harness)?.prompt == "a red circle" && draft(&harness)?.styles.len() == 1);
    Ok(())
}

#[test]
fn shapes_are_chips_that_keep_the_model_s_area() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    click(&mut harness, "3:2")?;
    ensure!((draft(&harness)?.width, draft(&harness)?.height) == (160, 112));
    click(&mut harness, "Swap width and height")?;
    ensure!((draft(&harness)?.width, draft(&harness)?.height) == (112, 160));
    // Upright, so are the shapes.
    click(&mut harness, "9:16")?;
    ensure!((draft(&harness)?.width, draft(&harness)?.height) == (96, 176));
    click(&mut harness, "1:1")?;
    ensure!((draft(&harness)?.width, draft(&harness)?.height) == (128, 128));
    Ok(())
}

#[test]
fn presets_are_kept_in_parts_and_changed_in_their_browser() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    click(&mut harness, "All presets…")?;
    until(&mut harness, "the browser", |h| there(h, "Name of a new preset"))?;
    harness.get_by_label("Name of a new preset").focus();
    harness.step();
    harness.get_by_label("Name of a new preset").type_text("Mine");
    harness.run_steps(2);
    for part in ["settings", "size"] {
        click(&mut harness, part)?;
    }
    click(&mut harness, "Keep the column as a preset")?;
    until(&mut harness, "the preset", |h| there(h, "Change Mine"))?;
    let kept = || -> Result<serde_json::Value> {
        let text = std::fs::read_to_string(root.path().join("config/presets/presets.json"))?;
        Ok(serde_json::from_str::<serde_json::Value>(&text)?[0].clone())
    };
    ensure!(kept()?["prompt"] == "a red circle" && kept()?.get("settings").is_none() && kept()?.get("size").is_none());
    click(&mut harness, "Change Mine")?;
    until(&mut harness, "its fields", |h| there(h, "What it is, in a line"))?;
    harness.get_by_label("What it is, in a line").focus();
    harness.step();
    harness.get_by_label("What it is, in a line").type_text("A trial");
    harness.run_steps(2);
    click(&mut harness, "Save the change")?;
    until(&mut harness, "the change", |h| there(h, "A trial"))?;
    ensure!(kept()?["note"] == "A trial" && kept()?["prompt"] == "a red circle");
    Ok(())
}

#[test]
fn a_detail_is_repainted_by_itself_and_seen_behind_a_curtain() -> Result<()> {
    let root = tempfile::tempdir()?;
    let (folder, side) = (root.path().join("pictures"), 240);
    let picture = Picture { width: side, height: side, pixels: Arc::from(vec![200; 3 * side * side]) };
    let mut harness = studio_with(root.path(), &picture)?;
    click(&mut harness, "Repaint")?;
    let canvas = "The picture; paint over what is to change";
    until(&mut harness, "the picture", |h| there(h, canvas))?;
    click(&mut harness, "Only the masked part")?;
    until(&mut harness, "the margin", |h| there(h, "Margin"))?;
    ensure!((draft(&harness)?.width, draft(&harness)?.height) == (128, 128), "not the model's own size");
    let middle = harness.get_by_label(canvas).rect().center();
    harness.hover_at(middle);
    harness.step();
    harness.drag_at(middle);
    harness.step();
    harness.drop_at(middle);
    harness.run_steps(2);
    click(&mut harness, "Repaint the part")?;
    until(&mut harness, "the result", |h| pictures(&folder) == 2 && there(h, "Curtain") && !there(h, "Stop"))?;
    let recipe = harness.state().as_ref().context("no window")?.draft().to_recipe();
    ensure!(matches!(recipe.task, Task::Inpaint { only_masked: Some(32), .. }), "{:?}", recipe.task);
    let result = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
    let mut result = result.filter(|path| path.extension().is_some_and(|end| end == "png") && !path.ends_with("0.png"));
    let result = picture_file::read_picture(&result.next().context("no result")?);
    let result = result.map_err(|error| anyhow::anyhow!(worded(error).message))?;
    ensure!((result.width, result.height) == (side, side), "{} × {}", result.width, result.height);
    ensure!(result.pixels[..3] == [200; 3] && result.pixels[..] != picture.pixels[..]);
    ensure!(there(&harness, canvas) && draft(&harness)?.room == Room::Inpaint);
    click(&mut harness, "Curtain")?;
    until(&mut harness, "the curtain", |h| !there(h, canvas))?;
    click(&mut harness, "Beside")?;
    until(&mut harness, "the mask", |h| there(h, canvas))
}

#[test]
fn a_sketch_in_colour_is_painted_over_and_taken_back_by_strokes() -> Result<()> {
    let root = tempfile::tempdir()?;
    let (folder, side) = (root.path().join("pictures"), 128);
    let picture = Picture { width: side, height: side, pixels: Arc::from(vec![250; 3 * side * side]) };
    let mut harness = studio_with(root.path(), &picture)?;
    click(&mut harness, "Vary")?;
    until(&mut harness, "the picture", |h| there(h, "The picture to begin with"))?;
    let stroke = |harness: &mut Shown| {
        let middle = harness.get_by_label("The picture to begin with").rect().center();
        harness.hover_at(middle);
        harness.step();
        harness.drag_at(middle);
        harness.step();
        harness.hover_at(middle + egui::vec2(40.0, 0.0));
        harness.step();
        harness.drop_at(middle + egui::vec2(40.0, 0.0));
        harness.run_steps(2);
    };
    // Without the brush nothing is painted.
    stroke(&mut harness);
    click(&mut harness, "Colour")?;
    until(&mut harness, "the brush", |h| there(h, "Colour of the brush"))?;
    stroke(&mut harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run_steps(3);
    ensure!(draft(&harness)?.room == Room::ImageToImage);
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    harness.run_steps(3);
    click(&mut harness, "Paint over it")?;
    until(&mut harness, "the result", |h| pictures(&folder) == 2 && !there(h, "Stop"))?;
    let init = draft(&harness)?.init.clone().context("no picture to begin with")?;
    ensure!(init.ends_with("sketch.png"), "{}", init.display());
    let sketch = picture_file::read_picture(&init).map_err(|error| anyhow::anyhow!(worded(error).message))?;
    let (painted, kept) = (sketch.pixels.chunks_exact(3), [250_u8; 3]);
    let red = painted.clone().filter(|pixel| *pixel == [200, 40, 40]).count();
    ensure!(red > 20 && painted.filter(|pixel| **pixel == kept).count() > red, "{red} pixels in the brush's colour");
    // The picture's own file is as it was.
    let own = picture_file::read_picture(&folder.join("0.png")).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    ensure!(own == picture);
    Ok(())
}

#[test]
fn the_window_is_laid_out_as_it_was_left() -> Result<()> {
    let root = tempfile::tempdir()?;
    let settings = root.path().join("config/settings.json");
    let harness = studio(root.path(), "")?;
    let gallery =
        |harness: &Shown| Ok(harness.query_all_by_label("Gallery").next().context("no gallery")?.rect().left());
    let usual: Result<f32> = gallery(&harness);
    let usual = usual?;
    drop(harness);
    let read = || -> Result<serde_json::Value> { Ok(serde_json::from_str(&std::fs::read_to_string(&settings)?)?) };
    let mut kept = read()?;
    let width = kept["layout"]["gallery"].as_f64().context("the gallery's width is not kept")?;
    ensure!((width - 252.0).abs() < 1.0 && kept["layout"]["column"].as_f64() == Some(324.0), "{kept}");
    kept["layout"]["gallery"] = 300.into();
    std::fs::write(&settings, kept.to_string())?;
    let harness = studio(root.path(), "")?;
    let now: Result<f32> = gallery(&harness);
    ensure!((usual - now? - 48.0).abs() < 1.0, "the gallery has another width than was kept");
    Ok(())
}

#[test]
fn the_bar_says_how_much_memory_is_in_use_and_settings_hold_the_device() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    until(&mut harness, "the memory", |h| says(h, "GB by Blue Rider"))?;
    ensure!(!says(&harness, "flex"), "the backend is for the details");
    click(&mut harness, "⚙ Settings")?;
    until(&mut harness, "the device", |h| there(h, "The processor") && says(h, "flex"))?;
    click(&mut harness, "The processor")?;
    let settings = root.path().join("config/settings.json");
    until(&mut harness, "the setting", |_| {
        std::fs::read_to_string(&settings).is_ok_and(|text| text.contains("\"device\": \"cpu\""))
    })
}

#[test]
fn screen_readers_hear_how_far_it_is_and_what_came() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut harness = studio(root.path(), "")?;
    click(&mut harness, "Paint")?;
    until(&mut harness, "the progress", |h| says(h, "Painting: "))?;
    until(&mut harness, "the end", |h| there(h, "Painted: a red circle"))?;
    let point = harness.get_by_label("Painted: a red circle");
    ensure!(point.accesskit_node().live() == egui::accesskit::Live::Polite);
    Ok(())
}
