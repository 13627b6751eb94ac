//! The memory plan against what a picture really takes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::device;
use bluerider_engine::error::{Cause, EngineError, ErrorKind};
use bluerider_engine::memory::{MemoryLevel, MemoryPolicy, Plan};
use bluerider_engine::models::conditioning::Conditioning;
use bluerider_engine::models::prior::PriorConfig;
use bluerider_engine::pipelines::{NoProgress, Pipeline};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Phase, Question, Recipe};
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_engine::worker::request;
use bluerider_tests::bench::{Bench, PATIENCE, outcomes, painted, small, with};
use bluerider_tests::compare::relative;
use bluerider_tests::fixtures;
use bluerider_tests::memory::peak;
use burn::tensor::{Tensor, TensorData};
use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

#[test]
fn a_plan_counts_weights_and_grows_with_the_picture() -> Result<()> {
    let plan =
        |side, precision, level: MemoryLevel| Plan::new(&Checkpoint::etude(), (side, side), precision, level.policy());
    let small = plan(128, Precision::F32, MemoryLevel::KeepLoaded)?;
    let weights: u64 = small.stages.iter().map(|stage| stage.weights).sum();
    let files = [
        ("prior", "text_encoder"),
        ("prior", "image_encoder"),
        ("prior", "prior"),
        ("decoder", "unet"),
        ("decoder", "movq"),
    ];
    // In half precision on disk, and so in memory but for norms and tables of words; headers, and a few integers, are
    // all that may be beside the weights there.
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/etude/model");
    let mut on_disk = 0;
    for (repo, part) in files {
        let folder = model.join(repo).join(part);
        let names = ["model.safetensors", "diffusion_pytorch_model.safetensors"];
        let file = names.into_iter().map(|name| folder.join(name)).find(|file| file.is_file()).context("no weights")?;
        on_disk += file.metadata()?.len();
    }
    ensure!(weights > on_disk * 98 / 100 && weights < on_disk * 3 / 2, "{weights} planned, {on_disk} on disk");

    ensure!(small.kept && small.peak() > weights, "kept networks are there together");
    let given_back = plan(128, Precision::F32, MemoryLevel::Offload)?;
    ensure!(!given_back.kept && given_back.peak() < small.peak());
    ensure!(plan(128, Precision::F16, MemoryLevel::Offload)?.peak() < given_back.peak());
    ensure!(plan(1024, Precision::F32, MemoryLevel::KeepLoaded)?.peak() > small.peak());
    ensure!(small.peak_with_pictures() >= small.peak());
    // Large enough to be in many stripes.
    let large = |level| plan(2048, Precision::F32, level).map(|plan| plan.peak());
    let rungs: Vec<u64> = MemoryLevel::KeepLoaded.downwards(true).map(large).collect::<Result<_, _>>()?;
    ensure!(rungs.is_sorted_by(|above, below| above >= below) && rungs[1] > rungs[2], "{rungs:?}");
    Ok(())
}

/// Bytes that étude's picture needs on a level.
fn needed(level: MemoryLevel, size: (usize, usize)) -> Result<u64> {
    Ok(Plan::new(&Checkpoint::etude(), size, level.precision(Precision::F32), level.policy())?.peak())
}

#[test]
fn the_engine_steps_down_until_the_plan_fits_and_paints_the_same() -> Result<()> {
    let recipe = || {
        with(small("a red circle on a white ground"), |r| {
            r.width = 512;
            r.height = 384;
            r.sampling.steps = 1
        })
    };
    // A second picture of the same words: what was given back is loaded again.
    let loads = |events: &[Event]| {
        let load = |e: &&Event| matches!(e, Event::Progress { job: JobId(2), phase: Phase::Load, .. });
        events.iter().filter(load).count()
    };
    let two = |bench: &Bench| -> Result<Vec<Event>> {
        bench.submit(1, recipe())?;
        bench.submit(2, with(recipe(), |r| r.sampling.steps = 2))?;
        bench.until_finished(2)
    };
    let events = two(&Bench::with_memory(Some(u64::MAX))?)?;
    ensure!(loads(&events) == 0, "networks were not kept");
    let expected = painted(&events)[0].0;
    for level in [MemoryLevel::Offload, MemoryLevel::VaeTiling] {
        let events = two(&Bench::with_memory(Some(needed(level, (512, 384))?))?)?;
        ensure!(!events.iter().any(|event| matches!(event, Event::Asked { .. })), "{level:?}: asked");
        ensure!(loads(&events) > 0, "{level:?}: networks were kept");
        let off = |(a, b): (&u8, &u8)| a.abs_diff(*b);
        let worst = painted(&events)[0].0.pixels.iter().zip(expected.pixels.iter()).map(off).max();
        ensure!(worst <= Some(1), "{level:?} changed the picture by {worst:?}");
    }
    Ok(())
}

