//! The tasks of 2.2 that start from pictures.

use anyhow::{Context, Result, ensure};
use bluerider_engine::picture::DepthMap;
use bluerider_engine::pipelines::{Blend, BlendInput, Emb2Emb, LoadedTask, NoProgress, PriorRequest, WeightedInput};
use bluerider_tests::fixtures::{Case, Root};

use super::super::common::{Recorded, check_draws, mask, picture};
use super::super::setting::agree;
use super::{Bench, paint, request};

fn depth(case: &Case) -> Result<DepthMap> {
    let golden = case.tensor("hint")?;
    let [1, 3, height, width] = golden.shape[..] else { anyhow::bail!("a hint of shape {:?}", golden.shape) };
    Ok(DepthMap { width, height, values: golden.values.clone().into() })
}

pub(super) fn img2img(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    painted_over(&case, &Bench::new(root)?, None)
}

pub(super) fn controlnet(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    check_draws(&case)?;
    let bench = Bench::with_decoder(root, &root.fixture.controlnet)?;
    let mut request = request(&case, &bench, "num_inference_steps")?;
    request.hint = Some(depth(&case)?);
    paint(&case, &bench, request)
}

pub(super) fn controlnet_img2img(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    painted_over(&case, &Bench::with_decoder(root, &root.fixture.controlnet)?, Some(depth(&case)?))
}

fn painted_over(case: &Case, bench: &Bench, hint: Option<DepthMap>) -> Result<()> {
    check_draws(case)?;
    let mut request = request(case, bench, "num_inference_steps")?;
    request.hint = hint;
    request.task =
        LoadedTask::ImageToImage { init: picture(case, "init_picture")?, strength: case.number("strength")? };
    paint(case, bench, request)
}

pub(super) fn inpaint(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    check_draws(&case)?;
    let mask = mask(&case, false)?;
    let bench = Bench::with_decoder(root, &root.fixture.inpaint)?;
    let mut request = request(&case, &bench, "num_inference_steps")?;
    request.task = LoadedTask::Inpaint { init: picture(&case, "init_picture")?, mask, region: None };
    paint(&case, &bench, request)
}

pub(super) fn interpolate(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    let list = |name: &str| case.arguments[name].as_array().with_context(|| format!("no {name}"));
    let mut inputs = Vec::new();
    for (item, weight) in list("items")?.iter().zip(list("weights")?) {
        let item = item.as_str().context("an item that is no text")?;
        let input = match item {
            "picture" | "picture2" => BlendInput::Picture(picture(&case, item)?),
            words => BlendInput::Words(words.to_owned()),
        };
        inputs.push(WeightedInput { input, weight: weight.as_f64().context("a weight that is no number")? as f32 });
    }
    ensure!(!inputs.is_empty(), "nothing to mix");
    let blend = Blend { inputs, spherical: false };
    let guidance = case.number("guidance_scale")? as f32;
    let steps = case.number("num_inference_steps")? as usize;
    let prior = PriorRequest { prompt: String::new(), negative: None, guidance, steps };
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let mut noise = Recorded::new(&case);
    let embeds = pipeline.mix(&blend, &prior, &mut noise, &mut NoProgress)?;
    noise.exhausted()?;
    check_embeds(&case, &embeds)
}

pub(super) fn prior_emb2emb(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    check_draws(&case)?;
    let (mut pipeline, _scratch) = bench.pipeline()?;
    let image_embeds = pipeline.image_embedding(&picture(&case, "picture")?, &mut NoProgress)?;
    let emb2emb = Emb2Emb { image_embeds, strength: case.number("strength")? };
    let request = PriorRequest {
        prompt: case.text("prompt").context("no prompt")?,
        negative: case.text("negative_prompt"),
        guidance: case.number("guidance_scale")? as f32,
        steps: case.number("num_inference_steps")? as usize,
    };
    let mut noise = Recorded::new(&case);
    let embeds = pipeline.embed(&request, Some(&emb2emb), &mut noise, &mut NoProgress)?;
    noise.exhausted()?;
    check_embeds(&case, &embeds)
}

fn check_embeds(case: &Case, embeds: &bluerider_engine::pipelines::ImageEmbeds) -> Result<()> {
    agree("image embedding", &embeds.positive, case.tensor("image_embeds")?, 1e-3)?;
    let negative = embeds.negative.as_ref().context("no negative image embedding")?;
    agree("negative image embedding", negative, case.tensor("negative_image_embeds")?, 1e-3)
}
