//! Writing files whole or not at all: after a crash a file is what it was before, or what it is to be, and never half
//! of it.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

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
    fault("storage-make")?;
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
    flush(&file)?;
    file.persist(path)?;
    sync_folder_of(path)
}

/// As [`commit`], but what has the name keeps it: the file gets a like one with a number then, which is returned.
///
/// # Errors
/// As of [`commit`].
pub fn commit_new(mut file: NamedTempFile, path: &Path) -> std::io::Result<PathBuf> {
    flush(&file)?;
    let mut target = path.to_owned();
    for number in 2_u64.. {
        match file.persist_noclobber(&target) {
            Ok(_) => break,
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        target = path.with_file_name(format!("{stem}-{number}.{extension}"));
    }
    sync_folder_of(&target)?;
    Ok(target)
}

fn flush(file: &NamedTempFile) -> std::io::Result<()> {
    fault("storage-flush")?;
    file.as_file().sync_all()
}

/// Where a test has a disk fail, with the system's number of the error. Other builds have nothing here.
fn fault(point: &str) -> std::io::Result<()> {
    fail::fail_point!(point, |number| Err(std::io::Error::from_raw_os_error(
        number.and_then(|number| number.parse().ok()).unwrap_or_default()
    )));
    // Without the points nobody reads the name.
    let _ = point;
    Ok(())
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
