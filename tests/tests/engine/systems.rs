//! Kandinsky 3.1, 3.0, 2.1 and 2.0 through the protocol, as the window and the command line drive them: their folders
//! are recognised, their files converted once, their pictures painted again from their recipes; and what they cannot do
//! is refused.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{
    BlendOf, BlendPart, Event, Model, Notice, Outcome, Phase, Recipe, Sampler, System, Task,
};
use bluerider_tests::bench::{Bench, outcomes, painted, with};
use bluerider_tests::fixtures::{Root, copy_folder, roots};

/// A small model on disk.
struct Small {
    system: System,
    model: Model,
    _scratch: tempfile::TempDir,
}

/// All that there are roots of: 2.1 in both layouts, 3.1 and Flash, and 2.0 and 3.0 where theirs are there (our own are
/// not).
fn models() -> Result<Vec<Small>> {
    let mut all = Vec::new();
    for root in roots()? {
        match root.fixture.system.as_str() {
            "kandinsky-2.0" => all.push(small(&root, System::Kandinsky20, ".", None)?),
            "kandinsky-2.1" => {
                let prior = root.fixture.prior.as_deref().context("a root without a prior")?;
                let decoder = root.fixture.decoder.as_deref().context("a root without a decoder")?;
                all.push(small(&root, System::Kandinsky21, decoder, Some(prior))?);
                if let Some(authors) = &root.fixture.authors {
                    all.push(small(&root, System::Kandinsky21, authors, Some(prior))?);
                }
            }
            "kandinsky-3.0" => all.push(small(&root, System::Kandinsky30, ".", None)?),
            "kandinsky-3.1" => {
                let folder = root.fixture.authors.as_deref().context("a root without a folder")?;
                all.push(small(&root, System::Kandinsky31, folder, None)?);
                let mut flash = small(&root, System::Kandinsky31Flash, folder, None)?;
                let Model::Folder { decoder, .. } = &mut flash.model else { anyhow::bail!("étude") };
                decoder.push("kandinsky3_flash.pt");
                all.push(flash);
            }
            _ => {}
        }
    }
    for system in [System::Kandinsky21, System::Kandinsky31, System::Kandinsky31Flash] {
        ensure!(all.iter().any(|small| small.system == system), "no root of {}", system.title());
    }
    Ok(all)
}

/// The folder `name` of a root, in a folder of its own, and its prior beside it.
fn small(root: &Root, system: System, name: &str, prior: Option<&str>) -> Result<Small> {
    let scratch = tempfile::tempdir()?;
    let decoder = scratch.path().join("model");
    copy_folder(&root.path.join(name), &decoder)?;
    if let Some(config) = &root.fixture.config {
        std::fs::rename(decoder.join(config), decoder.join("config.json"))?;
    }
    let prior = match prior {
        Some(prior) => {
            let own = scratch.path().join("prior");
            copy_folder(&root.path.join(prior), &own)?;
            Some(own)
        }
        None => None,
    };
    Ok(Small { system, model: Model::Folder { decoder, prior }, _scratch: scratch })
}

fn recipe(small: &Small, prompt: &str) -> Recipe {
    let usual = Recipe::of(small.model.clone(), small.system, prompt);
    let steps = if small.system.has_guidance() { 3 } else { usual.sampling.steps };
    with(usual, |r| {
        r.width = 64;
        r.height = 64;
        r.sampling.steps = steps;
        r.sampling.prior_steps = 2;
        r.seed = 5
    })
}

/// A picture of stripes.
fn stripes(folder: &Path, side: u32) -> Result<PathBuf> {
    let path = folder.join(format!("stripes-{side}.png"));
    let pixels: Vec<u8> = (0..side * side).flat_map(|i| [(i % 7 * 30) as u8, (i / side % 5 * 50) as u8, 90]).collect();
    image::save_buffer(&path, &pixels, side, side, image::ColorType::Rgb8)?;
    Ok(path)
}

