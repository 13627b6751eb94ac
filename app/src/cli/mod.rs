//! The command line: the studio's jobs without a window.

mod bench;
mod blend;
mod compare;
mod doctor;
mod experiments;
mod harmless;
mod model;
mod models;
mod names;
mod paint;
mod painting;
mod tracking;
mod window;

use std::process::ExitCode;
use std::time::Instant;

use anstream::{eprintln, println};
use bluerider_engine::device::{self, DevicePreference, Opened, Probe};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::Fallback;
use bluerider_engine::self_test::self_test;
use bluerider_engine::worker::{self, CommandLine, Engine, EngineConfig};
use clap::{Parser, Subcommand};

use self::harmless::harmless;

use crate::locale::{Language, Locale};
use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;
use crate::wording::{self, Worded};

/// Networks that are smaller than this together stay in memory between pictures.
const KEEP_BELOW: u64 = 1 << 30;

/// Blue Rider paints pictures from words.
///
/// Without a command it opens the studio's window.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Where to paint: auto, cpu, gpu, or gpu:N as `bluerider doctor` counts them.
    #[arg(long, global = true, value_name = "DEVICE")]
    device: Option<DevicePreference>,
    /// The most memory that a picture may take on the CPU, as in 6GB; without it, what is free.
    #[arg(long, global = true, value_name = "AMOUNT", value_parser = memory, allow_negative_numbers = true)]
    memory: Option<u64>,
    /// On the CPU, keep weights in half precision: half the memory, and nearly the same picture.
    #[arg(long, global = true)]
    half_weights: bool,
    /// Show technical details of errors.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Paint a picture without a window.
    Paint(Box<paint::Arguments>),
    /// Paint what lies between several pictures and prompts.
    Blend(Box<blend::Arguments>),
    /// Paint one prompt with several models, and put them on one sheet.
    Compare(Box<compare::Arguments>),
    /// See experiments, and write their runs for other programs.
    Experiments(experiments::Arguments),
    /// Say what this machine has, and whether painting works on it.
    Doctor(doctor::Arguments),
    /// Measure how long each part of a picture takes here.
    Bench(bench::Arguments),
    /// See, get, check, import and remove models.
    Models(models::Arguments),
    /// Try a device: what the program asks itself in a process of its own, since a driver may crash.
    #[command(hide = true)]
    Probe {
        /// The device.
        on: DevicePreference,
        /// What it does in a slower way.
        fallbacks: Vec<Fallback>,
    },
    /// Run the engine for a window, which starts this in a process of its own.
    #[command(hide = true)]
    Engine,
}

/// Bytes as people write them.
fn memory(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("{text:?} is no amount of memory; say for instance 6GB or 900MB");
    let upper = text.trim().to_uppercase();
    let (number, unit) = [("GB", 1e9), ("MB", 1e6)]
        .into_iter()
        .find_map(|(unit, bytes)| Some((upper.strip_suffix(unit)?, bytes)))
        .ok_or_else(wrong)?;
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if number > 0.0 && number.is_finite() { Ok((number * unit) as u64) } else { Err(wrong()) }
}

/// What of the machine a command may use.
#[derive(Clone, Copy)]
struct Means {
    /// The device to paint on.
    device: DevicePreference,
    /// Bytes that a picture may take on the CPU.
    memory: Option<u64>,
    /// On the CPU, keep weights in half precision.
    half_weights: bool,
    /// Say what happens.
    verbose: bool,
}

/// Exit codes: 0 done, 1 it failed, 2 an argument is wrong (as clap has it), 130 it was stopped.
const FAILED: u8 = 1;
const WRONG: u8 = 2;
const STOPPED: u8 = 130;

