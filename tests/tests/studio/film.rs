//! The path of a blend as a film, from its wells to its file, without a window.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::Room;
use bluerider::studio::film::Plan;
use bluerider::studio::intent::{Intent, QueueIntent};
use bluerider::studio::paths::Paths;
use bluerider::studio::{Message, Studio};
use bluerider_engine::protocol::{BlendOf, BlendPart, Command, Event, Outcome, Picture};
use bluerider_tests::events::painted_event;
use bluerider_tests::studio_hands::{tick, until};

const PLAN: Plan = Plan { frames: 4, rate: 10, eased: false, there_and_back: true };

/// A studio whose blend room has these wells.
fn studio(root: &Path, wells: &[&str]) -> Studio {
    let mut studio = Studio::open(Paths::under(root), Arc::new(|| {}));
    let part = |words: &&str| BlendPart { of: BlendOf::Words((*words).to_owned()), weight: 0.5 };
    studio.draft.wells = wells.iter().map(part).collect();
    studio.draft.room = Room::Blend;
    studio
}

/// Paints what waits first, in one grey. Returns the weight of the second well; `None` where nothing waits.
fn paint(studio: &mut Studio, grey: u8) -> Option<f32> {
    let submitted = |command| match command {
        Command::Submit { job, recipe } => Some((job, recipe)),
        _ => None,
    };
    let (job, recipe) = studio.tick(Instant::now()).into_iter().find_map(submitted)?;
    let weight = recipe.blend[1].weight;
    let picture = Picture { width: 16, height: 16, pixels: vec![grey; 768].into() };
    studio.on_event(painted_event(job, picture, recipe));
    studio.on_event(Event::Finished { job, outcome: Outcome::Done });
    Some(weight)
}

fn said(studio: &Studio) -> Option<PathBuf> {
    studio.messages.list().iter().find_map(|message| match message {
        Message::FilmSaved(path) => Some(path.clone()),
        _ => None,
    })
}

#[test]
fn a_film_is_painted_picture_by_picture_and_written_when_all_are_there() -> Result<()> {
    let root = tempfile::tempdir()?;
    let target = root.path().join("blend.webp");
    let mut studio = studio(root.path(), &["a lake", "a horse"]);
    studio.apply(Intent::PaintFilm(PLAN, target.clone()));
    let mut weights = Vec::new();
    for grey in [10, 90, 150, 250] {
        ensure!(studio.film.as_ref().context("no film")?.done() == weights.len());
        weights.push(paint(&mut studio, grey).context("a picture is missing")?);
    }
    ensure!(weights == [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0], "{weights:?}");
    until(&mut studio, "the film", |studio| said(studio).is_some())?;
    ensure!(said(&studio) == Some(target.clone()) && studio.film.is_none());
    ensure!(std::fs::read(target)?.starts_with(b"RIFF"));
    ensure!(studio.gallery.len() == 4, "its pictures are in the gallery");
    Ok(())
}

#[test]
fn a_film_ends_with_a_picture_that_is_taken_away_and_so_do_the_others() -> Result<()> {
    let root = tempfile::tempdir()?;
    let target = root.path().join("blend.png");
    let mut studio = studio(root.path(), &["a lake", "a horse"]);
    studio.apply(Intent::PaintFilm(PLAN, target.clone()));
    paint(&mut studio, 10).context("nothing is painted")?;
    let waiting = studio.queue.list().last().context("nothing waits")?.id;
    studio.apply(Intent::Queue(QueueIntent::Cancel(waiting)));
    tick(&mut studio);
    ensure!(studio.film.is_none() && studio.queue.waiting() == 0 && !target.exists());
    Ok(())
}

#[test]
fn what_makes_no_film_is_refused_before_anything_is_painted() -> Result<()> {
    let root = tempfile::tempdir()?;
    for (wells, name, field) in
        [(&["a lake", "a horse"][..], "blend.mp4", "film"), (&["a lake", "a horse", "a sea"], "blend.png", "parts")]
    {
        let mut studio = studio(root.path(), wells);
        studio.apply(Intent::PaintFilm(PLAN, root.path().join(name)));
        let Some(Message::Error(error)) = studio.messages.list().last() else { anyhow::bail!("{name} is no error") };
        ensure!(error.field() == Some(field) && studio.film.is_none() && studio.queue.list().is_empty());
    }
    Ok(())
}
