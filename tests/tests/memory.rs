//! The memory plan against what a picture really takes.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Kandinsky22, Precision};
use bluerider_engine::device;
use bluerider_engine::etude;
use bluerider_engine::memory::{Plan, StageName};
use bluerider_engine::pipelines::{Pipeline, Silent};
use bluerider_engine::protocol::{Model, Recipe};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::worker::request;

#[test]
fn a_plan_counts_weights_and_grows_with_the_picture() -> Result<()> {
    let plan = |side, precision, keep| Plan::new(&etude::checkpoint(), (side, side), precision, keep);
    let small = plan(128, Precision::F32, u64::MAX)?;
    let weights: u64 = small.stages.iter().map(|stage| stage.weights).sum();
    let files = [
        ("prior", "text_encoder"),
        ("prior", "image_encoder"),
        ("prior", "prior"),
        ("decoder", "unet"),
        ("decoder", "movq"),
    ];
    // In half precision on disk; headers, and a few integers, are all that may be beside the weights.
    let (mut on_disk, checkpoint) = (0, etude::checkpoint());
    for (repo, part) in files {
        let folder = if repo == "prior" { &checkpoint.prior } else { &checkpoint.decoder }.folder(part);
        let names = ["model.safetensors", "diffusion_pytorch_model.safetensors"];
        let name = names.into_iter().find(|name| folder.has(name)).context("no weights")?;
        on_disk += folder.read(name)?.as_ref().len() as u64;
    }
    ensure!(weights <= 2 * on_disk && weights * 100 > 2 * on_disk * 98, "{weights} planned, {on_disk} on disk");

    ensure!(small.kept && small.peak() > weights, "kept networks are there together");
    let given_back = plan(128, Precision::F32, 0)?;
    ensure!(!given_back.kept && given_back.peak() < small.peak());
    ensure!(plan(128, Precision::F16, 0)?.peak() < given_back.peak());
    ensure!(plan(1024, Precision::F32, u64::MAX)?.peak() > small.peak());
    ensure!(small.peak_with_pictures() >= small.peak());
    Ok(())
}

/// Everything at the published size: 20 GB of random weights in a folder made by `tests/reference/real_size.py`.
#[test]
#[ignore = "needs a checkpoint of the published size in BLUERIDER_REAL_SIZE, minutes and 8 GB of memory"]
fn a_picture_takes_what_was_planned() -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("BLUERIDER_REAL_SIZE").context("BLUERIDER_REAL_SIZE is not set")?);
    let side: usize = std::env::var("BLUERIDER_REAL_SIDE").map_or(Ok(512), |side| side.parse())?;
    let checkpoint = Kandinsky22::in_folder(&folder.join("kandinsky-2-2-decoder"), None)?;
    let plan = Plan::new(&checkpoint, (side, side), Precision::F32, 0)?;
    let model = Model::Folder { decoder: folder.join("kandinsky-2-2-decoder"), prior: None };
    let negative = Some("blurred".into());
    let recipe =
        Recipe { negative, prior_steps: 2, steps: 1, width: side, height: side, ..Recipe::new(model, "a fisherman") };
    let request = request(&recipe)?;
    let mut pipeline = Pipeline::open(checkpoint, device::cpu().device, Precision::F32, None, false)?;
    let mut peaks = Vec::new();
    let embeds = pipeline.embed(&request.prior, request.prior_steps, None, &mut TorchCpu::new(1), &mut Silent)?;
    peaks.push((StageName::Prior, peak()?));
    let latents = pipeline.denoise(&embeds, &request, &mut TorchCpu::new(2), &mut Silent)?;
    peaks.push((StageName::Denoise, peak()?));
    pipeline.decode(&latents, &mut Silent)?;
    peaks.push((StageName::Decode, peak()?));
    for stage in &plan.stages {
        println!("planned {:?}: {:.2} + {:.2} GB", stage.name, gigabytes(stage.weights), gigabytes(stage.working));
    }
    for (stage, bytes) in &peaks {
        println!("measured up to {stage:?}: {:.2} GB", gigabytes(*bytes));
    }
    let (planned, measured) = (plan.peak(), peak()?);
    println!("planned {:.2} GB, measured {:.2} GB", gigabytes(planned), gigabytes(measured));
    ensure!(planned.abs_diff(measured) * 100 <= measured * 15, "the plan is off by more than 15 %");
    Ok(())
}

fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

/// The most that was resident in this process so far, in bytes.
fn peak() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("only Linux says")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kibibytes * 1024)
}
