//! What the studio keeps for the artist, without a window.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use bluerider::studio::draft::{Draft, Room};
use bluerider_engine::protocol::{BlendOf, BlendPart, Margins, Model, Recipe, Rng, Sampler, Sampling, Task};

/// A recipe in which nothing is as usual.
fn unusual() -> Recipe {
    Recipe {
        task: Task::ImageToImage { init: "/pictures/circle.png".into(), strength: 0.6 },
        depth: Some("/pictures/depth.png".into()),
        blend: [0.25, 0.75].map(|weight| BlendPart { of: BlendOf::Words("a ring".into()), weight }).to_vec(),
        spherical: true,
        negative: Some("blur".into()),
        seed: 1911,
        rng: Rng::TorchCuda,
        width: 192,
        height: 64,
        sampling: Sampling {
            sampler: Sampler::Ddim,
            eta: 0.5,
            steps: 7,
            guidance: 3.5,
            prior_steps: 9,
            prior_guidance: 2.5,
        },
        count: 3,
        ..Recipe::new(Model::Folder { decoder: "/models/decoder".into(), prior: None }, "a circle")
    }
}

#[test]
fn a_recipe_that_is_used_again_is_the_same_recipe() -> Result<()> {
    let recipe = unusual();
    ensure!(Draft::from_recipe(&recipe).to_recipe() == recipe);
    // Each room's own, with and without what another room would be about.
    let init = || PathBuf::from("/pictures/a.png");
    let tasks = [
        Task::TextToImage,
        Task::ImageToImage { init: init(), strength: 0.3 },
        Task::Inpaint { init: init(), mask: "/pictures/mask.png".into(), only_masked: Some(48) },
        Task::Outpaint { init: init(), margins: Margins { left: 64, ..Margins::default() } },
    ];
    for task in tasks {
        for depth in [None, Some("/pictures/depth.png".into())] {
            for blend in [Vec::new(), recipe.blend.clone()] {
                let spherical = !blend.is_empty();
                let recipe = Recipe { task: task.clone(), depth: depth.clone(), blend, spherical, ..recipe.clone() };
                ensure!(Draft::from_recipe(&recipe).to_recipe() == recipe, "{recipe:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn another_model_changes_settings_and_neither_words_nor_sources() -> Result<()> {
    let mut draft = Draft::from_recipe(&unusual());
    draft.set_model(Model::Etude);
    let recipe = draft.to_recipe();
    let usual = Recipe::new(Model::Etude, "a circle");
    ensure!(
        (recipe.sampling.steps, recipe.width, recipe.sampling.sampler)
            == (usual.sampling.steps, usual.width, usual.sampling.sampler)
    );
    ensure!(recipe.prompt == "a circle" && recipe.negative.as_deref() == Some("blur") && recipe.seed == 1911);
    ensure!(recipe.task == unusual().task && recipe.blend == unusual().blend && recipe.rng == Rng::TorchCuda);
    draft.forget_further();
    ensure!(draft.to_recipe().task == Task::TextToImage && draft.to_recipe().rng == Rng::TorchCpu);
    // The wells stay when their room is closed, and count again when it is open.
    draft.open(Room::Paint, || unreachable!("there are wells"));
    ensure!(draft.to_recipe().blend.is_empty() && !draft.to_recipe().spherical);
    draft.open(Room::Blend, || unreachable!("there are wells"));
    ensure!(draft.to_recipe().blend == unusual().blend && draft.to_recipe().spherical);
    Ok(())
}
