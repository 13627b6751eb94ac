//! Folders that want to harm: configs that ask for too much, files that are none, weights that shrink, remains of
//! conversions. Each gives a named error in bounded time and memory, and the engine goes on.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::error::{Cause, EngineError, ErrorKind};
use bluerider_engine::files::Files;
use bluerider_engine::picture::DepthMap;
use bluerider_engine::protocol::{Model, Outcome, Picture, Recipe, System};
use bluerider_tests::bench::{Bench, outcomes, with};
use bluerider_tests::fixtures::{copy_folder, root_of};
#[cfg(target_os = "linux")]
use bluerider_tests::memory::peak;
use serde_json::Value;

/// What numbers of a config are changed to.
const VALUES: [u64; 5] = [0, 7, 1_000_000_000, 1_000_000_000_000, u64::MAX];

/// Bytes that all this may take beyond what the test had before.
const MEMORY: u64 = 1 << 30;
/// How long one mutated model may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A small model of `system`: its folders, the decoder's first.
fn folders(system: &str) -> Result<Vec<PathBuf>> {
    let root = root_of(system)?;
    let names = match system {
        "kandinsky-3.1" => vec![&root.fixture.authors],
        _ => vec![&root.fixture.decoder, &root.fixture.prior],
    };
    names.into_iter().map(|name| root.folder(name)).collect()
}

/// The model in these folders.
fn model(folders: &[PathBuf]) -> Model {
    Model::Folder { decoder: folders[0].clone(), prior: folders.get(1).cloned() }
}

/// A recipe that is painted in a moment.
fn small(model: Model, system: System) -> Recipe {
    let side = if system.is_3() { 64 } else { 32 };
    with(Recipe { width: side, height: side, seed: 3, ..Recipe::of(model, system, "a cat") }, |recipe| {
        recipe.sampling.steps = 1;
        recipe.sampling.prior_steps = 2;
    })
}

/// The same tree, its files as links.
#[cfg(unix)]
fn linked(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, to) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            linked(&path, &to)?;
        } else {
            std::os::unix::fs::symlink(path, to)?;
        }
    }
    Ok(())
}

/// All places of numbers in a config, by their keys.
fn numbers(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(place.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| numbers(item, &format!("{place}/{i}"), found));
        }
        Value::Object(items) => items.iter().for_each(|(key, item)| numbers(item, &format!("{place}/{key}"), found)),
        _ => {}
    }
}

/// The config files below `folder`.
fn configs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(configs(&path)?);
        } else if name.ends_with("config.json") && !name.starts_with("tokenizer") {
            found.push(path);
        }
    }
    Ok(found)
}

#[test]
#[cfg(target_os = "linux")]
fn no_number_of_a_config_of_2_2_ends_the_engine() -> Result<()> {
    mutate(System::Kandinsky22)
}

#[test]
#[cfg(target_os = "linux")]
fn no_number_of_a_config_of_2_1_ends_the_engine() -> Result<()> {
    mutate(System::Kandinsky21)
}

#[test]
#[cfg(target_os = "linux")]
fn no_number_of_a_config_of_3_1_ends_the_engine() -> Result<()> {
    mutate(System::Kandinsky31)
}

