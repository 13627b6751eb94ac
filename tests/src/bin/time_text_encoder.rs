//! How long FLAN-UL2's encoder takes, streamed, beside how long reading its files takes, and how much memory: of a
//! folder made by
//! `tests/reference/real_size_3.py`, or of a published Kandinsky 3.0. Linux alone says what is asked here.
//!
//!     time_text_encoder FOLDER [TOKENS] [--warm]
//!
//! Both begin with files that the system has forgotten, unless `--warm` is said.

use std::io::Read;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::device;
use bluerider_engine::files::Files;
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::System;

fn main() -> Result<()> {
    let (options, arguments): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let folder = arguments.first().context("a folder")?;
    let tokens: usize = arguments.get(1).map_or(Ok(24), |n| n.parse())?;
    let cold = !options.iter().any(|option| option == "--warm");
    let files = Files::Folder(folder.into());
    let checkpoint = Checkpoint::published(System::Kandinsky30, &files, &files);

    let (bytes, reading) = {
        forget(cold)?;
        let start = Instant::now();
        (read(&Path::new(folder).join("text_encoder"))?, start.elapsed().as_secs_f64())
    };
    println!("read {:.1} GB in {reading:.1} s, {:.2} GB/s", bytes as f64 / 1e9, bytes as f64 / 1e9 / reading);

    forget(cold)?;
    let before = status("VmRSS")?;
    let start = Instant::now();
    let encoder = checkpoint.t5(Precision::F32, &device::cpu().device, &mut |_, _, _| Ok(()))?;
    // A prompt and a negative prompt.
    let ids = [0, 1].map(|row| (0..tokens as u32).map(|token| 100 + row * 1000 + token).collect::<Vec<u32>>());
    let states = encoder.forward(&ids, &[vec![true; tokens], vec![true; tokens]], &mut |_, _, _| Ok(()))?;
    let values: Vec<f32> = states.into_data().try_to_vec().map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let encoding = start.elapsed().as_secs_f64();
    anyhow::ensure!(values.iter().all(|value| value.is_finite()), "not all numbers");
    println!("two prompts of {tokens} tokens in {encoding:.1} s, {:.2} times as long as reading", encoding / reading);
    println!("memory at most {:.2} GB above the {:.2} GB before", (status("VmHWM")? - before) / 1e9, before / 1e9);
    Ok(())
}

/// Has the system forget what it read.
fn forget(cold: bool) -> Result<()> {
    if cold {
        std::fs::write("/proc/sys/vm/drop_caches", "3").context("only root can have files forgotten; say --warm")?;
    }
    Ok(())
}

/// Reads all weights there and keeps nothing.
fn read(folder: &Path) -> Result<u64> {
    let (mut room, mut bytes) = (vec![0; 8 << 20], 0);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "safetensors") {
            let mut file = std::fs::File::open(path)?;
            loop {
                match file.read(&mut room)? {
                    0 => break,
                    read => bytes += read as u64,
                }
            }
        }
    }
    Ok(bytes)
}

/// A line of the kernel's word on this process, in bytes.
fn status(name: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(name)).context("no such line")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(kilobytes * 1024.0)
}