#[test]
fn folders_are_recognised_and_every_sampler_paints() -> Result<()> {
    for small in models()? {
        ensure!(Checkpoint::system_of(&small.model) == small.system);
        let samplers = small.system.samplers();
        ensure!(samplers[0] == recipe(&small, "").sampling.sampler, "not as it was published");
        let bench = Bench::new()?;
        for (job, &sampler) in (1..).zip(&samplers) {
            bench.submit(
                job,
                with(recipe(&small, "три богатыря, палех 🐎 城の夕暮れ"), |r| {
                    r.sampling.sampler = sampler
                }),
            )?;
        }
        let events = bench.until_finished(samplers.len())?;
        let failed: Vec<_> = outcomes(&events).into_iter().filter(|(_, outcome)| **outcome != Outcome::Done).collect();
        ensure!(failed.is_empty(), "{:?}: {failed:?}", small.model);
        let pictures = painted(&events);
        ensure!(pictures.len() == samplers.len());
        ensure!(pictures.iter().skip(1).all(|(picture, _)| picture.pixels != pictures[0].0.pixels));
        // Again, in another engine, which finds what was converted.
        let again = Bench::new()?;
        again.submit(1, pictures[0].1.clone())?;
        let events = again.until_finished(1)?;
        ensure!(painted(&events)[0].0.pixels == pictures[0].0.pixels, "the recipe did not paint its picture again");
        let converted = |e: &&Event| matches!(e, Event::Progress { phase: Phase::Convert, .. });
        ensure!(events.iter().find(converted).is_none(), "published files were converted twice");
    }
    Ok(())
}

#[test]
fn words_count_and_so_do_those_to_lead_away_from() -> Result<()> {
    for small in models()? {
        let bench = Bench::new()?;
        let mut recipes =
            vec![recipe(&small, "a red fox"), recipe(&small, "a blue boat"), recipe(&small, "a (red:1.5) fox")];
        if small.system.has_guidance() {
            recipes.extend([
                Recipe { negative: Some("blurred".into()), ..recipe(&small, "a red fox") },
                with(recipe(&small, "a red fox"), |r| r.sampling.guidance = 1.0),
            ]);
        }
        for (job, recipe) in (1..).zip(&recipes) {
            bench.submit(job, recipe.clone())?;
        }
        let events = bench.until_finished(recipes.len())?;
        let pictures = painted(&events);
        ensure!(pictures.len() == recipes.len(), "{:?}", outcomes(&events));
        for (i, (one, _)) in pictures.iter().enumerate() {
            ensure!(
                pictures[..i].iter().all(|(other, _)| other.pixels != one.pixels),
                "{:?}: picture {i} is another one again",
                small.system
            );
        }
        // Longer than any of the encoders reads.
        bench.submit(9, recipe(&small, &"снег и лес ".repeat(80)))?;
        let events = bench.until_finished(1)?;
        let cut = |e: &Event| matches!(e, Event::Notice { notice: Notice::PromptCut(cut), .. } if !cut.is_empty());
        ensure!(events.iter().any(cut), "the artist is not told what is left out");
    }
    Ok(())
}

#[test]
fn pictures_are_painted_over_and_gaps_need_the_decoder_for_them() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let init = stripes(folder.path(), 64)?;
    let mask = folder.path().join("mask.png");
    let white: Vec<u8> = (0..64 * 64).map(|i| if i % 64 < 32 { 0 } else { 255 }).collect();
    image::save_buffer(&mask, &white, 64, 64, image::ColorType::L8)?;
    for small in models()? {
        let bench = Bench::new()?;
        let over = |strength| Task::ImageToImage { init: init.clone(), strength };
        let all = small.system.samplers();
        let tasks = [
            (over(0.4), Sampler::Ddim),
            (over(0.9), Sampler::Plms),
            (over(0.7), Sampler::Ddpm),
            (over(1.0), Sampler::Euler),
            (over(0.6), Sampler::Flash),
        ];
        let tasks: Vec<_> = tasks.into_iter().filter(|(_, sampler)| all.contains(sampler)).collect();
        for (job, (task, sampler)) in (1..).zip(tasks.clone()) {
            let steps = if sampler == Sampler::Flash { 4 } else { 8 };
            bench.submit(
                job,
                with(recipe(&small, "a red fox"), |r| {
                    r.task = task;
                    r.sampling.sampler = sampler;
                    r.sampling.steps = steps
                }),
            )?;
        }
        let events = bench.until_finished(tasks.len())?;
        ensure!(painted(&events).len() == tasks.len(), "{:?}: {:?}", small.model, outcomes(&events));
        // So little that no step is left.
        bench.submit(8, Recipe { task: over(0.0005), ..recipe(&small, "a red fox") })?;
        let events = bench.until_finished(1)?;
        let refused = |outcome: &Outcome, field: &str| match outcome {
            Outcome::Failed(e) => e.kind() == ErrorKind::InvalidRecipe && e.field() == Some(field),
            _ => false,
        };
        ensure!(refused(outcomes(&events)[0].1, "strength"), "{:?}", outcomes(&events));
        let gap = Task::Inpaint { init: init.clone(), mask: mask.clone(), only_masked: None };
        bench.submit(9, Recipe { task: gap, ..recipe(&small, "a red fox") })?;
        let events = bench.until_finished(1)?;
        // The authors' folders hold both decoders; diffusers' repository holds one. That of 3.0 has what is kept put
        // back.
        let Model::Folder { decoder, .. } = &small.model else { anyhow::bail!("étude") };
        if decoder.join("unet").is_dir() && !small.system.is_3() {
            ensure!(refused(outcomes(&events)[0].1, "mask"), "{:?}", outcomes(&events));
        } else {
            ensure!(painted(&events).len() == 1, "{:?}: {:?}", small.model, outcomes(&events));
        }
    }
    Ok(())
}

