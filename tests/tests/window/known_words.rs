//! What étude knows: words that it does not are pointed out below the prompt, and words that it does are offered.

use anyhow::{Context, Result, ensure};
use bluerider_tests::studio_window::{says, until, window};
use egui_kittest::kittest::Queryable;

fn session(root: &std::path::Path, prompt: &str) -> Result<()> {
    std::fs::create_dir_all(root.join("config"))?;
    Ok(std::fs::write(root.join("config/session.json"), format!(r#"{{"prompt": "{prompt}"}}"#))?)
}

#[test]
fn an_unknown_word_is_named_with_the_way_to_the_models() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "a red cheeseburger on a yellow ground")?;
    let mut harness = window(root.path());
    until(&mut harness, "the sentence", |h| says(h, "Étude has never seen “cheeseburger”"))?;
    harness.query_by_label("See the models").context("no way to the models")?.click();
    until(&mut harness, "the room of models", |h| says(h, "Kandinsky 2.2"))
}

#[test]
fn a_prompt_that_is_known_has_no_such_sentence() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "синий квадрат над жёлтым кругом")?;
    let mut harness = window(root.path());
    until(&mut harness, "the token count", |h| says(h, "tokens"))?;
    ensure!(!says(&harness, "has never seen"));
    Ok(())
}

#[test]
fn a_known_word_is_offered_and_taken() -> Result<()> {
    let root = tempfile::tempdir()?;
    session(root.path(), "")?;
    let mut harness = window(root.path());
    harness.run_steps(3);
    harness.query_all_by_label("Prompt").next().context("no prompt")?.focus();
    harness.step();
    harness.query_all_by_label("Prompt").next().context("no prompt")?.type_text("a blue semi");
    until(&mut harness, "the offer", |h| h.query_by_label("semicircle").is_some())?;
    harness.query_by_label("semicircle").context("not offered")?.click();
    until(&mut harness, "the word", |h| h.query_all_by_value("a blue semicircle").next().is_some())
}
