//! Kandinsky 3.0 against diffusers.

use anyhow::{Context, Result};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::models::conditioning::{Conditioning, TextTokens};
use bluerider_engine::pipelines::LoadedTask;
use bluerider_engine::protocol::System;
use bluerider_tests::fixtures::{Case, Root};
use burn::tensor::Device;

use super::Check;
use super::common::{Painting3, folder, paint3, picture, quiet, same_ids, sampler_of, tokens, upload, values};
use super::setting::{agree, device, precision};

/// All cases, with their tests.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("text_encoder", Some(text_encoder)),
    ("unet_forward", Some(unet_forward)),
    ("text2img", Some(text_to_image)),
    ("text2img_negative", Some(text_to_image)),
    ("text2img_unguided", Some(text_to_image)),
    ("img2img", Some(image_to_image)),
];

/// The checkpoint, and the device that the golden cases run on.
fn bench(root: &Root) -> Result<(Checkpoint, Device)> {
    let files = folder(&root.path, &root.fixture.decoder)?;
    Ok((Checkpoint::published(System::Kandinsky30, &files, &files), device()?))
}

fn text_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, (checkpoint, device)) = (Case::read(&root.path, name)?, bench(root)?);
    let (ids, mask) = tokens(&case, &checkpoint.t5_tokenizer()?.context("no tokenizer")?)?;
    same_ids(&ids, case.tensor("input_ids")?)?;
    let encoder = checkpoint.t5(precision(), &device, &mut quiet)?;
    let states = encoder.forward(&ids, &mask, &mut quiet)?;
    agree("text", &values(states)?, case.tensor("last_hidden_state")?, 1e-5)
}

fn unet_forward(root: &Root, name: &str) -> Result<()> {
    let (case, (checkpoint, device)) = (Case::read(&root.path, name)?, bench(root)?);
    let unet = checkpoint.unet(Network::UNet, precision(), &device, &mut quiet)?;
    let mask = case.tensor("encoder_attention_mask")?;
    let mask = mask.values.chunks(mask.shape[1]).map(|row| row.iter().map(|&word| word == 1.0).collect()).collect();
    let hidden = upload(case.tensor("encoder_hidden_states")?, &device)?;
    let context = unet.context(Conditioning::TextTokens(TextTokens { hidden, mask, null_uncond: false }))?;
    let sample = upload(case.tensor("sample")?, &device)?;
    let out = unet.forward(sample, case.number("timestep")? as f32, &context)?;
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let size = (case.number("width")? as usize, case.number("height")? as usize);
    paint(root, &case, LoadedTask::TextToImage, size)
}

fn image_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let init = picture(&case, "init_picture")?;
    let size = (init.width, init.height);
    paint(root, &case, LoadedTask::ImageToImage { init, strength: case.number("strength")? }, size)
}

fn paint(root: &Root, case: &Case, task: LoadedTask, size: (usize, usize)) -> Result<()> {
    let (checkpoint, device) = bench(root)?;
    // There, guidance counts from 0 on, and is none up to 1.
    let theirs = case.number("guidance_scale")? as f32;
    let guidance = if theirs > 1.0 { theirs + 1.0 } else { 1.0 };
    let steps = case.number("num_inference_steps")? as usize;
    let sampler = sampler_of(&folder(&root.path, &root.fixture.decoder)?)?;
    paint3(case, &checkpoint, device, Painting3 { sampler, steps, guidance, task, size })
}
