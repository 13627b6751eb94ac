//! The gallery's folder on the disk: what lies in it, and moving pictures to its bin and back.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use bluerider_engine::error::Doing;
use bluerider_engine::storage::TEMPORARY;
use bluerider_engine::untrusted;

use super::EntryId;
use super::index::Record;
use crate::studio::error::StudioError;
use crate::studio::picture_file::{self, micros, read_said};
use crate::studio::storage;

/// The bin, in the gallery's folder: moving there cannot fail half way.
const BIN: &str = ".bin";

/// A picture file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: u64,
    /// When it was written, in microseconds since 1970.
    pub(super) written: i64,
}

/// The pictures in `folder`, newest first. A folder that is not there holds none; hidden files are somebody else's.
pub(super) fn list(folder: &Path) -> Vec<File> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            log::info!("the gallery {}: {error}", folder.display());
            return Vec::new();
        }
    };
    let mut found: Vec<File> = entries.flatten().filter_map(|entry| file(&entry.path())).collect();
    found.sort_by(|a, b| (b.written, &b.name).cmp(&(a.written, &a.name)));
    found
}

/// Takes away what a killed studio was writing, half of a picture each. What is younger may be written now, by the
/// command line.
pub(super) fn sweep(folder: &Path) {
    const OLD: Duration = Duration::from_secs(3600);
    let old = |entry: &std::fs::DirEntry| {
        // The name first: a gallery has many files, and what they are costs a look at each.
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY)) {
            return false;
        }
        let written = entry.metadata().ok().filter(std::fs::Metadata::is_file).and_then(|about| about.modified().ok());
        written.and_then(|written| written.elapsed().ok()).is_some_and(|age| age > OLD)
    };
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().filter(old) {
        let swept = std::fs::remove_file(entry.path());
        log::info!("{} swept: {}", entry.path().display(), swept.is_ok());
    }
}

/// The file at `path`, where it is a picture's.
fn file(path: &Path) -> Option<File> {
    // A name that is no text cannot stand in the index.
    let name = path.file_name().and_then(OsStr::to_str)?.to_owned();
    if name.starts_with('.') || !picture_file::is_picture(path) {
        return None;
    }
    let about = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(File { name, bytes: about.len(), written: micros(about.modified().unwrap_or(UNIX_EPOCH)) })
}

/// The pictures in the bin of `folder`, newest first.
pub(super) fn list_bin(folder: &Path) -> Vec<File> {
    if folder.join(BIN).is_dir() { list(&folder.join(BIN)) } else { Vec::new() }
}

/// What the index is to know of a file, in the bin or not: what it says, and its size. A file that cannot be read is a
/// picture without both.
pub(super) fn read(folder: &Path, file: &File, binned: bool) -> Record {
    let path = path(folder, &file.name, binned);
    let said = read_said(&path).inspect_err(|e| log::info!("{}: {e}", path.display())).unwrap_or_default();
    // A file's time may be that of a copy.
    let painted = said.metadata.as_ref().and_then(|said| said.provenance.as_ref()).map(|ours| ours.painted);
    Record {
        id: EntryId(painted.filter(|&painted| painted > 0).unwrap_or(file.written)),
        name: file.name.clone(),
        bytes: file.bytes,
        size: said.size,
        metadata: said.metadata,
        remark: said.remark,
        binned,
    }
}

/// Copies a picture's file from anywhere into `folder`, under another name where its own is taken.
///
/// # Errors
/// Where it cannot be read, or the copy not be written.
pub(super) fn import(folder: &Path, from: &Path) -> crate::studio::error::Result<Option<File>> {
    let bytes = untrusted::read(from, untrusted::MOST_PICTURE_FILE);
    let bytes = bytes.map_err(|error| StudioError::io(Doing::ReadPicture, from, &error))?;
    let name = from.file_name().and_then(OsStr::to_str).map(|name| name.trim_start_matches('.'));
    let name = name.filter(|name| !name.is_empty()).unwrap_or("picture.png");
    Ok(file(&storage::write_new(&folder.join(name), &bytes)?))
}

/// Where the file `name` lies, in the bin or not.
pub(super) fn path(folder: &Path, name: &str, binned: bool) -> PathBuf {
    if binned { folder.join(BIN).join(name) } else { folder.join(name) }
}

/// Moves a file to the bin, or back. Returns the name that it has there, another one where the old one is taken.
///
/// # Errors
/// Where the system refuses; the file is then where it was.
pub(super) fn carry(folder: &Path, name: &str, to_bin: bool) -> std::io::Result<String> {
    std::fs::create_dir_all(folder.join(BIN))?;
    let from = path(folder, name, !to_bin);
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "png"));
    let mut target = name.to_owned();
    for number in 2.. {
        let free = !path(folder, &target, to_bin).exists();
        if free {
            break;
        }
        target = format!("{stem}-{number}.{end}");
    }
    std::fs::rename(from, path(folder, &target, to_bin))?;
    Ok(target)
}
