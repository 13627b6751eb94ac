//! A repository's folder in the cache, as Hugging Face's tools lay it out.

use std::io;
use std::path::{Component, Path, PathBuf};

use hf_hub::{Cache, Repo, RepoType};

use super::remote_file::RemoteFile;

/// A repository at a revision.
#[derive(Debug, Clone)]
pub struct Repository(pub(super) Repo);

impl Repository {
    /// The repository `name`, as in `kandinsky-community/kandinsky-3`, at `revision`: a branch, a tag or a commit.
    pub fn new(name: &str, revision: &str) -> Self {
        Self(Repo::with_revision(name.to_owned(), RepoType::Model, revision.to_owned()))
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.0.url()
    }

    /// Its folder in the cache at `hub`.
    pub fn folder(&self, hub: &Path) -> PathBuf {
        hub.join(self.0.folder_name())
    }

    /// What is on this computer of it: the snapshot that its revision points to.
    pub fn snapshot(&self, hub: &Path) -> Option<PathBuf> {
        let commit = std::fs::read_to_string(self.folder(hub).join("refs").join(self.0.revision())).ok()?;
        let commit = commit.trim();
        // It becomes a part of a path.
        let plain = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let cache = Cache::new(hub.to_owned()).repo(self.0.clone());
        plain.then(|| cache.pointer_path(commit)).filter(|snapshot| snapshot.is_dir())
    }

    /// Where the contents of `file` are kept, whole; and where they grow.
    pub(super) fn blob(&self, cache: &Cache, file: &RemoteFile) -> (PathBuf, PathBuf) {
        let blob = cache.repo(self.0.clone()).blob_path(file.hash.hex());
        let growing = blob.with_extension("incomplete");
        (blob, growing)
    }

    /// The file's name in the snapshot of `commit`.
    pub(super) fn pointer(&self, cache: &Cache, commit: &str, file: &RemoteFile) -> PathBuf {
        cache.repo(self.0.clone()).pointer_path(commit).join(&file.path)
    }

    /// Points the file's name in the snapshot of `commit` to its contents.
    ///
    /// # Errors
    /// Where the name cannot be given.
    pub(super) fn link(&self, cache: &Cache, commit: &str, file: &RemoteFile) -> io::Result<()> {
        let (blob, _) = self.blob(cache, file);
        let pointer = self.pointer(cache, commit, file);
        let Some(folder) = pointer.parent() else { return Ok(()) };
        std::fs::create_dir_all(folder)?;
        let right = || std::fs::canonicalize(&pointer).ok().zip(std::fs::canonicalize(&blob).ok());
        if right().is_some_and(|(pointer, blob)| pointer == blob) {
            return Ok(());
        }
        if pointer.symlink_metadata().is_ok() {
            std::fs::remove_file(&pointer)?;
        }
        // Relative, so that the cache can be moved.
        symlink(&relative(folder, &blob), &pointer).or_else(|_| std::fs::hard_link(&blob, &pointer))
    }

    /// Says that the revision is the snapshot of `commit`.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub(super) fn point(&self, cache: &Cache, commit: &str) -> io::Result<()> {
        if self.0.revision() == commit {
            return Ok(());
        }
        cache.repo(self.0.clone()).create_ref(commit)
    }
}

/// The way to `to` from the folder `from`.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (a, b): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n(Component::ParentDir, a.len() - same);
    up.chain(b[same..].iter().copied()).collect()
}

#[cfg(unix)]
fn symlink(to: &Path, name: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, name)
}

#[cfg(windows)]
fn symlink(to: &Path, name: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_file(to, name)
}

#[cfg(test)]
mod tests {
    use super::{Path, relative};

    #[test]
    fn ways_between_folders_are_short() {
        let way = relative(Path::new("/h/models--a/snapshots/c/unet"), Path::new("/h/models--a/blobs/x"));
        assert_eq!(way, Path::new("../../../blobs/x"));
    }
}
