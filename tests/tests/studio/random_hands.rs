//! A studio in restless hands: random intents, pictures that come and fail, and closings in between. Whatever the
//! order, what was kept is kept.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::gallery::EntryId;
use bluerider::studio::intent::{GalleryIntent, HistoryStep, Intent, Place, QueueIntent};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::read_said;
use bluerider::studio::presets::Keep;
use bluerider::studio::queue::State;
use bluerider::studio::{Message, Studio};
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{Command, Event, JobId, Outcome, Picture};
use bluerider_tests::events::painted_event;

/// Things that are done, and how many of them between two closings.
const OPERATIONS: usize = 3_000;
const SITTING: usize = 150;

fn open(root: &Path) -> Studio {
    Studio::open(Paths::under(root), Arc::new(|| {}))
}

/// What must be the same after a studio was closed and opened.
#[derive(Debug, PartialEq)]
struct Kept {
    prompt: String,
    presets: Vec<String>,
    jobs: Vec<String>,
}

fn kept(studio: &Studio) -> Kept {
    Kept {
        prompt: studio.draft.prompt.clone(),
        presets: studio.presets.list().iter().map(|preset| preset.name.clone()).collect(),
        jobs: studio.queue.list().iter().map(|job| job.recipe.prompt.clone()).collect(),
    }
}

/// A job that the engine would have.
fn given(studio: &mut Studio) -> Option<JobId> {
    let commands = studio.tick(Instant::now());
    let new = commands.into_iter().find_map(|command| match command {
        Command::Submit { job, .. } => Some(job),
        _ => None,
    });
    new.or_else(|| studio.queue.running().map(|job| job.id))
}

/// One thing.
fn act(studio: &mut Studio, random: &mut fastrand::Rng, number: usize) -> Result<()> {
    let entries: Vec<EntryId> = (0..studio.gallery.len()).filter_map(|index| studio.gallery.at(index)).collect();
    let some = random.choice(&entries).copied();
    let job = random.choice(studio.queue.list()).map(|job| job.id);
    let preset = random.choice(studio.presets.list()).map(|preset| preset.id);
    let intent = match random.u8(..20) {
        0 | 1 => Intent::Edit(Box::new(Draft { prompt: format!("words {number}"), ..studio.draft.clone() })),
        2 | 3 => Intent::Paint(if random.bool() { Place::Back } else { Place::Front }),
        4 => Intent::Undo,
        5 => Intent::Redo,
        6 => Intent::KeepPreset(format!("preset {number}"), Keep::of(&studio.draft)),
        7 => preset.map_or(Intent::RestorePreset, Intent::RemovePreset),
        8 => preset.map_or(Intent::RestorePreset, |id| Intent::ShiftPreset(id, random.isize(-3..4))),
        9 => Intent::Queue(QueueIntent::Pause(random.bool())),
        10 => job.map_or(Intent::Stop, |job| Intent::Queue(QueueIntent::Cancel(job))),
        11 => Intent::Open([Room::Paint, Room::Blend, Room::Grid, Room::Models][random.usize(..4)]),
        12 => Intent::HistoryStep(if random.bool() { HistoryStep::Back } else { HistoryStep::Forward }),
        13 => match some {
            Some(id) => Intent::Gallery(GalleryIntent::Star(vec![id], random.bool())),
            None => Intent::RandomizeSeed,
        },
        14 => match some {
            Some(id) => Intent::Gallery(GalleryIntent::Rate(vec![id], Some(random.u8(1..6)))),
            None => Intent::RandomizeSeed,
        },
        _ => {
            let Some(job) = given(studio) else { return Ok(()) };
            let recipe = studio.queue.get(job).context("a job that is not there was given")?.recipe.clone();
            match random.u8(..4) {
                0 => studio.on_event(Event::Finished { job, outcome: Outcome::Failed(EngineError::internal("bad")) }),
                1 => studio.on_event(Event::Finished { job, outcome: Outcome::Cancelled }),
                _ => {
                    let picture = Picture { width: 16, height: 16, pixels: vec![90; 3 * 16 * 16].into() };
                    studio.on_event(painted_event(job, picture, Box::new(recipe)));
                    studio.on_event(Event::Finished { job, outcome: Outcome::Done });
                }
            }
            return Ok(());
        }
    };
    studio.apply(intent);
    Ok(())
}

#[test]
fn whatever_is_done_in_whatever_order_what_was_kept_is_kept() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut random = fastrand::Rng::with_seed(1911);
    let mut studio = open(root.path());
    let (mut painted, mut sittings) = (0, 0);
    for number in 0..OPERATIONS {
        act(&mut studio, &mut random, number).with_context(|| format!("operation {number}"))?;
        let jobs = studio.queue.list();
        let ids: BTreeSet<JobId> = jobs.iter().map(|job| job.id).collect();
        let running = jobs.iter().filter(|job| matches!(job.state, State::Running(_))).count();
        ensure!(ids.len() == jobs.len() && running <= 1, "operation {number}: {running} run of {}", jobs.len());
        if number % SITTING != SITTING - 1 {
            continue;
        }
        let start = Instant::now();
        while studio.is_saving() {
            studio.tick(Instant::now());
            ensure!(start.elapsed() < Duration::from_secs(20), "it does not save");
            std::thread::sleep(Duration::from_millis(1));
        }
        let (before, remarks) = (kept(&studio), remarks(root.path())?);
        studio.close();
        drop(studio);
        studio = open(root.path());
        sittings += 1;
        let errors = studio.messages.list().iter().filter(|message| matches!(message, Message::Error(_))).count();
        ensure!(errors == 0, "after sitting {sittings}: {:?}", studio.messages.list());
        ensure!(kept(&studio) == before, "after sitting {sittings}: {:?}, not {before:?}", kept(&studio));
        let again = self::remarks(root.path())?;
        ensure!(again >= remarks, "after sitting {sittings}: {again} pictures, not {remarks}");
        painted = again;
        until_listed(&mut studio, again)?;
    }
    ensure!(painted > 50 && sittings == OPERATIONS / SITTING, "{painted} pictures in {sittings} sittings");
    Ok(())
}

/// How many pictures lie in the folder, all of which can be read.
fn remarks(root: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(root.join("pictures")).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|end| end == "png") {
            read_said(&entry.path()).map_err(|error| anyhow::anyhow!("{}: {error}", entry.path().display()))?;
            count += 1;
        }
    }
    Ok(count)
}

fn until_listed(studio: &mut Studio, count: usize) -> Result<()> {
    let start = Instant::now();
    while studio.gallery.len() != count {
        studio.tick(Instant::now());
        if start.elapsed() > Duration::from_secs(20) {
            bail!("the gallery shows {} of {count}", studio.gallery.len());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}
