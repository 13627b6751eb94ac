//! The Models room, used through the window by the names that a screen reader hears. Nothing is fetched here: what
//! downloads do is in the studio's tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bluerider_engine::protocol::Model;
use bluerider_tests::fixtures::{copy_folder, root_of};
use bluerider_tests::studio_window::{Shown, says, until, window};
use egui_kittest::kittest::Queryable;

fn click(harness: &mut Shown, label: &str) -> Result<()> {
    harness.query_all_by_label_contains(label).next().with_context(|| format!("nothing is called {label}"))?.click();
    harness.run_steps(4);
    Ok(())
}

/// A fresh home whose session says this.
fn home(session: &str) -> Result<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    std::fs::write(root.path().join("config/settings.json"), r#"{"language": "english"}"#)?;
    std::fs::write(root.path().join("config/session.json"), session)?;
    Ok(root)
}

/// Copies of a small 2.2's decoder and prior in `folder`, whole and alone.
fn small_22(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let root = root_of("kandinsky-2.2")?;
    let (whole, alone) = (folder.join("whole"), folder.join("alone"));
    copy_folder(&root.folder(&root.fixture.decoder)?, &whole.join("decoder"))?;
    copy_folder(&root.folder(&root.fixture.prior)?, &whole.join("prior"))?;
    copy_folder(&root.folder(&root.fixture.decoder)?, &alone.join("decoder"))?;
    Ok((whole.join("decoder"), alone.join("decoder")))
}

#[test]
fn the_menu_leads_to_the_family_with_sizes_and_what_each_is() -> Result<()> {
    let root = home("{}")?;
    let mut harness = window(root.path());
    harness.run_steps(4);
    click(&mut harness, "Model: ")?;
    click(&mut harness, "Get more models…")?;
    for said in ["Get · 15.9 GB Kandinsky 2.2", "Get · 48.2 GB Kandinsky 3.1 Flash", "reads English", "Apache-2.0"] {
        ensure!(says(&harness, said), "nothing says {said}");
    }
    ensure!(says(&harness, "never released"), "1.0 is not told of");
    Ok(())
}

#[test]
fn after_etudes_first_picture_there_is_a_way_to_more_once() -> Result<()> {
    let quick = r#"{"prompt": "a red circle", "steps": 2, "prior_steps": 2, "width": 64, "height": 64}"#;
    let root = home(quick)?;
    let mut harness = window(root.path());
    harness.run_steps(4);
    ensure!(!says(&harness, "See the models"));
    harness.get_all_by_label("Paint").next().context("no button")?.click();
    until(&mut harness, "the way to other models", |harness| says(harness, "See the models"))?;
    click(&mut harness, "See the models")?;
    ensure!(says(&harness, "Get · 15.9 GB Kandinsky 2.2") && !says(&harness, "See the models"));
    drop(harness);
    let settings = std::fs::read_to_string(root.path().join("config/settings.json"))?;
    ensure!(settings.contains(r#""more_models_shown": true"#), "{settings}");
    Ok(())
}

#[test]
fn a_folder_says_what_it_is_and_lacks_before_it_paints() -> Result<()> {
    let root = home(r#"{"room": "models"}"#)?;
    let (whole, alone) = small_22(&root.path().join("mine"))?;
    let recent = [&whole, &alone].map(|decoder| Model::Folder { decoder: decoder.clone(), prior: None });
    std::fs::write(root.path().join("config/recent-models.json"), serde_json::to_vec(&recent)?)?;
    let mut harness = window(root.path());
    harness.run_steps(4);
    for (path, verdict, paints) in
        [(&alone, "parts of it are missing", false), (&whole, "This is a whole Kandinsky 2.2", true)]
    {
        click(&mut harness, "Recent folders")?;
        click(&mut harness, &path.display().to_string())?;
        ensure!(says(&harness, verdict), "{} is not said to be: {verdict}", path.display());
        ensure!(says(&harness, "Choose the prior…") && says(&harness, "Paint with it") == paints);
    }
    click(&mut harness, "Paint with it")?;
    ensure!(says(&harness, "Model: decoder · Kandinsky 2.2"), "it is not chosen");
    Ok(())
}

#[test]
fn a_download_that_is_held_waits_and_can_be_given_up() -> Result<()> {
    let root = home(r#"{"room": "models"}"#)?;
    let kept = r#"[{"name": "kandinsky-2.2", "choice": {"pictures": true, "inpainting": false}, "paused": true}]"#;
    let file = root.path().join("config/downloads.json");
    std::fs::write(&file, kept)?;
    let mut harness = window(root.path());
    harness.run_steps(4);
    // Its name alone: other cards begin with it.
    let can_be_got = |harness: &Shown| harness.query_by_label("Get · 15.9 GB Kandinsky 2.2").is_some();
    ensure!(says(&harness, "Go on") && !can_be_got(&harness));
    click(&mut harness, "Give up")?;
    ensure!(!says(&harness, "Go on") && can_be_got(&harness));
    ensure!(std::fs::read_to_string(&file)?.trim() == "[]");
    Ok(())
}
