//! What the golden cases of all systems share.

use std::collections::VecDeque;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Loading};
use bluerider_engine::files::Files;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::picture::Mask;
use bluerider_engine::pipelines::{Latents, LoadedTask, NoProgress, PaintRequest, Pipeline, ProgressObserver};
use bluerider_engine::protocol::{Phase, Picture, Sampler, Sampling};
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_engine::text::PromptTokenizer;
use bluerider_tests::compare::{differences, relative};
use bluerider_tests::fixtures::{Case, Golden, copy_folder};
use burn::tensor::{Device, Tensor, TensorData};

use super::setting::{allowed, pictures, precision};

/// A golden tensor on `device`.
pub(super) fn upload<const D: usize>(golden: &Golden, device: &Device) -> Result<Tensor<D>> {
    ensure!(golden.shape.len() == D, "a tensor of shape {:?}, expected {D} dimensions", golden.shape);
    Ok(Tensor::from_data(
        TensorData::new(golden.values.clone(), golden.shape.clone()),
        (device, precision().computing()),
    ))
}

/// A part of a root by the name that `fixture.json` gives it.
pub(super) fn folder(root: &Path, name: &Option<String>) -> Result<Files> {
    Ok(Files::Folder(root.join(name.as_ref().context("fixture.json names no such part")?)))
}

/// Token ids of prompts, a list each, and which of them are words.
pub(super) type Rows = (Vec<Vec<u32>>, Vec<Vec<bool>>);

/// Token ids and masks of the case's prompts.
pub(super) fn tokens(case: &Case, tokenizer: &PromptTokenizer) -> Result<Rows> {
    let prompts = case.arguments["prompts"].as_array().context("no prompts")?;
    let (mut ids, mut mask) = (Vec::new(), Vec::new());
    for prompt in prompts {
        let tokens = tokenizer.encode(prompt.as_str().context("a prompt that is no text")?)?;
        mask.push(tokens.mask);
        ids.push(tokens.ids);
    }
    Ok((ids, mask))
}

/// Token ids must be equal.
pub(super) fn same_ids(ids: &[Vec<u32>], golden: &Golden) -> Result<()> {
    let flat: Vec<f32> = ids.iter().flatten().map(|&id| id as f32).collect();
    ensure!(flat == golden.values, "token ids differ: {ids:?}, expected {:?}", golden.values);
    Ok(())
}

/// Copies a checkpoint's folder to `to`, so that what is kept beside its files stays out of the fixtures.
pub(super) fn copy(files: &Files, to: &Path) -> Result<()> {
    let Files::Folder(from) = files else { return Ok(()) };
    copy_folder(from, to)
}

pub(super) fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.try_into_data().map_err(|e| anyhow::anyhow!("{e:?}"))?;
    data.convert::<f32>().try_to_vec().map_err(|e| anyhow::anyhow!("{e:?}"))
}

pub(super) fn quiet(_loading: Loading, _done: u64, _of: u64) -> bluerider_engine::error::Result<()> {
    Ok(())
}

/// The reference's draws, handed out in its order.
pub(super) struct Recorded(VecDeque<Vec<f32>>);

impl Recorded {
    pub(super) fn new(case: &Case) -> Self {
        Self(case.series("noise").into_iter().map(|n| n.values.clone()).collect())
    }

    /// All draws must be used up, or the port draws less than the reference.
    pub(super) fn exhausted(&self) -> Result<()> {
        ensure!(self.0.is_empty(), "{} of the reference's draws were not asked for", self.0.len());
        Ok(())
    }
}

impl Normal for Recorded {
    fn fill(&mut self, out: &mut [f32]) {
        let next = self.0.pop_front().expect("a draw that the reference did not make");
        out.copy_from_slice(&next);
    }
}

