//! Kandinsky 2.1 against diffusers.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::files::Files;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::models::conditioning::{Conditioning, TextStates};
use bluerider_engine::models::xlm_roberta::XlmRobertaConfig;
use bluerider_engine::pipelines::{ImageEmbeds, Latents, LoadedTask, NoProgress, PaintRequest, Pipeline, PriorRequest};
use bluerider_engine::protocol::{Sampler, System};
use bluerider_tests::fixtures::{Case, Root};
use burn::tensor::Device;

use super::Check;
use super::common::{
    Keeper, Recorded, check_draws, check_painting, copy, folder, mask, picture, quiet, same_ids, sampler_of, sampling,
    tokens, upload, values,
};
use super::setting::{agree, device, precision};

/// All cases, with their tests; each in the authors' layout too, where a root has it.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("multilingual_clip", Some(multilingual_clip)),
    ("unet_forward", Some(unet_forward)),
    ("prior", Some(prior)),
    ("text2img", Some(text_to_image)),
    ("text2img_unguided", Some(text_to_image)),
    ("text2img_ddpm", Some(text_to_image)),
    ("img2img", Some(image_to_image)),
    ("inpaint", Some(inpaint)),
];

/// A checkpoint on the device that the golden cases run on, in a folder of its own: what is kept beside it stays out of
/// the fixtures.
struct Bench {
    checkpoint: Checkpoint,
    /// The one that the decoder names.
    sampler: Sampler,
    device: Device,
    scratch: tempfile::TempDir,
}

impl Bench {
    fn new(root: &Root, decoder: &Option<String>, case: &Case) -> Result<Self> {
        let scratch = tempfile::tempdir()?;
        let own = |name: &str, from: &Option<String>| -> Result<Files> {
            copy(&folder(&root.path, from)?, &scratch.path().join(name))?;
            Ok(Files::Folder(scratch.path().join(name)))
        };
        // A case of the decoder needs no prior.
        let prior = root.fixture.prior.as_ref().map(|_| own("prior", &root.fixture.prior)).transpose()?;
        let decoder = own("decoder", decoder)?;
        if case.text("scheduler").is_some_and(|scheduler| scheduler == "DDPM learned_range") {
            let folder = scratch.path().join("decoder/ddpm_scheduler");
            std::fs::create_dir_all(&folder)?;
            let said = r#"{"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "linear", "clip_sample": false,
                "variance_type": "learned_range", "prediction_type": "epsilon"}"#;
            std::fs::write(folder.join("scheduler_config.json"), said)?;
        }
        let checkpoint = match &prior {
            Some(prior) => Checkpoint::published(System::Kandinsky21, prior, &decoder),
            None => Checkpoint::decoder_alone(System::Kandinsky21, &decoder),
        };
        Ok(Self { checkpoint, sampler: sampler_of(&decoder)?, device: device()?, scratch })
    }

    /// The same weights from the authors' files, of which the scratch folder gets a copy.
    fn by_authors(&self, root: &Root) -> Result<Option<Self>> {
        let Some(name) = &root.fixture.authors else { return Ok(None) };
        let scratch = tempfile::tempdir()?;
        let own = scratch.path().join("authors");
        copy(&Files::Folder(root.path.join(name)), &own)?;
        for entry in std::fs::read_dir(root.path.join(name))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), own.join(entry.file_name()))?;
            }
        }
        // The prior's repository, which CLIP comes from, without the prior's weights: those must come from here.
        let prior = Files::Folder(self.scratch.path().join("prior"));
        let checkpoint = Checkpoint::authors21(&Files::Folder(own), &prior, Some("config.json"))?;
        Ok(Some(Self { checkpoint, sampler: self.sampler, device: self.device.clone(), scratch }))
    }

    /// Exchanges the numbers of these pairs of tokens in the tokenizer's table; false where they are not in it.
    fn exchange(&self, pairs: &[[u32; 2]]) -> Result<bool> {
        let path = self.scratch.path().join("prior/tokenizer/vocab.json");
        let mut table: HashMap<String, u32> = serde_json::from_slice(&std::fs::read(&path)?)?;
        for pair in pairs {
            let mut both = table.values_mut().filter(|id| pair.contains(id));
            let (Some(one), Some(other)) = (both.next(), both.next()) else { return Ok(false) };
            std::mem::swap(one, other);
        }
        std::fs::write(&path, serde_json::to_vec(&table)?)?;
        Ok(true)
    }

    fn pipeline(&self) -> Result<Pipeline> {
        let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
        Ok(Pipeline::open(self.checkpoint.clone(), self.device.clone(), precision(), kept)?)
    }
}

