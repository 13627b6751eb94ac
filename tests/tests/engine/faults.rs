//! Broken checkpoints and full or forbidden disks: a plain error, the file by name, nothing lost.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider::studio::picture_file::{self, Provenance};
use bluerider::studio::storage;
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::device;
use bluerider_engine::error::{Doing, EngineError, ErrorKind};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{Model, Outcome, Picture, Recipe};
use bluerider_tests::bench::{Bench, outcomes, painted, with};
use bluerider_tests::worded::{WordedError, worded};

/// A copy of the fixture's checkpoint that a test may break.
fn checkpoint() -> Result<tempfile::TempDir> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kandinsky-2.2-seed7");
    let to = tempfile::tempdir()?;
    for repo in ["prior", "decoder"] {
        for part in std::fs::read_dir(from.join(repo))? {
            let part = part?.path();
            if part.is_dir() {
                let folder = to.path().join(repo).join(part.file_name().context("a name")?);
                std::fs::create_dir_all(&folder)?;
                for file in std::fs::read_dir(&part)? {
                    let file = file?.path();
                    std::fs::copy(&file, folder.join(file.file_name().context("a name")?))?;
                }
            }
        }
    }
    Ok(to)
}

const UNET: &str = "decoder/unet/diffusion_pytorch_model.safetensors";

/// What loading the UNet of a checkpoint, broken by `break_it`, says.
fn refusal(break_it: impl FnOnce(&Path) -> Result<()>) -> Result<WordedError> {
    let folder = checkpoint()?;
    break_it(folder.path())?;
    let load = || -> bluerider_engine::error::Result<()> {
        let checkpoint = Checkpoint::in_folder(&folder.path().join("decoder"), None)?;
        checkpoint.unet(Network::UNet, Precision::F32, &device::cpu().device, &mut |_, _, _| Ok(()))?;
        Ok(())
    };
    let error = worded(load().err().context("a broken checkpoint was accepted")?);
    ensure!(error.kind == ErrorKind::BadCheckpoint, "{error:?}");
    ensure!(!error.advice.is_empty(), "no advice: {error:?}");
    Ok(error)
}

#[test]
fn a_whole_checkpoint_is_accepted_and_its_prior_found_beside_it() -> Result<()> {
    let folder = checkpoint()?;
    for path in [folder.path().join("decoder"), folder.path().to_owned()] {
        Checkpoint::in_folder(&path, None)?;
    }
    Ok(())
}

#[test]
fn every_missing_part_is_named() -> Result<()> {
    for part in
        [UNET, "decoder/movq/config.json", "prior/tokenizer/merges.txt", "prior/scheduler/scheduler_config.json"]
    {
        let error = refusal(|folder| Ok(std::fs::remove_file(folder.join(part))?))?;
        let name = part.split_once('/').context("a folder")?.1;
        ensure!(error.message.contains(name), "{part}: {}", error.message);
    }
    Ok(())
}

#[test]
fn truncated_weights_are_refused() -> Result<()> {
    for length in [0, 4, 100, 50_000] {
        let error = refusal(|folder| {
            let file = std::fs::OpenOptions::new().write(true).open(folder.join(UNET))?;
            Ok(file.set_len(length)?)
        })?;
        ensure!(error.message.contains("unet"), "{}", error.message);
    }
    Ok(())
}

