//! `bluerider doctor`: what this machine has, and whether painting works on it.

use std::time::Instant;

use bluerider_engine::device::{self, DevicePreference};
use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Recipe};

use crate::studio::paths::Paths;

/// Prints the report. Fails where étude does not paint.
pub(super) fn run(device: DevicePreference) -> Result<()> {
    println!("Blue Rider {} · burn 0.22.1 · wgpu 30 · {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
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

    if device != DevicePreference::Auto {
        device::check(device)?;
    }
    self_test(device, &paths)
}

/// Paints a small picture with étude and says how long it took.
fn self_test(device: DevicePreference, paths: &Paths) -> Result<()> {
    let engine = super::start(device, paths)?;
    let recipe = Recipe::new(Model::Etude, "a red circle on a white ground");
    let submit = Command::Submit { job: JobId(1), recipe: Box::new(recipe) };
    engine.send(submit).map_err(EngineError::internal)?;
    let start = Instant::now();
    for event in engine.events() {
        match event {
            Event::Ready(info) => println!("Chosen device: {info}"),
            Event::Finished { outcome: Outcome::Done, .. } => {
                println!("Étude paints: yes, 128×128 in {:.1} s with loading", start.elapsed().as_secs_f64());
                return Ok(());
            }
            Event::Finished { outcome: Outcome::Failed(error), .. } => {
                println!("Étude paints: no");
                return Err(error);
            }
            _ => {}
        }
    }
    Err(EngineError::internal("the engine ended without a word"))
}
