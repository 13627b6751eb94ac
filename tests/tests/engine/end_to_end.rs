//! Étude through the protocol, as the window drives it: pictures, order of events, stopping, refusals.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{Command, Event, JobId, Notice, Outcome, Phase, Recipe, Variation};
use bluerider_tests::bench::{Bench, PATIENCE, outcomes, painted, small, with};
use bluerider_tests::worded::worded;

#[test]
fn a_job_reports_on_itself_and_ends_once() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(1, small("a red circle above a blue triangle on a yellow ground"))?;
    let events = bench.until_finished(1)?;
    ensure!(
        matches!(events.first(), Some(Event::Ready { refusal: None, .. })),
        "the engine says first what it runs on"
    );
    ensure!(outcomes(&events) == [(JobId(1), &Outcome::Done)]);
    ensure!(matches!(events.last(), Some(Event::Finished { .. })), "nothing follows the end");
    ensure!(painted(&events).len() == 1);

    let mut last = None;
    for event in &events {
        if let Event::Progress { phase, done, of, .. } = event {
            ensure!(done <= of, "{phase:?}: {done} of {of}");
            if let Some((p, d)) = last
                && p == *phase
                && *phase != Phase::Load
            {
                ensure!(*done >= d, "{phase:?} went back from {d} to {done}");
            }
            last = Some((*phase, *done));
        }
    }
    let preview = bench.engine.preview().context("no preview was shown")?;
    ensure!((preview.picture.width, preview.picture.height) == (16, 16));
    ensure!(bench.engine.preview().is_none(), "a preview is taken once");
    ensure!(bench.woken.load(Ordering::Relaxed) >= events.len(), "the window is woken for what there is to read");
    Ok(())
}

#[test]
fn the_same_recipe_paints_the_same_picture_and_another_seed_does_not() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(1, Recipe { count: 2, ..small("a green ring on a white ground") })?;
    let events = bench.until_finished(1)?;
    let both = painted(&events);
    ensure!(both.len() == 2 && both[0].0.pixels != both[1].0.pixels, "two seeds, two pictures");
    ensure!((both[0].1.seed, both[1].1.seed) == (11, 12));
    // The second picture again, from its own recipe, in another engine.
    let other = Bench::new()?;
    other.submit(1, both[1].1.clone())?;
    let again = other.until_finished(1)?;
    ensure!(painted(&again)[0].0.pixels == both[1].0.pixels, "the recipe did not paint its picture again");
    Ok(())
}

#[test]
fn variations_lie_between_the_pictures_of_two_seeds() -> Result<()> {
    let bench = Bench::new()?;
    let strengths = [0.0, 0.15, 1.0];
    for (job, strength) in (1..).zip(strengths) {
        let variation = Some(Variation { seed: 12, strength });
        bench.submit(job, Recipe { variation, ..small("a green ring on a white ground") })?;
    }
    bench.submit(4, Recipe { count: 2, ..small("a green ring on a white ground") })?;
    let events = bench.until_finished(4)?;
    let pictures: Vec<_> = painted(&events).into_iter().map(|(picture, _)| &picture.pixels).collect();
    let [none, little, all, own, other] = pictures[..] else { anyhow::bail!("{} pictures", pictures.len()) };
    ensure!(none == own && all == other, "at its ends a variation is not the picture of the seed there");
    let distance = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
    let (near, far) = (distance(little, own), distance(little, other));
    ensure!(0 < near && near < far, "{near} from its picture, {far} from the other");
    Ok(())
}

#[test]
fn words_of_weight_one_are_the_words_and_of_another_are_not() -> Result<()> {
    let bench = Bench::new()?;
    let prompts = ["a red circle", "a (red:1.0) circle", "a (red:1.6) circle"];
    for (job, prompt) in (1..).zip(prompts) {
        bench.submit(job, with(small(prompt), |r| r.sampling.steps = 2))?;
    }
    let events = bench.until_finished(3)?;
    let pictures = painted(&events);
    ensure!(pictures[0].0.pixels == pictures[1].0.pixels, "a weight of one changes the picture");
    ensure!(pictures[0].0.pixels != pictures[2].0.pixels, "a weight of 1.6 changes nothing");
    Ok(())
}

#[test]
fn pictures_have_the_size_that_was_asked_for() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(
        1,
        with(small("a square"), |r| {
            r.width = 100;
            r.height = 71;
            r.sampling.steps = 2
        }),
    )?;
    let events = bench.until_finished(1)?;
    let (picture, _) = painted(&events)[0];
    ensure!((picture.width, picture.height, picture.pixels.len()) == (100, 71, 3 * 100 * 71));
    Ok(())
}

#[test]
fn stopping_ends_the_running_job_within_a_step_and_the_waiting_ones_at_once() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(1, with(small("a circle"), |r| r.sampling.steps = 500))?;
    bench.submit(2, small("a square"))?;
    loop {
        let event = bench.engine.events().recv_timeout(PATIENCE)?;
        if matches!(event, Event::Progress { phase: Phase::Denoise, done: 2, .. }) {
            break;
        }
    }
    bench.engine.send(Command::CancelAll)?;
    bench.engine.send(Command::Cancel { job: JobId(1) })?;
    bench.engine.send(Command::Cancel { job: JobId(77) })?;
    let events = bench.until_finished(2)?;
    let mut ends = outcomes(&events);
    ends.sort_by_key(|(job, _)| *job);
    ensure!(ends == [(JobId(1), &Outcome::Cancelled), (JobId(2), &Outcome::Cancelled)]);
    let steps = events.iter().filter(|e| matches!(e, Event::Progress { phase: Phase::Denoise, .. })).count();
    ensure!(steps <= 3, "{steps} steps after it was stopped");
    // And the engine goes on.
    bench.submit(3, small("a line"))?;
    ensure!(outcomes(&bench.until_finished(1)?) == [(JobId(3), &Outcome::Done)]);
    Ok(())
}