#[test]
fn a_header_that_claims_more_than_the_file_is_refused() -> Result<()> {
    let claim =
        br#"{"conv_in.weight":{"dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,64000000000000000]}}"#;
    refusal(|folder| {
        let mut bytes = (claim.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(claim);
        Ok(std::fs::write(folder.join(UNET), bytes)?)
    })?;
    refusal(|folder| Ok(std::fs::write(folder.join(UNET), u64::MAX.to_le_bytes())?))?;
    Ok(())
}

/// A header and what follows it, in the place of the UNet's weights.
fn refusal_of(header: &[u8], rest: &[u8]) -> Result<WordedError> {
    let length = (header.len() as u64).to_le_bytes();
    refusal(|folder| Ok(std::fs::write(folder.join(UNET), [&length[..], header, rest].concat())?))
}

#[test]
fn headers_that_lie_are_refused() -> Result<()> {
    let tensor = |dtype: &str, shape: &str, offsets: &str| {
        format!(r#"{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}"#)
    };
    let two = |first: &str, second: &str| {
        format!(r#"{{"a":{},"b":{}}}"#, tensor("F32", "[2]", first), tensor("F32", "[2]", second))
    };
    for (what, header) in [
        ("no JSON", b"this is a header".to_vec()),
        ("no UTF-8", b"{\"\xff\xfe\": 1}".to_vec()),
        ("nothing", Vec::new()),
        ("a list", b"[]".to_vec()),
        ("deep", b"[".repeat(10_000)),
        ("deep objects", b"{\"a\":".repeat(10_000)),
        ("overlap", two("[0,8]", "[4,12]").into_bytes()),
        ("a hole", two("[0,8]", "[12,20]").into_bytes()),
        ("reversed", two("[8,0]", "[8,16]").into_bytes()),
        ("the same name twice", format!(r#"{{"a":{0},"a":{0}}}"#, tensor("F32", "[2]", "[0,8]")).into_bytes()),
        ("too short for its shape", format!(r#"{{"a":{}}}"#, tensor("F32", "[9]", "[0,16]")).into_bytes()),
        ("a shape beyond all memory", {
            format!(r#"{{"a":{}}}"#, tensor("F32", "[1099511627776,1099511627776]", "[0,16]")).into_bytes()
        }),
        ("an unknown type", format!(r#"{{"a":{}}}"#, tensor("Q4", "[4]", "[0,16]")).into_bytes()),
        ("integers", format!(r#"{{"conv_in.weight":{}}}"#, tensor("I64", "[2]", "[0,16]")).into_bytes()),
    ] {
        refusal_of(&header, &[0; 16]).with_context(|| what.to_owned())?;
    }
    // A header that ends behind the file.
    refusal(|folder| Ok(std::fs::write(folder.join(UNET), [&1_000_u64.to_le_bytes()[..], b"{}"].concat())?))?;
    Ok(())
}

#[test]
fn what_is_no_safetensors_file_is_refused_whatever_its_name() -> Result<()> {
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend([0; 64]);
    for (what, bytes) in [
        ("an archive", &archive[..]),
        ("a pickle", b"\x80\x04cos\nsystem\n(S'touch /tmp/bluerider-weights-ran'\ntR."),
        ("a page", b"<!doctype html><title>Sign in</title>"),
    ] {
        refusal(|folder| Ok(std::fs::write(folder.join(UNET), bytes)?)).context(what)?;
    }
    ensure!(!Path::new("/tmp/bluerider-weights-ran").exists(), "a pickle was run");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 2506319544\n";
    let error = refusal(|folder| Ok(std::fs::write(folder.join(UNET), pointer)?))?;
    ensure!(error.message.contains("Git LFS") && error.advice.contains("git lfs pull"), "{error:?}");
    Ok(())
}

#[test]
fn weights_of_another_network_and_surplus_ones_are_named() -> Result<()> {
    let error = refusal(|folder| {
        let other = folder.join("decoder/movq/diffusion_pytorch_model.safetensors");
        std::fs::copy(other, folder.join(UNET))?;
        Ok(())
    })?;
    ensure!(error.detail.contains("missing: "), "{}", error.detail);
    let error = refusal(|folder| {
        let path = folder.join(UNET);
        let bytes = std::fs::read(&path)?;
        let end = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into()?))?;
        let mut header: serde_json::Value = serde_json::from_slice(&bytes[8..end])?;
        let length = bytes.len() - end;
        header["nobody.knows"] =
            serde_json::json!({ "dtype": "F32", "shape": [1], "data_offsets": [length, length + 4] });
        let header = header.to_string();
        let parts = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &bytes[end..], &[0; 4]];
        Ok(std::fs::write(path, parts.concat())?)
    })?;
    ensure!(error.detail.contains("nobody.knows"), "{}", error.detail);
    Ok(())
}

#[test]
#[cfg(unix)]
fn links_that_lead_in_a_circle_are_no_model() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let circle = folder.path().join("circle");
    std::os::unix::fs::symlink(&circle, &circle)?;
    ensure!(Checkpoint::in_folder(&circle, None).is_err());
    refusal(|folder| {
        std::fs::remove_file(folder.join(UNET))?;
        Ok(std::os::unix::fs::symlink(folder.join(UNET), folder.join(UNET))?)
    })?;
    Ok(())
}

#[test]
fn weights_that_do_not_fit_their_config_are_named_with_expected_and_found() -> Result<()> {
    let error = refusal(|folder| {
        let path = folder.join("decoder/unet/config.json");
        let text = std::fs::read_to_string(&path)?;
        let mut config: serde_json::Value = serde_json::from_str(&text)?;
        config["cross_attention_dim"] = 25.into();
        Ok(std::fs::write(path, config.to_string())?)
    })?;
    ensure!(error.detail.contains("misshapen") && error.detail.contains("expected"), "{}", error.detail);

    let error = refusal(|folder| {
        let path = folder.join("decoder/unet/config.json");
        let text = std::fs::read_to_string(&path)?;
        let mut config: serde_json::Value = serde_json::from_str(&text)?;
        config["layers_per_block"] = 2.into();
        Ok(std::fs::write(path, config.to_string())?)
    })?;
    ensure!(error.detail.contains("missing: "), "{}", error.detail);
    Ok(())
}

#[test]
fn what_is_not_a_picture_is_never_saved() -> Result<()> {
    // A decoder of zeros paints one black, and a UNet of NaN nothing at all.
    let broken: [(&str, &[u8]); 2] =
        [("decoder/movq/diffusion_pytorch_model.safetensors", &[0, 0]), (UNET, &[0x00, 0x7e])];
    for (part, half) in broken {
        let folder = checkpoint()?;
        let path = folder.path().join(part);
        let mut bytes = std::fs::read(&path)?;
        let header = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into()?))?;
        bytes[header..].chunks_exact_mut(2).for_each(|value| value.copy_from_slice(half));
        std::fs::write(&path, bytes)?;
        let bench = Bench::new()?;
        let model = Model::Folder { decoder: folder.path().join("decoder"), prior: None };
        bench.submit(
            1,
            with(Recipe::new(model, "a fox"), |r| {
                r.width = 64;
                r.height = 64;
                r.sampling.steps = 2;
                r.sampling.prior_steps = 2
            }),
        )?;
        let events = bench.until_finished(1)?;
        ensure!(painted(&events).is_empty(), "{part}: a picture came");
        let [(_, Outcome::Failed(error))] = outcomes(&events)[..] else { anyhow::bail!("{part}: {events:?}") };
        let error = worded(error.clone());
        ensure!(error.kind == ErrorKind::NotAPicture && !error.advice.is_empty(), "{part}: {error:?}");
    }
    Ok(())
}

#[test]
fn a_config_that_is_none_is_refused() -> Result<()> {
    for text in ["", "{", "[]", r#"{"in_channels": "four"}"#] {
        refusal(|folder| Ok(std::fs::write(folder.join("decoder/unet/config.json"), text)?))?;
    }
    // Valid, but another kind of network.
    refusal(|folder| {
        let path = folder.join("decoder/unet/config.json");
        let text = std::fs::read_to_string(&path)?.replace("SimpleCrossAttnDownBlock2D", "CrossAttnDownBlock2D");
        Ok(std::fs::write(path, text)?)
    })?;
    Ok(())
}

#[test]
fn a_failed_write_leaves_the_old_file_and_no_rubbish() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("a.json");
    storage::write(&file, b"old")?;
    // A folder in the file's place cannot be replaced by a file.
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken)?;
    let error = worded(storage::write(&taken, b"new").err().context("refused")?);
    ensure!(error.kind == ErrorKind::Io && error.message.contains("taken"));
    ensure!(std::fs::read(&file)? == b"old");
    ensure!(std::fs::read_dir(folder.path())?.count() == 2, "a temporary file was left behind");
    Ok(())
}

#[test]
fn a_folder_that_is_not_there_is_named() -> Result<()> {
    let folder = checkpoint()?;
    let nowhere = folder.path().join("nowhere");
    for (decoder, prior) in [(nowhere.clone(), None), (folder.path().join("decoder"), Some(nowhere.as_path()))] {
        let error = worded(Checkpoint::in_folder(&decoder, prior).err().context("accepted")?);
        ensure!(error.message.contains("nowhere"), "{error:?}");
        ensure!(!error.message.contains("missing"), "{error:?}");
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_picture_may_be_read_by_whom_the_system_lets() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir()?;
    let (ours, plain) = (folder.path().join("ours.png"), folder.path().join("plain.png"));
    storage::write(&ours, b"x")?;
    std::fs::write(&plain, b"x")?;
    let mode = |path: &Path| -> Result<u32> { Ok(std::fs::metadata(path)?.permissions().mode()) };
    ensure!(mode(&ours)? == mode(&plain)?, "{:o} and {:o}", mode(&ours)?, mode(&plain)?);
    Ok(())
}

/// `/dev/full` refuses every byte, as a full disk does; `/proc` refuses every file, as a read-only folder does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_read_only_folder_say_so() -> Result<()> {
    let full = std::fs::write("/dev/full", b"x").err().context("full")?;
    let error = worded(EngineError::io(Doing::Write, Path::new("a.png"), &full));
    ensure!(error.advice.contains("space"), "{}", error.advice);
    let error = worded(storage::write(Path::new("/proc/blue-rider/a.png"), b"x").err().context("refused")?);
    ensure!(error.kind == ErrorKind::Io && !error.advice.is_empty());
    Ok(())
}

#[test]
fn a_session_that_cannot_be_understood_is_kept_aside() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("session.json");
    std::fs::write(&file, "not json")?;
    let (value, error): (Vec<u8>, _) = storage::read_json(&file);
    ensure!(value.is_empty() && error.is_some());
    ensure!(std::fs::read(folder.path().join("session.unreadable.json"))? == b"not json");
    Ok(())
}

#[test]
fn a_picture_holds_its_recipe_before_its_pixels() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let picture = Picture { width: 3, height: 2, pixels: (0..18).collect::<Vec<u8>>().into() };
    let recipe = Recipe {
        negative: Some("размыто".into()), ..Recipe::new(Model::Etude, "красный круг — ü 🎨")
    };
    let provenance = Provenance::new(recipe, "abc".into());
    let bytes = picture_file::encode(&picture, Some(&provenance))?;
    let at = |word: &[u8]| bytes.windows(word.len()).position(|w| w == word);
    ensure!(at(b"bluerider") < at(b"IDAT") && at(b"parameters") < at(b"IDAT"));
    let path = folder.path().join("p.png");
    std::fs::write(&path, &bytes)?;
    ensure!(at(b"DigitalSourceType") < at(b"IDAT") && at(b"DigitalSourceType").is_some());
    let (said, size) = picture_file::read_metadata(&path)?;
    ensure!(said.and_then(|said| said.provenance).as_deref() == Some(&provenance) && size == (3, 2));
    ensure!(picture_file::read_picture(&path)? == picture);
    // Someone else's picture has no recipe, and a file that is none is refused.
    std::fs::write(&path, picture_file::encode(&picture, None)?)?;
    ensure!(picture_file::read_metadata(&path)?.0.is_none());
    std::fs::write(&path, b"not a picture")?;
    ensure!(picture_file::read_picture(&path).is_err());
    Ok(())
}