/// The generator must make the reference's draws from the case's seed.
pub(super) fn check_draws(case: &Case) -> Result<()> {
    let mut generator = TorchCpu::new(case.number("seed")? as u64);
    let draws = case.series("noise");
    ensure!(!draws.is_empty(), "the case records no draw");
    for (i, draw) in draws.iter().enumerate() {
        let mut found = vec![0.0; draw.values.len()];
        generator.fill(&mut found);
        let worst = found.iter().zip(&draw.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        ensure!(worst <= 1e-6, "draw {i} differs by {worst:.2e}");
    }
    Ok(())
}

/// Keeps the latents after each step.
#[derive(Default)]
pub(super) struct Keeper(pub(super) Vec<Vec<f32>>);

impl ProgressObserver for Keeper {
    fn progress(&mut self, _phase: Phase, _done: u64, _of: u64) -> bluerider_engine::error::Result<()> {
        Ok(())
    }

    fn latents(&mut self, latents: &Latents) {
        self.0.push(latents.values.clone());
    }
}

/// Compares the latents after each step and the picture at the end. `decode` decodes latents as the picture's were.
///
/// The reference's own latents must decode to its picture. Ours are a rounding away, which some checkpoints make much
/// of (a case has one whose reference in double precision is 25/255 from itself in single): where that is more than
/// 4/255, our picture may differ three times as much as noise of that size on the reference's latents makes it.
pub(super) fn check_painting(
    case: &Case,
    steps: &[Vec<f32>],
    picture: &[f32],
    decode: &mut dyn FnMut(Vec<f32>) -> Result<Vec<f32>>,
) -> Result<()> {
    const MEAN: f64 = 0.5;
    const LARGEST: f64 = 4.0;
    const MORE: f64 = 3.0;
    let latents = case.series("latents");
    ensure!(steps.len() == latents.len(), "{} steps, expected {}", steps.len(), latents.len());
    let mut distance = 0.0;
    for (i, (found, golden)) in steps.iter().zip(&latents).enumerate() {
        distance = relative(found, &golden.values);
        let limit = allowed(1e-3);
        ensure!(distance <= limit, "latents after step {i}: differ by {distance:.2e}, allowed {limit:.0e}");
    }
    let golden = planes(case.tensor("image")?)?;
    ensure!(picture.len() == golden.len(), "picture: {} values, expected {}", picture.len(), golden.len());
    let last = latents.last().context("a case without latents")?;
    pictures(&decode(last.values.clone())?, &golden, MEAN, LARGEST).context("the reference's latents")?;
    let (_, worst) = differences(picture, &golden);
    let mut allowed = LARGEST;
    if worst > LARGEST {
        let size = last.values.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
        for seed in 0..8 {
            let mut noise = vec![0.0; last.values.len()];
            TorchCpu::new(seed).fill(&mut noise);
            let length = noise.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
            let by = (distance * size / length) as f32;
            let rounded = decode(last.values.iter().zip(&noise).map(|(v, n)| v + by * n).collect())?;
            allowed = (MORE * differences(&rounded, &golden).1).max(allowed);
        }
        println!("{worst:.1}/255 apart; with these latents rounding alone may make {allowed:.1}/255");
    }
    pictures(picture, &golden, MEAN, allowed)?;
    Ok(())
}

/// The settings of a case of the decoder alone, which no prior reads.
pub(super) fn sampling(sampler: Sampler, steps: usize, guidance: f32) -> Sampling {
    Sampling { sampler, eta: 0.0, steps, guidance, prior_steps: 2, prior_guidance: 1.0 }
}

/// The sampler that a decoder's own `scheduler_config.json` names.
pub(super) fn sampler_of(decoder: &Files) -> Result<Sampler> {
    #[derive(serde::Deserialize)]
    struct Config {
        #[serde(rename = "_class_name")]
        class: String,
    }
    let Config { class } = decoder.folder("scheduler").json("scheduler_config.json")?;
    Ok(match class.as_str() {
        "DDPMScheduler" => Sampler::Ddpm,
        "DDIMScheduler" => Sampler::Ddim,
        "DPMSolverMultistepScheduler" => Sampler::DpmSolver,
        "EulerDiscreteScheduler" => Sampler::Euler,
        "EulerAncestralDiscreteScheduler" => Sampler::EulerAncestral,
        "UniPCMultistepScheduler" => Sampler::UniPc,
        other => anyhow::bail!("no sampler does what {other} does"),
    })
}

/// How a case of Kandinsky 3 is painted.
pub(super) struct Painting3 {
    pub(super) sampler: Sampler,
    pub(super) steps: usize,
    /// As everywhere here: one more than theirs.
    pub(super) guidance: f32,
    pub(super) task: LoadedTask,
    pub(super) size: (usize, usize),
}

/// Runs the whole pipeline of a Kandinsky 3 on the case's draws and compares the latents after each step, and the
/// picture.
pub(super) fn paint3(case: &Case, checkpoint: &Checkpoint, device: Device, painting: Painting3) -> Result<()> {
    check_draws(case)?;
    let Painting3 { sampler, steps, guidance, task, size: (width, height) } = painting;
    let prompt = case.text("prompt").context("no prompt")?;
    let request = PaintRequest {
        task,
        hint: None,
        blend: None,
        prompt,
        negative: case.text("negative_prompt"),
        sampling: sampling(sampler, steps, guidance),
        width,
        height,
    };
    let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
    let mut pipeline = Pipeline::open(checkpoint.clone(), device, precision(), kept)?;
    let (mut noise, mut keeper) = (Recorded::new(case), Keeper::default());
    let latents = pipeline.denoise(None, &request, &mut noise, &mut keeper)?;
    noise.exhausted()?;
    let picture = pipeline.decode(&latents, &mut NoProgress)?;
    let mut decode = |values| Ok(pipeline.decode(&Latents { values, ..latents.clone() }, &mut NoProgress)?);
    check_painting(case, &keeper.0, &picture, &mut decode)
}

/// The reference's picture `[1, height, width, 3]` as `[3, height, width]`.
pub(super) fn planes(image: &Golden) -> Result<Vec<f32>> {
    let [1, height, width, 3] = image.shape[..] else { anyhow::bail!("a picture of shape {:?}", image.shape) };
    let area = height * width;
    Ok((0..3 * area).map(|i| image.values[i % area * 3 + i / area]).collect())
}

/// The 8-bit picture `name` of a case.
pub(super) fn picture(case: &Case, name: &str) -> Result<Picture> {
    let golden = case.tensor(name)?;
    let [height, width, 3] = golden.shape[..] else { anyhow::bail!("a picture of shape {:?}", golden.shape) };
    Ok(Picture { width, height, pixels: golden.values.iter().map(|&v| v as u8).collect() })
}

/// The mask of a case. `keeps`: 1 is what stays there, and here it is what is painted anew.
pub(super) fn mask(case: &Case, keeps: bool) -> Result<Mask> {
    let golden = case.tensor("mask")?;
    let [height, width] = golden.shape[..] else { anyhow::bail!("a mask of shape {:?}", golden.shape) };
    let value = |&v: &f32| if keeps { ((1.0 - v) * 255.0) as u8 } else { (v * 255.0) as u8 };
    Ok(Mask { width, height, values: golden.values.iter().map(value).collect() })
}