#[test]
fn a_wrong_recipe_is_refused_by_its_field_before_anything_is_loaded() -> Result<()> {
    let base = || small("a circle");
    let wrong: [(&str, Recipe); 10] = [
        ("width", Recipe { width: 0, ..base() }),
        ("width", Recipe { width: 7, ..base() }),
        ("height", Recipe { height: 100_000, ..base() }),
        ("steps", with(base(), |r| r.sampling.steps = 0)),
        ("prior_steps", with(base(), |r| r.sampling.prior_steps = 0)),
        ("prior_steps", with(base(), |r| r.sampling.prior_steps = 1)),
        ("guidance", with(base(), |r| r.sampling.guidance = f32::NAN)),
        ("guidance", with(base(), |r| r.sampling.guidance = f32::INFINITY)),
        ("prior_guidance", with(base(), |r| r.sampling.prior_guidance = -1.0)),
        ("count", Recipe { count: 0, ..base() }),
    ];
    let bench = Bench::new()?;
    for (number, (field, recipe)) in wrong.into_iter().enumerate() {
        bench.submit(number as u64 + 1, recipe)?;
        let events = bench.until_finished(1)?;
        let [(_, Outcome::Failed(error))] = outcomes(&events)[..] else { anyhow::bail!("{field} was accepted") };
        let error = worded(error.clone());
        ensure!(error.kind == ErrorKind::InvalidRecipe && error.field.as_deref() == Some(field), "{error:?}");
        ensure!(!error.message.is_empty() && !error.advice.is_empty());
        ensure!(!events.iter().any(|e| matches!(e, Event::Progress { .. })), "{field}: something was loaded");
    }
    Ok(())
}

#[test]
fn an_empty_prompt_paints_and_a_long_one_says_what_was_cut() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(1, with(small(""), |r| r.sampling.steps = 2))?;
    ensure!(outcomes(&bench.until_finished(1)?) == [(JobId(1), &Outcome::Done)]);

    let long = "a red circle ".repeat(800);
    ensure!(long.len() > 10_000);
    bench.submit(2, with(small(&long), |r| r.sampling.steps = 2))?;
    let events = bench.until_finished(1)?;
    ensure!(outcomes(&events) == [(JobId(2), &Outcome::Done)]);
    let cut = events.iter().find_map(|e| match e {
        Event::Notice { notice: Notice::PromptCut(cut), .. } => Some(cut),
        _ => None,
    });
    let cut = cut.context("nothing was said about the cut")?;
    ensure!(long.ends_with(cut.as_str()) && cut.len() < long.len() && cut.len() > 9_000);
    Ok(())
}

#[test]
fn closing_the_engine_while_it_paints_does_not_hang() -> Result<()> {
    let bench = Bench::new()?;
    bench.submit(1, with(small("a circle"), |r| r.sampling.steps = 500))?;
    bench.engine.events().recv_timeout(PATIENCE)?;
    let start = std::time::Instant::now();
    drop(bench);
    ensure!(start.elapsed() < Duration::from_secs(30));
    Ok(())
}

#[test]
fn the_newest_live_job_wins_and_disturbs_no_other() -> Result<()> {
    let bench = Bench::new()?;
    let live =
        |job: u64, recipe: Recipe| bench.engine.send(Command::Live { job: JobId(job), recipe: Box::new(recipe) });
    bench.submit(1, small("a circle"))?;
    while !matches!(bench.engine.events().recv_timeout(PATIENCE)?, Event::Started { .. }) {}
    for job in 2..=5 {
        live(job, with(small("a ring"), |r| r.sampling.steps = 60))?;
    }
    bench.submit(6, small("a square"))?;
    let events = bench.until_finished(6)?;
    for (job, outcome) in outcomes(&events) {
        let expected = if (2..=4).contains(&job.0) { Outcome::Cancelled } else { Outcome::Done };
        ensure!(*outcome == expected, "{job:?}: {outcome:?}");
    }
    // It comes before what waited longer, and one that runs already is stopped at its next step.
    let order: Vec<u64> = painted_jobs(&events);
    ensure!(order == [1, 5, 6], "painted in the order {order:?}");
    live(7, with(small("a ring"), |r| r.sampling.steps = 500))?;
    loop {
        if matches!(
            bench.engine.events().recv_timeout(PATIENCE)?,
            Event::Progress { phase: Phase::Denoise, done: 2, .. }
        ) {
            break;
        }
    }
    live(8, small("a ring").sketch())?;
    let events = bench.until_finished(2)?;
    ensure!(outcomes(&events) == [(JobId(7), &Outcome::Cancelled), (JobId(8), &Outcome::Done)]);
    Ok(())
}

/// The jobs whose pictures came, in order.
fn painted_jobs(events: &[Event]) -> Vec<u64> {
    let mut jobs = Vec::new();
    for event in events {
        if let Event::Painted { job, .. } = event {
            jobs.push(job.0);
        }
    }
    jobs
}
