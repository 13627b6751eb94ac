//! Kandinsky 3.1, Flash and its inpainting, from their authors' files, against the networks of diffusers and
//! transformers with the authors' sampler written from the papers (`tests/reference/kandinsky3.py`).

use std::path::PathBuf;

use anyhow::{Context, Result};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::pipelines::LoadedTask;
use bluerider_engine::protocol::{Sampler, System};
use bluerider_engine::schedulers::Flash;
use bluerider_tests::fixtures::{Case, Root, copy_folder};

use super::Check;
use super::common::{Painting3, mask, paint3, picture, quiet, same_ids, tokens, values};
use super::setting::{agree, device, precision};

/// All cases, with their tests.
pub(super) const CASES: &[(&str, Option<Check>)] = &[
    ("text_encoder", Some(text_encoder)),
    ("text2img", Some(text_to_image)),
    ("text2img_negative", Some(text_to_image)),
    ("text2img_longer_negative", Some(text_to_image)),
    ("flash", Some(flash)),
    ("inpaint", Some(inpaint)),
];

/// The checkpoint, in a folder of its own: what is converted stays out of the fixtures.
struct Bench {
    folder: PathBuf,
    _scratch: tempfile::TempDir,
}

impl Bench {
    fn new(root: &Root) -> Result<Self> {
        let scratch = tempfile::tempdir()?;
        let folder = scratch.path().join("weights");
        copy_folder(
            &root.path.join(root.fixture.authors.as_ref().context("no folder of the authors' files")?),
            &folder,
        )?;
        Ok(Self { folder, _scratch: scratch })
    }

    /// `file`: of one of its UNets.
    fn checkpoint(&self, file: Option<&str>, system: System) -> Result<Checkpoint> {
        let path = file.map_or_else(|| self.folder.clone(), |file| self.folder.join(file));
        anyhow::ensure!(Checkpoint::system_in(&path) == system, "taken for {:?}", Checkpoint::system_in(&path));
        Ok(Checkpoint::in_folder(&path, None)?)
    }
}

fn text_encoder(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let checkpoint = bench.checkpoint(None, System::Kandinsky31)?;
    let (ids, mask) = tokens(&case, &checkpoint.t5_tokenizer()?.context("no tokenizer")?)?;
    same_ids(&ids, case.tensor("input_ids")?)?;
    let encoder = checkpoint.t5(precision(), &device()?, &mut quiet)?;
    let states = encoder.forward(&ids, &mask, &mut quiet)?;
    agree("text", &values(states)?, case.tensor("last_hidden_state")?, 1e-5)
}

fn text_to_image(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    paint(&case, &bench.checkpoint(None, System::Kandinsky31)?, LoadedTask::TextToImage)
}

fn flash(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    paint(&case, &bench.checkpoint(Some("kandinsky3_flash.pt"), System::Kandinsky31Flash)?, LoadedTask::TextToImage)
}

fn inpaint(root: &Root, name: &str) -> Result<()> {
    let (case, bench) = (Case::read(&root.path, name)?, Bench::new(root)?);
    let task = LoadedTask::Inpaint { init: picture(&case, "init_picture")?, mask: mask(&case, false)?, region: None };
    // The folder has both UNets, and the gap asks for the one; so does its file alone.
    paint(&case, &bench.checkpoint(None, System::Kandinsky31)?, task.clone())?;
    for file in ["kandinsky3.pt", "kandinsky3_flash.pt"] {
        std::fs::remove_file(bench.folder.join(file))?;
    }
    paint(&case, &bench.checkpoint(Some("kandinsky3_inpainting.pt"), System::Kandinsky31)?, task)
}

fn paint(case: &Case, checkpoint: &Checkpoint, task: LoadedTask) -> Result<()> {
    // There, guidance counts from 0 on. Flash has none, and a fixed number of steps.
    let guidance = case.number("guidance_weight").map_or(1.0, |theirs| theirs as f32 + 1.0);
    let steps = case.number("num_steps").map_or(Flash::STEPS, |steps| steps as usize);
    let sampler = if guidance > 1.0 { Sampler::Ddpm } else { Sampler::Flash };
    let size = (case.number("width")? as usize, case.number("height")? as usize);
    paint3(case, checkpoint, device()?, Painting3 { sampler, steps, guidance, task, size })
}