#[test]
fn where_nothing_fits_the_artist_is_asked_and_obeyed() -> Result<()> {
    let bench = Bench::with_memory(Some(1_000_000))?;
    for (job, yes, expected) in [(1, false, Outcome::Cancelled), (2, true, Outcome::Done)] {
        bench.submit(job, small("a red circle on a white ground"))?;
        let question = loop {
            match bench.engine.events().recv_timeout(PATIENCE)? {
                Event::Asked { job: of, question } if of == JobId(job) => break question,
                Event::Progress { .. } => anyhow::bail!("something was done before the answer"),
                _ => {}
            }
        };
        let least = needed(MemoryLevel::HalfWeights, (128, 128))?;
        ensure!(question == Question::Short { needed: least, free: 1_000_000 }, "{question:?}");
        // An answer for another job is none.
        bench.engine.send(Command::Answer { job: JobId(77), yes: !yes })?;
        bench.engine.send(Command::Answer { job: JobId(job), yes })?;
        let events = bench.until_finished(1)?;
        ensure!(outcomes(&events) == [(JobId(job), &expected)], "{events:?}");
    }
    // A question does not outlive its job.
    bench.submit(3, small("a ring"))?;
    while !matches!(bench.engine.events().recv_timeout(PATIENCE)?, Event::Asked { .. }) {}
    bench.engine.send(Command::Cancel { job: JobId(3) })?;
    ensure!(outcomes(&bench.until_finished(1)?) == [(JobId(3), &Outcome::Cancelled)]);
    // Nobody is asked while something follows a slider.
    bench.engine.send(Command::Live { job: JobId(4), recipe: Box::new(small("a ring")) })?;
    let events = bench.until_finished(1)?;
    ensure!(!events.iter().any(|event| matches!(event, Event::Asked { .. })));
    ensure!(outcomes(&events) == [(JobId(4), &Outcome::Done)]);
    Ok(())
}

#[test]
fn weights_in_half_precision_take_half_the_memory_and_change_little() -> Result<()> {
    let root = fixtures::roots()?.into_iter().find(|root| root.fixture.system == "kandinsky-2.2").context("no root")?;
    let folder = |name: &Option<String>| name.as_ref().map(|name| root.path.join(name)).context("no such folder");
    let (prior, decoder) = (folder(&root.fixture.prior)?, folder(&root.fixture.decoder)?);
    let scratch = tempfile::tempdir()?;
    let decoder = in_single_precision(&decoder, scratch.path())?;
    let checkpoint = Checkpoint::in_folder(&decoder, Some(&prior))?;
    let (single, half) =
        (checkpoint.sizes(Precision::F32)?[&Network::UNet], checkpoint.sizes(Precision::HalfWeights)?[&Network::UNet]);
    // Norms and biases stay as they are, which is not much even of so small a network.
    ensure!(half * 10 <= single * 6 && half * 2 >= single, "{half} of {single}");
    let device = device::cpu().device;
    let run = |precision| -> Result<Vec<f32>> {
        let unet = checkpoint.unet(Network::UNet, precision, &device, &mut |_, _, _| Ok(()))?;
        let made = |shape: [usize; 4], seed| {
            let mut values = vec![0.0; shape.iter().product()];
            TorchCpu::new(seed).fill(&mut values);
            Tensor::<4>::from_data(TensorData::new(values, shape), &device)
        };
        let width = checkpoint.config::<PriorConfig>(Network::Prior)?.embedding_dim;
        let context = unet.context(Conditioning::Image(made([1, 1, 1, width], 1).reshape([1, width])))?;
        let channels = checkpoint.unet_config(Network::UNet)?.in_channels();
        let out = unet.forward(made([1, channels, 8, 8], 2), 500.0, &context)?;
        let data = out.try_into_data().map_err(|e| anyhow!("{e:?}"))?;
        data.try_to_vec().map_err(|e| anyhow!("{e:?}"))
    };
    let off = relative(&run(Precision::HalfWeights)?, &run(Precision::F32)?);
    ensure!(off > 1e-6 && off < 3e-3, "off by {off:.1e}");
    Ok(())
}

