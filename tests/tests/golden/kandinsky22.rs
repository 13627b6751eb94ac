//! Kandinsky 2.2 against diffusers.

use std::collections::VecDeque;

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Files, Kandinsky22, Precision};
use bluerider_engine::models::prior::PriorTransformer;
use bluerider_engine::pipelines::{
    Economy, ImageEmbeds, Latents, PaintRequest, Phase, Pipeline, PriorRequest, Silent, Task, Watch,
};
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_engine::schedulers::Sampler;
use bluerider_tests::compare::{agree, pictures, relative};
use bluerider_tests::fixtures::{Case, Golden, Root};
use burn::tensor::{Device, Tensor, TensorData};

use super::Check;

mod tasks;

/// All cases, with their tests where they are built.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("text_encoder", Some(text_encoder)),
    ("image_encoder", Some(image_encoder)),
    ("prior_forward", Some(prior_forward)),
    ("unet_forward", Some(unet_forward)),
    ("movq", Some(movq)),
    ("prior_plain", Some(prior_pipeline)),
    ("prior_negative", Some(prior_pipeline)),
    ("prior_unguided", Some(prior_pipeline)),
    ("text2img", Some(text_to_image)),
    ("text2img_unguided", Some(text_to_image)),
    ("text2img_odd_size", Some(text_to_image)),
    ("end_to_end", Some(end_to_end)),
    ("interpolate", Some(tasks::interpolate)),
    ("prior_emb2emb", Some(tasks::prior_emb2emb)),
    ("img2img", Some(tasks::img2img)),
    ("inpaint", Some(tasks::inpaint)),
    ("controlnet", Some(tasks::controlnet)),
    ("controlnet_img2img", Some(tasks::controlnet_img2img)),
];

/// A checkpoint on the device that the golden cases run on.
struct Bench {
    checkpoint: Kandinsky22,
    device: Device,
}

impl Bench {
    fn new(root: &Root) -> Result<Self> {
        let folder = |name: &Option<String>| -> Result<Files> {
            Ok(Files::Folder(root.path.join(name.as_ref().context("fixture.json names no such part")?)))
        };
        let checkpoint = Kandinsky22 { prior: folder(&root.fixture.prior)?, decoder: folder(&root.fixture.decoder)? };
        Ok(Self { checkpoint, device: super::device()? })
    }

    fn upload<const D: usize>(&self, golden: &Golden) -> Result<Tensor<D>> {
        ensure!(golden.shape.len() == D, "a tensor of shape {:?}, expected {D} dimensions", golden.shape);
        Ok(Tensor::from_data(TensorData::new(golden.values.clone(), golden.shape.clone()), &self.device))
    }

    /// The same with another decoder of the root.
    fn with_decoder(root: &Root, name: &Option<String>) -> Result<Self> {
        let bench = Self::new(root)?;
        let folder = root.path.join(name.as_ref().context("fixture.json names no such decoder")?);
        let checkpoint = Kandinsky22 { decoder: Files::Folder(folder), ..bench.checkpoint };
        Ok(Self { checkpoint, ..bench })
    }

    /// The whole pipeline. Its small results are kept in a folder of their own, not in the fixtures.
    fn pipeline(&self) -> Result<(Pipeline, tempfile::TempDir)> {
        let scratch = tempfile::tempdir()?;
        copy(&self.checkpoint.prior, &scratch.path().join("prior"))?;
        let checkpoint = Kandinsky22 {
            prior: Files::Folder(scratch.path().join("prior")),
            decoder: self.checkpoint.decoder.clone(),
        };
        let kept = Economy { keep: true, ..Economy::default() };
        Ok((Pipeline::open(checkpoint, self.device.clone(), Precision::F32, None, kept)?, scratch))
    }
}

/// Links a checkpoint folder's files into `to`, so that what is kept beside them stays out of the fixtures.
fn copy(files: &Files, to: &std::path::Path) -> Result<()> {
    let Files::Folder(from) = files else { return Ok(()) };
    for part in std::fs::read_dir(from)? {
        let part = part?;
        if part.file_type()?.is_dir() {
            let folder = to.join(part.file_name());
            std::fs::create_dir_all(&folder)?;
            for file in std::fs::read_dir(part.path())? {
                let file = file?;
                std::fs::copy(file.path(), folder.join(file.file_name()))?;
            }
        }
    }
    Ok(())
}

fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.try_into_data().map_err(|e| anyhow::anyhow!("{e:?}"))?;
    data.try_to_vec().map_err(|e| anyhow::anyhow!("{e:?}"))
}

fn quiet(_done: u64, _of: u64) -> bluerider_engine::error::Result<()> {
    Ok(())
}

fn text_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let tokenizer = bench.checkpoint.tokenizer()?;
    let prompts = case.arguments["prompts"].as_array().context("no prompts")?;
    let mut ids = Vec::new();
    let mut mask = Vec::new();
    for prompt in prompts {
        let tokens = tokenizer.encode(prompt.as_str().context("a prompt that is no text")?)?;
        mask.extend(tokens.mask.iter().map(|&m| if m { 1.0 } else { 0.0 }));
        ids.push(tokens.ids);
    }
    let flat: Vec<f32> = ids.iter().flatten().map(|&id| id as f32).collect();
    ensure!(flat == case.tensor("input_ids")?.values, "token ids differ");
    ensure!(mask == case.tensor("attention_mask")?.values, "attention masks differ");
    let encoder = bench.checkpoint.text_encoder(Precision::F32, &bench.device, &mut quiet)?;
    let encoding = encoder.forward(&ids, &bench.device);
    agree("last hidden state", &values(encoding.last_hidden_state)?, case.tensor("last_hidden_state")?, 1e-5)?;
    agree("text embeddings", &values(encoding.text_embeds)?, case.tensor("text_embeds")?, 1e-5)
}

fn image_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let encoder = bench.checkpoint.image_encoder(Precision::F32, &bench.device, &mut quiet)?;
    let embeds = encoder.forward(bench.upload(case.tensor("pixel_values")?)?);
    agree("image embeddings", &values(embeds)?, case.tensor("image_embeds")?, 1e-5)?;
    let (pipeline, _scratch) = bench.pipeline()?;
    // Twice: computed, then read back from where it was kept.
    for _ in 0..2 {
        let zero = pipeline.zero_image_embedding(&mut Silent)?;
        agree("zero image embedding", &zero, case.tensor("zero_image_embeds")?, 1e-5)?;
    }
    Ok(())
}

fn prior_forward(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let prior: PriorTransformer = bench.checkpoint.prior(Precision::F32, &bench.device, &mut quiet)?;
    let text = bluerider_engine::models::clip::TextEncoding {
        text_embeds: bench.upload(case.tensor("proj_embedding")?)?,
        last_hidden_state: bench.upload(case.tensor("encoder_hidden_states")?)?,
    };
    let mask = case.tensor("attention_mask")?;
    let mask: Vec<Vec<bool>> =
        mask.values.chunks(mask.shape[1]).map(|row| row.iter().map(|&m| m != 0.0).collect()).collect();
    let prefix = prior.prefix(&text, &mask);
    let out = prior.forward(bench.upload(case.tensor("x")?)?, case.number("timestep")? as f32, &prefix);
    agree("predicted image embedding", &values(out)?, case.tensor("out")?, 1e-5)
}

