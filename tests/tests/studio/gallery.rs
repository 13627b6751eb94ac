//! The gallery without a window: its index, what finds a picture, the bin, and what comes back when the index is gone.

use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_tests::bench::with;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::gallery::{EntryId, Filter, Gallery, InView, View};
use bluerider::studio::picture_file::{self, BoardEdit, Metadata, Provenance};
use bluerider_tests::worded::worded;

/// Reading a few small files takes milliseconds; more where other tests run beside it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A picture file with a recipe.
fn write(folder: &Path, name: &str, recipe: Recipe) -> Result<()> {
    let (width, height) = (recipe.width, recipe.height);
    let picture = Picture { width, height, pixels: vec![90; 3 * width * height].into() };
    let provenance = Provenance::new(recipe, "hash".into());
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(name), picture_file::encode(&picture, Some(&provenance))?)?;
    Ok(())
}

fn recipe(prompt: &str, seed: u64, side: usize) -> Recipe {
    Recipe { seed, width: side, height: 32, ..Recipe::new(Model::Etude, prompt) }
}

/// A folder of four pictures.
fn filled(root: &Path) -> Result<()> {
    let folder = root.join("pictures");
    write(&folder, "a.png", recipe("a red circle, oil", 1, 32))?;
    write(&folder, "b.png", recipe("a blue square", 2, 48))?;
    write(&folder, "c.png", recipe("Берёзовая роща, масло", 3, 64))?;
    write(&folder, "d.png", recipe("red birches in fog", 4, 32))
}

fn open(root: &Path) -> Gallery {
    Gallery::open(root.join("pictures"), &root.join("cache"), Arc::new(|| {}))
}

/// Waits until `done`.
fn until(gallery: &mut Gallery, what: &str, mut done: impl FnMut(&mut Gallery) -> bool) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        gallery.tick();
        gallery.read(InView { thumbnails: Some(0..gallery.len()), ..InView::default() });
        if let Some(error) = gallery.failures().pop().map(worded) {
            bail!("{} {}", error.message, error.detail);
        }
        if done(gallery) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bail!("{what} did not come; there are {}", gallery.len());
}

/// The prompts of all pictures that are shown, sorted; `None` while one is not known.
fn prompts(gallery: &Gallery) -> Option<Vec<String>> {
    let title = |index| Some(gallery.get(gallery.at(index)?)?.title().unwrap_or("?").to_owned());
    let mut all: Vec<String> = (0..gallery.len()).map(title).collect::<Option<_>>()?;
    all.sort();
    Some(all)
}

fn search(gallery: &mut Gallery, view: View, search: &str, expected: &[&str]) -> Result<()> {
    gallery.set_filter(Filter { view, search: search.into() });
    let mut found = None;
    let come = until(gallery, search, |gallery| {
        found = prompts(gallery);
        found.as_ref().is_some_and(|found| found == expected)
    });
    come.with_context(|| format!("{search:?} finds {found:?}"))
}

/// The picture of this prompt.
fn find(gallery: &Gallery, prompt: &str) -> Result<EntryId> {
    let entries = (0..gallery.len()).filter_map(|index| gallery.get(gallery.at(index)?));
    let found = entries.into_iter().find(|entry| entry.title() == Some(prompt));
    found.map(|entry| entry.id).with_context(|| format!("no {prompt}"))
}

const CIRCLE: &str = "a red circle, oil";
const SQUARE: &str = "a blue square";
const GROVE: &str = "Берёзовая роща, масло";
const BIRCHES: &str = "red birches in fog";

