//! Every picture remembers how it was made and what is said of it, wherever its index has gone.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::experiments::intent::ExperimentsIntent;
use bluerider::studio::experiments::look::{Look, Sort, View, sorted};
use bluerider::studio::experiments::parameter::{Parameter, Value};
use bluerider::studio::gallery::{EntryId, Filter, Run, RunOutcome, read_experiments, read_runs};
use bluerider::studio::grid::{Axis, Sides};
use bluerider::studio::intent::{GalleryIntent, Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{
    self, BoardEdit, Metadata, Provenance, Remark, read_picture, read_said, write_remark,
};
use bluerider::studio::settings::Settings;
use bluerider::studio::tracking::tracker::TrackingSettings;
use bluerider::studio::{Message, Studio};
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{
    Command, Event, JobId, Measured, Model, Outcome, Phase, Picture, Recipe, Rng, System,
};
use bluerider_tests::worded::worded;

fn picture() -> Picture {
    Picture { width: 16, height: 16, pixels: (0..3 * 256).map(|i| i as u8).collect() }
}

fn measured() -> Measured {
    let device = "CPU, 2 threads".to_owned();
    Measured { device, seconds: vec![(Phase::Denoise, 1.5), (Phase::Decode, 0.5)], ..Measured::default() }
}

fn studio(root: &Path) -> Studio {
    Studio::open(Paths::under(root), Arc::new(|| {}))
}

/// Ticks until `done`. Returns what the engine was told.
fn until(studio: &mut Studio, what: &str, done: impl Fn(&Studio) -> bool) -> Result<Vec<Command>> {
    let (begun, mut commands) = (Instant::now(), Vec::new());
    while !done(studio) {
        commands.extend(studio.tick(Instant::now()));
        if begun.elapsed() > Duration::from_secs(20) {
            bail!("never {what}: {:?}", studio.messages.list());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(commands)
}

/// Enters `prompt` into the queue and has it begin.
fn begin(studio: &mut Studio, prompt: &str) -> Result<(JobId, Box<Recipe>)> {
    studio.apply(Intent::Edit(Box::new(Draft { prompt: prompt.to_owned(), ..studio.draft.clone() })));
    studio.apply(Intent::Paint(Place::Back));
    let command = studio.tick(Instant::now()).into_iter().next();
    let Some(Command::Submit { job, recipe }) = command else { bail!("nothing to paint") };
    Ok((job, recipe))
}

/// Paints `prompt` as far as the studio can tell, until its file is there.
fn paint(studio: &mut Studio, prompt: &str) -> Result<EntryId> {
    let (job, recipe) = begin(studio, prompt)?;
    let (system, model_hash) = (System::Kandinsky22, "0123456789abcdef".to_owned());
    let (picture, measured) = (picture(), measured());
    studio.on_event(Event::Painted { job, index: 0, picture, recipe, system, model_hash, measured });
    studio.on_event(Event::Finished { job, outcome: Outcome::Done });
    let id = studio.shown().context("no picture")?.id;
    until(studio, "saved", |studio| studio.gallery.get(id).is_some_and(|entry| entry.path.is_some()))?;
    Ok(id)
}

fn runs(folder: &Path) -> Result<Vec<Run>> {
    read_runs(folder, &Filter::default()).map_err(|e| anyhow::anyhow!(worded(e).message))
}

#[test]
fn the_record_can_be_had_again_from_the_pictures() -> Result<()> {
    let root = tempfile::tempdir()?;
    let pictures = root.path().join("pictures");
    let mut studio = studio(root.path());
    studio.apply(Intent::Experiments(ExperimentsIntent::Begin("  Дюна  ".into())));
    let one = paint(&mut studio, "a {red|red} circle")?;
    studio.apply(Intent::Experiments(ExperimentsIntent::End));
    let other = paint(&mut studio, "a blue circle")?;
    studio.apply(Intent::Gallery(GalleryIntent::Rate(vec![one, other], Some(4))));
    studio.apply(Intent::Gallery(GalleryIntent::Note(vec![one], "тёплый, warm".into())));
    studio.apply(Intent::Gallery(GalleryIntent::Rate(vec![other], None)));
    studio.close();
    drop(studio);
    let before = runs(&pictures)?;
    let [second, first] = &before[..] else { bail!("{} runs", before.len()) };
    let of = |parameter: Parameter| parameter.of(first).to_string();
    let told = [Parameter::Experiment, Parameter::Prompt, Parameter::Typed, Parameter::System, Parameter::Seconds];
    ensure!(told.map(of) == ["Дюна", "a red circle", "a {red|red} circle", "Kandinsky 2.2", "2"], "{first:?}");
    ensure!(first.remark == Remark { rating: Some(4), note: "тёплый, warm".into(), ..Remark::default() }, "{first:?}");
    ensure!(second.metadata.experiment().is_none() && second.remark == Remark::default(), "{second:?}");

    for file in std::fs::read_dir(&pictures)?.flatten() {
        if file.file_name().to_string_lossy().starts_with(".gallery") {
            std::fs::remove_file(file.path())?;
        }
    }
    ensure!(runs(&pictures)? == before, "the pictures say something else than the index did");
    let experiments = read_experiments(&pictures).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    ensure!(experiments == [("Дюна".to_owned(), 1)], "{experiments:?}");
    Ok(())
}

#[test]
fn what_is_said_of_a_picture_changes_nothing_else_of_its_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.png");
    let provenance = Provenance::new(Recipe::new(Model::Etude, "a circle"), "0".into());
    let bytes = picture_file::encode(&picture(), Some(&provenance)).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    std::fs::write(&path, &bytes)?;
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    std::fs::File::options().write(true).open(&path)?.set_modified(time)?;
    let say = |remark: &Remark| write_remark(&path, remark).map_err(|e| anyhow::anyhow!(worded(e).message));
    let remark = Remark { rating: Some(5), note: "ещё раз\nand again".into(), ..Remark::default() };
    for _ in 0..3 {
        let length = say(&remark)?;
        ensure!(length == Some(path.metadata()?.len()) && path.metadata()?.modified()? == time);
        let said = read_said(&path).map_err(|e| anyhow::anyhow!(worded(e).message))?;
        ensure!(said.remark == remark && said.metadata == Some(Metadata::ours(provenance.clone())), "{said:?}");
        let read = read_picture(&path).map_err(|e| anyhow::anyhow!(worded(e).message))?;
        ensure!(read == picture(), "other pixels");
    }
    let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
    ensure!(text.matches("xmp:Rating=\"5\"").count() == 1, "no stars for other programs");
    say(&Remark::default())?;
    ensure!(std::fs::read(&path)?.len() == bytes.len(), "something stays behind");

    // A file that is no PNG is left alone, and one that is cut off too.
    let jpeg = folder.path().join("b.jpg");
    image::RgbImage::new(8, 8).save(&jpeg)?;
    let before = std::fs::read(&jpeg)?;
    ensure!(write_remark(&jpeg, &remark).is_ok_and(|bytes| bytes.is_none()) && std::fs::read(&jpeg)? == before);
    let cut = folder.path().join("c.png");
    std::fs::write(&cut, &bytes[..bytes.len() / 2])?;
    ensure!(write_remark(&cut, &remark).is_err() && std::fs::read(&cut)? == bytes[..bytes.len() / 2]);
    Ok(())
}

#[test]
fn a_job_of_which_no_picture_came_is_in_the_record() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = studio(root.path());
    studio.apply(Intent::Experiments(ExperimentsIntent::Begin("trial".into())));
    let (job, _) = begin(&mut studio, "a stopped circle")?;
    studio.on_event(Event::Finished { job, outcome: Outcome::Cancelled });
    let (job, _) = begin(&mut studio, "a failed circle")?;
    studio.on_event(Event::Finished { job, outcome: Outcome::Failed(EngineError::internal("a test")) });
    studio.apply(Intent::Open(Room::Experiments));
    until(&mut studio, "both", |studio| studio.gallery.runs().list.len() == 2)?;
    let list = Arc::clone(&studio.gallery.runs().list);
    let told: Vec<_> = list.iter().map(|run| (run.metadata.prompt.as_str(), &run.outcome)).collect();
    let [("a failed circle", RunOutcome::Failed(reason)), ("a stopped circle", RunOutcome::Stopped)] = told[..] else {
        bail!("{told:?}");
    };
    ensure!(reason.detail == "a test" && list.iter().all(|run| run.metadata.experiment() == Some("trial")), "{list:?}");
    Ok(())
}

#[test]
fn where_nothing_can_be_tracked_that_is_said_and_painting_goes_on() -> Result<()> {
    let root = tempfile::tempdir()?;
    let no_folder = root.path().join("a file");
    std::fs::write(&no_folder, "")?;
    let mut studio = studio(root.path());
    let tracking = TrackingSettings { enabled: true, folder: Some(no_folder), ..TrackingSettings::default() };
    studio.apply(Intent::Set(Box::new(Settings { tracking, ..studio.settings.clone() })));
    let said = |studio: &Studio| studio.messages.list().iter().filter(|one| matches!(one, Message::Error(_))).count();
    for prompt in ["a red circle", "a blue circle"] {
        let id = paint(&mut studio, prompt)?;
        ensure!(studio.gallery.get(id).is_some_and(|entry| entry.path.is_some()), "it has no file");
        until(&mut studio, "said", |studio| said(studio) > 0)?;
    }
    studio.close();
    drop(studio);
    ensure!(runs(&root.path().join("pictures"))?.len() == 2);
    Ok(())
}

#[test]
fn an_index_of_before_keeps_its_stars_and_boards() -> Result<()> {
    let root = tempfile::tempdir()?;
    let pictures = root.path().join("pictures");
    let mut before = studio(root.path());
    let id = paint(&mut before, "a circle")?;
    before.apply(Intent::Gallery(GalleryIntent::Star(vec![id], true)));
    before.apply(Intent::Gallery(GalleryIntent::Board(vec![id], BoardEdit::Put("sketches".into()))));
    before.close();
    drop(before);
    // As version 0.1 had it.
    let index = rusqlite::Connection::open(pictures.join(".gallery.sqlite"))?;
    index.execute_batch(
        "DROP INDEX experiments; DROP TABLE unpainted; ALTER TABLE picture DROP COLUMN rating;
         ALTER TABLE picture DROP COLUMN note; ALTER TABLE picture DROP COLUMN experiment; PRAGMA user_version = 1;",
    )?;
    drop(index);
    let mut after = studio(root.path());
    until(&mut after, "there", |studio| studio.gallery.boards() == [("sketches".to_owned(), 1)])?;
    after.apply(Intent::Gallery(GalleryIntent::Select(Some(id))));
    until(&mut after, "known", |studio| studio.shown().is_some_and(|entry| entry.remark.star))?;
    after.apply(Intent::Gallery(GalleryIntent::Rate(vec![id], Some(3))));
    after.close();
    drop(after);
    ensure!(runs(&pictures)?[0].remark.rating == Some(3));
    Ok(())
}

#[test]
fn runs_are_sorted_by_anything_with_what_is_missing_last() -> Result<()> {
    let run = |id: i64, seed: u64, negative: &str, rating: Option<u8>| {
        let recipe = Recipe { seed, negative: Some(negative.to_owned()), ..Recipe::new(Model::Etude, "a circle") };
        let (metadata, note) = (Metadata::ours(Provenance::new(recipe, String::new())), String::new());
        let (outcome, remark) = (RunOutcome::Painted, Remark { rating, note, ..Remark::default() });
        Run { id: EntryId(id), file: None, metadata, remark, outcome }
    };
    // Seeds that differ in their last digit alone, which a float does not hold.
    let runs = [
        run(0, u64::MAX, "б", None),
        run(1, u64::MAX - 1, "", Some(2)),
        run(2, 7, "А", Some(5)),
        run(3, u64::MAX - 2, "a", None),
    ];
    let by = |by: Parameter, down: bool| sorted(&runs, Sort { by, down });
    ensure!(by(Parameter::Seed, false) == [2, 3, 1, 0] && by(Parameter::Seed, true) == [0, 1, 3, 2]);
    ensure!(by(Parameter::Rating, false) == [1, 2, 0, 3] && by(Parameter::Rating, true) == [2, 1, 0, 3]);
    ensure!(by(Parameter::Negative, false) == [3, 2, 0, 1] && by(Parameter::Negative, true) == [0, 2, 3, 1]);
    ensure!(Parameter::Seed.of(&runs[0]) == Value::Whole(u64::MAX));
    Ok(())
}

#[test]
fn the_guides_comparison_needs_both_models_and_is_an_experiment() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut lacking = studio(root.path());
    lacking.apply(Intent::Experiments(ExperimentsIntent::PaintGuide));
    ensure!(lacking.queue.list().is_empty(), "it begins without its models");
    let Some(Message::Error(error)) = lacking.messages.list().last() else { bail!("nothing is said") };
    let said = worded(error.clone());
    ensure!(said.message.contains("Kandinsky 2.1") && !said.advice.is_empty(), "{said:?}");
    drop(lacking);

    let models = ["kandinsky-2.1", "kandinsky-2.2"].map(|name| root.path().join("models").join(name));
    models.iter().try_for_each(std::fs::create_dir_all)?;
    let mut studio = studio(root.path());
    studio.apply(Intent::Experiments(ExperimentsIntent::PaintGuide));
    let [older, newer] = studio.queue.list() else { bail!("{:?}", studio.queue.list()) };
    ensure!(older.experiment.is_some() && older.experiment == newer.experiment, "two experiments");
    let (one, other) = (&older.recipe, &newer.recipe);
    ensure!((one.width, one.height, one.sampling.prior_guidance) == (768, 768, 1.0), "{one:?}");
    ensure!((other.seed, other.rng) == (31, Rng::TorchCuda) && one.prompt == other.prompt, "{other:?}");
    Ok(())
}