fn unet_forward(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let unet = bench.checkpoint.unet(Precision::F32, &bench.device, &mut quiet)?;
    let context = unet.context(bench.upload(case.tensor("image_embeds")?)?);
    let out = unet.forward(bench.upload(case.tensor("sample")?)?, case.number("timestep")? as f32, &context);
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

fn movq(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let movq = bench.checkpoint.movq(Precision::F32, &bench.device, &mut quiet)?;
    let z: Tensor<4> = bench.upload(case.tensor("z")?)?;
    agree("decoded", &values(movq.decode(z.clone()))?, case.tensor("decoded")?, 1e-4)?;
    agree("decoded in stripes", &values(movq.decode_in_stripes(z.clone(), 1))?, case.tensor("decoded")?, 1e-4)?;
    agree("decoded codes", &values(movq.decode(movq.quantize(z)))?, case.tensor("decoded_quantized")?, 1e-4)?;
    agree("encoded", &values(movq.encode(bench.upload(case.tensor("image")?)?))?, case.tensor("encoded")?, 1e-4)
}

/// The reference's draws, handed out in its order.
struct Recorded(VecDeque<Vec<f32>>);

impl Recorded {
    fn new(case: &Case) -> Self {
        Self(case.series("noise").into_iter().map(|n| n.values.clone()).collect())
    }

    /// All draws must be used up, or the port draws less than the reference.
    fn exhausted(&self) -> Result<()> {
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
fn check_draws(case: &Case) -> Result<()> {
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
struct Keeper(Vec<Vec<f32>>);

impl Watch for Keeper {
    fn progress(&mut self, _phase: Phase, _done: u64, _of: u64) -> bluerider_engine::error::Result<()> {
        Ok(())
    }

    fn latents(&mut self, latents: &Latents) {
        self.0.push(latents.values.clone());
    }
}

fn prior_pipeline(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    let request = PriorRequest {
        prompt: case.text("prompt").context("no prompt")?,
        negative: case.text("negative_prompt"),
        guidance: case.number("guidance_scale")? as f32,
    };
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let mut noise = Recorded::new(&case);
    let steps = case.number("num_inference_steps")? as usize;
    let embeds = pipeline.embed(&request, steps, None, &mut noise, &mut Silent)?;
    noise.exhausted()?;
    agree("image embedding", &embeds.positive, case.tensor("image_embeds")?, 1e-3)?;
    let negative = embeds.negative.context("no negative image embedding")?;
    agree("negative image embedding", &negative, case.tensor("negative_image_embeds")?, 1e-3)
}

/// Compares the latents after each step and the picture at the end.
fn check_painting(case: &Case, steps: &[Vec<f32>], picture: &[f32]) -> Result<()> {
    let golden = case.series("latents");
    ensure!(steps.len() == golden.len(), "{} steps, expected {}", steps.len(), golden.len());
    for (i, (found, golden)) in steps.iter().zip(golden).enumerate() {
        let distance = relative(found, &golden.values);
        ensure!(distance <= 1e-3, "latents after step {i}: differ by {distance:.2e}, allowed 1e-3");
    }
    pictures(picture, &planes(case.tensor("image")?)?, 0.5, 4.0)
}

/// The reference's picture `[1, height, width, 3]` as `[3, height, width]`.
fn planes(image: &Golden) -> Result<Vec<f32>> {
    let [1, height, width, 3] = image.shape[..] else { anyhow::bail!("a picture of shape {:?}", image.shape) };
    let area = height * width;
    Ok((0..3 * area).map(|i| image.values[i % area * 3 + i / area]).collect())
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    paint(&case, &bench, request(&case, "num_inference_steps", String::new(), None)?)
}

/// Runs the decoder on the case's embeddings and draws, and compares each step and the picture.
fn paint(case: &Case, bench: &Bench, request: PaintRequest) -> Result<()> {
    let embeds = ImageEmbeds {
        positive: case.tensor("image_embeds")?.values.clone(),
        negative: Some(case.tensor("negative_image_embeds")?.values.clone()),
    };
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let (mut noise, mut keeper) = (Recorded::new(case), Keeper::default());
    let latents = pipeline.denoise(&embeds, &request, &mut noise, &mut keeper)?;
    noise.exhausted()?;
    check_painting(case, &keeper.0, &pipeline.decode(&latents, &mut Silent)?)
}

/// Both stages from one seed, as a user's script would run them.
fn end_to_end(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    let mut request = request(&case, "steps", case.text("prompt").context("no prompt")?, case.text("negative_prompt"))?;
    request.prior.guidance = case.number("prior_guidance_scale")? as f32;
    request.prior_steps = case.number("prior_steps")? as usize;
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let mut noise = TorchCpu::new(case.number("seed")? as u64);
    let embeds = pipeline.embed(&request.prior, request.prior_steps, None, &mut noise, &mut Silent)?;
    let latents = pipeline.denoise(&embeds, &request, &mut noise, &mut Silent)?;
    let picture = pipeline.decode(&latents, &mut Silent)?;
    let planes = planes(case.tensor("image")?)?;
    pictures(&picture, &planes, 0.5, 4.0)
}

fn request(case: &Case, steps: &str, prompt: String, negative: Option<String>) -> Result<PaintRequest> {
    Ok(PaintRequest {
        task: Task::TextToImage,
        hint: None,
        blend: None,
        prior: PriorRequest { prompt, negative, guidance: 1.0 },
        prior_steps: 2,
        sampler: Sampler::Ddpm,
        eta: 0.0,
        steps: case.number(steps)? as usize,
        guidance: case.number("guidance_scale")? as f32,
        width: case.number("width")? as usize,
        height: case.number("height")? as usize,
    })
}