#[test]
fn words_and_settings_find_pictures() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let mut gallery = open(root.path());
    until(&mut gallery, "four pictures", |gallery| gallery.len() == 4 && prompts(gallery).is_some())?;
    for (typed, expected) in [
        ("red", &[CIRCLE, BIRCHES][..]),
        ("RED -oil", &[BIRCHES]),
        ("берез", &[]),
        ("берёз", &[GROVE]),
        ("БЕРЁЗОВАЯ масло", &[GROVE]),
        ("\"red circle\"", &[CIRCLE]),
        ("\"circle red\"", &[]),
        ("seed:2", &[SQUARE]),
        ("seed:>2", &[BIRCHES, GROVE]),
        ("size:>32", &[SQUARE, GROVE]),
        ("size:48x32", &[SQUARE]),
        ("width:<=32 -seed:1", &[BIRCHES]),
        ("model:étude steps:20 seed:4", &[BIRCHES]),
        ("model:other", &[]),
        ("before:2001-01-01", &[]),
        ("after:2001-01-01 square", &[SQUARE]),
        ("-red -blue", &[GROVE]),
        ("100% _ '; DROP TABLE picture; --", &[]),
        ("", &[SQUARE, CIRCLE, BIRCHES, GROVE]),
    ] {
        search(&mut gallery, View::All, typed, expected)?;
    }
    gallery.set_filter(Filter { view: View::All, search: "seed:many".into() });
    until(&mut gallery, "a word about it", |gallery| gallery.trouble() == Some("seed:many"))
}

#[test]
fn stars_and_boards_outlive_the_studio() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let mut gallery = open(root.path());
    until(&mut gallery, "four pictures", |gallery| prompts(gallery).is_some_and(|all| all.len() == 4))?;
    let (circle, grove) = (find(&gallery, CIRCLE)?, find(&gallery, GROVE)?);
    gallery.star(&[circle], true);
    gallery.edit_boards(&[circle, grove], BoardEdit::Put("Лес".into()));
    until(&mut gallery, "the board", |gallery| gallery.boards() == [("Лес".to_owned(), 2)])?;
    drop(gallery);
    let mut gallery = open(root.path());
    search(&mut gallery, View::Starred, "", &[CIRCLE])?;
    search(&mut gallery, View::Board("Лес".into()), "", &[CIRCLE, GROVE])?;
    search(&mut gallery, View::All, "is:star", &[CIRCLE])?;
    // A picture may be on several, and stays on the others.
    gallery.edit_boards(&[grove], BoardEdit::Put("Печать".into()));
    search(&mut gallery, View::Board("Печать".into()), "", &[GROVE])?;
    search(&mut gallery, View::All, "board:печ", &[GROVE])?;
    gallery.edit_boards(&[grove], BoardEdit::Take("Лес".into()));
    search(&mut gallery, View::Board("Лес".into()), "", &[CIRCLE])?;
    // The name of another one joins both, and what is shown follows it.
    gallery.edit_boards(&[], BoardEdit::Rename("Лес".into(), "Печать".into()));
    until(&mut gallery, "one board", |gallery| gallery.boards() == [("Печать".to_owned(), 2)])?;
    ensure!(gallery.filter().view == View::Board("Печать".into()));
    drop(gallery);
    without_index(root.path());
    let mut gallery = open(root.path());
    search(&mut gallery, View::Board("Печать".into()), "", &[CIRCLE, GROVE])
}

#[test]
fn the_bin_gives_back_what_it_got() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let file = root.path().join("pictures/a.png");
    let mut gallery = open(root.path());
    until(&mut gallery, "four pictures", |gallery| prompts(gallery).is_some_and(|all| all.len() == 4))?;
    let circle = find(&gallery, CIRCLE)?;
    gallery.star(&[circle], true);
    search(&mut gallery, View::Starred, "", &[CIRCLE])?;
    let before = std::fs::read(&file)?;
    gallery.bin(&[circle], true);
    search(&mut gallery, View::All, "", &[SQUARE, BIRCHES, GROVE])?;
    search(&mut gallery, View::Bin, "", &[CIRCLE])?;
    ensure!(!file.exists() && gallery.binned() == 1);
    // Meanwhile another file takes its name.
    write(&root.path().join("pictures"), "a.png", recipe("another", 9, 32))?;
    gallery.bin(&[circle], false);
    search(&mut gallery, View::Starred, "", &[CIRCLE])?;
    ensure!(std::fs::read(root.path().join("pictures/a-2.png"))? == before, "it came back changed");
    ensure!(gallery.binned() == 0);
    drop(gallery);
    search(&mut open(root.path()), View::All, "", &[SQUARE, CIRCLE, "another", BIRCHES, GROVE])
}

