//! The Experiments room, used through the window by the names that a screen reader hears, in both languages.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider::studio::picture_file::{self, Provenance, read_said};
use bluerider_engine::protocol::{Measured, Model, Phase, Picture, Recipe, Sampling};
use bluerider_tests::studio_window::{Shown, click, says, until, window};
use bluerider_tests::worded::worded;
use egui_kittest::kittest::{NodeT, Queryable};

/// Waits for so many runs, and for the table to have found its columns' widths.
fn listed(harness: &mut Shown, count: &str) -> Result<()> {
    until(harness, count, |harness| says(harness, count))?;
    harness.run_steps(4);
    Ok(())
}

/// A home with six pictures of two prompts in three numbers of steps, one experiment, open in the room.
fn home(language: &str) -> Result<tempfile::TempDir> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    std::fs::create_dir_all(root.path().join("pictures"))?;
    std::fs::write(root.path().join("config/settings.json"), format!(r#"{{"language": "{language}"}}"#))?;
    std::fs::write(root.path().join("config/session.json"), r#"{"room": "experiments"}"#)?;
    for index in 0..6_usize {
        let prompt = ["a red disc", "синий диск"][index % 2];
        let usual = Recipe::new(Model::Etude, prompt);
        let sampling = Sampling { steps: 10 + index / 2, ..usual.sampling };
        let recipe = Recipe { seed: 7, sampling, width: 16, height: 16, ..usual };
        let seconds = vec![(Phase::Denoise, 1.0 + index as f64)];
        let measured = Some(Measured { seconds, ..Measured::default() });
        let experiment = (index < 4).then(|| "Discs".to_owned());
        let painted = 1_700_000_000_000_000 + index as i64;
        let provenance = Provenance { measured, experiment, painted, ..Provenance::new(recipe, "0".into()) };
        let picture = Picture { width: 16, height: 16, pixels: vec![40 * index as u8; 3 * 256].into() };
        let bytes =
            picture_file::encode(&picture, Some(&provenance)).map_err(|e| anyhow::anyhow!(worded(e).message))?;
        std::fs::write(root.path().join(format!("pictures/{index}.png")), bytes)?;
    }
    Ok(root)
}

/// The names of the rows, from the top.
fn rows(harness: &Shown, begin: &str) -> Vec<(i32, String)> {
    let mut rows: Vec<(i32, String)> = harness
        .query_all_by_label_contains(begin)
        .filter_map(|row| Some((row.rect().top() as i32, row.accesskit_node().label()?)))
        .collect();
    rows.sort();
    rows
}

#[test]
fn runs_are_listed_sorted_searched_and_compared() -> Result<()> {
    let root = home("english")?;
    let mut harness = window(root.path());
    listed(&mut harness, "6 runs")?;
    click(&mut harness, "Sort by Prompt")?;
    let first = rows(&harness, "Run: ").first().cloned().context("no row")?.1;
    ensure!(first == "Run: a red disc", "{first}");
    click(&mut harness, "Sort by Prompt")?;
    let first = rows(&harness, "Run: ").first().cloned().context("no row")?.1;
    ensure!(first == "Run: синий диск", "{first}");

    harness.get_by_label("Search runs").focus();
    harness.run_steps(2);
    harness.get_by_label("Search runs").type_text("steps:10");
    listed(&mut harness, "2 runs")?;
    click(&mut harness, "Run: a red disc")?;
    ensure!(says(&harness, "Ctrl+click another run"), "the run that is chosen is not shown");
    harness.get_by_label("Run: синий диск").click_modifiers(egui::Modifiers::COMMAND);
    harness.run_steps(4);
    // They differ in their words and in what they took.
    ensure!(says(&harness, "Differences") && says(&harness, "Seconds") && !says(&harness, "Generator"));
    click(&mut harness, "Also what is the same")?;
    ensure!(says(&harness, "Generator"), "what is the same is not shown");
    Ok(())
}

#[test]
fn a_rating_and_a_note_are_in_the_picture() -> Result<()> {
    let root = home("english")?;
    let mut harness = window(root.path());
    listed(&mut harness, "6 runs")?;
    let of = |index: usize| {
        let said = read_said(&root.path().join(format!("pictures/{index}.png")));
        said.map(|said| said.remark).map_err(|e| anyhow::anyhow!(worded(e).message))
    };
    // The newest is the first.
    click(&mut harness, "Run: синий диск")?;
    click(&mut harness, "Rate 4 of 5")?;
    harness.get_by_label("Note").focus();
    harness.run_steps(2);
    harness.get_by_label("Note").type_text("лучшая");
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    let newest = |_: &Shown| of(5).is_ok_and(|said| said.rating == Some(4) && said.note == "лучшая");
    until(&mut harness, "the rating and the note", newest)?;
    // Keys rate the picture that is shown.
    click(&mut harness, "Run: a red disc")?;
    harness.key_press(egui::Key::Num2);
    until(&mut harness, "two stars", |_| of(4).is_ok_and(|said| said.rating == Some(2)))?;
    harness.key_press(egui::Key::Num0);
    until(&mut harness, "no star", |_| of(4).is_ok_and(|said| said.rating.is_none()))?;
    ensure!(of(5)?.rating == Some(4));
    Ok(())
}

#[test]
fn what_is_painted_belongs_to_the_experiment_that_runs() -> Result<()> {
    let root = home("english")?;
    let quick = r#"{"room": "experiments", "prompt": "a red circle", "steps": 2, "prior_steps": 2, "width": 64,
        "height": 64}"#;
    std::fs::write(root.path().join("config/session.json"), quick)?;
    let mut harness = window(root.path());
    harness.run_steps(4);
    harness.get_by_label("Name of an experiment").focus();
    harness.run_steps(2);
    harness.get_by_label("Name of an experiment").type_text("First trial");
    harness.run_steps(2);
    click(&mut harness, "Begin")?;
    ensure!(says(&harness, "• First trial runs"), "it does not run");
    until(&mut harness, "none of the others", |harness| says(harness, "There is no such run yet"))?;
    click(&mut harness, "Paint")?;
    let painted = |_: &Shown| bluerider_tests::studio_window::pictures(&root.path().join("pictures")) == 7;
    until(&mut harness, "a picture", painted)?;
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    until(&mut harness, "its run", |harness| says(harness, "1 run"))?;
    click(&mut harness, "End")?;
    ensure!(!says(&harness, "First trial runs"), "it goes on");
    Ok(())
}

#[test]
fn every_view_has_a_name_in_both_languages() -> Result<()> {
    let words = [
        (
            "english",
            "6 runs",
            [
                ("Columns", "A column for each"),
                ("Scatter", "a point for each run"),
                ("Parallel", "A line for each run"),
                ("Blind", "Left is better"),
                ("W&B", "Track with Weights & Biases"),
                ("Table", "Sort by Seed"),
            ],
        ),
        (
            "russian",
            "6 запусков",
            [
                ("Колонки", "По колонке на"),
                ("Точки", "точка на запуск"),
                ("Линии", "Линия на запуск"),
                ("Вслепую", "Левая лучше"),
                ("W&B", "Вести запись для Weights & Biases"),
                ("Список", "Сортировать: Сид"),
            ],
        ),
    ];
    for (language, count, views) in words {
        let root = home(language)?;
        let mut harness = window(root.path());
        listed(&mut harness, count)?;
        for (tab, said) in views {
            click(&mut harness, tab)?;
            until(&mut harness, said, |harness| says(harness, said))?;
        }
    }
    Ok(())
}

#[test]
fn one_of_two_is_chosen_without_knowing_what_it_is() -> Result<()> {
    let root = home("english")?;
    let mut harness = window(root.path());
    listed(&mut harness, "6 runs")?;
    click(&mut harness, "Blind")?;
    // Three pairs of each prompt differ in their steps.
    for left in ["6 pairs left", "5 pairs left", "4 pairs left"] {
        until(&mut harness, left, |harness| says(harness, left))?;
        click(&mut harness, if left.starts_with('5') { "Neither" } else { "Left is better" })?;
    }
    until(&mut harness, "what wins", |harness| says(harness, "% sure") || says(harness, "even so far"))?;
    let file = root.path().join("pictures/.comparisons.json");
    let kept = |_: &Shown| {
        let votes = std::fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str(&text).ok());
        votes.is_some_and(|votes: Vec<serde_json::Value>| votes.len() == 3)
    };
    until(&mut harness, "three votes on the disk", kept)?;
    Ok(())
}

