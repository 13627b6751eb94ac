//! `bluerider doctor`: what this machine has, and whether painting works on it.

use std::time::Instant;

use anstream::println;
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::checkpoint::Network;
use bluerider_engine::device::{self, DevicePreference};
use bluerider_engine::memory::{self, MemoryLevel, Plan};
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Recipe};

use super::Means;
use super::model::ModelArguments;
use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;
use crate::wording::{self, Worded};

/// What `bluerider doctor` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Say what memory a picture needs, stage by stage, and load nothing.
    #[arg(long)]
    plan: bool,
    /// The model and the size that it is about.
    #[command(flatten)]
    model: ModelArguments,
}

/// Prints the report. Fails where étude does not paint.
pub(super) fn run(arguments: &Arguments, means: Means) -> Result<()> {
    if arguments.plan {
        return plan(arguments, means);
    }
    println!(
        "Blue Rider {} · burn {} · wgpu {} · {}",
        env!("CARGO_PKG_VERSION"),
        env!("BURN_VERSION"),
        env!("WGPU_VERSION"),
        std::env::consts::OS
    );
    match sysinfo::System::new() {
        Ok(mut system) => {
            system.refresh_memory();
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            let (free, total) = (gigabytes(system.available_memory()), gigabytes(system.total_memory()));
            println!("Memory: {free:.1} GB free of {total:.1} GB");
        }
        Err(error) => println!("Memory: not known ({error})"),
    }

    println!("Graphics adapters:");
    let adapters = device::adapters();
    for (number, adapter) in adapters.iter().enumerate() {
        let software = if adapter.software { " · software, slower than the CPU" } else { "" };
        println!("  gpu:{number}  {} · {} · {}{software}", adapter.name, adapter.api, adapter.driver);
    }
    if adapters.is_empty() {
        println!("  none");
    }
    let paths = Paths::of_system();
    println!("Pictures: {}", paths.pictures.display());
    println!("Settings: {}", paths.config.display());

    if means.device != DevicePreference::Auto {
        device::check(means.device)?;
    }
    self_test(means, &paths)
}

/// Prints what memory a picture needs.
fn plan(arguments: &Arguments, means: Means) -> Result<()> {
    let recipe = arguments.model.usual("")?;
    let (width, height) = (recipe.width, recipe.height);
    recipe.check()?;
    let opened = super::open_device(means)?;
    let checkpoint = Checkpoint::of(&recipe.model)?;
    let top = MemoryLevel::top(&checkpoint, super::KEEP_BELOW);
    let precision = opened.precision;
    let plan = Plan::new(&checkpoint, (width, height), precision, top.policy())?;
    println!("A picture of {width}×{height}:");
    println!("  {:<15} {:>8}  {:>8}", "stage", "weights", "working");
    for stage in &plan.stages {
        let name = match stage.network {
            Network::ClipText => "text encoder",
            Network::ClipImage => "image encoder *",
            Network::Prior => "prior",
            Network::MultilingualClip => "multilingual text encoder",
            Network::T5 => "T5, two layers",
            Network::UNet => "UNet",
            Network::InpaintUNet => "inpainting UNet",
            Network::Autoencoder => "autoencoder",
        };
        println!("  {name:<15} {:>8}  {:>8}", amount(stage.weights), amount(stage.working));
    }
    let how =
        if plan.kept { "networks stay in memory" } else { "each network is given back before the next is loaded" };
    println!("At most {} at a time: {how}.", amount(plan.peak()));
    if plan.peak_with_pictures() > plan.peak() {
        println!(
            "* {} where a picture is read, and once for a new checkpoint, for the embedding of the zero picture.",
            amount(plan.peak_with_pictures())
        );
    }
    if let Some(free) = means.memory.or_else(memory::budget).filter(|_| opened.on_cpu()) {
        println!("{} of memory may be used.", amount(free));
        if plan.peak() > free {
            for level in top.downwards(opened.on_cpu()).skip(1) {
                let precision = level.precision(precision);
                let peak = Plan::new(&checkpoint, (width, height), precision, level.policy())?.peak();
                let enough = if peak <= free { "enough" } else { "not enough" };
                println!("  with {}: {}, {enough}", saving(level), amount(peak));
            }
        }
    }
    Ok(())
}

/// What a level of the ladder saves on, beside those above it.
fn saving(level: MemoryLevel) -> &'static str {
    match level {
        MemoryLevel::KeepLoaded => "networks that stay",
        MemoryLevel::Offload => "networks given back",
        MemoryLevel::VaeTiling => "lower stripes in MoVQ",
        MemoryLevel::AttentionSlicing => "fewer queries at a time",
        MemoryLevel::HalfWeights => "weights in half precision",
    }
}

/// Bytes in words.
fn amount(bytes: u64) -> String {
    if bytes < 1_000_000_000 { format!("{} MB", bytes / 1_000_000) } else { format!("{:.2} GB", bytes as f64 / 1e9) }
}

/// Paints a small picture with étude and says how long it took.
fn self_test(means: Means, paths: &Paths) -> Result<()> {
    let engine = super::start(means, paths)?;
    let recipe = Recipe::new(Model::Etude, "a red circle on a white ground");
    let (width, height) = (recipe.width, recipe.height);
    let submit = Command::Submit { job: JobId(1), recipe: Box::new(recipe) };
    engine.send(submit).map_err(StudioError::internal)?;
    let start = Instant::now();
    for event in engine.events() {
        match event {
            Event::Ready { device, refusal } => {
                if let Some(error) = refusal {
                    let Worded { message, advice, .. } = wording::engine_error(&super::locale(), &error);
                    println!("{message} {advice}");
                }
                println!("Chosen device: {device}");
                if !device.fallbacks.is_empty() {
                    let parts: Vec<String> = device.fallbacks.iter().map(ToString::to_string).collect();
                    println!("In a slower way, as its driver failed at it: {}", parts.join(", "));
                }
            }
            Event::Finished { outcome: Outcome::Done, .. } => {
                let seconds = start.elapsed().as_secs_f64();
                println!("Étude paints: yes, {width}×{height} in {seconds:.1} s with loading");
                return Ok(());
            }
            Event::Finished { outcome: Outcome::Failed(error), .. } => {
                println!("Étude paints: no");
                return Err(error.into());
            }
            _ => {}
        }
    }
    Err(StudioError::internal("the engine ended without a word"))
}
