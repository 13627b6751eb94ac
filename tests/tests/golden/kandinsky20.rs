//! Kandinsky 2.0 against its authors' own code, from their own files.

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::files::Files;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::models::autoencoder::AutoencoderConfig;
use bluerider_engine::models::conditioning::{Conditioning, TextStates};
use bluerider_engine::models::xlm_roberta::XlmRobertaConfig;
use bluerider_engine::pipelines::{LoadedTask, NoProgress, PaintRequest, Pipeline};
use bluerider_engine::protocol::Sampler;
use bluerider_tests::fixtures::{Case, Golden, Root, copy_folder};
use burn::tensor::{Device, Tensor};

use super::Check;
use super::common::{Recorded, check_draws, mask, picture, quiet, same_ids, sampling, tokens, upload, values};
use super::setting::{agree, device, pictures, precision};

/// All cases, with their tests.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("text_encoders", Some(text_encoders)),
    ("unet_forward", Some(unet_forward)),
    ("autoencoder", Some(autoencoder)),
    ("text2img_ddim_sampler_5", Some(text_to_image)),
    ("text2img_ddim_sampler_8", Some(text_to_image)),
    ("text2img_plms_sampler_6", Some(text_to_image)),
    ("text2img_p_sampler_5", Some(text_to_image)),
    ("img2img", Some(image_to_image)),
    ("inpaint", Some(inpaint)),
];

/// The checkpoint on the device that the golden cases run on, in a folder of its own: what is converted stays out of
/// the fixtures.
struct Bench {
    checkpoint: Checkpoint,
    device: Device,
    _scratch: tempfile::TempDir,
}

impl Bench {
    fn new(root: &Root) -> Result<Self> {
        let scratch = tempfile::tempdir()?;
        copy_folder(&root.path, scratch.path())?;
        let files = Files::Folder(scratch.path().to_owned());
        let checkpoint = Checkpoint::authors20(&files, root.fixture.config.as_deref())?;
        Ok(Self { checkpoint, device: device()?, _scratch: scratch })
    }

    fn upload<const D: usize>(&self, golden: &Golden) -> Result<Tensor<D>> {
        upload(golden, &self.device)
    }
}

fn text_encoders(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let checkpoint = &bench.checkpoint;
    let (ids, mask) = tokens(&case, &checkpoint.multilingual_tokenizer()?.context("no tokenizer")?)?;
    same_ids(&ids, case.tensor("ids1")?)?;
    let first =
        checkpoint.load::<XlmRobertaConfig>(Network::MultilingualClip, precision(), &bench.device, &mut quiet)?;
    let TextStates { hidden, pooled } = first.forward(&ids, &mask, &bench.device);
    agree("first text", &values(hidden)?, case.tensor("full1")?, 1e-5)?;
    agree("first text, pooled", &values(pooled)?, case.tensor("pooled1")?, 1e-5)?;
    let (ids, mask) = tokens(&case, &checkpoint.t5_tokenizer()?.context("no tokenizer")?)?;
    same_ids(&ids, case.tensor("ids2")?)?;
    let second = checkpoint.t5(precision(), &bench.device, &mut quiet)?;
    agree("second text", &values(second.forward(&ids, &mask, &mut quiet)?)?, case.tensor("full2")?, 1e-5)
}

fn unet_forward(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let unet = bench.checkpoint.unet(Network::UNet, precision(), &bench.device, &mut quiet)?;
    let first =
        TextStates { hidden: bench.upload(case.tensor("full1")?)?, pooled: bench.upload(case.tensor("pooled1")?)? };
    let context = unet.context(Conditioning::TwoTexts { first, second: bench.upload(case.tensor("full2")?)? })?;
    let out = unet.forward(bench.upload(case.tensor("sample")?)?, case.number("timestep")? as f32, &context)?;
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

fn autoencoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let autoencoder =
        bench.checkpoint.load::<AutoencoderConfig>(Network::Autoencoder, precision(), &bench.device, &mut quiet)?;
    let moments = values(autoencoder.encode(bench.upload(case.tensor("image")?)?))?;
    let (mean, logarithm) = moments.split_at(moments.len() / 2);
    agree("means", mean, case.tensor("mean")?, 1e-4)?;
    // The reference keeps them in range before it tells.
    let logarithm: Vec<f32> = logarithm.iter().map(|value| value.clamp(-30.0, 20.0)).collect();
    agree("logarithms of variances", &logarithm, case.tensor("logvar")?, 1e-4)?;
    let z: Tensor<4> = bench.upload(case.tensor("z")?)?;
    agree("decoded", &values(autoencoder.decode(z.clone()))?, case.tensor("decoded")?, 1e-4)?;
    agree("decoded in stripes", &values(autoencoder.decode_in_stripes(z, 1))?, case.tensor("decoded")?, 1e-4)
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let size = (case.number("w")? as usize, case.number("h")? as usize);
    paint(&case, &Bench::new(root)?, LoadedTask::TextToImage, size)
}

fn image_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let side = case.number("size")? as usize;
    // The authors count how much of the picture stays.
    let task =
        LoadedTask::ImageToImage { init: picture(&case, "init_picture")?, strength: 1.0 - case.number("strength")? };
    paint(&case, &Bench::new(root)?, task, (side, side))
}

fn inpaint(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let side = case.number("size")? as usize;
    // Their picture is fitted first, and the mask has the size of that.
    let init = picture(&case, "init_picture")?.fitted(side, side)?;
    let task = LoadedTask::Inpaint { init, mask: mask(&case, true)?, region: None };
    paint(&case, &Bench::new(root)?, task, (side, side))
}

/// Runs the whole pipeline on the case's draws and compares the picture.
fn paint(case: &Case, bench: &Bench, task: LoadedTask, (width, height): (usize, usize)) -> Result<()> {
    let sampler = match case.text("sampler").as_deref() {
        Some("ddim_sampler") => Sampler::Ddim,
        Some("plms_sampler") => Sampler::Plms,
        Some("p_sampler") => Sampler::Ddpm,
        other => anyhow::bail!("no sampler {other:?}"),
    };
    check_draws(case)?;
    let request = PaintRequest {
        task,
        hint: None,
        blend: None,
        prompt: case.text("prompt").context("no prompt")?,
        negative: None,
        // Without eta: the reference is given one, and loses it on the way to its sampler.
        sampling: sampling(sampler, case.number("num_steps")? as usize, case.number("guidance_scale")? as f32),
        width,
        height,
    };
    let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
    let mut pipeline = Pipeline::open(bench.checkpoint.clone(), bench.device.clone(), precision(), kept)?;
    let mut noise = Recorded::new(case);
    let latents = pipeline.denoise(None, &request, &mut noise, &mut NoProgress)?;
    noise.exhausted()?;
    let picture = pipeline.decode(&latents, &mut NoProgress)?;
    let golden = case.tensor("image")?;
    ensure!(golden.shape[1] == 3, "a picture of shape {:?}", golden.shape);
    let golden: Vec<f32> = golden.values.iter().map(|v| (v * 0.5 + 0.5).clamp(0.0, 1.0)).collect();
    // A case of the reference is a batch of one.
    let pixels = [3, golden.len() / 3];
    ensure!(picture.len() == pixels.iter().product::<usize>(), "a picture of {} values", picture.len());
    pictures(&picture, &golden, 0.5, 4.0)
}