fn multilingual_clip(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let bench = Bench::new(root, &root.fixture.decoder, &case)?;
    on_both(root, &bench, |bench| reads(&case, bench))
}

fn reads(case: &Case, bench: &Bench) -> Result<()> {
    let tokenizer = bench.checkpoint.multilingual_tokenizer()?.context("no tokenizer")?;
    let (ids, mask) = tokens(case, &tokenizer)?;
    same_ids(&ids, case.tensor("input_ids")?)?;
    let encoder =
        bench.checkpoint.load::<XlmRobertaConfig>(Network::MultilingualClip, precision(), &bench.device, &mut quiet)?;
    let TextStates { hidden, pooled } = encoder.forward(&ids, &mask, &bench.device);
    agree("last hidden state", &values(hidden)?, case.tensor("last_hidden_state")?, 1e-5)?;
    agree("pooled", &values(pooled)?, case.tensor("text_embeds")?, 1e-5)
}

/// Runs `check` on both layouts.
fn on_both(root: &Root, bench: &Bench, check: impl Fn(&Bench) -> Result<()>) -> Result<()> {
    check(bench).context("diffusers' layout")?;
    match bench.by_authors(root)? {
        Some(authors) => check(&authors).context("the authors' layout"),
        None => Ok(()),
    }
}

fn unet_forward(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let bench = Bench::new(root, &root.fixture.decoder, &case)?;
    on_both(root, &bench, |bench| predicts(&case, bench))
}

fn predicts(case: &Case, bench: &Bench) -> Result<()> {
    let unet = bench.checkpoint.unet(Network::UNet, precision(), &bench.device, &mut quiet)?;
    let text = TextStates {
        hidden: upload(case.tensor("encoder_hidden_states")?, &bench.device)?,
        pooled: upload(case.tensor("text_embeds")?, &bench.device)?,
    };
    let image = upload(case.tensor("image_embeds")?, &bench.device)?;
    let context = unet.context(Conditioning::ImageAndText { image, text })?;
    let out =
        unet.forward(upload(case.tensor("sample")?, &bench.device)?, case.number("timestep")? as f32, &context)?;
    agree("predicted noise", &values(out)?, case.tensor("out")?, 1e-4)
}

