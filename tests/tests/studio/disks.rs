//! Disks that are full, read-only, gone or broken: what could be written is whole, what could not is told once and
//! kept, and what was there before is as it was.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::intent::{Export, GalleryIntent, Intent, Place, QueueIntent};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{file_name, read_metadata, read_picture};
use bluerider::studio::presets::Keep;
use bluerider::studio::{Message, Studio, storage};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_tests::events::painted_event;
use bluerider_tests::studio_hands::{typed, until};
use bluerider_tests::studio_window::pictures;

fn open(root: &Path) -> Studio {
    Studio::open(Paths::under(root), Arc::new(|| {}))
}

/// Puts a job into the queue, which waits, and has its picture come. How many have no file then is in the studio.
fn paint(studio: &mut Studio, prompt: &str) -> Result<()> {
    typed(studio, prompt);
    studio.apply(Intent::Queue(QueueIntent::Pause(true)));
    studio.apply(Intent::Paint(Place::Back));
    let job = studio.queue.list().last().context("no job")?.id;
    let picture = Picture { width: 32, height: 32, pixels: vec![90; 3 * 32 * 32].into() };
    studio.on_event(painted_event(job, picture, Box::new(studio.draft.to_recipe())));
    until(studio, "the picture", |studio| !studio.is_saving())
}

fn errors(studio: &Studio) -> usize {
    studio.messages.list().iter().filter(|message| matches!(message, Message::Error(_))).count()
}

/// What is left of files that were being written.
fn remains(folder: &Path) -> Result<Vec<String>> {
    let names = std::fs::read_dir(folder)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|name| name.starts_with(".writing-")).collect())
}

/// The disk is a small one in memory, which only the program in this test sees.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_nothing_and_says_so_once() -> Result<()> {
    let root = tempfile::tempdir()?;
    let inside = "mount -t tmpfs -o size=2m none \"$1\" && exec \"$0\" \"$1\"";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", inside, env!("CARGO_BIN_EXE_full_disk")])
        .arg(root.path())
        .output()
        .context("this test mounts a disk of its own with `unshare`")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ensure!(String::from_utf8_lossy(&output.stdout).contains("nothing was lost"), "{output:?}");
    Ok(())
}

#[test]
fn what_was_not_flushed_is_not_said_to_be_written() -> Result<()> {
    let root = tempfile::tempdir()?;
    let (old, new) = (root.path().join("old.json"), root.path().join("new.png"));
    storage::write(&old, b"old")?;
    // EIO, as of a disk that fails.
    fail::cfg("storage-flush", "return(5)").map_err(anyhow::Error::msg)?;
    for failed in [storage::write(&old, b"new").err(), storage::write_new(&new, b"new").err()] {
        let error = failed.context("it is said to be written")?;
        ensure!(error.detail.contains("os error 5"), "{error:?}");
    }
    let mut studio = open(root.path());
    paint(&mut studio, "a circle")?;
    ensure!(studio.unsaved() == 1, "a picture that may not be on the disk is said to be saved");
    ensure!(studio.messages.list().iter().any(|message| matches!(message, Message::NotSaved(_))));
    fail::remove("storage-flush");

    ensure!(std::fs::read(&old)? == b"old" && !new.exists());
    ensure!(remains(root.path())?.is_empty() && remains(&root.path().join("pictures"))?.is_empty());
    studio.apply(Intent::SaveAgain);
    until(&mut studio, "the second try", |studio| studio.unsaved() == 0 && !studio.is_saving())?;
    ensure!(pictures(&root.path().join("pictures")) == 1);
    Ok(())
}

/// One write after another fails, and all others do not.
#[test]
fn whichever_write_fails_nothing_that_was_there_is_lost() -> Result<()> {
    let mut hit = 0;
    for write in 0..40 {
        let root = tempfile::tempdir()?;
        let mut studio = open(root.path());
        typed(&mut studio, "before");
        studio.apply(Intent::KeepPreset("before".into(), Keep::of(&studio.draft)));
        studio.close();
        drop(studio);

        // ENOSPC.
        fail::cfg("storage-make", &format!("{write}*off->1*return(28)->off")).map_err(anyhow::Error::msg)?;
        let mut studio = open(root.path());
        typed(&mut studio, "after");
        until(&mut studio, "that it rests", |studio| !studio.unwritten())?;
        studio.apply(Intent::KeepPreset("after".into(), Keep::of(&studio.draft)));
        // Painting clears what was told before.
        let mut told = studio.messages.list().to_vec();
        paint(&mut studio, "a circle")?;
        told.extend_from_slice(studio.messages.list());
        let unsaved = studio.unsaved();
        studio.close();
        drop(studio);
        fail::remove("storage-make");

        let failed = told.iter().any(|message| matches!(message, Message::Error(_) | Message::NotSaved(_)));
        hit += usize::from(failed);
        let studio = open(root.path());
        let about = format!("write {write} failed, and it said {told:?}");
        ensure!(errors(&studio) == 0, "{about}: a file was damaged: {:?}", studio.messages.list());
        let presets: Vec<_> = studio.presets.list().iter().map(|preset| preset.name.as_str()).collect();
        ensure!(presets == ["before", "after"], "{about}: {presets:?}");
        ensure!(["before", "after", "a circle"].contains(&studio.draft.prompt.as_str()), "{about}");
        ensure!(pictures(&root.path().join("pictures")) + unsaved == 1, "{about}: the picture is gone");
    }
    ensure!(hit >= 2, "only {hit} of the writes were told of");
    Ok(())
}

