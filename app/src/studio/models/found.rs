//! Models that are on this computer under a name that is known: in the studio's folder for them, or where Hugging
//! Face's own tools keep what they fetch.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::{Checkpoint, Inspection};
use bluerider_engine::hub::{Repository, matches};
use bluerider_engine::protocol::{Model, System};

use super::catalogue::{self, Choice, Entry, Role, Source, SourcePart};
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::paths::Paths;

/// The file that says of a folder with all of 3.1's that Flash is meant.
const FLASH: &str = "kandinsky3_flash.pt";

/// What is on this computer of an entry of the catalogue.
#[derive(Debug, Clone)]
pub struct Found {
    /// The entry.
    pub entry: &'static Entry,
    /// It, where what words need is there.
    pub model: Option<Model>,
    /// Its parts in the order of the entry's, and whether they are there.
    pub parts: Vec<bool>,
}

impl Found {
    /// True where anything of it is there.
    pub fn any(&self) -> bool {
        self.model.is_some() || self.parts.contains(&true)
    }

    /// True where all that `choice` wants is there.
    pub fn has(&self, choice: Choice) -> bool {
        let wanted = |((_, part), there): ((&Source, &SourcePart), &bool)| *there || !choice.wants(part.purpose);
        self.model.is_some() && self.entry.parts().zip(&self.parts).all(wanted)
    }
}

/// All entries of the catalogue, and what of them is on this computer.
pub fn known(paths: &Paths) -> Vec<Found> {
    let found = |entry: &'static Entry| Found { entry, model: find(entry, paths), parts: parts(entry, paths) };
    catalogue::all().iter().map(found).collect()
}

/// The model `name` of the catalogue, on this computer.
///
/// # Errors
/// Where there is none; says how to get it.
pub fn named(name: &str, paths: &Paths) -> Option<Result<Model>> {
    let entry = catalogue::named(name)?;
    Some(find(entry, paths).ok_or_else(|| missing(entry, paths)))
}

fn missing(entry: &Entry, paths: &Paths) -> StudioError {
    let (model, name) = (entry.title.clone(), entry.name.clone());
    if !entry.released {
        return StudioCause::ModelUnreleased { model }.into();
    }
    let gigabytes = format!("{:.1}", entry.bytes(Choice::default()) as f64 / 1e9);
    StudioCause::ModelMissing { model, name, gigabytes, folder: paths.models.clone() }.into()
}

fn find(entry: &Entry, paths: &Paths) -> Option<Model> {
    let system = entry.system?;
    let found = find_folder(entry, paths).or_else(|| {
        // Flash is published in one folder with 3.1, and then its own file says that it is meant.
        let other = Some("kandinsky-3.1").filter(|_| system == System::Kandinsky31Flash);
        find_folder(catalogue::named(other?)?, paths)
    })?;
    let Model::Folder { decoder, .. } = &found else { return None };
    if !decoder.is_dir() {
        return None;
    }
    let alone = Checkpoint::system_of(&found) == System::Kandinsky31Flash;
    match system {
        System::Kandinsky31Flash if !alone => {
            let files = [decoder.join("weights"), decoder.clone()].map(|folder| folder.join(FLASH));
            let decoder = files.into_iter().find(|file| file.is_file())?;
            Some(Model::Folder { decoder, prior: None })
        }
        System::Kandinsky31 if alone => None,
        _ => Some(found),
    }
}

/// The studio's own folder of an entry, or its repositories in the cache.
fn find_folder(entry: &Entry, paths: &Paths) -> Option<Model> {
    let own = paths.models.join(&entry.name);
    if own.is_dir() {
        let shared = entry.system.map(|system| prior_beside(&paths.models.join(system.name())));
        let prior = std::iter::once(prior_beside(&own)).chain(shared).find(|prior| prior.is_dir());
        return Some(Model::Folder { decoder: own, prior });
    }
    let name = |role| entry.source(role).map(|source| source.repository());
    let published = name(Role::Decoder).map(|decoder| (decoder, name(Role::Prior)));
    let repository = |name: &String| Repository::new(name, "main");
    let also = entry.also.iter().map(|also| (repository(&also.decoder), also.prior.as_ref().map(repository)));
    published.into_iter().chain(also).find_map(|(decoder, prior)| {
        let prior = match prior {
            Some(prior) => Some(prior.snapshot(&paths.hub)?),
            None => None,
        };
        let decoder = decoder.snapshot(&paths.hub)?;
        // Other tools point to a snapshot before all of its files are there.
        let inspection = Inspection::of(&decoder, prior.as_deref());
        inspection.is_ok_and(|inspection| inspection.paints()).then_some(Model::Folder { decoder, prior })
    })
}

/// The folder that a repository's files are in on this computer, whole or not.
pub(super) fn folder_of(entry: &Entry, source: &Source, paths: &Paths) -> Option<PathBuf> {
    let own = paths.models.join(&entry.name);
    let own = if source.role == Role::Prior { prior_beside(&own) } else { own };
    if own.is_dir() { Some(own) } else { source.repository().snapshot(&paths.hub) }
}