/// Changes every number of every config, one at a time, and paints.
#[cfg(target_os = "linux")]
fn mutate(system: System) -> Result<()> {
    let folders = folders(system.name())?;
    let bench = Bench::new()?;
    let (mut job, mut refused) = (0, 0);
    let before = peak()?;
    for (which, folder) in folders.iter().enumerate() {
        for config in configs(folder)? {
            let text: Value = serde_json::from_slice(&std::fs::read(&config)?)?;
            let mut places = Vec::new();
            numbers(&text, "", &mut places);
            for (place, value) in places.iter().flat_map(|place| VALUES.map(|value| (place, value))) {
                let scratch = tempfile::tempdir()?;
                let here: Vec<PathBuf> =
                    (0..folders.len()).map(|place| scratch.path().join(format!("{place}"))).collect();
                folders.iter().zip(&here).try_for_each(|(from, to)| linked(from, to))?;
                let mutated = here[which].join(config.strip_prefix(folder)?);
                let mut changed = text.clone();
                *changed.pointer_mut(place).context("no such place")? = value.into();
                std::fs::remove_file(&mutated)?;
                std::fs::write(&mutated, serde_json::to_vec(&changed)?)?;
                job += 1;
                let begun = Instant::now();
                bench.submit(job, small(model(&here), system))?;
                let events = bench.until_finished(1)?;
                let about = format!("{} {place} = {value}", config.display());
                if let [(_, Outcome::Failed(EngineError { cause, detail }))] = outcomes(&events)[..] {
                    refused += 1;
                    ensure!(cause.kind() != ErrorKind::Internal, "{about}: {cause:?} {detail}");
                }
                ensure!(begun.elapsed() < PATIENCE, "{about} took {:?}", begun.elapsed());
                ensure!(peak()? < before + MEMORY, "{about} took {} bytes", peak()? - before);
            }
        }
    }
    ensure!(refused > job / 3, "{}: {refused} of {job} were refused", system.title());
    // It goes on. In copies, since what it works out is kept beside the weights.
    let scratch = tempfile::tempdir()?;
    let here: Vec<PathBuf> = (0..folders.len()).map(|place| scratch.path().join(format!("{place}"))).collect();
    folders.iter().zip(&here).try_for_each(|(from, to)| copy_folder(from, to))?;
    bench.submit(job + 1, small(model(&here), system))?;
    ensure!(matches!(outcomes(&bench.until_finished(1)?)[..], [(_, Outcome::Done)]), "the engine was harmed");
    Ok(())
}

/// A copy of a small 2.2 to be spoilt.
fn copy_of_22() -> Result<(tempfile::TempDir, Vec<PathBuf>)> {
    let scratch = tempfile::tempdir()?;
    let mut copied = Vec::new();
    for (from, name) in folders("kandinsky-2.2")?.iter().zip(["decoder", "prior"]) {
        let to = scratch.path().join(name);
        copy_folder(from, &to)?;
        copied.push(to);
    }
    Ok((scratch, copied))
}

/// Why it does not paint.
fn failure(bench: &Bench, job: u64, folders: &[PathBuf]) -> Result<Cause> {
    bench.submit(job, small(model(folders), System::Kandinsky22))?;
    let events = bench.until_finished(1)?;
    match outcomes(&events)[..] {
        [(_, Outcome::Failed(error))] => Ok(error.cause.clone()),
        ref other => anyhow::bail!("{other:?}"),
    }
}

#[test]
#[cfg(unix)]
fn pipes_and_devices_are_no_weights() -> Result<()> {
    let (_scratch, folders) = copy_of_22()?;
    let bench = Bench::new()?;
    let weights = folders[0].join("unet/diffusion_pytorch_model.safetensors");
    std::fs::remove_file(&weights)?;
    let made = std::process::Command::new("mkfifo").arg(&weights).status()?;
    ensure!(made.success(), "no pipe");
    let begun = Instant::now();
    ensure!(matches!(failure(&bench, 1, &folders)?, Cause::FileMissing { path } if path == weights));
    for device in ["/dev/zero", "/dev/random"] {
        std::fs::remove_file(&weights)?;
        std::os::unix::fs::symlink(device, &weights)?;
        ensure!(matches!(failure(&bench, 2, &folders)?, Cause::FileMissing { path } if path == weights), "{device}");
    }
    ensure!(begun.elapsed() < PATIENCE);
    Ok(())
}

