//! Kandinsky 2.2 against diffusers.

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Files, Network, Precision, System};
use bluerider_engine::models::prior::PriorTransformer;
use bluerider_engine::models::unet::Conditioning;
use bluerider_engine::pipelines::{Economy, ImageEmbeds, Latents, PaintRequest, Pipeline, PriorRequest, Silent, Task};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::schedulers::Sampler;
use bluerider_tests::compare::{agree, pictures};
use bluerider_tests::fixtures::{Case, Root};
use burn::tensor::{Device, Tensor};

use super::Check;
use super::common::{
    Keeper, Recorded, check_draws, check_painting, copy, folder, planes, quiet, same_ids, tokens, upload, values,
};

mod tasks;

/// All cases, with their tests where they are built.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("text_encoder", Some(text_encoder)),
    ("image_encoder", Some(image_encoder)),
    ("prior_forward", Some(prior_forward)),
    ("unet_forward", Some(unet_forward)),
    ("movq", Some(autoencoder)),
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
    prior: Files,
    decoder: Files,
    checkpoint: Checkpoint,
    device: Device,
}

impl Bench {
    fn new(root: &Root) -> Result<Self> {
        Self::of(folder(&root.path, &root.fixture.prior)?, folder(&root.path, &root.fixture.decoder)?)
    }

    fn of(prior: Files, decoder: Files) -> Result<Self> {
        let checkpoint = Checkpoint::published(System::Kandinsky22, &prior, &decoder);
        Ok(Self { prior, decoder, checkpoint, device: super::device()? })
    }

    /// The same with another decoder of the root.
    fn with_decoder(root: &Root, name: &Option<String>) -> Result<Self> {
        let bench = Self::new(root)?;
        Self::of(bench.prior, folder(&root.path, name)?)
    }

    /// The whole pipeline. Its small results are kept in a folder of their own, not in the fixtures.
    fn pipeline(&self) -> Result<(Pipeline, tempfile::TempDir)> {
        let scratch = tempfile::tempdir()?;
        let prior = scratch.path().join("prior");
        copy(&self.prior, &prior)?;
        let checkpoint = Checkpoint::published(System::Kandinsky22, &Files::Folder(prior), &self.decoder);
        let kept = Economy { keep: true, ..Economy::default() };
        Ok((Pipeline::open(checkpoint, self.device.clone(), Precision::F32, kept)?, scratch))
    }
}

fn text_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let tokenizer = bench.checkpoint.clip_tokenizer()?.context("no tokenizer")?;
    let (ids, mask) = tokens(&case, &tokenizer)?;
    same_ids(&ids, case.tensor("input_ids")?)?;
    let mask: Vec<f32> = mask.iter().flatten().map(|&m| if m { 1.0 } else { 0.0 }).collect();
    ensure!(mask == case.tensor("attention_mask")?.values, "attention masks differ");
    let encoder = bench.checkpoint.text_encoder(Precision::F32, &bench.device, &mut quiet)?;
    let encoding = encoder.forward(&ids, &bench.device);
    agree("last hidden state", &values(encoding.last_hidden_state)?, case.tensor("last_hidden_state")?, 1e-5)?;
    agree("text embeddings", &values(encoding.text_embeds)?, case.tensor("text_embeds")?, 1e-5)
}

fn image_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let encoder = bench.checkpoint.image_encoder(Precision::F32, &bench.device, &mut quiet)?;
    let embeds = encoder.forward(upload(case.tensor("pixel_values")?, &bench.device)?);
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
        text_embeds: upload(case.tensor("proj_embedding")?, &bench.device)?,
        last_hidden_state: upload(case.tensor("encoder_hidden_states")?, &bench.device)?,
    };
    let mask = case.tensor("attention_mask")?;
    let mask: Vec<Vec<bool>> =
        mask.values.chunks(mask.shape[1]).map(|row| row.iter().map(|&m| m != 0.0).collect()).collect();
    let prefix = prior.prefix(&text, &mask);
    let out = prior.forward(upload(case.tensor("x")?, &bench.device)?, case.number("timestep")? as f32, &prefix);
    agree("predicted image embedding", &values(out)?, case.tensor("out")?, 1e-5)
}

fn unet_forward(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let unet = bench.checkpoint.unet(Network::UNet, Precision::F32, &bench.device, &mut quiet)?;
    let context = unet.context(Conditioning::Image(upload(case.tensor("image_embeds")?, &bench.device)?))?;
    let out =
        unet.forward(upload(case.tensor("sample")?, &bench.device)?, case.number("timestep")? as f32, &context)?;
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

fn autoencoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let autoencoder = bench.checkpoint.autoencoder(Precision::F32, &bench.device, &mut quiet)?;
    let z: Tensor<4> = upload(case.tensor("z")?, &bench.device)?;
    agree("decoded", &values(autoencoder.decode(z.clone()))?, case.tensor("decoded")?, 1e-4)?;
    agree("decoded in stripes", &values(autoencoder.decode_in_stripes(z.clone(), 1))?, case.tensor("decoded")?, 1e-4)?;
    agree(
        "decoded codes",
        &values(autoencoder.decode(autoencoder.quantize(z)))?,
        case.tensor("decoded_quantized")?,
        1e-4,
    )?;
    agree(
        "encoded",
        &values(autoencoder.encode(upload(case.tensor("image")?, &bench.device)?))?,
        case.tensor("encoded")?,
        1e-4,
    )
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
    let latents = pipeline.denoise(Some(&embeds), &request, &mut noise, &mut keeper)?;
    noise.exhausted()?;
    let picture = pipeline.decode(&latents, &mut Silent)?;
    let mut decode = |values| Ok(pipeline.decode(&Latents { values, ..latents.clone() }, &mut Silent)?);
    check_painting(case, &keeper.0, &picture, &mut decode)
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
    let latents = pipeline.denoise(Some(&embeds), &request, &mut noise, &mut Silent)?;
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
