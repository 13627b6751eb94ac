//! Files that an earlier version wrote (`fixtures/stored-0.1`) are read, every field of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider::studio::Studio;
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::grid::{Axis, Sides};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::read_metadata;
use bluerider::studio::queue::State;
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{BlendOf, BlendPart, Margins, Model, Recipe, Rng, Sampler, Sampling, Task};
use bluerider_tests::fixtures::copy_folder;
use bluerider_tests::worded::worded;

/// What was painted over.
const INIT: &str = "/tmp/oldpng/words.png";

fn stored() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stored-0.1")
}

/// The studio with the files in its folder.
fn open() -> Result<(tempfile::TempDir, Studio)> {
    let root = tempfile::tempdir()?;
    copy_folder(&stored(), &root.path().join("config"))?;
    let studio = Studio::open(Paths::under(root.path()), Arc::new(|| {}));
    Ok((root, studio))
}

fn sampling() -> Sampling {
    Sampling { sampler: Sampler::Euler, eta: 0.25, steps: 3, guidance: 3.5, prior_steps: 4, prior_guidance: 2.5 }
}

#[test]
fn a_session_is_read() -> Result<()> {
    let (_root, studio) = open()?;
    let left = Margins { left: 64, ..Margins::default() };
    let wells = vec![
        BlendPart { of: BlendOf::Words("a blue square".into()), weight: 0.25 },
        BlendPart { of: BlendOf::Picture(INIT.into()), weight: 0.75 },
    ];
    let (x_values, y_values) = ("2-3".into(), "ddim, euler".into());
    let grid = Sides { x: Axis::Steps, x_values, y: Axis::Sampler, y_values, ..Sides::default() };
    let expected = Draft {
        model: Model::Etude,
        prompt: "a red circle".into(),
        negative: "blur".into(),
        styles: Vec::new(),
        seed: 1911,
        seed_locked: true,
        seed_chosen: false,
        variation: None,
        width: 64,
        height: 64,
        sampling: sampling(),
        count: 2,
        rng: Rng::TorchCuda,
        further_task: Task::TextToImage,
        further_depth: None,
        room: Room::ImageToImage,
        init: Some(INIT.into()),
        strength: 0.5,
        mask: None,
        only_masked: false,
        padding: 32,
        margins: left,
        size_is_given: false,
        depth: Some("/tmp/oldpng/depth.png".into()),
        wells,
        spherical: true,
        grid,
    };
    ensure!(studio.draft == expected, "{:?}", studio.draft);
    Ok(())
}

#[test]
fn a_queue_is_read_with_what_its_failures_said() -> Result<()> {
    let (_root, studio) = open()?;
    let jobs = studio.queue.list();
    ensure!(studio.queue.is_paused() && jobs.len() == 3, "{} jobs", jobs.len());
    let State::Failed(error) = &jobs[0].state else { anyhow::bail!("{:?}", jobs[0].state) };
    ensure!(error.kind() == ErrorKind::InvalidRecipe && error.field() == Some("depth"));
    let words = worded(error.clone());
    ensure!(words.message == "/tmp/oldpng/depth.png is in colour, so it is no depth map.", "{words:?}");
    ensure!(words.advice == "Give a grey picture in which near is light and far is dark.", "{words:?}");
    for job in &jobs[1..] {
        let expected = Recipe {
            negative: Some("blur".into()),
            task: Task::ImageToImage { init: INIT.into(), strength: 0.5 },
            seed: 1911,
            rng: Rng::TorchCuda,
            width: 64,
            height: 64,
            sampling: sampling(),
            count: 2,
            ..Recipe::new(Model::Etude, "a red circle")
        };
        let seedless = Recipe { seed: 1911, ..job.recipe.clone() };
        ensure!(seedless == expected, "{:?}", job.recipe);
        ensure!(matches!(job.state, State::Waiting | State::Interrupted), "{:?}", job.state);
    }
    Ok(())
}

#[test]
fn presets_are_read() -> Result<()> {
    let (_root, studio) = open()?;
    let [mine] = studio.presets.list() else { anyhow::bail!("{:?}", studio.presets.list()) };
    ensure!(mine.name == "Mine" && mine.prompt == "a red circle" && mine.negative == "blur", "{mine:?}");
    let settings = mine.settings.as_ref().context("no settings")?;
    ensure!(settings.model == Model::Etude && settings.sampling == sampling(), "{settings:?}");
    ensure!(mine.size == Some((64, 64)), "{:?}", mine.size);
    Ok(())
}

#[test]
fn recipes_of_pictures_are_read() -> Result<()> {
    let usual = || Recipe {
        width: 64,
        height: 64,
        sampling: Sampling { steps: 2, prior_steps: 2, ..Recipe::new(Model::Etude, "").sampling },
        ..Recipe::new(Model::Etude, "a red circle")
    };
    let init = || PathBuf::from(INIT);
    let blended = [(BlendOf::Words("a red circle".into()), 0.25), (BlendOf::Picture(init()), 0.75)];
    let blend = blended.map(|(of, weight)| BlendPart { of, weight }).to_vec();
    let expected = [
        ("words.png", Recipe { seed: 5, ..usual() }),
        (
            "vary.png",
            Recipe {
                seed: 6,
                negative: Some("blur".into()),
                task: Task::ImageToImage { init: init(), strength: 0.5 },
                sampling: Sampling { sampler: Sampler::Euler, steps: 3, guidance: 3.0, ..usual().sampling },
                ..usual()
            },
        ),
        (
            "extend.png",
            Recipe {
                seed: 7,
                rng: Rng::TorchCuda,
                width: 128,
                task: Task::Outpaint { init: init(), margins: Margins { left: 64, ..Margins::default() } },
                ..usual()
            },
        ),
        (
            "blend.png",
            Recipe {
                seed: 8,
                prompt: "a red circle + words.png".into(),
                blend,
                spherical: true,
                sampling: Sampling { sampler: Sampler::Ddim, eta: 0.5, ..usual().sampling },
                ..usual()
            },
        ),
    ];
    for (name, expected) in expected {
        let (said, _) = read_metadata(&stored().join(name))?;
        let recipe = said.as_ref().and_then(|said| said.recipe()).with_context(|| format!("{name} says nothing"))?;
        ensure!(*recipe == expected, "{name}: {recipe:?}");
    }
    Ok(())
}
