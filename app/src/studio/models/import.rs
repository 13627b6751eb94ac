//! Taking in what a person has: a folder, Hugging Face's cache, or one file of weights that is known by its keys.
//!
//! Nothing is copied: the studio's own folder gets a link, which the model is then found by.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::{Identified, Inspection};
use bluerider_engine::error::{Cause, Doing};
use bluerider_engine::hub::{self, Watch};

use super::catalogue::{self, Entry};
use super::found;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::paths::Paths;

/// Takes `path` in, and says what it was taken for.
///
/// # Errors
/// Where it is nothing that is known, or a model of that name is there.
pub fn import(path: &Path, prior: Option<&Path>, paths: &Paths) -> Result<Vec<String>> {
    if path.is_file() {
        return file(path, paths).map(|line| vec![line]);
    }
    let cached = cached(path);
    if !cached.is_empty() {
        return cached.into_iter().map(|repository| adopt(&repository, paths)).collect();
    }
    folder(path, prior, paths).map(|line| vec![line])
}

/// A folder with a model.
fn folder(path: &Path, prior: Option<&Path>, paths: &Paths) -> Result<String> {
    let inspection = Inspection::of(path, prior)?;
    let name = inspection.name();
    let target = paths.models.join(&name);
    link(path, &target, &name)?;
    if let Some(prior) = prior {
        link(prior, &paths.models.join(format!("{name}-prior")), &name)?;
    }
    let missing: Vec<String> = inspection
        .parts
        .iter()
        .filter(|part| part.needed)
        .flat_map(|part| &part.missing)
        .map(|path| path.display().to_string())
        .collect();
    let what = format!("{} is {name}: {}", path.display(), target.display());
    Ok(if missing.is_empty() { what } else { format!("{what}\n    missing: {}", missing.join("\n    missing: ")) })
}

/// One file of weights.
fn file(path: &Path, paths: &Paths) -> Result<String> {
    let nothing = || StudioCause::NothingToImport { path: path.to_owned() };
    let identified = match Identified::of(path) {
        Err(error) if matches!(error.cause, Cause::WeightsDamaged { .. } | Cause::WeightsUnread { .. }) => {
            return Err(nothing().detail(error));
        }
        identified => identified?,
    };
    let Some(Identified { name, place }) = identified else { return Err(nothing().into()) };
    let target = paths.models.join(name).join(place);
    link(path, &target, name)?;
    Ok(format!("{} is {place} of {name}: {}", path.display(), target.display()))
}

/// The repositories of the catalogue in a folder that is laid out as Hugging Face's cache.
fn cached(path: &Path) -> Vec<PathBuf> {
    let roots = [path.to_owned(), path.join("hub")];
    let sources = catalogue::all().iter().flat_map(|entry| &entry.repositories);
    let folders = sources.flat_map(|source| roots.iter().map(|root| source.repository().folder(root)));
    let mut found: Vec<PathBuf> = folders.filter(|folder| folder.join("snapshots").is_dir()).collect();
    found.sort();
    found.dedup();
    found
}

/// Takes a repository of another cache in.
fn adopt(repository: &Path, paths: &Paths) -> Result<String> {
    let name = repository.file_name().unwrap_or_default();
    let target = paths.hub.join(name);
    link(repository, &target, &name.to_string_lossy())?;
    Ok(format!("{}: {}", name.to_string_lossy(), target.display()))
}

fn link(from: &Path, to: &Path, name: &str) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(StudioCause::ImportThere { model: name.to_owned(), path: to.to_owned() }.into());
    }
    let make = || -> std::io::Result<()> {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let from = std::path::absolute(from)?;
        #[cfg(unix)]
        return std::os::unix::fs::symlink(&from, to);
        #[cfg(windows)]
        return if from.is_dir() {
            std::os::windows::fs::symlink_dir(&from, to)
        } else {
            std::os::windows::fs::symlink_file(&from, to).or_else(|_| std::fs::hard_link(&from, to))
        };
    };
    make().map_err(|error| StudioError::io(Doing::Make, to, &error))
}

/// Holds the files of an entry against the hashes that they were published with. Gives those that were damaged, which
/// are in the system's bin now, and those that no hash is known of.
///
/// # Errors
/// Where a file cannot be read, or `watch` stops it.
pub fn verify(entry: &Entry, paths: &Paths, watch: &dyn Watch) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut damaged, mut unknown) = (Vec::new(), Vec::new());
    for source in &entry.repositories {
        let patterns: Vec<String> =
            source.parts.iter().flat_map(|part| part.files.iter().chain(&part.if_there)).cloned().collect();
        let own = found::folder_of(entry, source, paths).filter(|folder| folder.starts_with(&paths.models));
        if let Some(own) = own {
            unknown.extend(patterns.iter().flat_map(|pattern| found::files(&own, pattern)));
            continue;
        }
        let (bad, new) = hub::verify(&paths.hub, &source.repository(), &patterns, watch)?;
        // So that getting the model again fetches them, and nothing else.
        for path in &bad {
            let contents = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let binned = trash::delete(&contents).map_err(std::io::Error::other);
            let gone = binned.and_then(|()| if path.is_symlink() { std::fs::remove_file(path) } else { Ok(()) });
            gone.map_err(|error| StudioError::io(Doing::Discard, path, &error))?;
        }
        damaged.extend(bad);
        unknown.extend(new);
    }
    Ok((damaged, unknown))
}
