//! Kandinsky 2.2 against diffusers.

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::files::Files;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::models::autoencoder::AutoencoderConfig;
use bluerider_engine::models::clip::{TextModelConfig, VisionModelConfig};
use bluerider_engine::models::conditioning::Conditioning;
use bluerider_engine::models::prior::{PriorConfig, PriorTransformer};
use bluerider_engine::pipelines::{ImageEmbeds, Latents, LoadedTask, NoProgress, PaintRequest, Pipeline, PriorRequest};
use bluerider_engine::protocol::System;
use bluerider_engine::rng::TorchCpu;
use bluerider_tests::fixtures::{Case, Root};
use burn::tensor::{Device, Tensor};

use super::Check;
use super::common::{
    Keeper, Recorded, check_draws, check_painting, copy, planes, quiet, same_ids, sampler_of, sampling, tokens, upload,
    values,
};
use super::setting::{agree, device, pictures, precision};

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
    /// Where the root has one; a case of the decoder needs none.
    prior: Option<Files>,
    decoder: Files,
    checkpoint: Checkpoint,
    device: Device,
}

impl Bench {
    fn new(root: &Root) -> Result<Self> {
        Self::with_decoder(root, &root.fixture.decoder)
    }

    /// The same with another decoder of the root.
    fn with_decoder(root: &Root, name: &Option<String>) -> Result<Self> {
        let prior = root.fixture.prior.as_ref().map(|prior| Files::Folder(root.path.join(prior)));
        // A case of the prior reads no file of the decoder, whose folder may be missing.
        let decoder = Files::Folder(root.path.join(name.as_deref().unwrap_or("decoder")));
        let checkpoint = of(prior.as_ref(), &decoder);
        Ok(Self { prior, decoder, checkpoint, device: device()? })
    }

    /// The whole pipeline. Its small results are kept in a folder of their own, not in the fixtures.
    fn pipeline(&self) -> Result<(Pipeline, tempfile::TempDir)> {
        let scratch = tempfile::tempdir()?;
        let prior = scratch.path().join("prior");
        self.prior.as_ref().map_or(Ok(()), |from| copy(from, &prior))?;
        let prior = self.prior.as_ref().map(|_| Files::Folder(prior));
        let checkpoint = of(prior.as_ref(), &self.decoder);
        let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
        Ok((Pipeline::open(checkpoint, self.device.clone(), precision(), kept)?, scratch))
    }
}

/// The checkpoint in these folders; without a prior, the decoder alone.
fn of(prior: Option<&Files>, decoder: &Files) -> Checkpoint {
    match prior {
        Some(prior) => Checkpoint::published(System::Kandinsky22, prior, decoder),
        None => Checkpoint::decoder_alone(System::Kandinsky22, decoder),
    }
}

fn text_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let tokenizer = bench.checkpoint.clip_tokenizer()?.context("no tokenizer")?;
    let (ids, mask) = tokens(&case, &tokenizer)?;
    same_ids(&ids, case.tensor("input_ids")?)?;
    let mask: Vec<f32> = mask.iter().flatten().map(|&m| if m { 1.0 } else { 0.0 }).collect();
    ensure!(mask == case.tensor("attention_mask")?.values, "attention masks differ");
    let encoder =
        bench.checkpoint.load::<TextModelConfig>(Network::ClipText, precision(), &bench.device, &mut quiet)?;
    let encoding = encoder.forward(&ids, &bench.device);
    agree("last hidden state", &values(encoding.last_hidden_state)?, case.tensor("last_hidden_state")?, 1e-5)?;
    agree("text embeddings", &values(encoding.text_embeds)?, case.tensor("text_embeds")?, 1e-5)
}

fn image_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let encoder =
        bench.checkpoint.load::<VisionModelConfig>(Network::ClipImage, precision(), &bench.device, &mut quiet)?;
    let embeds = encoder.forward(upload(case.tensor("pixel_values")?, &bench.device)?);
    agree("image embeddings", &values(embeds)?, case.tensor("image_embeds")?, 1e-5)?;
    let (pipeline, _scratch) = bench.pipeline()?;
    // Twice: computed, then read back from where it was kept.
    for _ in 0..2 {
        let zero = pipeline.zero_image_embedding(&mut NoProgress)?;
        agree("zero image embedding", &zero, case.tensor("zero_image_embeds")?, 1e-5)?;
    }
    Ok(())
}

fn prior_forward(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let prior: PriorTransformer =
        bench.checkpoint.load::<PriorConfig>(Network::Prior, precision(), &bench.device, &mut quiet)?;
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
    let unet = bench.checkpoint.unet(Network::UNet, precision(), &bench.device, &mut quiet)?;
    let context = unet.context(Conditioning::Image(upload(case.tensor("image_embeds")?, &bench.device)?))?;
    let out =
        unet.forward(upload(case.tensor("sample")?, &bench.device)?, case.number("timestep")? as f32, &context)?;
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

fn autoencoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let autoencoder =
        bench.checkpoint.load::<AutoencoderConfig>(Network::Autoencoder, precision(), &bench.device, &mut quiet)?;
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
        steps: case.number("num_inference_steps")? as usize,
    };
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let mut noise = Recorded::new(&case);
    let embeds = pipeline.embed(&request, None, &mut noise, &mut NoProgress)?;
    noise.exhausted()?;
    agree("image embedding", &embeds.positive, case.tensor("image_embeds")?, 1e-3)?;
    let negative = embeds.negative.context("no negative image embedding")?;
    agree("negative image embedding", &negative, case.tensor("negative_image_embeds")?, 1e-3)
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    paint(&case, &bench, request(&case, &bench, "num_inference_steps")?)
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
    let picture = pipeline.decode(&latents, &mut NoProgress)?;
    let mut decode = |values| Ok(pipeline.decode(&Latents { values, ..latents.clone() }, &mut NoProgress)?);
    check_painting(case, &keeper.0, &picture, &mut decode)
}

/// Both stages from one seed, as a user's script would run them.
fn end_to_end(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    let mut request = request(&case, &bench, "steps")?;
    request.prompt = case.text("prompt").context("no prompt")?;
    request.negative = case.text("negative_prompt");
    request.sampling.prior_guidance = case.number("prior_guidance_scale")? as f32;
    request.sampling.prior_steps = case.number("prior_steps")? as usize;
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let mut noise = TorchCpu::new(case.number("seed")? as u64);
    let embeds = pipeline.embed(&request.prior(), None, &mut noise, &mut NoProgress)?;
    let latents = pipeline.denoise(Some(&embeds), &request, &mut noise, &mut NoProgress)?;
    let picture = pipeline.decode(&latents, &mut NoProgress)?;
    let planes = planes(case.tensor("image")?)?;
    pictures(&picture, &planes, 0.5, 4.0)
}

/// The request of a case, of no words. `steps`: what the case calls the number of steps.
fn request(case: &Case, bench: &Bench, steps: &str) -> Result<PaintRequest> {
    let (steps, guidance) = (case.number(steps)? as usize, case.number("guidance_scale")? as f32);
    Ok(PaintRequest {
        task: LoadedTask::TextToImage,
        hint: None,
        blend: None,
        prompt: String::new(),
        negative: None,
        sampling: sampling(sampler_of(&bench.decoder)?, steps, guidance),
        width: case.number("width")? as usize,
        height: case.number("height")? as usize,
    })
}