/// The prior, by the numbers that the tokenizer's files give the words; or with some of these numbers exchanged.
///
/// The script that made these fixtures trains the tokenizer twice, once for the reference and once for the files, and
/// pairs that are equally frequent come out in another order: the reference on its own files misses its own result
/// then. Where it does, the words' numbers are those of neighbours in the table, and with the right two exchanged the
/// result is met.
fn prior(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    check_draws(&case)?;
    let bench = Bench::new(root, &root.fixture.decoder, &case)?;
    let plain = on_both(root, &bench, |bench| run_prior(&case, bench));
    let Err(error) = plain else { return Ok(()) };
    let tokenizer = bench.checkpoint.clip_tokenizer()?.context("no tokenizer")?;
    let words = tokenizer.encode(&words(&case)?.prompt)?;
    // The letters, and the ends of texts, have numbers that no training changes.
    let merged = |id: &&u32| **id >= 512;
    let mut pairs: Vec<[u32; 2]> =
        words.ids.iter().filter(merged).flat_map(|&id| [[id - 1, id], [id, id + 1]]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let single = pairs.iter().map(|&pair| vec![pair]);
    let both = pairs.iter().enumerate().flat_map(|(i, &one)| pairs[..i].iter().map(move |&other| vec![one, other]));
    for exchanged in single.chain(both) {
        let bench = Bench::new(root, &root.fixture.decoder, &case)?;
        if bench.exchange(&exchanged)? && run_prior(&case, &bench).is_ok() {
            println!("met with the tokens {exchanged:?} exchanged");
            return Ok(());
        }
    }
    Err(error)
}

fn run_prior(case: &Case, bench: &Bench) -> Result<()> {
    let request = words(case)?;
    let (guidance, steps) = (case.number("guidance_scale")? as f32, case.number("num_inference_steps")? as usize);
    let request = PriorRequest { guidance, steps, ..request };
    let mut noise = Recorded::new(case);
    let embeds = bench.pipeline()?.embed(&request, None, &mut noise, &mut NoProgress)?;
    noise.exhausted()?;
    agree("image embedding", &embeds.positive, case.tensor("image_embeds")?, 1e-3)?;
    let negative = embeds.negative.context("no negative image embedding")?;
    agree("negative image embedding", &negative, case.tensor("negative_image_embeds")?, 1e-3)
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let bench = Bench::new(root, &root.fixture.decoder, &case)?;
    // A test of its own for the settings of this sampler.
    if case.text("scheduler").is_some() {
        return paint(&case, &bench, LoadedTask::TextToImage);
    }
    on_both(root, &bench, |bench| paint(&case, bench, LoadedTask::TextToImage))
}

fn image_to_image(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let task = LoadedTask::ImageToImage { init: picture(&case, "init_picture")?, strength: case.number("strength")? };
    let bench = Bench::new(root, &root.fixture.decoder, &case)?;
    on_both(root, &bench, |bench| paint(&case, bench, task.clone()))
}

fn inpaint(root: &Root, name: &str) -> Result<()> {
    let case = Case::read(&root.path, name)?;
    let task = LoadedTask::Inpaint { init: picture(&case, "init_picture")?, mask: mask(&case, false)?, region: None };
    let bench = Bench::new(root, &root.fixture.inpaint, &case)?;
    on_both(root, &bench, |bench| paint(&case, bench, task.clone()))
}

fn words(case: &Case) -> Result<PriorRequest> {
    let prompt = case.text("prompt").context("no prompt")?;
    Ok(PriorRequest { prompt, negative: case.text("negative_prompt"), guidance: 1.0, steps: 2 })
}

/// Runs the decoder on the case's embeddings, words and draws, and compares each step and the picture.
fn paint(case: &Case, bench: &Bench, task: LoadedTask) -> Result<()> {
    check_draws(case)?;
    let embeds = ImageEmbeds {
        positive: case.tensor("image_embeds")?.values.clone(),
        negative: Some(case.tensor("negative_image_embeds")?.values.clone()),
    };
    let sampler = match case.text("scheduler") {
        None => bench.sampler,
        Some(_) => Sampler::Ddpm,
    };
    let PriorRequest { prompt, negative, .. } = words(case)?;
    let (steps, guidance) = (case.number("num_inference_steps")? as usize, case.number("guidance_scale")? as f32);
    let request = PaintRequest {
        task,
        hint: None,
        blend: None,
        prompt,
        negative,
        sampling: sampling(sampler, steps, guidance),
        width: case.number("width")? as usize,
        height: case.number("height")? as usize,
    };
    let mut pipeline = bench.pipeline()?;
    let (mut noise, mut keeper) = (Recorded::new(case), Keeper::default());
    let latents = pipeline.denoise(Some(&embeds), &request, &mut noise, &mut keeper)?;
    noise.exhausted()?;
    ensure!(!keeper.0.is_empty(), "no step was taken");
    let picture = pipeline.decode(&latents, &mut NoProgress)?;
    let mut decode = |values| Ok(pipeline.decode(&Latents { values, ..latents.clone() }, &mut NoProgress)?);
    check_painting(case, &keeper.0, &picture, &mut decode)
}