/// A stand-in for the client that says a line and ends.
fn client(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(folder)?;
    let file = folder.join("wandb");
    std::fs::write(&file, "#!/bin/sh\necho \"uploading $2\"\necho half way >&2\ntouch \"$2/run-a.wandb.synced\"\n")?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[test]
fn a_run_is_exported_and_uploaded_by_the_client_that_is_installed() -> Result<()> {
    let root = home("english")?;
    client(&root.path().join("bin"))?;
    let client = root.path().join("bin/wandb");
    let settings =
        format!(r#"{{"language": "english", "tracking": {{"client": {:?}}}}}"#, client.display().to_string());
    std::fs::write(root.path().join("config/settings.json"), settings)?;
    let mut harness = window(root.path());
    listed(&mut harness, "6 runs")?;
    harness.query_all_by_label_contains("Export").next().context("no menu")?.click();
    harness.run_steps(4);
    click(&mut harness, "Run for Weights & Biases")?;
    until(&mut harness, "what was written", |harness| says(harness, "Written: "))?;
    click(&mut harness, "W&B")?;
    until(&mut harness, "the command", |harness| says(harness, "wandb sync "))?;
    click(&mut harness, "Upload now")?;
    until(&mut harness, "the end of it", |harness| says(harness, "uploaded"))?;
    until(&mut harness, "what the client said", |harness| says(harness, "half way"))?;
    Ok(())
}