#[test]
fn a_grid_is_an_experiment_where_that_is_wanted_and_none_runs() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = studio(root.path());
    let mut grid = |experiment: bool, running: Option<&str>| {
        let running = running.map_or(ExperimentsIntent::End, |name| ExperimentsIntent::Begin(name.to_owned()));
        studio.apply(Intent::Experiments(running));
        let x_values = "4, 5".to_owned();
        let sides = Sides { x: Axis::Steps, x_values, experiment, ..Sides::default() };
        let draft = Draft { prompt: "a red circle".into(), room: Room::Grid, grid: sides, ..studio.draft.clone() };
        studio.apply(Intent::Edit(Box::new(draft)));
        studio.apply(Intent::PaintGrid);
        studio.queue.list().last().and_then(|job| job.experiment.clone())
    };
    ensure!(grid(false, None).is_none());
    ensure!(grid(true, None).as_deref() == Some("a red circle · steps"));
    ensure!(grid(true, Some("mine")).as_deref() == Some("mine"));
    Ok(())
}

#[test]
fn what_is_chosen_blind_is_kept() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut first = studio(root.path());
    let locked = Draft { seed: 5, seed_locked: true, ..first.draft.clone() };
    first.apply(Intent::Edit(Box::new(locked)));
    paint(&mut first, "a circle")?;
    let mut more = first.draft.clone();
    more.sampling.steps += 3;
    first.apply(Intent::Edit(Box::new(more)));
    paint(&mut first, "a circle")?;
    first.apply(Intent::Open(Room::Experiments));
    until(&mut first, "both", |studio| studio.gallery.runs().list.len() == 2)?;
    let look = Look { view: View::Blind, judged: Some(Parameter::Steps), ..Look::default() };
    first.apply(Intent::Experiments(ExperimentsIntent::Look(Box::new(look))));
    let pair = first.experiments.round.next.clone().context("no pair")?;
    first.apply(Intent::Experiments(ExperimentsIntent::Prefer(Some(1))));
    ensure!(first.experiments.round.next.is_none(), "the same pair comes again");
    first.close();
    drop(first);
    let again = studio(root.path());
    let standings = again.experiments.votes.standings(None, Parameter::Steps);
    let standing = standings.first().context("nothing was kept")?;
    ensure!(standing.ahead().map(|ahead| &standing.values[ahead]) == Some(&pair.values[1]), "{standing:?}");
    Ok(())
}