/// Which parts of an entry are there.
fn parts(entry: &Entry, paths: &Paths) -> Vec<bool> {
    let there = |source: &Source, part: &SourcePart| {
        let Some(folder) = folder_of(entry, source, paths) else { return false };
        part.files.iter().all(|pattern| !files(&folder, pattern).is_empty())
    };
    entry.parts().map(|(source, part)| there(source, part)).collect()
}

/// The files in `folder` that `pattern` means.
pub(super) fn files(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let (within, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let Ok(entries) = std::fs::read_dir(folder.join(within)) else { return Vec::new() };
    let meant =
        |path: &PathBuf| path.file_name().and_then(|file| file.to_str()).is_some_and(|file| matches(name, file));
    entries.flatten().map(|entry| entry.path()).filter(|path| meant(path) && path.is_file()).collect()
}

fn prior_beside(decoder: &Path) -> PathBuf {
    let name = decoder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    decoder.with_file_name(format!("{name}-prior"))
}

/// A short name for a model.
pub fn model_name(model: &Model) -> String {
    let Model::Folder { decoder, .. } = model else { return "étude".to_owned() };
    // A snapshot's own name is a number.
    let repository =
        decoder.components().filter_map(|part| part.as_os_str().to_str()?.strip_prefix("models--")).next_back();
    let repository = repository.and_then(|name| name.rsplit("--").next());
    // Of a folder with several, a file is chosen, and its name says more than the folder's.
    if let (true, Some(file)) = (decoder.is_file(), decoder.file_stem()) {
        return file.to_string_lossy().into_owned();
    }
    match (repository, decoder.file_name()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => decoder.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Model, Paths, known, model_name, named};
    use crate::locale::{Language, Locale};
    use crate::wording;

    #[test]
    fn models_are_found_by_name_where_they_usually_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        let there = |paths: &Paths| -> Vec<(&str, Model)> {
            known(paths).into_iter().filter_map(|found| Some((found.entry.name.as_str(), found.model?))).collect()
        };
        assert!(there(&paths).is_empty());
        let error = named("kandinsky-2.1", &paths).expect("known").expect_err("there is none");
        let error = wording::error(&Locale::new(Language::English), &error);
        assert!(error.message.contains("Kandinsky 2.1") && error.advice.contains("models get kandinsky-2.1"));
        let make = |path: &str| std::fs::create_dir_all(folder.path().join(path)).expect("a folder");
        make("models/kandinsky-2.0");
        make("models/kandinsky-2.1");
        make("models/kandinsky-2.1-prior");
        // What another tool has only begun to fetch is none.
        let repository = "hub/models--kandinsky-community--kandinsky-3";
        make(&format!("{repository}/refs"));
        make(&format!("{repository}/snapshots/abc/unet"));
        std::fs::write(folder.path().join(repository).join("refs/main"), "abc").expect("written");
        let found = there(&paths);
        assert_eq!(found.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["kandinsky-2.1", "kandinsky-2.0"]);
        assert!(
            matches!(&found[0].1, Model::Folder { prior: Some(prior), .. } if prior.ends_with("kandinsky-2.1-prior"))
        );
        let snapshot = folder.path().join(repository).join("snapshots/abc");
        assert_eq!(model_name(&Model::Folder { decoder: snapshot, prior: None }), "kandinsky-3");
        assert_eq!(model_name(&found[1].1), "kandinsky-2.0");
        assert!(named("kandinsky-2.0", &paths).is_some_and(|model| model.is_ok()));
        assert!(named("kandinsky", &paths).is_none());
    }

    #[test]
    fn flash_is_found_in_the_folder_that_it_shares_with_kandinsky_3_1() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        let weights = folder.path().join("models/kandinsky-3.1/weights");
        std::fs::create_dir_all(&weights).expect("a folder");
        let systems = |paths: &Paths| {
            let found = known(paths).into_iter().filter(|found| found.model.is_some());
            found.map(|found| found.entry.name.as_str()).collect::<Vec<_>>()
        };
        std::fs::write(weights.join("kandinsky3.pt"), "").expect("written");
        assert_eq!(systems(&paths), ["kandinsky-3.1"]);
        std::fs::write(weights.join("kandinsky3_flash.pt"), "").expect("written");
        assert_eq!(systems(&paths), ["kandinsky-3.1-flash", "kandinsky-3.1"]);
        let Ok(Model::Folder { decoder, .. }) = named("kandinsky-3.1-flash", &paths).expect("known") else {
            panic!("no Flash")
        };
        assert!(decoder.ends_with("weights/kandinsky3_flash.pt"));
        assert_eq!(model_name(&Model::Folder { decoder, prior: None }), "kandinsky3_flash");
        std::fs::remove_file(weights.join("kandinsky3.pt")).expect("removed");
        assert_eq!(systems(&paths), ["kandinsky-3.1-flash"], "alone it needs no file's name");
    }
}