#[test]
fn a_folder_for_settings_that_cannot_be_written_to_is_told_once_and_stops_nothing() -> Result<()> {
    let root = tempfile::tempdir()?;
    // A file in its place: nobody can write into it, not even root.
    std::fs::write(root.path().join("config"), b"not a folder")?;
    let mut studio = open(root.path());
    typed(&mut studio, "a circle");
    let session = |message: &Message| {
        let Message::Error(error) = message else { return false };
        let said = error.to_string();
        said.contains("Write") && said.contains("session.json")
    };
    until(&mut studio, "a word about it", |studio| studio.messages.list().iter().any(session))?;
    studio.messages.retain(|_| false);
    for prompt in ["a square", "a star"] {
        typed(&mut studio, prompt);
        until(&mut studio, "that it rests", |studio| !studio.unwritten())?;
        std::thread::sleep(Duration::from_millis(50));
        studio.tick(Instant::now());
    }
    ensure!(!studio.messages.list().iter().any(session), "it is told again: {:?}", studio.messages.list());
    paint(&mut studio, "a circle")?;
    ensure!(pictures(&root.path().join("pictures")) == 1);
    studio.close();
    ensure!(std::fs::read(root.path().join("config"))? == b"not a folder");
    Ok(())
}

#[test]
fn a_gallery_that_goes_while_it_is_open_is_made_again_for_the_next_picture() -> Result<()> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    let mut studio = open(root.path());
    paint(&mut studio, "a circle")?;
    // The index may be written into it at that moment.
    while folder.exists() {
        _ = std::fs::remove_dir_all(&folder);
    }
    paint(&mut studio, "a square")?;
    ensure!(studio.unsaved() == 0 && pictures(&folder) == 1, "{:?}", studio.messages.list());
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_link_that_leads_nowhere_in_the_gallerys_place_is_left_alone() -> Result<()> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    std::os::unix::fs::symlink("/nowhere/at/all", &folder)?;
    let mut studio = open(root.path());
    paint(&mut studio, "a circle")?;
    ensure!(studio.unsaved() == 1, "it is said to be saved");
    ensure!(std::fs::read_link(&folder)? == Path::new("/nowhere/at/all"));
    Ok(())
}

#[test]
fn fifty_pictures_of_one_second_are_fifty_files() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    for _ in 0..50 {
        paint(&mut studio, "a circle")?;
    }
    ensure!(pictures(&root.path().join("pictures")) == 50, "{}", pictures(&root.path().join("pictures")));
    Ok(())
}

#[test]
fn any_prompt_gives_a_name_that_every_system_takes() -> Result<()> {
    let root = tempfile::tempdir()?;
    for prompt in [
        "",
        "CON",
        "..",
        "a/b\\c:d*e?f\"g<h>i|j",
        "trailing dot.",
        "nul\0bell\u{7}escape\u{1b}[2J",
        "\u{202e}gnp.exe",
        "🎨🖼️ красный круг — ü",
        "عربي עברית",
        &"İ".repeat(300),
        &"漢".repeat(300),
    ] {
        let recipe = Recipe { width: 32, height: 32, ..Recipe::new(Model::Etude, prompt) };
        let name = file_name(&recipe, 1_700_000_000);
        // What Windows refuses, what a terminal obeys, and what turns letters around.
        let bad = |c: char| "/\\:*?\"<>|".contains(c) || c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        ensure!(name.len() < 250 && !name.contains(bad) && name.starts_with("1700000000"), "{name:?}");
        ensure!(Path::new(&name).file_name().is_some_and(|last| last == name.as_str()), "{name:?}");
        let mut studio = open(root.path());
        paint(&mut studio, prompt)?;
        let path = studio.shown().and_then(|entry| entry.path.clone()).context("no file")?;
        let (said, _) = read_metadata(&path)?;
        ensure!(said.is_some_and(|said| said.prompt == prompt), "{prompt:?} did not come back");
    }
    Ok(())
}

#[test]
fn two_exports_under_one_name_leave_one_whole_picture() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    paint(&mut studio, "a circle")?;
    let id = studio.shown().context("no picture")?.id;
    let target = root.path().join("copy.png");
    for export in [Export::Whole, Export::Plain, Export::Whole, Export::Plain] {
        studio.apply(Intent::Gallery(GalleryIntent::SaveAs(id, target.clone(), export)));
    }
    until(&mut studio, "the copy", |studio| studio.messages.list().contains(&Message::Copied))?;
    studio.close();
    ensure!(read_picture(&target).is_ok() && remains(root.path())?.is_empty());
    Ok(())
}
