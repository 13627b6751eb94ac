//! The blend room's state, without a window and without an engine.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::{Draft, Room as Canvas, WELLS};
use bluerider::studio::live_blend::{FILM, LiveBlend};
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{BlendOf, Command, Event, JobId, Outcome, Picture, Recipe};
use bluerider_tests::events::painted_event;

/// The room with words in both wells.
fn draft() -> Draft {
    let mut draft = Draft { seed: 5, ..Draft::default() };
    draft.open(Canvas::Blend, || ["a red circle", "a blue square"].map(|words| BlendOf::Words(words.into())));
    draft
}

fn move_to(draft: &mut Draft, share: f32) {
    (draft.wells[0].weight, draft.wells[1].weight) = (1.0 - share, share);
}

/// The room's state, with numbers for its jobs.
#[derive(Default)]
struct Room {
    live: LiveBlend,
    last: u64,
}

impl Room {
    /// What it asks for, if anything.
    fn next(&mut self, draft: &Draft, busy: bool) -> Result<Option<(JobId, Recipe)>> {
        let last = &mut self.last;
        let number = || {
            *last += 1;
            JobId(*last)
        };
        match self.live.next(draft, busy, number) {
            Some(Command::Live { job, recipe }) => Ok(Some((job, *recipe))),
            None => Ok(None),
            Some(other) => anyhow::bail!("{other:?}"),
        }
    }

    /// A picture of this grey comes, and the job ends.
    fn paint(&mut self, job: JobId, recipe: Recipe, grey: u8) {
        let picture = Picture { width: 1, height: 1, pixels: Arc::from([grey; 3]) };
        let recipe = Box::new(recipe);
        let painted = painted_event(job, picture, recipe);
        assert!(self.live.on_event(painted, |_| true).is_none());
        assert!(self.live.on_event(Event::Finished { job, outcome: Outcome::Done }, |_| true).is_none());
    }

    fn shown(&self) -> Option<u8> {
        self.live.picture().map(|picture| picture.pixels[0])
    }
}

#[test]
fn the_hand_comes_first_and_the_path_is_filled_while_it_rests() -> Result<()> {
    let (mut room, mut draft) = (Room::default(), draft());
    let (job, recipe) = room.next(&draft, false)?.context("no sketch")?;
    ensure!(recipe.blend == draft.wells && recipe.count == 1 && recipe.seed == 5 && room.live.is_painting());
    ensure!(room.next(&draft, false)?.is_none(), "asked twice");

    // Moved before it came: the older picture is not shown.
    move_to(&mut draft, 0.25);
    let (newer, recipe_newer) = room.next(&draft, true)?.context("the hand has to wait")?;
    room.paint(job, recipe, 1);
    ensure!(room.shown().is_none() && room.live.is_painting());
    room.paint(newer, recipe_newer, 2);
    ensure!(room.shown() == Some(2) && !room.live.is_painting());

    // The path, from the first well to the second, but not while something else is painted.
    ensure!(room.next(&draft, true)?.is_none());
    for index in 0..FILM {
        let (job, recipe) = room.next(&draft, false)?.context("a picture of the path is missing")?;
        ensure!((recipe.blend[1].weight - LiveBlend::place(index)).abs() < 1e-6);
        room.paint(job, recipe, 10 + index as u8);
        ensure!(room.live.frame(index).map(|picture| picture.pixels[0]) == Some(10 + index as u8));
    }
    ensure!(room.next(&draft, false)?.is_none() && room.shown() == Some(2));

    // Another place on the same path leaves it as it is; other words do not.
    move_to(&mut draft, 0.75);
    let (job, recipe) = room.next(&draft, false)?.context("no sketch")?;
    room.paint(job, recipe, 3);
    ensure!(room.next(&draft, false)?.is_none() && room.live.frame(0).is_some());
    draft.wells[1].of = BlendOf::Words("a green ring".into());
    let (job, recipe) = room.next(&draft, false)?.context("no sketch")?;
    room.paint(job, recipe, 4);
    ensure!(room.next(&draft, false)?.is_some() && room.live.frame(0).is_none());
    Ok(())
}

#[test]
fn what_failed_is_not_tried_again_by_itself() -> Result<()> {
    let (mut room, mut draft) = (Room::default(), draft());
    let (job, _) = room.next(&draft, false)?.context("no sketch")?;
    let outcome = Outcome::Failed(EngineError::internal("no"));
    room.live.on_event(Event::Finished { job, outcome: outcome.clone() }, |_| true);
    ensure!(room.live.has_failed());
    for _ in 0..FILM {
        let (job, _) = room.next(&draft, false)?.context("the path is another matter")?;
        room.live.on_event(Event::Finished { job, outcome: outcome.clone() }, |_| true);
    }
    ensure!(room.next(&draft, false)?.is_none());
    move_to(&mut draft, 0.9);
    ensure!(room.next(&draft, false)?.is_some() && !room.live.has_failed());
    Ok(())
}

#[test]
fn nothing_is_sketched_of_empty_wells_or_behind_a_closed_door() -> Result<()> {
    let mut room = Room::default();
    let mut draft = draft();
    draft.wells[0].of = BlendOf::Words("  ".into());
    ensure!(room.next(&draft, false)?.is_none());
    let mut draft = self::draft();
    draft.open(Canvas::Paint, || unreachable!("there are wells"));
    ensure!(room.next(&draft, false)?.is_none() && draft.to_recipe().blend.is_empty());
    // Events of other jobs go on to the queue.
    let event = Event::Started { job: JobId(99) };
    ensure!(room.live.on_event(event.clone(), |_| false) == Some(event));
    Ok(())
}

#[test]
fn wells_come_and_go_within_their_number() -> Result<()> {
    let mut draft = draft();
    draft.remove_well(0);
    ensure!(draft.wells.len() == *WELLS.start(), "two have to stay");
    for _ in 0..9 {
        draft.add_well();
    }
    ensure!(draft.wells.len() == *WELLS.end());
    ensure!(draft.wells[2].weight == 0.0, "a new well changes nothing at once");
    for well in &mut draft.wells {
        well.weight = 0.3;
    }
    while draft.wells.len() > *WELLS.start() {
        draft.remove_well(draft.wells.len() - 1);
    }
    ensure!(draft.wells.iter().all(|well| (well.weight - 0.5).abs() < 1e-6), "{:?}", draft.wells);
    ensure!(draft.blend_title() == "a red circle + a blue square");
    Ok(())
}
