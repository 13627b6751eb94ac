//! Writing files whole or not at all: after a crash a file is what it was before, or what it is to be, and never half
//! of it.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files that are being written begin.
pub const TEMPORARY: &str = ".writing-";

/// An empty file beside `path`, in which its content grows. It goes with its handle, unless [`commit`] gives it the
/// name. Folders that are missing are made.
///
/// # Errors
/// Where a folder cannot be made or written to.
pub fn temporary_beside(path: &Path) -> std::io::Result<NamedTempFile> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    // A temporary file is for its owner alone; the finished one is for whom the system's mask lets read.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Flushes a temporary file to the disk and gives it the name `path`, in the place of what has it.
///
/// # Errors
/// Where the disk is full or the name cannot be given; what had the name is as it was then.
pub fn commit(file: NamedTempFile, path: &Path) -> std::io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync_folder_of(path)
}

/// Flushes the folder that holds `path`: until then a power cut may take the file's new name back.
fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the name is flushed with it.
    if cfg!(unix) { std::fs::File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes `bytes` to `path`.
///
/// # Errors
/// See [`temporary_beside`] and [`commit`].
pub fn write_atomic(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = temporary_beside(path)?;
    file.write_all(bytes)?;
    commit(file, path)
}
