//! The queue without an engine: its order, what becomes of failures, and what is left after a crash.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::error::StudioCause;
use bluerider::studio::grid::{Axis, Sides};
use bluerider::studio::intent::{HistoryStep, Intent, Place, QueueIntent};
use bluerider::studio::paths::Paths;
use bluerider::studio::queue::State;
use bluerider::studio::{Message, Studio};
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Phase, Picture, Question, Recipe};
use bluerider_tests::events::painted_event;

fn open(root: &Path) -> Studio {
    Studio::open(Paths::under(root), Arc::new(|| {}))
}

/// Types a prompt and paints it. Returns the job's number.
fn paint(studio: &mut Studio, prompt: &str, place: Place) -> Option<JobId> {
    let before: Vec<JobId> = studio.queue.list().iter().map(|job| job.id).collect();
    let draft = Draft { prompt: prompt.into(), ..studio.draft.clone() };
    studio.apply(Intent::Edit(Box::new(draft)));
    studio.apply(Intent::Paint(place));
    studio.queue.list().iter().map(|job| job.id).find(|id| !before.contains(id))
}

fn prompts(studio: &Studio) -> Vec<&str> {
    studio.queue.list().iter().map(|job| job.recipe.prompt.as_str()).collect()
}

/// What the engine gets next.
fn next(studio: &mut Studio) -> Option<(JobId, Recipe)> {
    studio.tick(Instant::now()).into_iter().find_map(|command| match command {
        Command::Submit { job, recipe } => Some((job, *recipe)),
        _ => None,
    })
}

fn finish(studio: &mut Studio, job: JobId, outcome: Outcome) {
    studio.on_event(Event::Finished { job, outcome });
}

/// Waits until the queue's file says `words`, and closes nothing: as a crash does.
fn crash(mut studio: Studio, root: &Path, words: &str) -> Result<()> {
    let start = Instant::now();
    loop {
        studio.tick(Instant::now());
        if std::fs::read_to_string(root.join("config/queue.json")).is_ok_and(|text| text.contains(words)) {
            return Ok(());
        }
        ensure!(start.elapsed() < Duration::from_secs(20), "{words} was not written");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn jobs_come_in_their_order_one_at_a_time() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    let one = paint(&mut studio, "one", Place::Back).context("no job")?;
    ensure!(next(&mut studio).context("nothing is painted")?.0 == one);
    let two = paint(&mut studio, "two", Place::Back).context("no job")?;
    let three = paint(&mut studio, "three", Place::Front).context("no job")?;
    paint(&mut studio, "four", Place::Back);
    ensure!(prompts(&studio) == ["one", "three", "two", "four"] && next(&mut studio).is_none());
    studio.apply(Intent::Queue(QueueIntent::Shift(two, Some(three))));
    ensure!(prompts(&studio) == ["one", "two", "three", "four"]);
    studio.apply(Intent::Queue(QueueIntent::Shift(two, None)));
    ensure!(prompts(&studio) == ["one", "three", "four", "two"]);
    studio.apply(Intent::Queue(QueueIntent::Cancel(three)));
    // What runs ends when the engine says so.
    let told = studio.apply(Intent::Queue(QueueIntent::Cancel(one)));
    ensure!(told == [Command::Cancel { job: one }] && prompts(&studio) == ["one", "four", "two"]);
    finish(&mut studio, one, Outcome::Cancelled);
    let (four, recipe) = next(&mut studio).context("nothing is painted")?;
    ensure!(recipe.prompt == "four");
    ensure!(studio.apply(Intent::Queue(QueueIntent::CancelAll)) == [Command::Cancel { job: four }]);
    ensure!(prompts(&studio) == ["four"]);
    Ok(())
}

#[test]
fn what_failed_stays_and_is_painted_again_from_where_it_was() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    studio.draft.count = 3;
    (studio.draft.seed, studio.draft.seed_locked) = (100, true);
    let job = paint(&mut studio, "three lakes", Place::Back).context("no job")?;
    next(&mut studio).context("nothing is painted")?;
    let recipe = Box::new(studio.draft.to_recipe().picture(0));
    let picture = Picture { width: 16, height: 16, pixels: vec![0; 3 * 256].into() };
    studio.on_event(painted_event(job, picture, recipe));
    finish(&mut studio, job, Outcome::Failed(EngineError::internal("no")));
    ensure!(matches!(studio.queue.list()[0].state, State::Failed(_)) && next(&mut studio).is_none());
    ensure!(!studio.messages.list().is_empty(), "nobody said so");
    studio.apply(Intent::Queue(QueueIntent::Retry(job)));
    let (again, recipe) = next(&mut studio).context("it is not tried again")?;
    ensure!((again, recipe.seed, recipe.count) == (job, 101, 2), "{recipe:?}");
    Ok(())
}

