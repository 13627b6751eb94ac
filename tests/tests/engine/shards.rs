//! Weights that were cut into several files: what an index may say, and what happens where a file is not there or
//! broken.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::device;
use bluerider_engine::error::ErrorKind;
use bluerider_engine::precision::Precision;
use bluerider_tests::fixtures::{copy_folder, roots};
use bluerider_tests::worded::{WordedError, worded};

const INDEX: &str = "flan_ul2_encoder/pytorch_model.bin.index.json";
const SECOND: &str = "flan_ul2_encoder/pytorch_model-00002-of-00002.bin";

/// A Kandinsky 3.1 whose text encoder is in two files, in a folder of its own.
fn checkpoint() -> Result<(tempfile::TempDir, PathBuf)> {
    let root = roots()?.into_iter().find(|root| root.fixture.system == "kandinsky-3.1").context("no root of 3.1")?;
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("weights");
    copy_folder(&root.path.join(root.fixture.authors.context("no folder")?), &folder)?;
    Ok((scratch, folder))
}

/// What opening the text encoder says.
fn refusal(folder: &Path) -> Result<WordedError> {
    let open = || -> bluerider_engine::error::Result<()> {
        let checkpoint = Checkpoint::in_folder(folder, None)?;
        checkpoint.t5(Precision::F32, &device::cpu().device, &mut |_, _, _| Ok(())).map(drop)
    };
    let error = worded(open().err().context("it was opened")?);
    ensure!(error.kind == ErrorKind::BadCheckpoint && !error.advice.is_empty(), "{error:?}");
    Ok(error)
}

#[test]
fn a_file_that_is_not_there_is_named() -> Result<()> {
    let (_scratch, folder) = checkpoint()?;
    std::fs::remove_file(folder.join(SECOND))?;
    let error = refusal(&folder)?;
    ensure!(error.message.contains("pytorch_model-00002-of-00002.bin"), "{error:?}");
    Ok(())
}

#[test]
fn a_file_that_was_cut_off_is_refused() -> Result<()> {
    let (_scratch, folder) = checkpoint()?;
    let whole = std::fs::read(folder.join(SECOND))?;
    std::fs::write(folder.join(SECOND), &whole[..whole.len() / 2])?;
    refusal(&folder)?;
    Ok(())
}

#[test]
fn an_index_cannot_name_files_elsewhere() -> Result<()> {
    let (_scratch, folder) = checkpoint()?;
    let index = std::fs::read_to_string(folder.join(INDEX))?;
    // There to be found, if anyone looked.
    std::fs::copy(folder.join(SECOND), folder.join("outside.bin"))?;
    std::fs::write(folder.join(INDEX), index.replace("pytorch_model-00002-of-00002.bin", "../outside.bin"))?;
    let error = refusal(&folder)?;
    ensure!(error.message.contains("not beside it"), "{error:?}");
    Ok(())
}

#[test]
fn an_index_that_leaves_tensors_away_is_refused() -> Result<()> {
    let (_scratch, folder) = checkpoint()?;
    let index = std::fs::read_to_string(folder.join(INDEX))?;
    let first = index.replace("pytorch_model-00002-of-00002.bin", "pytorch_model-00001-of-00002.bin");
    std::fs::write(folder.join(INDEX), first)?;
    let error = refusal(&folder)?;
    ensure!(error.detail.contains("missing: encoder."), "{error:?}");
    std::fs::write(folder.join(INDEX), "{\"weight_map\": 7}")?;
    refusal(&folder)?;
    Ok(())
}