/// Runs the program.
pub fn run() -> ExitCode {
    let start = Instant::now();
    let arguments = Arguments::parse();
    let level = if arguments.verbose { "info,wgpu_core=warn,wgpu_hal=warn,naga=warn" } else { "error,wgpu_hal=off" };
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or(level)).init();
    let means = Means {
        device: arguments.device.unwrap_or_default(),
        memory: arguments.memory,
        half_weights: arguments.half_weights,
        verbose: arguments.verbose,
    };
    let result = match arguments.command {
        None => window::open(means, arguments.device.is_some()),
        Some(Verb::Paint(paint)) => paint::run(&paint, means),
        Some(Verb::Blend(blend)) => blend::run(&blend, means),
        Some(Verb::Compare(compare)) => compare::run(&compare, means),
        Some(Verb::Experiments(experiments)) => experiments::run(&experiments),
        Some(Verb::Doctor(doctor)) => doctor::run(&doctor, means),
        Some(Verb::Bench(bench)) => bench::run(&bench, means, start),
        Some(Verb::Models(models)) => models::run(&models),
        Some(Verb::Probe { on, fallbacks }) => probe(on, &fallbacks),
        Some(Verb::Engine) => engine(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error, arguments.verbose),
    }
}

/// The device that a command itself computes on.
fn open_device(means: Means) -> Result<Opened> {
    device::keep_tuning_in(&Paths::of_system().cache);
    Ok(device::open(means.device)?.with_half_weights(means.half_weights))
}

/// Starts the engine for a command, which waits for its events and needs no waking.
fn start(means: Means, paths: &Paths) -> Result<Engine> {
    Engine::start(config(means, paths), std::sync::Arc::new(|| {})).map_err(StudioError::internal)
}

/// How the engine is set up for this program.
fn config(means: Means, paths: &Paths) -> EngineConfig {
    let probe = std::env::current_exe().ok().map(|program| Probe {
        program,
        arguments: vec!["probe".to_owned()],
        verdicts: Some(paths.cache.join("adapters.json")),
        patience: device::PATIENCE,
    });
    let Means { device, memory, half_weights, .. } = means;
    let cache = Some(paths.cache.clone());
    EngineConfig { cache, keep_below: KEEP_BELOW, memory, half_weights, probe, ..EngineConfig::on(device) }
}

/// How a window's engine is started in a process of its own.
fn engine_process(means: Means) -> Option<CommandLine> {
    let program = std::env::current_exe().ok()?;
    let verbose = means.verbose.then(|| "--verbose".to_owned());
    Some(CommandLine { program, arguments: ["engine".to_owned()].into_iter().chain(verbose).collect() })
}

/// The process of a window's engine.
fn engine() -> Result<()> {
    ignore_interrupts();
    worker::serve(std::io::stdin(), std::io::stdout()).map_err(StudioError::internal)
}

/// A terminal interrupts all programs that are started from it; this one ends when its window does.
#[cfg(unix)]
fn ignore_interrupts() {
    let heard = std::sync::Arc::default();
    if let Err(error) = signal_hook::flag::register(signal_hook::consts::SIGINT, heard) {
        log::warn!("interrupts are not ignored: {error}");
    }
}

/// Elsewhere windows have no terminal.
#[cfg(not(unix))]
fn ignore_interrupts() {}

fn probe(on: DevicePreference, fallbacks: &[Fallback]) -> Result<()> {
    device::keep_tuning_in(&Paths::of_system().cache);
    let opened = device::open_with(on, fallbacks)?;
    println!("{}", opened.info);
    // Each line leaves this process before a driver may end it.
    Ok(self_test(&opened, &mut |part, off| match off {
        None => println!("{}{part}", device::BEGUN),
        Some(off) => println!("{part}: off by {off:.1e}"),
    })?)
}

/// What happened, what to do, and the details where they are wanted.
fn report(error: &StudioError, verbose: bool) -> ExitCode {
    let Worded { message, advice, detail } = wording::error(&locale(), error);
    // File names and prompts are in it.
    let [message, advice, detail] = [message, advice, detail].map(|text| harmless(&text));
    eprintln!("{message}");
    if error.kind() == ErrorKind::Cancelled {
        return ExitCode::from(STOPPED);
    }
    if !advice.is_empty() {
        eprintln!("{advice}");
    }
    if verbose && !detail.is_empty() {
        eprintln!("\n{detail}");
    } else if !detail.is_empty() {
        eprintln!("(Details with --verbose.)");
    }
    ExitCode::from(if error.kind() == ErrorKind::InvalidRecipe { WRONG } else { FAILED })
}

/// What the command line says, which is English: its words are looked for by scripts too.
fn locale() -> Locale {
    Locale::new(Language::English)
}