#[test]
fn the_index_is_built_again_from_the_pictures_alone() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let all = &[SQUARE, CIRCLE, BIRCHES, GROVE][..];
    search(&mut open(root.path()), View::All, "", all)?;
    let index = root.path().join("pictures/.gallery.sqlite");
    ensure!(index.exists(), "no index");
    // Gone.
    for end in ["", "-wal", "-shm"] {
        let _gone = std::fs::remove_file(format!("{}{end}", index.display()));
    }
    search(&mut open(root.path()), View::All, "", all)?;
    // Broken: what was there is kept.
    for end in ["-wal", "-shm"] {
        let _gone = std::fs::remove_file(format!("{}{end}", index.display()));
    }
    std::fs::write(&index, b"SQLite format 3\0 and then nothing of the kind".repeat(100))?;
    search(&mut open_anew(root.path())?, View::All, "", all)?;
    ensure!(root.path().join("pictures/.gallery.sqlite.unreadable-1").exists(), "the broken index was not kept");
    // And what changes behind the studio's back is seen the next time.
    std::fs::remove_file(root.path().join("pictures/b.png"))?;
    write(&root.path().join("pictures"), "a.png", recipe("a circle that is painted over and over", 1, 32))?;
    search(&mut open(root.path()), View::All, "", &["a circle that is painted over and over", BIRCHES, GROVE])
}

/// Stars a picture, puts it and another on a board, and bins a third.
fn marked(root: &Path) -> Result<()> {
    filled(root)?;
    let mut gallery = open(root);
    until(&mut gallery, "four pictures", |gallery| prompts(gallery).is_some_and(|all| all.len() == 4))?;
    let (circle, grove, square) = (find(&gallery, CIRCLE)?, find(&gallery, GROVE)?, find(&gallery, SQUARE)?);
    gallery.star(&[circle], true);
    gallery.edit_boards(&[circle, grove], BoardEdit::Put("Лес".into()));
    gallery.bin(&[square], true);
    search(&mut gallery, View::Bin, "", &[SQUARE])
}

fn is_marked(root: &Path) -> Result<()> {
    let mut gallery = open(root);
    search(&mut gallery, View::All, "", &[CIRCLE, BIRCHES, GROVE])?;
    search(&mut gallery, View::Starred, "", &[CIRCLE])?;
    search(&mut gallery, View::Board("Лес".into()), "", &[CIRCLE, GROVE])?;
    search(&mut gallery, View::Bin, "", &[SQUARE])
}

/// Opens a gallery whose index cannot be used, and waits until it says so.
fn open_anew(root: &Path) -> Result<Gallery> {
    let mut gallery = open(root);
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        gallery.tick();
        if let Some(error) = gallery.failures().pop().map(worded) {
            ensure!(error.message.contains("built anew") && error.advice.contains("unreadable-1"), "{error:?}");
            return Ok(gallery);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bail!("nobody said that the index was built anew");
}

fn without_index(root: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _gone = std::fs::remove_file(root.join(format!("pictures/.gallery.sqlite{end}")));
    }
}

/// Without those that were kept because they could not be read, too.
fn without_any_index(root: &Path) -> Result<()> {
    without_index(root);
    for old in std::fs::read_dir(root.join("pictures"))?.flatten() {
        if old.file_name().to_string_lossy().contains("unreadable") {
            std::fs::remove_file(old.path())?;
        }
    }
    Ok(())
}

#[test]
fn stars_boards_and_the_bin_outlive_the_index() -> Result<()> {
    let root = tempfile::tempdir()?;
    marked(root.path())?;
    without_index(root.path());
    is_marked(root.path())
}

