//! A recipe survives being shown: only a hand on a control changes a value.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bluerider::studio::draft::Draft;
use bluerider::studio::intent::Intent;
use bluerider_engine::protocol::{
    BlendOf, BlendPart, Margins, Model, Recipe, Rng, SIDES, STEPS, Sampler, Sampling, Task,
};
use bluerider_tests::studio_window::{Shown, window};

/// A valid recipe by chance: also sizes, steps and scales beyond what the column's sliders reach, and between their
/// steps.
fn by_chance(chance: &mut fastrand::Rng, picture: &Path) -> Recipe {
    let side = |chance: &mut fastrand::Rng| chance.usize(*SIDES.start()..=2048);
    let init = || picture.to_owned();
    let task = match chance.u8(..5) {
        0 => Task::ImageToImage { init: init(), strength: chance.f64().max(0.001) },
        1 => Task::Inpaint { init: init(), mask: init(), only_masked: Some(16) },
        2 => {
            let (left, bottom) = (chance.usize(1..700), chance.usize(..700));
            Task::Outpaint { init: init(), margins: Margins { left, bottom, ..Margins::default() } }
        }
        _ => Task::TextToImage,
    };
    let words = |chance: &mut fastrand::Rng| BlendOf::Words(format!("a circle of {} rings", chance.u8(..)));
    let parts = if chance.u8(..4) == 0 { chance.usize(2..=6) } else { 0 };
    let blend = (0..parts).map(|_| BlendPart { of: words(chance), weight: 1.5 * chance.f32() - 0.2 }).collect();
    let sampling = Sampling {
        sampler: Sampler::ALL[chance.usize(..Sampler::ALL.len())],
        eta: chance.f32(),
        steps: chance.usize(STEPS),
        guidance: 100.0 * chance.f32(),
        prior_steps: chance.usize(2..=1000),
        prior_guidance: (400.0 * chance.f32()).round() / 100.0,
    };
    Recipe {
        task,
        blend,
        negative: chance.bool().then(|| "blur".to_owned()).filter(|_| sampling.sampler != Sampler::Flash),
        seed: if chance.bool() { chance.u64(..) } else { 5_000_000_000 },
        rng: if chance.bool() { Rng::TorchCpu } else { Rng::TorchCuda },
        width: side(chance),
        height: side(chance),
        sampling,
        count: chance.usize(1..=100),
        ..Recipe::new(Model::Etude, "a red circle")
    }
}

fn picture(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("grey.png");
    image::GrayImage::from_pixel(96, 64, image::Luma([90])).save(&path)?;
    Ok(path)
}

fn draft(harness: &Shown) -> Result<Draft> {
    Ok(harness.state().as_ref().context("no window")?.draft().clone())
}

#[test]
fn recipes_come_back_from_the_window_as_they_were() -> Result<()> {
    let root = tempfile::tempdir()?;
    let picture = picture(root.path())?;
    let mut harness = window(root.path());
    harness.step();
    let mut chance = fastrand::Rng::with_seed(1911);
    for _ in 0..150 {
        let recipe = by_chance(&mut chance, &picture);
        let taken = Draft::from_recipe(&recipe);
        ensure!(taken.to_recipe() == recipe, "the draft is not the recipe: {recipe:?}");
        harness.state_mut().as_mut().context("no window")?.apply(Intent::Edit(Box::new(taken.clone())));
        // Its picture is read meanwhile.
        for _ in 0..6 {
            harness.step();
        }
        let shown = draft(&harness)?;
        ensure!(shown == taken, "shown, {taken:?}\nbecame {shown:?}");
    }
    Ok(())
}