#[test]
fn a_crash_leaves_a_queue_that_waits_and_does_not_repeat_what_ran() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    paint(&mut studio, "the one that ran", Place::Back);
    next(&mut studio).context("nothing is painted")?;
    paint(&mut studio, "the one that waited", Place::Back);
    crash(studio, root.path(), "the one that waited")?;

    let mut studio = open(root.path());
    ensure!(studio.queue.is_paused() && next(&mut studio).is_none(), "it goes on by itself");
    ensure!(prompts(&studio) == ["the one that ran", "the one that waited"]);
    ensure!(matches!(studio.queue.list()[0].state, State::Interrupted));
    // A second crash changes nothing of that.
    crash(studio, root.path(), "interrupted")?;
    let mut studio = open(root.path());
    ensure!(studio.queue.is_paused() && matches!(studio.queue.list()[0].state, State::Interrupted));
    studio.apply(Intent::Queue(QueueIntent::Pause(false)));
    ensure!(next(&mut studio).context("nothing is painted")?.1.prompt == "the one that waited");
    let interrupted = studio.queue.list()[0].id;
    studio.apply(Intent::Queue(QueueIntent::Retry(interrupted)));
    ensure!(studio.queue.waiting() == 1);
    Ok(())
}

#[test]
fn a_studio_that_is_closed_goes_on_where_it_was() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    paint(&mut studio, "a lake", Place::Back);
    next(&mut studio).context("nothing is painted")?;
    studio.close();
    let mut studio = open(root.path());
    ensure!(!studio.queue.is_paused() && next(&mut studio).context("it waits")?.1.prompt == "a lake");
    Ok(())
}

#[test]
fn a_queue_that_cannot_be_read_is_kept_aside() -> Result<()> {
    let root = tempfile::tempdir()?;
    std::fs::create_dir_all(root.path().join("config"))?;
    std::fs::write(root.path().join("config/queue.json"), "{ half")?;
    let studio = open(root.path());
    ensure!(studio.queue.list().is_empty() && studio.messages.list().len() == 1);
    ensure!(std::fs::read(root.path().join("config/queue.unreadable.json"))? == b"{ half");
    Ok(())
}

#[test]
fn wildcards_draw_for_each_picture_and_the_template_is_kept() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    studio.draft.count = 6;
    (studio.draft.seed, studio.draft.seed_locked) = (5, true);
    paint(&mut studio, "a {red|blue|green|white} circle", Place::Back);
    let drawn: Vec<String> = prompts(&studio).into_iter().map(str::to_owned).collect();
    ensure!(drawn.len() == 6 && drawn.iter().any(|prompt| *prompt != drawn[0]), "{drawn:?}");
    ensure!(drawn.iter().all(|prompt| !prompt.contains('|')));
    let template = Some("a {red|blue|green|white} circle");
    ensure!(studio.queue.list().iter().all(|job| job.template.as_deref() == template));
    ensure!(studio.queue.list().iter().map(|job| job.recipe.seed).eq(5..11));
    let again = studio.draft.prompt.clone();
    studio.apply(Intent::Queue(QueueIntent::CancelAll));
    paint(&mut studio, &again, Place::Back);
    ensure!(prompts(&studio) == drawn, "the same seeds draw other words");
    // Painted before everything else they still come in their order.
    studio.apply(Intent::Queue(QueueIntent::CancelAll));
    paint(&mut studio, &again, Place::Front);
    ensure!(prompts(&studio) == drawn);
    // A list that is not there is an error, and nothing is painted.
    studio.apply(Intent::Queue(QueueIntent::CancelAll));
    paint(&mut studio, "a __nothing__", Place::Back);
    ensure!(studio.queue.list().is_empty() && studio.messages.list().len() == 1);
    Ok(())
}

#[test]
fn everything_can_be_taken_back_and_words_are_leafed_through() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    for prompt in ["one", "two"] {
        paint(&mut studio, prompt, Place::Back);
    }
    studio.draft.prompt = "half typed".into();
    studio.apply(Intent::HistoryStep(HistoryStep::Back));
    ensure!(studio.draft.prompt == "two");
    studio.apply(Intent::HistoryStep(HistoryStep::Back));
    ensure!(studio.draft.prompt == "one");
    studio.apply(Intent::Undo);
    ensure!(studio.draft.prompt == "two");
    studio.apply(Intent::Redo);
    ensure!(studio.draft.prompt == "one");
    for _ in 0..2 {
        studio.apply(Intent::HistoryStep(HistoryStep::Forward));
    }
    ensure!(studio.draft.prompt == "half typed");
    let before = studio.draft.clone();
    studio.apply(Intent::UseModel(Model::Folder { decoder: "/m".into(), prior: None }));
    ensure!(studio.draft.sampling.steps != before.sampling.steps);
    studio.apply(Intent::Undo);
    ensure!(studio.draft == before, "a model is not taken back whole");
    Ok(())
}

