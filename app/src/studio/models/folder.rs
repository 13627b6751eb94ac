//! A folder of the artist's choice, looked at before it is accepted; and those that were accepted before.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::Inspection;
use bluerider_engine::protocol::Model;

use crate::studio::error::Result;
use crate::studio::paths::Paths;
use crate::studio::storage;

/// Folders that are remembered.
const REMEMBERED: usize = 8;

/// A folder that was picked, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    /// The decoder's folder, or the file of one of 3.1's UNets.
    pub decoder: PathBuf,
    /// The prior's, where it was picked too.
    pub prior: Option<PathBuf>,
    /// What it is and what it lacks, or why it is no model.
    pub inspection: Result<Inspection>,
}

impl Picked {
    /// Looks at a folder.
    pub fn look(decoder: PathBuf, prior: Option<PathBuf>) -> Self {
        let inspection = Inspection::of(&decoder, prior.as_deref()).map_err(Into::into);
        Self { decoder, prior, inspection }
    }

    /// The model, where it paints.
    pub fn model(&self) -> Option<Model> {
        let paints = self.inspection.as_ref().is_ok_and(Inspection::paints);
        paints.then(|| Model::Folder { decoder: self.decoder.clone(), prior: self.prior.clone() })
    }
}

/// The folders that were accepted, the latest first, as far as they are still there.
pub fn recent(paths: &Paths) -> Vec<Model> {
    let (recent, broken): (Vec<Model>, _) = storage::read_json(&file(paths));
    if let Some(error) = broken {
        log::warn!("the folders of last time are forgotten: {error}");
    }
    let there = |model: &Model| matches!(model, Model::Folder { decoder, .. } if decoder.exists());
    recent.into_iter().filter(there).collect()
}

/// Remembers a folder that was accepted.
///
/// # Errors
/// Where it cannot be written down.
pub fn remember(paths: &Paths, model: &Model) -> Result<()> {
    let others = recent(paths).into_iter().filter(|other| other != model);
    let all: Vec<Model> = std::iter::once(model.clone()).chain(others).take(REMEMBERED).collect();
    storage::write_json(&file(paths), &all)
}

/// A path as people read it, short where it lies in their home.
pub fn shown(path: &Path) -> String {
    let home = directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(within) => Path::new("~").join(within).display().to_string(),
        None => path.display().to_string(),
    }
}

fn file(paths: &Paths) -> PathBuf {
    paths.config.join("recent-models.json")
}
