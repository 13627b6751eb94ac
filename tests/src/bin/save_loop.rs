//! Changes one thing after another in a studio, and says so as soon as each is on the disk; for the test that kills it.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bluerider::studio::Studio;
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{BoardEdit, read_said};
use bluerider::studio::presets::Keep;
use bluerider_engine::protocol::Picture;
use bluerider_tests::events::painted_event;

fn main() -> Result<()> {
    let root = PathBuf::from(std::env::args().nth(1).context("no folder")?);
    let begin: u64 = std::env::args().nth(2).context("no number")?.parse()?;
    let mut studio = Studio::open(Paths::under(&root), Arc::new(|| {}));
    let config = root.join("config");
    for number in begin.. {
        let words = format!("picture {number}.");
        let draft = Draft { prompt: words.clone(), ..Draft::default() };
        studio.apply(Intent::Edit(Box::new(draft)));
        // The draft is written a little later; the test does not wait for that long.
        let later = Instant::now() + Duration::from_secs(5);
        wait(&mut studio, later, &config.join("session.json"), &words)?;
        say("draft", number)?;

        studio.apply(Intent::Queue(bluerider::studio::intent::QueueIntent::Pause(true)));
        studio.apply(Intent::Paint(Place::Back));
        wait(&mut studio, later, &config.join("queue.json"), &words)?;
        say("queue", number)?;

        studio.apply(Intent::KeepPreset(words.clone(), Keep::of(&studio.draft)));
        say("preset", number)?;

        let picture = Picture { width: 32, height: 32, pixels: vec![number as u8; 3 * 32 * 32].into() };
        let recipe = Box::new(studio.draft.to_recipe());
        let job = studio.queue.list().last().context("no job")?.id;
        studio.on_event(painted_event(job, picture, recipe));
        let id = studio.shown().context("no picture")?.id;
        while studio.gallery.get(id).is_none_or(|entry| entry.path.is_none()) {
            studio.tick(later);
            std::thread::sleep(Duration::from_millis(1));
        }
        say("picture", number)?;

        studio.gallery.edit_boards(&[id], BoardEdit::Put(words.clone()));
        while !studio.gallery.boards().iter().any(|(board, _)| *board == words) {
            studio.tick(later);
            std::thread::sleep(Duration::from_millis(1));
        }
        say("board", number)?;

        studio.gallery.star(&[id], true);
        let file = studio.gallery.get(id).and_then(|entry| entry.path.clone()).context("no file")?;
        while !read_said(&file).is_ok_and(|said| said.remark.star) {
            studio.tick(later);
            std::thread::sleep(Duration::from_millis(1));
        }
        say("star", number)?;
    }
    Ok(())
}

/// Waits until the file says `words`.
fn wait(studio: &mut Studio, now: Instant, file: &std::path::Path, words: &str) -> Result<()> {
    loop {
        // Twice: a change is noticed first, and written once it has been there for a while.
        studio.tick(Instant::now());
        studio.tick(now);
        if std::fs::read_to_string(file).is_ok_and(|text| text.contains(words)) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn say(what: &str, number: u64) -> Result<()> {
    println!("{what} {number}");
    Ok(std::io::stdout().flush()?)
}
