//! A studio that is killed at any moment loses nothing of what it had said to be kept.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::Studio;
use bluerider::studio::gallery::{Filter, Gallery, View};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{read_picture, read_said};
use bluerider_tests::fixtures::{copy_folder, root_of};
use bluerider_tests::worded::worded;

/// How often a studio is killed that saves, one that converts a model, and one that brings an index of before up to
/// date. With the downloads of `fetch.rs` these are a thousand.
const SAVES: u64 = 600;
const CONVERSIONS: u64 = 200;
const INDICES: u64 = 160;

/// Moments that come again.
struct Moments(fastrand::Rng);

impl Moments {
    /// A moment between these.
    fn next(&mut self, least: Duration, most: Duration) -> Duration {
        Duration::from_micros(self.0.u64(least.as_micros() as u64..most.as_micros() as u64))
    }
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_studio_is_killed() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut said: HashMap<String, u64> = HashMap::new();
    let (mut begin, mut moments) = (1, Moments(fastrand::Rng::with_seed(0x9e37_79b9)));
    for run in 0..SAVES {
        // Now and then a fresh folder: files grow, and what is to be hit are moments, not sizes.
        if run % 20 == 0 {
            std::fs::remove_dir_all(root.path())?;
            std::fs::create_dir_all(root.path())?;
            (said, begin) = (HashMap::new(), 1);
        }
        let alive = moments.next(Duration::from_millis(5), Duration::from_millis(95));
        for line in killed_after(root.path(), begin, alive)? {
            let (what, number) = line.split_once(' ').context("half a line")?;
            said.insert(what.to_owned(), number.parse()?);
        }
        check(root.path(), &said).with_context(|| format!("run {run}, killed after {alive:?}, had said {said:?}"))?;
        begin = said.values().max().map_or(1, |last| last + 1);
    }
    ensure!(said.contains_key("star"), "it was never alive for long enough to say everything");
    Ok(())
}

