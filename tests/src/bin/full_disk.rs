//! Works in a studio whose disk is full, for the test that gives it one. Its argument is a folder on a small disk, all
//! of which it may fill.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bluerider::studio::error::{AnyCause, StudioError};
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::{Message, Studio};
use bluerider_engine::error::{Cause, IoReason};
use bluerider_engine::protocol::Picture;
use bluerider_tests::events::painted_event;
use bluerider_tests::studio_hands::{tick, typed, until};
use bluerider_tests::studio_window::pictures;

/// A side of the picture, in pixels: noise that is not packed smaller than a megabyte.
const SIDE: usize = 600;

fn main() -> Result<()> {
    let root = PathBuf::from(std::env::args().nth(1).context("no folder")?);
    let mut studio = Studio::open(Paths::under(&root), Arc::new(|| {}));
    typed(&mut studio, "before");
    until(&mut studio, "the draft", |_| says(&root, "before"))?;

    let filler = root.join("filler");
    // The gallery's index gives some back when it is tidied up, so it is filled until a draft finds no room.
    for number in 0.. {
        fill(&filler)?;
        typed(&mut studio, &format!("after {number}"));
        rest(&mut studio);
        if full(&studio) > 0 {
            break;
        }
        ensure!(number < 50, "nothing is said about it: {:?}", studio.messages.list());
    }
    ensure!(says(&root, "before") || says(&root, "after"), "the session is gone");

    // The picture does not fit; it waits in memory, and so does the queue.
    for _ in 0..2 {
        studio.apply(Intent::Paint(Place::Back));
    }
    let job = studio.queue.list().first().context("no job")?.id;
    let mut generator = fastrand::Rng::with_seed(1);
    let pixels: Vec<u8> = std::iter::repeat_with(|| generator.u8(..)).take(3 * SIDE * SIDE).collect();
    let picture = Picture { width: SIDE, height: SIDE, pixels: pixels.into() };
    studio.on_event(painted_event(job, picture, Box::new(studio.draft.to_recipe())));
    until(&mut studio, "the picture that has no file", |studio| studio.unsaved() == 1)?;
    ensure!(studio.queue.is_paused(), "the queue goes on painting what cannot be kept");
    ensure!(studio.messages.list().iter().any(|message| matches!(message, Message::NotSaved(_))));
    for folder in [&root, &root.join("config"), &root.join("pictures")] {
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
        let remains: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".writing-")).collect();
        ensure!(remains.is_empty(), "{remains:?} is left in {}", folder.display());
    }
    let mut told = 0;
    for number in 0..20 {
        studio.messages.retain(|_| false);
        fill(&filler)?;
        typed(&mut studio, &format!("word {number}"));
        rest(&mut studio);
        told += full(&studio);
    }
    ensure!(told < 5, "a disk that stays full was told {told} times");

    // There is room again.
    std::fs::remove_file(&filler)?;
    studio.apply(Intent::SaveAgain);
    until(&mut studio, "the picture", |studio| studio.unsaved() == 0 && !studio.is_saving())?;
    typed(&mut studio, "the end");
    studio.close();
    ensure!(says(&root, "the end") && pictures(&root.join("pictures")) == 1);
    println!("nothing was lost");
    Ok(())
}

/// Waits until what was typed has been written, or could not be.
fn rest(studio: &mut Studio) {
    // A change is noticed first, written once it has been there for a while, and the writing thread takes a moment.
    for _ in 0..20 {
        tick(studio);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// True where the session on the disk has this prompt.
fn says(root: &Path, words: &str) -> bool {
    std::fs::read_to_string(root.join("config/session.json")).is_ok_and(|text| text.contains(words))
}

/// How many messages say that the disk is full.
fn full(studio: &Studio) -> usize {
    let says_full = |message: &&Message| {
        let Message::Error(StudioError { cause: AnyCause::Engine(cause), .. }) = message else { return false };
        matches!(**cause, Cause::Io { reason: IoReason::Full, .. })
    };
    studio.messages.list().iter().filter(says_full).count()
}

/// Fills the disk to the last byte.
fn fill(path: &Path) -> Result<()> {
    let mut file = std::fs::File::options().create(true).append(true).open(path)?;
    for length in [1 << 16, 1 << 10, 1] {
        while file.write_all(&vec![1; length]).is_ok() {}
    }
    Ok(())
}
