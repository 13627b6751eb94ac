//! `bluerider bench`: how long each part of a picture takes on this machine, each frame of the window, and a large
//! gallery and the table of its runs.

mod gallery;
mod window;

use std::io::Write as _;
use std::time::Instant;

use anstream::println;
use bluerider_engine::bench::{self, Run, Target};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::device::Opened;
use bluerider_engine::protocol::Recipe;
use serde::Serialize;

use super::model::ModelArguments;
use super::names;
use super::{Means, open_device};
use crate::studio::error::{Result, StudioCause, StudioError};

/// What `bluerider bench` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[arg(value_name = "PART", value_parser = part, help = names::help(
        "The parts to measure; without any, all:",
        Target::ALL.map(Target::name),
    ))]
    parts: Vec<Target>,
    /// The model and the size.
    #[command(flatten)]
    model: ModelArguments,
    /// How often each part is run, after once that does not count.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    times: u16,
    /// Steps of the prior.
    #[arg(long, value_name = "N")]
    prior_steps: Option<usize>,
    /// Measure the window instead: how soon it shows, and its frames while it paints --times pictures with étude.
    #[arg(long, conflicts_with_all = ["parts", "size", "prior_steps", "model", "in_turns"])]
    window: bool,
    /// Measure the gallery instead: make so many pictures in a folder of their own, and show them.
    #[arg(long, value_name = "PICTURES", value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    #[arg(conflicts_with_all = ["parts", "size", "times", "prior_steps", "model", "in_turns", "window"])]
    gallery: Option<u32>,
    /// Measure the table of the Experiments room in the same way.
    #[arg(long, value_name = "RUNS", value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    #[arg(conflicts_with_all = ["parts", "size", "times", "prior_steps", "model", "in_turns", "window", "gallery"])]
    experiments: Option<u32>,
    /// Print JSON, a line each part.
    #[arg(long)]
    json: bool,
    /// Run the one part for each line of standard input and print its milliseconds: for a measurement in turns with
    /// another program.
    #[arg(long, conflicts_with_all = ["times", "json"])]
    in_turns: bool,
}

fn part(text: &str) -> std::result::Result<Target, String> {
    let found = Target::ALL.into_iter().find(|part| part.name() == text);
    found.ok_or_else(|| format!("{text:?} is no part; there are {}", Target::ALL.map(Target::name).join(", ")))
}

/// Times of a part, in milliseconds.
#[derive(Serialize)]
struct Times {
    part: &'static str,
    width: usize,
    height: usize,
    device: String,
    least: f64,
    median: f64,
    most: f64,
}

/// Measures and prints.
/// `start`: when the program began.
pub(super) fn run(arguments: &Arguments, means: Means, start: Instant) -> Result<()> {
    if let Some(count) = arguments.gallery {
        return gallery::run(count, gallery::Scrolled::Gallery, arguments.json);
    }
    if let Some(count) = arguments.experiments {
        return gallery::run(count, gallery::Scrolled::Runs, arguments.json);
    }
    if arguments.window {
        return window::run(means, start, arguments.times, arguments.json);
    }
    let usual = arguments.model.usual("")?;
    let mut recipe = usual;
    recipe.sampling.prior_steps = arguments.prior_steps.unwrap_or(recipe.sampling.prior_steps);
    let (width, height) = (recipe.width, recipe.height);
    recipe.check()?;
    let checkpoint = Checkpoint::of(&recipe.model)?;
    let opened = open_device(means)?;
    if arguments.in_turns {
        return in_turns(&arguments.parts, &checkpoint, &recipe, &opened);
    }
    let parts = if arguments.parts.is_empty() { &Target::ALL[..] } else { &arguments.parts };
    if !arguments.json {
        println!("{width}×{height} on {}, milliseconds, {} runs", opened.info, arguments.times);
        println!("{:<14} {:>10} {:>10} {:>10}", "part", "least", "median", "most");
    }
    for &part in parts {
        let Some(mut run) = prepare(part, &checkpoint, &recipe, &opened)? else { continue };
        run()?;
        let mut times = (0..arguments.times).map(|_| timed(&mut run)).collect::<Result<Vec<f64>>>()?;
        times.sort_by(f64::total_cmp);
        let (least, median, most) = (times[0], times[times.len() / 2], times[times.len() - 1]);
        if arguments.json {
            let times =
                Times { part: part.name(), width, height, device: opened.info.to_string(), least, median, most };
            println!("{}", serde_json::to_string(&times).map_err(StudioError::internal)?);
        } else {
            println!("{:<14} {least:>10.2} {median:>10.2} {most:>10.2}", part.name());
        }
    }
    Ok(())
}

fn prepare(part: Target, checkpoint: &Checkpoint, recipe: &Recipe, opened: &Opened) -> Result<Option<Run>> {
    let size = (recipe.width, recipe.height);
    Ok(bench::prepare(part, checkpoint, size, recipe.sampling.prior_steps, opened)?)
}

/// One run for each line that comes.
fn in_turns(parts: &[Target], checkpoint: &Checkpoint, recipe: &Recipe, opened: &Opened) -> Result<()> {
    let one = || StudioError::from(StudioCause::BenchTarget);
    let [part] = parts else { return Err(one()) };
    let mut run = prepare(*part, checkpoint, recipe, opened)?.ok_or_else(one)?;
    run()?;
    println!("ready");
    for line in std::io::stdin().lines() {
        line.map_err(StudioError::internal)?;
        println!("{:.3}", timed(&mut run)?);
        std::io::stdout().flush().map_err(StudioError::internal)?;
    }
    Ok(())
}

/// Milliseconds of a run.
fn timed(run: &mut Run) -> Result<f64> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