/// Runs a program and kills it after a while.
fn kill(program: &str, arguments: &[&Path], alive: Duration) -> Result<()> {
    let mut child = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    std::thread::sleep(alive);
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// The files of a folder that have their names, and what they hold.
fn contents(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(".writing-") {
            found.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(found)
}

#[test]
fn weights_whose_conversion_is_killed_are_whole_or_not_there() -> Result<()> {
    let root = root_of("kandinsky-3.1")?;
    let from = root.folder(&root.fixture.authors)?;
    let copy = tempfile::tempdir()?;
    let whole = {
        let model = copy.path().join("whole");
        copy_folder(&from, &model)?;
        let done = Command::new(env!("CARGO_BIN_EXE_convert")).arg(&model).stdout(Stdio::null()).status()?;
        ensure!(done.success(), "it could not be converted");
        contents(&model.join("converted"))?
    };
    ensure!(!whole.is_empty(), "nothing was converted");
    let model = copy.path().join("killed");
    let (mut moments, mut halfway) = (Moments(fastrand::Rng::with_seed(31)), 0);
    for run in 0..CONVERSIONS {
        if contents(&model.join("converted"))?.len() == whole.len() || !model.exists() {
            _ = std::fs::remove_dir_all(&model);
            copy_folder(&from, &model)?;
        }
        let alive = moments.next(Duration::from_millis(2), Duration::from_millis(60));
        kill(env!("CARGO_BIN_EXE_convert"), &[&model], alive)?;
        let kept = contents(&model.join("converted"))?;
        halfway += usize::from(!kept.is_empty() && kept.len() < whole.len());
        for (name, bytes) in &kept {
            ensure!(whole.get(name) == Some(bytes), "run {run}, killed after {alive:?}: {name} is not whole");
        }
    }
    ensure!(halfway > 0, "it was never killed in the middle");
    let done = Command::new(env!("CARGO_BIN_EXE_convert")).arg(&model).stdout(Stdio::null()).status()?;
    ensure!(done.success() && contents(&model.join("converted"))? == whole, "it does not recover");
    let remains = std::fs::read_dir(model.join("converted"))?.flatten().count() - whole.len();
    ensure!(remains == 0, "{remains} files of killed conversions are left");
    Ok(())
}

#[test]
fn an_index_of_before_that_is_killed_on_its_way_keeps_what_it_alone_knows() -> Result<()> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    std::fs::create_dir_all(&folder)?;
    // A JPEG file has no room for a star, so the index alone knows of it.
    image::RgbImage::new(8, 8).save(folder.join("photo.jpg"))?;
    let index = folder.join(".gallery.sqlite");
    let open = || Gallery::open(folder.clone(), &root.path().join("cache"), Arc::new(|| {}));
    let until = |gallery: &mut Gallery, done: &dyn Fn(&Gallery) -> bool| -> Result<()> {
        let start = Instant::now();
        while !done(gallery) {
            gallery.tick();
            ensure!(start.elapsed() < Duration::from_secs(20), "it did not come: {:?}", gallery.failures());
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    };
    let starred = |gallery: &mut Gallery| {
        gallery.set_filter(Filter { view: View::Starred, search: String::new() });
        // The studio that is killed may give stars to pictures of its own.
        until(gallery, &|gallery| !gallery.is_empty())
    };
    {
        let mut gallery = open();
        until(&mut gallery, &|gallery| gallery.len() == 1)?;
        gallery.star(&[gallery.at(0).context("no picture")?], true);
        starred(&mut gallery)?;
    }
    let version = || -> Result<i64> {
        Ok(rusqlite::Connection::open(&index)?.pragma_query_value(None, "user_version", |row| row.get(0))?)
    };
    let (mut moments, mut before, mut after) = (Moments(fastrand::Rng::with_seed(2)), 0, 0);
    for run in 0..INDICES {
        if version()? == 2 {
            // As version 0.1 had it.
            rusqlite::Connection::open(&index)?.execute_batch(
                "DROP INDEX experiments; DROP TABLE unpainted; ALTER TABLE picture DROP COLUMN rating;
                 ALTER TABLE picture DROP COLUMN note; ALTER TABLE picture DROP COLUMN experiment;
                 PRAGMA user_version = 1;",
            )?;
        }
        let alive = moments.next(Duration::from_millis(2), Duration::from_millis(40));
        kill(env!("CARGO_BIN_EXE_save_loop"), &[root.path(), Path::new("1")], alive)?;
        match version()? {
            1 => before += 1,
            _ => after += 1,
        }
        let stars: i64 = rusqlite::Connection::open(&index)?.query_row(
            "SELECT count(*) FROM picture WHERE star = 1 AND name = 'photo.jpg'",
            [],
            |row| row.get(0),
        )?;
        ensure!(stars == 1, "run {run}, killed after {alive:?}: the star is gone");
    }
    ensure!(before > 0 && after > 0, "{before} were killed before, {after} after");
    starred(&mut open())
}

/// What it says until it is killed.
fn killed_after(root: &Path, begin: u64, alive: Duration) -> Result<Vec<String>> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_save_loop"))
        .arg(root)
        .arg(begin.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().context("no output")?;
    let reader = std::thread::spawn(move || BufReader::new(output).lines().map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(alive);
    // SIGKILL on Unix.
    child.kill()?;
    child.wait()?;
    let mut lines = reader.join().map_err(|_| anyhow::anyhow!("the reader panicked"))?;
    // The last line may have been cut in two.
    lines.retain(|line| line.split_once(' ').is_some_and(|(_, number)| !number.is_empty()));
    Ok(lines)
}

/// Everything that was said is there.
fn check(root: &Path, said: &HashMap<String, u64>) -> Result<()> {
    let mut studio = Studio::open(Paths::under(root), Arc::new(|| {}));
    ensure!(
        !studio.messages.list().iter().any(|message| matches!(message, bluerider::studio::Message::Error(_))),
        "a file could not be understood: {:?}",
        studio.messages.list()
    );
    let at_least = |what: &str, text: &str| -> Result<()> {
        let Some(&wanted) = said.get(what) else { return Ok(()) };
        let number = text.trim_start_matches("picture ").trim_end_matches('.');
        let number: u64 = number.parse().with_context(|| format!("{what} is {text:?}, not {wanted}"))?;
        ensure!(number >= wanted, "{what} is {number}, not {wanted}");
        Ok(())
    };
    at_least("draft", &studio.draft.prompt)?;
    let last = studio.queue.list().last().map(|job| job.recipe.prompt.clone());
    at_least("queue", &last.unwrap_or_default())?;
    let last = studio.presets.list().last().map(|preset| preset.name.clone());
    at_least("preset", &last.unwrap_or_default())?;
    if let Some(&wanted) = said.get("picture") {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(root.join("pictures"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "png") && !path.to_string_lossy().contains(".writing-") {
                read_picture(&path).map_err(worded).map_err(|e| anyhow::anyhow!("{} {}", e.message, e.detail))?;
                found.push(path);
            }
        }
        let name = format!("picture-{wanted}_");
        ensure!(found.iter().any(|path| path.to_string_lossy().contains(&name)), "no {name} among {found:?}");
    }
    if let Some(&wanted) = said.get("star") {
        let starred = |path: &Path| read_said(path).is_ok_and(|said| said.remark.star);
        let name = format!("picture-{wanted}_");
        let files = std::fs::read_dir(root.join("pictures"))?.flatten().map(|entry| entry.path());
        let kept = files.filter(|path| path.to_string_lossy().contains(&name)).any(|path| starred(&path));
        ensure!(kept, "{name} has lost its star");
    }
    if let Some(&wanted) = said.get("board") {
        let (board, start) = (format!("picture {wanted}."), Instant::now());
        while !studio.gallery.boards().iter().any(|(name, _)| *name == board) {
            studio.gallery.tick();
            if start.elapsed() > Duration::from_secs(20) {
                bail!("no board {board:?} among {:?}", studio.gallery.boards());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    Ok(())
}
