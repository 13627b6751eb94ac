//! A studio that did not end well twice opens plain, and nothing is lost by it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::{Message, Studio};
use bluerider_engine::protocol::Model;

fn open(root: &Path) -> Studio {
    Studio::open(Paths::under(root), Arc::new(|| {}))
}

fn is_plain(studio: &Studio) -> bool {
    studio.messages.list().contains(&Message::PlainStart)
}

/// A draft that begins with a picture, and a job that waits.
fn leave_something(root: &Path) -> Draft {
    let mut studio = open(root);
    studio.apply(Intent::Edit(Box::new(Draft { prompt: "a blue rider".into(), ..studio.draft.clone() })));
    studio.apply(Intent::Paint(Place::Back));
    let (init, model) =
        (Some(PathBuf::from("/pictures/large.png")), Model::Folder { decoder: "/m".into(), prior: None });
    let draft = Draft { room: Room::ImageToImage, init, model, ..studio.draft.clone() };
    studio.apply(Intent::Edit(Box::new(draft.clone())));
    studio.close();
    draft
}

#[test]
fn after_two_bad_ends_it_opens_plain_and_keeps_what_it_left_out() -> Result<()> {
    let root = tempfile::tempdir()?;
    let draft = leave_something(root.path());
    for _ in 0..2 {
        // It is not closed: that is what a crash looks like from the next start.
        let studio = open(root.path());
        ensure!(!is_plain(&studio) && studio.draft == draft, "it left something out too early");
    }
    let mut studio = open(root.path());
    ensure!(is_plain(&studio), "it says nothing: {:?}", studio.messages.list());
    ensure!(studio.draft.room == Room::Paint && studio.draft.init.is_none() && studio.draft.model == Model::Etude);
    ensure!(studio.draft.prompt == draft.prompt, "the words are gone");
    ensure!(studio.queue.is_paused() && studio.queue.waiting() == 1, "the queue goes on, or is gone");
    // One step back is all that was left out.
    studio.apply(Intent::Undo);
    ensure!(studio.draft == draft && !is_plain(&studio), "{:?}", studio.draft);
    studio.apply(Intent::Redo);
    studio.close();
    // Unchanged, the plain draft does not take the place of the one of before.
    let studio = open(root.path());
    ensure!(!is_plain(&studio) && studio.draft == draft, "{:?}", studio.draft);
    Ok(())
}

#[test]
fn an_end_as_it_should_be_is_forgotten() -> Result<()> {
    let root = tempfile::tempdir()?;
    for _ in 0..5 {
        ensure!(!is_plain(&open(root.path())));
        let mut studio = open(root.path());
        ensure!(!is_plain(&studio));
        studio.close();
    }
    let kept = std::fs::read_to_string(Paths::under(root.path()).config.join("starts.json")).context("no count")?;
    ensure!(kept.contains("\"unfinished\": 0"), "{kept}");
    Ok(())
}

#[test]
fn a_count_that_cannot_be_read_stops_nothing() -> Result<()> {
    let root = tempfile::tempdir()?;
    let file = Paths::under(root.path()).config.join("starts.json");
    std::fs::create_dir_all(file.parent().context("a folder")?)?;
    for text in ["", "[]", "{\"unfinished\": -1}", "{\"unfinished\": 99999999999}"] {
        std::fs::write(&file, text)?;
        ensure!(!is_plain(&open(root.path())), "{text}");
    }
    Ok(())
}
