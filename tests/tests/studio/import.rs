//! What a person has is taken in for what it is, whatever it is called, and nothing is copied.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider::studio::error::StudioCause;
use bluerider::studio::models::{import, known, named};
use bluerider::studio::paths::Paths;
use bluerider_engine::checkpoint::{Identified, Inspection, Network, Part};
use bluerider_engine::error::Cause;
use bluerider_engine::protocol::{Model, System};
use bluerider_tests::fixtures::{copy_folder, root_of};

#[test]
fn single_files_are_known_by_their_keys() -> Result<()> {
    let (root_22, root_21, root_31) = (root_of("kandinsky-2.2")?, root_of("kandinsky-2.1")?, root_of("kandinsky-3.1")?);
    let authors_21 = root_21.folder(&root_21.fixture.authors)?;
    let authors_31 = root_31.folder(&root_31.fixture.authors)?;
    let unet = "unet/diffusion_pytorch_model.safetensors";
    let cases = [
        (authors_21.join("decoder_fp16.ckpt"), "kandinsky-2.1", "decoder_fp16.ckpt"),
        (authors_21.join("inpainting_fp16.ckpt"), "kandinsky-2.1", "inpainting_fp16.ckpt"),
        (authors_21.join("prior_fp16.ckpt"), "kandinsky-2.1", "prior_fp16.ckpt"),
        (authors_21.join("movq_final.ckpt"), "kandinsky-2.1", "movq_final.ckpt"),
        (authors_31.join("kandinsky3.pt"), "kandinsky-3.1", "weights/kandinsky3.pt"),
        (authors_31.join("kandinsky3_inpainting.pt"), "kandinsky-3.1", "weights/kandinsky3_inpainting.pt"),
        (authors_31.join("movq.pt"), "kandinsky-3.1", "weights/movq.pt"),
        (root_21.folder(&root_21.fixture.decoder)?.join(unet), "kandinsky-2.1", unet),
        (root_22.folder(&root_22.fixture.decoder)?.join(unet), "kandinsky-2.2", unet),
        (root_22.folder(&root_22.fixture.inpaint)?.join(unet), "kandinsky-2.2-inpaint", unet),
        (root_22.folder(&root_22.fixture.controlnet)?.join(unet), "kandinsky-2.2-depth", unet),
    ];
    let scratch = tempfile::tempdir()?;
    for (from, name, place) in cases {
        let path = scratch.path().join("downloaded file (1).bin");
        std::fs::copy(&from, &path).with_context(|| from.display().to_string())?;
        let found = Identified::of(&path)?;
        ensure!(found == Some(Identified { name, place }), "{}: {found:?}", from.display());
    }
    // Flash has 3.1's keys, and only its name tells them apart.
    let flash = authors_31.join("kandinsky3_flash.pt");
    let found = Identified::of(&flash)?;
    ensure!(found.is_some_and(|found| found.name == "kandinsky-3.1-flash"));
    Ok(())
}

#[test]
fn folders_are_taken_in_by_links_and_found_by_name() -> Result<()> {
    let home = tempfile::tempdir()?;
    let paths = Paths::under(home.path());
    let root = root_of("kandinsky-2.2")?;
    let (decoder, prior) = (root.folder(&root.fixture.decoder)?, root.folder(&root.fixture.prior)?);
    let inpaint = root.folder(&root.fixture.inpaint)?;
    for (decoder, prior) in [(&decoder, Some(prior.as_path())), (&inpaint, None)] {
        import::import(decoder, prior, &paths)?;
    }
    for name in ["kandinsky-2.2", "kandinsky-2.2-inpaint"] {
        let model = named(name, &paths).with_context(|| format!("{name} is not known"))??;
        let Model::Folder { decoder, prior } = model else { anyhow::bail!("étude") };
        ensure!(decoder.ends_with(name) && prior.is_some_and(|prior| prior.ends_with("kandinsky-2.2-prior")));
    }
    let again = import::import(&decoder, None, &paths).expect_err("it is there already");
    ensure!(
        again
            == StudioCause::ImportThere { model: "kandinsky-2.2".into(), path: paths.models.join("kandinsky-2.2") }
                .into()
    );
    let nothing = home.path().join("letter.txt");
    std::fs::write(&nothing, "Dear Gabriele")?;
    ensure!(import::import(&nothing, None, &paths).is_err());
    let links = std::fs::symlink_metadata(paths.models.join("kandinsky-2.2"))?;
    ensure!(links.is_symlink() || cfg!(windows), "it was copied");
    Ok(())
}

#[test]
fn another_cache_is_taken_in_and_files_are_put_where_they_belong() -> Result<()> {
    let home = tempfile::tempdir()?;
    let (paths, other) = (Paths::under(&home.path().join("own")), home.path().join("other"));
    let repository = other.join("hub/models--ai-forever--Kandinsky3.1");
    let root = root_of("kandinsky-3.1")?;
    std::fs::create_dir_all(repository.join("refs"))?;
    std::fs::write(repository.join("refs/main"), "abc")?;
    copy_folder(&root.path, &repository.join("snapshots/abc"))?;
    import::import(&other, None, &paths)?;
    let there: Vec<&str> =
        known(&paths).iter().filter(|found| found.model.is_some()).map(|found| found.entry.name.as_str()).collect();
    ensure!(there == ["kandinsky-3.1-flash", "kandinsky-3.1"], "{there:?}");

    // One file after another, as they come.
    let paths = Paths::under(&home.path().join("third"));
    let weights = root.folder(&root.fixture.authors)?;
    for name in ["kandinsky3.pt", "movq.pt"] {
        import::import(&weights.join(name), None, &paths)?;
    }
    let own = paths.models.join("kandinsky-3.1");
    let inspection = Inspection::of(&own, None)?;
    ensure!(inspection.system == System::Kandinsky31 && !inspection.paints());
    let there = |part| inspection.parts.iter().any(|state| state.part == part && state.missing.is_empty());
    ensure!(there(Part::Network(Network::Autoencoder)) && !there(Part::Network(Network::T5)));
    Ok(())
}

#[test]
fn a_picked_folder_says_what_it_is_before_it_is_accepted() -> Result<()> {
    let root = root_of("kandinsky-2.2")?;
    let scratch = tempfile::tempdir()?;
    let decoder = scratch.path().join("decoder");
    copy_folder(&root.folder(&root.fixture.decoder)?, &decoder)?;
    let look = |path: &Path| Inspection::of(path, None);
    let alone = look(&decoder)?;
    ensure!(!alone.paints() && alone.system == System::Kandinsky22, "{alone:?}");
    let missing = alone.parts.iter().filter(|part| !part.missing.is_empty()).count();
    ensure!(missing >= 4, "{alone:?}");
    copy_folder(&root.folder(&root.fixture.prior)?, &scratch.path().join("prior"))?;
    let whole = look(&decoder)?;
    ensure!(whole.paints() && whole.name() == "kandinsky-2.2" && whole.bytes > 0, "{whole:?}");
    ensure!(look(&scratch.path().join("prior")).is_err_and(|error| matches!(error.cause, Cause::PriorAlone { .. })));
    ensure!(look(tempfile::tempdir()?.path()).is_err_and(|error| matches!(error.cause, Cause::NoCheckpoint { .. })));
    Ok(())
}
