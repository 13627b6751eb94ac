//! Models that are on this computer under a name that is known: in the studio's folder for them, or where Hugging
//! Face's own tools keep what they fetch.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{Model, System};

use super::paths::Paths;
use crate::studio::error::{Result, StudioCause, StudioError};

/// A repository's name there, and that of its prior's.
fn repositories(system: System) -> &'static [(&'static str, Option<&'static str>)] {
    match system {
        System::Kandinsky22 => {
            &[("kandinsky-community/kandinsky-2-2-decoder", Some("kandinsky-community/kandinsky-2-2-prior"))]
        }
        System::Kandinsky21 => &[
            ("kandinsky-community/kandinsky-2-1", Some("kandinsky-community/kandinsky-2-1-prior")),
            ("ai-forever/Kandinsky_2.1", Some("kandinsky-community/kandinsky-2-1-prior")),
        ],
        System::Kandinsky20 => &[("ai-forever/Kandinsky_2.0", None)],
        System::Kandinsky30 => &[("kandinsky-community/kandinsky-3", None)],
        System::Kandinsky31 | System::Kandinsky31Flash => &[("ai-forever/Kandinsky3.1", None)],
    }
}

/// The system of this name.
pub fn system_named(name: &str) -> Option<System> {
    System::ALL.into_iter().find(|system| system.name() == name)
}

/// The systems that are there, with where they are.
pub fn known(paths: &Paths) -> Vec<(System, Model)> {
    System::ALL.into_iter().filter_map(|system| Some((system, find(system, paths)?))).collect()
}

/// The model of `system` on this computer.
///
/// # Errors
/// Where there is none; says where it was looked for.
pub fn named(system: System, paths: &Paths) -> Result<Model> {
    find(system, paths).ok_or_else(|| {
        let own = paths.models.join(system.name());
        let repositories: Vec<&str> =
            repositories(system).iter().flat_map(|(decoder, prior)| [Some(*decoder), *prior]).flatten().collect();
        StudioError::from(StudioCause::ModelMissing {
            system: system.title().into(),
            repositories: repositories.join(" + "),
            prior_folder: prior_beside(&own),
            folder: own,
            with_prior: system.has_prior(),
        })
    })
}

fn find(system: System, paths: &Paths) -> Option<Model> {
    let flash = system == System::Kandinsky31Flash;
    // Flash is published in one folder with 3.1, and then its own file says that it is meant.
    let with_31 = || find_folder(System::Kandinsky31, paths).filter(|_| flash);
    let found = find_folder(system, paths).or_else(with_31)?;
    let alone = Checkpoint::system_of(&found) == System::Kandinsky31Flash;
    match &found {
        Model::Folder { decoder, .. } if flash && !alone => {
            let files = [decoder.join("weights"), decoder.clone()].map(|folder| folder.join("kandinsky3_flash.pt"));
            let decoder = files.into_iter().find(|file| file.is_file())?;
            Some(Model::Folder { decoder, prior: None })
        }
        _ => Some(found).filter(|_| system != System::Kandinsky31 || !alone),
    }
}

fn find_folder(system: System, paths: &Paths) -> Option<Model> {
    let own = paths.models.join(system.name());
    if own.is_dir() {
        let prior = prior_beside(&own);
        return Some(Model::Folder { decoder: own, prior: prior.is_dir().then_some(prior) });
    }
    repositories(system).iter().find_map(|(decoder, prior)| {
        let fetched = |name: &str| fetched(&paths.hub, name);
        let prior = match prior {
            Some(prior) => Some(fetched(prior)?),
            None => None,
        };
        Some(Model::Folder { decoder: fetched(decoder)?, prior })
    })
}

fn prior_beside(decoder: &Path) -> PathBuf {
    let name = decoder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    decoder.with_file_name(format!("{name}-prior"))
}

/// What Hugging Face's tools have of a repository: the snapshot that its main branch points to.
fn fetched(hub: &Path, name: &str) -> Option<PathBuf> {
    let repository = hub.join(format!("models--{}", name.replace('/', "--")));
    let revision = std::fs::read_to_string(repository.join("refs/main")).ok()?;
    let snapshot = repository.join("snapshots").join(revision.trim());
    snapshot.is_dir().then_some(snapshot)
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
    use super::{Model, Paths, System, known, model_name, named, system_named};
    use crate::locale::{Language, Locale};
    use crate::wording;

    #[test]
    fn models_are_found_by_name_where_they_usually_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        assert!(known(&paths).is_empty());
        let error = named(System::Kandinsky21, &paths).expect_err("there is none");
        let error = wording::error(&Locale::new(Language::English), &error);
        assert!(error.message.contains("Kandinsky 2.1") && error.advice.contains("kandinsky-2-1-prior"));
        let make = |path: &str| std::fs::create_dir_all(folder.path().join(path)).expect("a folder");
        make("models/kandinsky-2.0");
        for (name, revision) in [("kandinsky-2-1", "abc"), ("kandinsky-2-1-prior", "def")] {
            let repository = format!("hub/models--kandinsky-community--{name}");
            make(&format!("{repository}/refs"));
            make(&format!("{repository}/snapshots/{revision}"));
            std::fs::write(folder.path().join(&repository).join("refs/main"), revision).expect("written");
        }
        let found = known(&paths);
        assert_eq!(
            found.iter().map(|(system, _)| *system).collect::<Vec<_>>(),
            [System::Kandinsky21, System::Kandinsky20]
        );
        assert_eq!(model_name(&found[0].1), "kandinsky-2-1");
        assert!(matches!(&found[0].1, Model::Folder { prior: Some(prior), .. } if prior.ends_with("snapshots/def")));
        assert_eq!(model_name(&found[1].1), "kandinsky-2.0");
        assert_eq!(system_named("kandinsky-2.0"), Some(System::Kandinsky20));
        assert_eq!(system_named("kandinsky"), None);
    }

    #[test]
    fn flash_is_found_in_the_folder_that_it_shares_with_kandinsky_3_1() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        let weights = folder.path().join("models/kandinsky-3.1/weights");
        std::fs::create_dir_all(&weights).expect("a folder");
        let systems = |paths: &Paths| known(paths).into_iter().map(|(system, _)| system).collect::<Vec<_>>();
        std::fs::write(weights.join("kandinsky3.pt"), "").expect("written");
        assert_eq!(systems(&paths), [System::Kandinsky31]);
        std::fs::write(weights.join("kandinsky3_flash.pt"), "").expect("written");
        assert_eq!(systems(&paths), [System::Kandinsky31Flash, System::Kandinsky31]);
        let Ok(Model::Folder { decoder, .. }) = named(System::Kandinsky31Flash, &paths) else { panic!("no Flash") };
        assert!(decoder.ends_with("weights/kandinsky3_flash.pt"));
        assert_eq!(model_name(&Model::Folder { decoder, prior: None }), "kandinsky3_flash");
        std::fs::remove_file(weights.join("kandinsky3.pt")).expect("removed");
        assert_eq!(systems(&paths), [System::Kandinsky31Flash], "alone it needs no file's name");
    }
}