#[test]
fn pictures_that_are_away_for_a_while_keep_their_stars() -> Result<()> {
    let root = tempfile::tempdir()?;
    marked(root.path())?;
    // A file of another kind, which has no room for words, as well as ours.
    image::RgbImage::new(8, 8).save(root.path().join("pictures/photo.jpg"))?;
    {
        let mut gallery = open(root.path());
        until(&mut gallery, "the photograph", |gallery| gallery.len() == 4 && prompts(gallery).is_some())?;
        let entries = (0..gallery.len()).filter_map(|index| gallery.at(index));
        let photo = entries.into_iter().find(|&id| gallery.get(id).is_some_and(|entry| entry.metadata.is_none()));
        gallery.rate(&[photo.context("no photograph")?], Some(4));
        until(&mut gallery, "its rating", |gallery| {
            gallery.set_filter(Filter { view: View::All, search: "rating:>=4".into() });
            gallery.len() == 1
        })?;
    }
    let (folder, away) = (root.path().join("pictures"), root.path().join("away"));
    std::fs::create_dir(&away)?;
    let names: Vec<_> = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.file_name()).collect();
    let names: Vec<_> = names.into_iter().filter(|name| !name.to_string_lossy().starts_with('.')).collect();
    for name in &names {
        std::fs::rename(folder.join(name), away.join(name))?;
    }
    search(&mut open(root.path()), View::All, "", &[])?;
    for name in &names {
        std::fs::rename(away.join(name), folder.join(name))?;
    }
    {
        let mut gallery = open(root.path());
        gallery.set_filter(Filter { view: View::All, search: "rating:>=4".into() });
        until(&mut gallery, "the rating of the photograph", |gallery| gallery.len() == 1)?;
    }
    std::fs::remove_file(folder.join("photo.jpg"))?;
    is_marked(root.path())
}

#[test]
fn an_index_with_a_damaged_page_is_built_anew_and_keeps_what_can_be_read() -> Result<()> {
    let root = tempfile::tempdir()?;
    marked(root.path())?;
    let index = root.path().join("pictures/.gallery.sqlite");
    {
        let connection = rusqlite::Connection::open(&index)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // Of a JPEG file it alone would know.
        connection.execute("UPDATE picture SET star = 1, board = 'Лес' WHERE prompt = ?", [BIRCHES])?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // An index's page is damaged, the table's are not.
        let root: i64 =
            connection.query_row("SELECT rootpage FROM sqlite_master WHERE name = 'shown'", [], |row| row.get(0))?;
        let page: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        drop(connection);
        let mut bytes = std::fs::read(&index)?;
        let at = usize::try_from((root - 1) * page)?;
        bytes[at..at + 64].fill(0xff);
        std::fs::write(&index, bytes)?;
    }
    let mut gallery = open_anew(root.path())?;
    search(&mut gallery, View::All, "", &[CIRCLE, BIRCHES, GROVE])?;
    search(&mut gallery, View::Starred, "", &[CIRCLE, BIRCHES])?;
    ensure!(root.path().join("pictures/.gallery.sqlite.unreadable-1").exists(), "the broken index was not kept");
    Ok(())
}

/// A hundred damages to the index, and one of a version that is not known yet: the pictures are there each time.
#[test]
fn whatever_becomes_of_the_index_the_pictures_and_their_stars_are_there() -> Result<()> {
    let root = tempfile::tempdir()?;
    marked(root.path())?;
    let index = root.path().join("pictures/.gallery.sqlite");
    rusqlite::Connection::open(&index)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let whole = std::fs::read(&index)?;
    let mut random = fastrand::Rng::with_seed(9);
    for round in 0..100 {
        let (mut spoilt, damage) = (whole.clone(), random.u8(..5));
        match damage {
            0 => spoilt.truncate(random.usize(..spoilt.len())),
            1 => spoilt = vec![0; random.usize(..20_000)],
            2 => {
                let length = random.usize(..20_000);
                spoilt = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
            }
            _ => (0..random.usize(1..200)).for_each(|_| spoilt[random.usize(..whole.len())] ^= 1 << random.u8(..8)),
        }
        without_any_index(root.path())?;
        std::fs::write(&index, &spoilt)?;
        // A letter of a prompt that became another one is the index's word against the picture's.
        let told = if damage > 2 { all_have_titles(root.path()) } else { is_marked_whatever_is_said(root.path()) };
        told.with_context(|| format!("round {round}"))?;
    }
    without_any_index(root.path())?;
    std::fs::write(&index, &whole)?;
    rusqlite::Connection::open(&index)?.pragma_update(None, "user_version", 99)?;
    is_marked_whatever_is_said(root.path())?;
    let kept = rusqlite::Connection::open(root.path().join("pictures/.gallery.sqlite.unreadable-1"))?;
    let version: i64 = kept.pragma_query_value(None, "user_version", |row| row.get(0))?;
    ensure!(version == 99, "an index of a later version was changed");
    Ok(())
}