#[test]
fn weights_that_shrink_while_they_are_open_give_an_error() -> Result<()> {
    let (_scratch, folders) = copy_of_22()?;
    let folder = Files::Folder(folders[0].join("unet"));
    let bytes = folder.read("diffusion_pytorch_model.safetensors").map_err(|error| anyhow::anyhow!("{error}"))?;
    let length = bytes.length();
    ensure!(bytes.part(length - 8..length).is_ok());
    std::fs::OpenOptions::new().write(true).open(folder.path("diffusion_pytorch_model.safetensors"))?.set_len(4096)?;
    ensure!(bytes.part(length - 8..length).is_err(), "what is gone was read");
    ensure!(bytes.part(0..8).is_ok());

    // And for the engine the file is cut off.
    let cause = failure(&Bench::new()?, 1, &folders)?;
    ensure!(matches!(cause, Cause::WeightsDamaged { .. }), "{cause:?}");
    Ok(())
}

#[test]
fn converted_weights_that_are_damaged_are_made_again() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("model");
    copy_folder(&folders("kandinsky-3.1")?[0], &folder)?;
    let model = Model::Folder { decoder: folder.clone(), prior: None };
    let paint = || -> Result<()> {
        let bench = Bench::new()?;
        bench.submit(1, small(model.clone(), System::Kandinsky31))?;
        let events = bench.until_finished(1)?;
        ensure!(matches!(outcomes(&events)[..], [(_, Outcome::Done)]), "{:?}", outcomes(&events));
        Ok(())
    };
    paint()?;
    let converted = |folder: &Path| -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(folder.join("converted"))?;
        Ok(entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?)
    };
    let all = converted(&folder)?;
    ensure!(!all.is_empty(), "nothing was converted");
    for path in &all {
        let whole = std::fs::read(path)?;
        for spoilt in [&whole[..whole.len() / 2], &[0; 64], &[]] {
            std::fs::write(path, spoilt)?;
            paint().with_context(|| format!("{} of {} bytes", path.display(), spoilt.len()))?;
            ensure!(std::fs::read(path)? == whole, "{} was not made again", path.display());
        }
    }
    std::fs::write(folder.join("converted/.writing-killed"), "x")?;
    std::fs::remove_file(&all[0])?;
    paint()?;
    ensure!(!folder.join("converted/.writing-killed").exists() || cfg!(not(unix)), "remains are kept");
    Ok(())
}

#[test]
fn folders_that_hold_no_kandinsky_are_said_to_be_none() -> Result<()> {
    let scratch = tempfile::tempdir()?;
    let cause = |folder: &Path| Checkpoint::in_folder(folder, None).err().map(|error| error.cause);
    ensure!(matches!(cause(scratch.path()), Some(Cause::NoCheckpoint { .. })));
    ensure!(matches!(cause(&scratch.path().join("gone")), Some(Cause::NoFolder { .. })));
    ensure!(matches!(cause(&folders("kandinsky-2.2")?[1]), Some(Cause::PriorAlone { .. })));
    std::fs::create_dir(scratch.path().join("unet"))?;
    match cause(scratch.path()) {
        Some(Cause::Incomplete { more, .. }) => ensure!(more > 3, "{more}"),
        other => anyhow::bail!("{other:?}"),
    }
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_small_file_that_claims_a_huge_picture_is_turned_away_by_its_header() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (side, colour) in
        [(22_000, png::ColorType::Grayscale), (12_000, png::ColorType::Rgb), (40_000, png::ColorType::Rgb)]
    {
        let path = folder.path().join(format!("{side}.png"));
        let mut encoder = png::Encoder::new(std::fs::File::create(&path)?, side, side);
        encoder.set_color(colour);
        let mut writer = encoder.write_header()?;
        writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c])?;
        drop(writer);
        let before = peak()?;
        ensure!(Picture::open(&path).is_err() && DepthMap::open(&path).is_err(), "{side}² was opened");
        ensure!(peak()? < before + (64 << 20), "{side}² took memory");
    }
    Ok(())
}