#[test]
fn words_are_blended_by_all_and_pictures_by_those_with_a_prior() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let picture = BlendOf::Picture(stripes(folder.path(), 40)?);
    let words = |words: &str| BlendOf::Words(words.into());
    for small in models()? {
        let bench = Bench::new()?;
        let blend = |parts: [BlendOf; 2], share: f32| {
            let [a, b] = parts;
            let blend = vec![BlendPart { of: a, weight: 1.0 - share }, BlendPart { of: b, weight: share }];
            Recipe { blend, ..recipe(&small, "a title") }
        };
        bench.submit(1, blend([words("a red fox"), words("a blue boat")], 0.3))?;
        bench.submit(2, blend([words("a red fox"), words("a blue boat")], 0.8))?;
        bench.submit(3, blend([words("a red fox"), picture.clone()], 0.5))?;
        let events = bench.until_finished(3)?;
        let pictures = painted(&events);
        ensure!(pictures.len() >= 2 && pictures[0].0.pixels != pictures[1].0.pixels, "{:?}", outcomes(&events));
        let last = outcomes(&events)[2].1;
        if small.system.has_prior() {
            ensure!(*last == Outcome::Done, "{last:?}");
        } else {
            ensure!(matches!(last, Outcome::Failed(e) if e.field() == Some("parts")), "{last:?}");
        }
    }
    Ok(())
}

#[test]
fn a_text_that_was_read_once_is_not_read_again() -> Result<()> {
    for small in models()?.into_iter().filter(|small| small.system.is_3()) {
        let cache = tempfile::tempdir()?;
        let encodes = |job: u64, bench: &Bench, recipe: Recipe| -> Result<bool> {
            bench.submit(job, recipe)?;
            let events = bench.until_finished(1)?;
            ensure!(painted(&events).len() == 1, "{:?}", outcomes(&events));
            Ok(events.iter().any(|event| matches!(event, Event::Progress { phase: Phase::Encode, .. })))
        };
        let first = Bench::with_cache(cache.path())?;
        ensure!(encodes(1, &first, recipe(&small, "a red fox"))?, "the text was never read");
        ensure!(!encodes(2, &first, Recipe { seed: 6, ..recipe(&small, "a red fox") })?, "read again for another seed");
        let next = Bench::with_cache(cache.path())?;
        ensure!(!encodes(1, &next, recipe(&small, "a red fox"))?, "read again by another process");
        ensure!(encodes(2, &next, recipe(&small, "a blue boat"))?, "another text was not read");
        if small.system.has_guidance() {
            let negative = Some("blurred, and of low quality".to_owned());
            let both = Recipe { negative, ..recipe(&small, "a green horse") };
            ensure!(encodes(3, &next, both)?, "another text was not read");
            ensure!(!encodes(4, &next, recipe(&small, "a green horse"))?, "read again without what it was read beside");
        }
    }
    Ok(())
}

#[test]
fn flash_is_refused_what_it_was_not_made_for() -> Result<()> {
    for small in models()? {
        let flash = small.system == System::Kandinsky31Flash;
        let wrong = match flash {
            true => with(recipe(&small, "a red fox"), |r| r.sampling.steps = 5),
            false => with(recipe(&small, "a red fox"), |r| r.sampling.sampler = Sampler::Flash),
        };
        let bench = Bench::new()?;
        bench.submit(1, wrong)?;
        let events = bench.until_finished(1)?;
        let field = if flash { "steps" } else { "sampler" };
        let last = outcomes(&events)[0].1;
        ensure!(matches!(last, Outcome::Failed(e) if e.field() == Some(field)), "{:?}: {last:?}", small.system);
    }
    Ok(())
}
