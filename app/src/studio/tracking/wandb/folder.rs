//! Run directories that are on this computer, and whether they were uploaded.

use std::path::{Path, PathBuf};

/// A run directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder {
    /// The directory, which `wandb sync` takes.
    pub path: PathBuf,
    /// The client has marked it as uploaded.
    pub uploaded: bool,
}

/// The run directories in `folder`/wandb, the newest first.
pub fn list(folder: &Path) -> Vec<RunFolder> {
    let Ok(entries) = std::fs::read_dir(folder.join("wandb")) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_run(path)).collect();
    // Their names begin with their time.
    paths.sort_unstable_by(|a, b| b.cmp(a));
    paths.into_iter().map(|path| RunFolder { uploaded: is_uploaded(&path), path }).collect()
}

fn is_run(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("offline-run-")) && path.is_dir()
}

/// The client leaves `run-<id>.wandb.synced` beside the log.
fn is_uploaded(path: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(path) else { return false };
    entries.flatten().any(|entry| entry.path().extension().is_some_and(|end| end == "synced"))
}

#[cfg(test)]
mod tests {
    use super::{RunFolder, list};

    #[test]
    fn the_newest_is_the_first_and_what_was_uploaded_is_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["offline-run-20261123_101010-b", "offline-run-20261124_090000-a", "run-20261125_000000-c"];
        let paths = names.map(|name| folder.path().join("wandb").join(name));
        paths.iter().for_each(|path| std::fs::create_dir_all(path).expect("made"));
        std::fs::write(paths[0].join("run-b.wandb.synced"), "").expect("written");
        let [old, new, _] = paths;
        let expected = [RunFolder { path: new, uploaded: false }, RunFolder { path: old, uploaded: true }];
        assert_eq!(list(folder.path()), expected);
        assert!(list(&folder.path().join("nowhere")).is_empty());
    }
}