#[test]
fn a_room_without_its_picture_says_what_is_missing() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    for room in [Room::ImageToImage, Room::Inpaint, Room::Outpaint, Room::Depth] {
        studio.apply(Intent::Open(room));
        ensure!(studio.messages.list().is_empty(), "what was missing in another room is told in {room:?}");
        ensure!(paint(&mut studio, "a lake", Place::Back).is_none(), "{room:?}");
        ensure!(studio.messages.list().len() == 1, "{:?}", studio.messages.list());
    }
    studio.draft.init = Some("/a/picture.png".into());
    studio.apply(Intent::Open(Room::Inpaint));
    ensure!(paint(&mut studio, "a lake", Place::Back).is_none(), "no mask, and it is painted");
    studio.apply(Intent::Open(Room::ImageToImage));
    ensure!(paint(&mut studio, "a lake", Place::Back).is_some());
    Ok(())
}

#[test]
fn a_grid_is_painted_place_by_place() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    studio.draft.prompt = "a red circle".into();
    let (x_values, y_values) = ("5, 6".into(), "red, blue".into());
    studio.draft.grid = Sides { x: Axis::Steps, x_values, y: Axis::Words, y_values, ..Sides::default() };
    studio.apply(Intent::PaintGrid);
    ensure!(prompts(&studio) == ["a red circle", "a red circle", "a blue circle", "a blue circle"]);
    let picture = || Picture { width: 16, height: 16, pixels: vec![0; 3 * 256].into() };
    while let Some((job, recipe)) = next(&mut studio) {
        ensure!(!studio.grid.as_ref().context("no grid")?.is_done());
        let recipe = Box::new(recipe);
        studio.on_event(painted_event(job, picture(), recipe));
        finish(&mut studio, job, Outcome::Done);
    }
    ensure!(studio.grid.as_ref().context("no grid")?.is_done() && studio.gallery.len() == 4);
    // A value that cannot be is said, and nothing is painted.
    studio.draft.grid.x_values = "5, many".into();
    studio.apply(Intent::PaintGrid);
    ensure!(studio.queue.list().is_empty() && !studio.messages.list().is_empty());
    Ok(())
}

#[test]
fn a_job_whose_engine_ends_is_begun_again_once_and_then_the_next_one_is_given_to_another() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    paint(&mut studio, "one", Place::Back);
    paint(&mut studio, "two", Place::Back);
    paint(&mut studio, "three", Place::Back);
    let (first, _) = next(&mut studio).context("no job")?;
    studio.on_engine_ended(StudioCause::EngineEnded.detail("signal: 11"), false);
    ensure!(studio.messages.list().contains(&Message::Error(StudioCause::EngineAgain.detail("signal: 11"))));
    let (again, recipe) = next(&mut studio).context("it is not begun again")?;
    ensure!(again == first && recipe.prompt == "one");
    studio.messages.retain(|_| false);
    studio.on_engine_ended(StudioCause::EngineEnded.into(), false);
    let failed = studio.queue.get(first).map(|job| matches!(job.state, State::Failed(_)));
    ensure!(failed == Some(true), "{:?}", studio.queue.list().first().map(|job| &job.state));
    let errors = studio.messages.list().iter().filter(|message| matches!(message, Message::Error(_)));
    ensure!(errors.count() == 1, "it is said more than once: {:?}", studio.messages.list());
    let (second, recipe) = next(&mut studio).context("the queue stands still")?;
    ensure!(second != first && recipe.prompt == "two");
    // With no other engine the queue is kept, not thrown at one that is not there.
    studio.on_engine_ended(StudioCause::EngineGone.into(), true);
    ensure!(next(&mut studio).is_none() && studio.queue.waiting() == 1);
    Ok(())
}

#[test]
fn a_step_that_does_not_end_is_told_and_forgotten_when_it_does() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    paint(&mut studio, "one", Place::Back);
    let (job, _) = next(&mut studio).context("no job")?;
    for done in 0..3 {
        studio.on_event(Event::Progress { job, index: 0, phase: Phase::Denoise, done, of: 25 });
    }
    let told = |studio: &Studio| studio.messages.list().contains(&Message::Overdue(job));
    studio.tick(Instant::now() + Duration::from_secs(10));
    ensure!(!told(&studio));
    studio.tick(Instant::now() + Duration::from_secs(60));
    ensure!(told(&studio));
    studio.on_event(Event::Progress { job, index: 0, phase: Phase::Denoise, done: 3, of: 25 });
    ensure!(!told(&studio));
    // While the artist is asked, it is not the step that takes its time.
    studio.on_event(Event::Asked { job, question: Question::OnCpu });
    studio.tick(Instant::now() + Duration::from_secs(3600));
    ensure!(!told(&studio));
    Ok(())
}