/// A copy of a decoder, its UNet in single precision, with values that half precision has not.
fn in_single_precision(decoder: &Path, to: &Path) -> Result<PathBuf> {
    for part in ["unet", "movq", "scheduler"] {
        std::fs::create_dir_all(to.join(part))?;
        for file in std::fs::read_dir(decoder.join(part))? {
            let file = file?;
            std::fs::copy(file.path(), to.join(part).join(file.file_name()))?;
        }
    }
    let path = to.join("unet/diffusion_pytorch_model.safetensors");
    let bytes = std::fs::read(&path)?;
    let mut tensors = BTreeMap::new();
    for (name, view) in SafeTensors::deserialize(&bytes)?.iter() {
        let (halves, _) = view.data().as_chunks::<2>();
        let values = halves.iter().flat_map(|half| (f16::from_le_bytes(*half).to_f32() * 1.0001).to_le_bytes());
        tensors.insert(name.to_owned(), (view.shape().to_vec(), values.collect::<Vec<u8>>()));
    }
    let views = tensors
        .iter()
        .map(|(name, (shape, values))| Ok((name, TensorView::new(Dtype::F32, shape.clone(), values)?)))
        .collect::<Result<Vec<_>>>()?;
    std::fs::write(&path, safetensors::serialize(views, None)?)?;
    Ok(to.to_owned())
}

#[test]
fn a_device_that_ran_out_of_memory_is_understood() {
    let short = [
        "OutOfMemory { size: 4 }",
        "can't allocate buffer of size: 8589934592",
        "out of device memory allocating 536870912 bytes",
        "An out-of-memory error happened during launch",
        "Can't allocate 1024 bytes: every page size the memory tracks still holds live allocations",
        "VK_ERROR_OUT_OF_DEVICE_MEMORY",
        "wgpu error: Out of Memory",
        "memory allocation of 99 bytes failed",
    ];
    for words in short {
        assert_eq!(Cause::DeviceLost.detail(words).or_memory().kind(), ErrorKind::Memory, "{words}");
        assert_eq!(EngineError::internal(words).or_memory().kind(), ErrorKind::Memory, "{words}");
    }
    assert_eq!(EngineError::internal("device lost").or_memory().kind(), ErrorKind::Internal);
    assert_eq!(Cause::WeightsOfOtherModel.detail("out of memory").or_memory().kind(), ErrorKind::BadCheckpoint);
}

/// Everything at the published size: 20 GB of random weights in a folder made by `tests/reference/real_size.py`.
#[test]
#[ignore = "needs a checkpoint of the published size in BLUERIDER_REAL_SIZE, minutes and 8 GB of memory"]
fn a_picture_takes_what_was_planned() -> Result<()> {
    let folder = PathBuf::from(std::env::var_os("BLUERIDER_REAL_SIZE").context("BLUERIDER_REAL_SIZE is not set")?);
    let side: usize = std::env::var("BLUERIDER_REAL_SIDE").map_or(Ok(512), |side| side.parse())?;
    let checkpoint = Checkpoint::in_folder(&folder.join("kandinsky-2-2-decoder"), None)?;
    let plan = Plan::new(&checkpoint, (side, side), Precision::F32, MemoryPolicy::default())?;
    let model = Model::Folder { decoder: folder.join("kandinsky-2-2-decoder"), prior: None };
    let negative = Some("blurred".into());
    let recipe = with(Recipe::new(model, "a fisherman"), |r| {
        r.negative = negative;
        r.sampling.prior_steps = 2;
        r.sampling.steps = 1;
        r.width = side;
        r.height = side
    });
    let request = request(&recipe)?;
    let mut pipeline = Pipeline::open(checkpoint, device::cpu().device, Precision::F32, MemoryPolicy::default())?;
    let mut peaks = Vec::new();
    let embeds = pipeline.embed(&request.prior(), None, &mut TorchCpu::new(1), &mut NoProgress)?;
    peaks.push((Network::Prior, peak()?));
    let latents = pipeline.denoise(Some(&embeds), &request, &mut TorchCpu::new(2), &mut NoProgress)?;
    peaks.push((Network::UNet, peak()?));
    pipeline.decode(&latents, &mut NoProgress)?;
    peaks.push((Network::Autoencoder, peak()?));
    for stage in &plan.stages {
        println!("planned {:?}: {:.2} + {:.2} GB", stage.network, gigabytes(stage.weights), gigabytes(stage.working));
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