/// All three pictures are there, and it is known what they say.
fn all_have_titles(root: &Path) -> Result<()> {
    let mut gallery = open(root);
    let start = Instant::now();
    let titles = |gallery: &Gallery| prompts(gallery).filter(|all| all.len() == 3 && !all.iter().any(|one| one == "?"));
    let mut told = Vec::new();
    while titles(&gallery).is_none() {
        gallery.tick();
        gallery.read(InView { thumbnails: Some(0..gallery.len()), ..InView::default() });
        told.extend(gallery.failures());
        let known: Vec<_> = (0..gallery.len()).map(|index| gallery.at(index).and_then(|id| gallery.get(id))).collect();
        ensure!(start.elapsed() < PATIENCE, "{known:?}, and it said {told:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// As [`is_marked`], where it may be said that the index was built anew.
fn is_marked_whatever_is_said(root: &Path) -> Result<()> {
    let mut gallery = open(root);
    for (view, expected) in [
        (View::All, &[CIRCLE, BIRCHES, GROVE][..]),
        (View::Starred, &[CIRCLE]),
        (View::Board("Лес".into()), &[CIRCLE, GROVE]),
        (View::Bin, &[SQUARE]),
    ] {
        gallery.set_filter(Filter { view, search: String::new() });
        let start = Instant::now();
        while prompts(&gallery).is_none_or(|found| found != expected) {
            gallery.tick();
            gallery.read(InView { thumbnails: Some(0..gallery.len()), ..InView::default() });
            drop(gallery.failures());
            ensure!(start.elapsed() < PATIENCE, "{expected:?}: {:?}", prompts(&gallery));
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    Ok(())
}

#[test]
fn a_name_in_a_foreign_index_leads_nowhere_else() -> Result<()> {
    let root = tempfile::tempdir()?;
    marked(root.path())?;
    let victim = root.path().join("victim.png");
    std::fs::write(&victim, b"precious")?;
    {
        let connection = rusqlite::Connection::open(root.path().join("pictures/.gallery.sqlite"))?;
        connection.execute("UPDATE picture SET name = '../../victim.png' WHERE binned = 1", [])?;
    }
    let mut gallery = open(root.path());
    // What the bin holds is found again under its own name; the other way is gone.
    search(&mut gallery, View::Bin, "", &[SQUARE])?;
    let square = find(&gallery, SQUARE)?;
    gallery.bin(&[square], false);
    search(&mut gallery, View::All, "", &[SQUARE, CIRCLE, BIRCHES, GROVE])?;
    ensure!(std::fs::read(&victim)? == b"precious");
    Ok(())
}

#[test]
fn files_that_are_no_pictures_and_pictures_of_others_are_no_trouble() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let folder = root.path().join("pictures");
    std::fs::write(folder.join("notes.txt"), "no picture")?;
    std::fs::write(folder.join("broken.png"), "no picture")?;
    std::fs::write(folder.join(".hidden.png"), "no picture")?;
    image::RgbImage::new(8, 8).save(folder.join("photo.JPG"))?;
    let mut gallery = open(root.path());
    until(&mut gallery, "six pictures", |gallery| gallery.len() == 6 && prompts(gallery).is_some())?;
    let thumbnails = |gallery: &Gallery| {
        let known = (0..gallery.len()).filter_map(|index| gallery.get(gallery.at(index)?));
        known.filter(|entry| entry.thumbnail.is_some()).count()
    };
    until(&mut gallery, "all thumbnails but one", |gallery| thumbnails(gallery) == 5)
}

#[test]
fn a_picture_that_was_painted_is_there_at_once_and_found_once_it_is_written() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let mut gallery = open(root.path());
    until(&mut gallery, "four pictures", |gallery| gallery.len() == 4)?;
    let picture = Picture { width: 32, height: 32, pixels: vec![7; 3 * 32 * 32].into() };
    let new = recipe("a new lake", 77, 32);
    let template = Some("a {new|old} lake".into());
    let id = gallery.add(picture.clone(), Provenance { template, ..Provenance::new(new.clone(), "hash".into()) });
    gallery.select(Some(id));
    ensure!(gallery.len() == 5 && gallery.at(0) == Some(id), "it is not the first");
    let shown = gallery.selected().context("nothing is shown")?;
    ensure!(shown.picture.as_ref() == Some(&picture) && shown.recipe() == Some(&new));
    let said = shown.metadata.clone().context("it says nothing")?;
    ensure!(said.prompt == "a {new|old} lake", "what was typed is not kept");
    write(&root.path().join("pictures"), "new.png", new)?;
    gallery.saved(id, root.path().join("pictures/new.png"), 1);
    gallery.set_filter(Filter { view: View::All, search: "seed:77".into() });
    until(&mut gallery, "it", |gallery| gallery.len() == 1 && gallery.at(0) == Some(id))?;
    gallery.set_filter(Filter::default());
    until(&mut gallery, "all of them, once", |gallery| gallery.len() == 5 && gallery.at(0) == Some(id))
}

#[test]
fn several_are_chosen_and_the_next_one_is_shown_when_one_goes() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let mut gallery = open(root.path());
    until(&mut gallery, "four pictures", |gallery| prompts(gallery).is_some_and(|all| all.len() == 4))?;
    let ids: Vec<EntryId> = (0..4).filter_map(|index| gallery.at(index)).collect();
    ensure!(ids.is_sorted_by(|a, b| a > b), "they are not the newest first");
    gallery.select(Some(ids[0]));
    gallery.mark(ids[2]);
    ensure!(gallery.marked().iter().copied().collect::<Vec<_>>() == [ids[2], ids[0]]);
    gallery.mark(ids[2]);
    gallery.mark_through(ids[2]);
    ensure!(gallery.marked().len() == 3);
    gallery.mark_all();
    ensure!(gallery.marked().len() == 4);
    gallery.select(Some(ids[1]));
    ensure!(gallery.marked().is_empty());
    gallery.bin(&[ids[1]], true);
    ensure!(gallery.selected().map(|entry| entry.id) == Some(ids[2]), "the next one is not shown");
    ensure!(gallery.neighbour(-9) == Some(ids[0]) && gallery.neighbour(9) == Some(ids[3]));
    Ok(())
}

#[test]
fn a_recipe_is_taken_whole_or_in_parts() -> Result<()> {
    use bluerider::studio::draft::Draft;
    use bluerider::studio::picture_file::Recall;
    let painted = with(recipe("a lake", 5, 96), |r| {
        r.negative = Some("blur".into());
        r.sampling.steps = 7
    });
    let said = Metadata::ours(Provenance::new(painted.clone(), "hash".into()));
    let draft = || Draft { prompt: "mine".into(), seed: 1, ..Draft::default() };
    let taken = |part: Recall| {
        let mut draft = draft();
        said.apply(&mut draft, part);
        draft
    };
    ensure!(taken(Recall::All).to_recipe() == painted && taken(Recall::All).seed_locked);
    let words = taken(Recall::Words);
    ensure!((words.prompt.as_str(), words.negative.as_str(), words.seed) == ("a lake", "blur", 1));
    let seed = taken(Recall::Seed);
    ensure!((seed.prompt.as_str(), seed.seed, seed.seed_locked) == ("mine", 5, true));
    let settings = taken(Recall::Settings);
    ensure!((settings.prompt.as_str(), settings.seed, settings.sampling.steps, settings.width) == ("mine", 1, 7, 96));
    // What another studio says is brought into our ranges.
    let mut foreign = Metadata { provenance: None, size: (1000, 30), steps: Some(0), guidance: Some(f32::NAN), ..said };
    foreign.sampler = Some("DPM++ 2M Karras".into());
    let mut draft = draft();
    foreign.apply(&mut draft, Recall::All);
    ensure!((draft.width, draft.height, draft.sampling.steps) == (1024, 64, 1) && draft.sampling.guidance.is_finite());
    ensure!(draft.sampling.sampler == bluerider_engine::protocol::Sampler::DpmSolverKarras);
    draft.to_recipe().check().map_err(|e| anyhow::anyhow!(worded(e).message))
}

/// How long a gallery needs for so many files, written at times that `written` gives.
fn time_to_read(count: u64, written: impl Fn(u64) -> SystemTime) -> Result<Duration> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    write(&folder, "0.png", recipe("a circle", 1, 32))?;
    let plain = picture_file::without_metadata(&std::fs::read(folder.join("0.png"))?)?;
    for i in 0..count {
        let path = folder.join(format!("{i}.png"));
        std::fs::write(&path, &plain)?;
        std::fs::File::options().write(true).open(&path)?.set_modified(written(i))?;
    }
    let start = Instant::now();
    let mut gallery = open(root.path());
    until(&mut gallery, "all of them", |gallery| gallery.len() as u64 == count)?;
    Ok(start.elapsed())
}

#[test]
fn thousands_of_files_of_one_time_take_as_long_as_others() -> Result<()> {
    let day = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
    let apart = time_to_read(4000, day)?;
    let together = time_to_read(4000, |_| day(0))?;
    ensure!(together < 3 * apart + Duration::from_secs(1), "{together:?} for files of one time, {apart:?} for others");
    Ok(())
}

#[test]
fn after_the_clock_went_back_new_pictures_still_come_first() -> Result<()> {
    let root = tempfile::tempdir()?;
    let folder = root.path().join("pictures");
    write(&folder, "ahead.png", recipe("painted by a clock that was ahead", 1, 32))?;
    let picture = Picture { width: 32, height: 32, pixels: vec![90; 3 * 32 * 32].into() };
    let hour = 3600 * 1_000_000;
    let ahead = Provenance::new(recipe("painted by a clock that was ahead", 1, 32), "hash".into());
    let ahead = Provenance { painted: ahead.painted + hour, ..ahead };
    std::fs::write(folder.join("ahead.png"), picture_file::encode(&picture, Some(&ahead))?)?;
    let mut gallery = open(root.path());
    until(&mut gallery, "the picture", |gallery| gallery.len() == 1)?;
    let old = gallery.at(0).context("no picture")?;
    let new = gallery.add(picture, Provenance::new(recipe("painted now", 2, 32), "hash".into()));
    ensure!(new > old && gallery.at(0) == Some(new), "{new:?} stands behind {old:?}");
    Ok(())
}

#[test]
fn what_killed_saves_left_is_swept_and_what_is_being_written_is_not() -> Result<()> {
    let root = tempfile::tempdir()?;
    filled(root.path())?;
    let half = |name: &str, age: u64| -> Result<std::path::PathBuf> {
        let path = root.path().join("pictures").join(name);
        std::fs::write(&path, b"half of a picture")?;
        let then = SystemTime::now() - Duration::from_secs(age);
        std::fs::File::options().write(true).open(&path)?.set_modified(then)?;
        Ok(path)
    };
    let (old, young, foreign) =
        (half(".writing-old", 7200)?, half(".writing-young", 60)?, half(".hidden-of-somebody-else", 7200)?);
    let mut gallery = open(root.path());
    until(&mut gallery, "the pictures", |gallery| gallery.len() == 4 && !old.exists())?;
    ensure!(young.exists() && foreign.exists(), "it took what is not its own");
    Ok(())
}
