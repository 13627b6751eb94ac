//! Removing a model: its files go to the system's bin, but for those that another model here uses too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;

use super::catalogue::Entry;
use super::found::{self, Found};
use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;

/// Moves what only `entry` uses to the bin. Gives the number of bytes.
///
/// # Errors
/// Where the bin does not take a file.
pub fn remove(entry: &Entry, paths: &Paths) -> Result<u64> {
    remove_with(entry, paths, &|path| {
        let failed = |error| StudioError::io(Doing::Discard, path, &std::io::Error::other(error));
        trash::delete(path).map_err(failed)
    })
}

/// The same with another bin.
fn remove_with(entry: &Entry, paths: &Paths, bin: &dyn Fn(&Path) -> Result<()>) -> Result<u64> {
    let others =
        found::known(paths).into_iter().filter(|other| other.entry.name != entry.name && other.model.is_some());
    let kept: BTreeSet<PathBuf> = others.flat_map(|Found { entry, .. }| files(entry, paths)).collect();
    let own: Vec<PathBuf> = files(entry, paths).into_iter().filter(|file| !kept.contains(file)).collect();
    let bytes = own.iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
    // What a repository's whole folder holds goes with it, and so do its revision and what was converted.
    let mut folders = BTreeSet::new();
    for source in &entry.repositories {
        let Some(folder) = found::folder_of(entry, source, paths) else { continue };
        let shared = kept.iter().any(|file| file.starts_with(&folder));
        let whole = source.repository().folder(&paths.hub);
        if !shared {
            folders.insert(if folder.starts_with(&whole) { whole } else { folder });
        }
    }
    for folder in &folders {
        bin(folder)?;
    }
    for file in own.iter().filter(|file| !folders.iter().any(|folder| file.starts_with(folder))) {
        // The contents that a name in a snapshot points to.
        let contents = std::fs::canonicalize(file).ok().filter(|contents| contents != file);
        match contents {
            Some(contents) => {
                bin(&contents)?;
                std::fs::remove_file(file).map_err(|error| StudioError::io(Doing::Discard, file, &error))?;
            }
            None => bin(file)?,
        }
    }
    Ok(bytes)
}

/// The files of an entry that are there.
fn files(entry: &Entry, paths: &Paths) -> Vec<PathBuf> {
    let of = |(source, part): (&super::catalogue::Source, &super::catalogue::SourcePart)| {
        let folder = found::folder_of(entry, source, paths);
        let patterns: Vec<&String> = part.files.iter().chain(&part.if_there).collect();
        folder
            .into_iter()
            .flat_map(|folder| patterns.iter().flat_map(|p| found::files(&folder, p)).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    entry.parts().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::remove_with;
    use crate::studio::models::{catalogue, known};
    use crate::studio::paths::Paths;

    /// A repository in the cache with these files.
    fn repository(paths: &Paths, name: &str, files: &[&str]) {
        let folder = paths.hub.join(format!("models--{}", name.replace('/', "--")));
        std::fs::create_dir_all(folder.join("refs")).expect("a folder");
        std::fs::write(folder.join("refs/main"), "abc").expect("written");
        for file in files {
            let path = folder.join("snapshots/abc").join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, "12345").expect("written");
        }
    }

    #[test]
    fn what_another_model_uses_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        let text =
            ["config.json", "pytorch_model.bin.index.json", "spiece.model", "projection.pt", "projection_flash.pt"];
        let text = text.iter().map(|file| format!("weights/flan_ul2_encoder/{file}"));
        let own = ["kandinsky3.pt", "kandinsky3_flash.pt", "movq.pt"].iter().map(|file| format!("weights/{file}"));
        let files: Vec<String> = own.chain(text).collect();
        repository(&paths, "ai-forever/Kandinsky3.1", &files.iter().map(String::as_str).collect::<Vec<_>>());
        let bin = |path: &Path| {
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
            Ok(())
        };
        let there = |paths: &Paths| {
            let found = known(paths).into_iter().filter(|found| found.model.is_some());
            found.map(|found| found.entry.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(there(&paths), ["kandinsky-3.1-flash", "kandinsky-3.1"]);
        let entry = |name: &str| catalogue::named(name).expect("an entry");
        assert_eq!(remove_with(entry("kandinsky-3.1-flash"), &paths, &bin), Ok(10));
        assert_eq!(there(&paths), ["kandinsky-3.1"]);
        let snapshot = paths.hub.join("models--ai-forever--Kandinsky3.1/snapshots/abc/weights");
        assert!(snapshot.join("movq.pt").is_file() && !snapshot.join("kandinsky3_flash.pt").exists());
        assert_eq!(remove_with(entry("kandinsky-3.1"), &paths, &bin), Ok(30));
        assert!(there(&paths).is_empty() && !paths.hub.join("models--ai-forever--Kandinsky3.1").exists());
    }
}
