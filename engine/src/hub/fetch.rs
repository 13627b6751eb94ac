//! Files of one or several repositories: listed, several at a time, and pointed to when all of them are there.

use std::collections::BTreeMap;
use std::fs::TryLockError;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::client::Hub;
use super::hash::{FileHash, hash_of};
use super::listing::{Listing, matches};
use super::remote_file::RemoteFile;
use super::repository::Repository;
use super::tally::{Progress, Tally, Watch};
use super::transfer::transfer;
use crate::error::{Cause, Doing, EngineError, Result};

/// Files that come at a time.
const AT_A_TIME: usize = 4;
/// Bytes that stay free on the disk.
const SPARE: u64 = 256 << 20;

/// What is wanted of a repository.
#[derive(Debug, Clone)]
pub struct Order {
    /// The repository.
    pub repository: Repository,
    /// Its files, with one `*` a pattern; each must be there.
    pub files: Vec<String>,
    /// Those that are taken where they are there.
    pub if_there: Vec<String>,
}

/// A file that is to come.
struct Job<'a> {
    repository: &'a Repository,
    commit: &'a str,
    file: RemoteFile,
}

/// Fetches what `orders` want, and gives the folder of each: its snapshot.
///
/// # Errors
/// Where a repository or a file is not to be had, the disk is too small, or `watch` stops it. What has come stays, and
/// the next call goes on from there.
pub fn fetch(hub: &Hub, orders: &[Order], watch: &dyn Watch) -> Result<Vec<PathBuf>> {
    let stopped = || watch.stopped();
    let listings: Result<Vec<Listing>> = orders.iter().map(|order| hub.listing(&order.repository, &stopped)).collect();
    let listings = listings?;
    let mut jobs = Vec::new();
    for (order, listing) in orders.iter().zip(&listings) {
        let job = |file| Job { repository: &order.repository, commit: &listing.commit, file };
        jobs.extend(chosen(order, listing)?.into_iter().map(job));
    }
    let distinct = distinct(&jobs);
    let of: u64 = distinct.values().map(|job| job.file.size).sum();
    let there = |job: &&Job<'_>| is_whole(hub, job);
    let (whole, mut missing): (Vec<&Job<'_>>, Vec<&Job<'_>>) = distinct.into_values().partition(there);
    let begun = |job: &&Job<'_>| {
        let (_, growing) = job.repository.blob(&hub.cache, &job.file);
        growing.metadata().map_or(0, |growing| growing.len().min(job.file.size))
    };
    let done = whole.iter().map(|job| job.file.size).sum::<u64>() + missing.iter().map(begun).sum::<u64>();
    check_space(hub.cache.path(), of - done)?;
    let tally = Tally::new(Progress { done, of }, watch);
    // The small ones, at the end, come first: what is wrong shows early.
    missing.sort_by_key(|job| std::cmp::Reverse(job.file.size));
    all(hub, missing, &tally)?;
    for job in &jobs {
        // A file of its own in the snapshot, as other tools make them where links are not to be had, is left there.
        let own = job.repository.pointer(&hub.cache, job.commit, &job.file);
        if own.is_file() && !job.repository.blob(&hub.cache, &job.file).0.is_file() {
            continue;
        }
        let linked = job.repository.link(&hub.cache, job.commit, &job.file);
        linked.map_err(|error| EngineError::io(Doing::Write, &own, &error))?;
    }
    // Last of all: until then the revision is what it was.
    for (order, listing) in orders.iter().zip(&listings) {
        let folder = order.repository.folder(hub.cache.path());
        let pointed = order.repository.point(&hub.cache, &listing.commit);
        pointed.map_err(|error| EngineError::io(Doing::Write, &folder, &error))?;
    }
    let snapshots = orders.iter().map(|order| order.repository.snapshot(hub.cache.path()));
    snapshots.collect::<Option<_>>().ok_or_else(|| EngineError::internal("what was fetched is not there"))
}

/// The files of a listing that an order wants.
fn chosen(order: &Order, listing: &Listing) -> Result<Vec<RemoteFile>> {
    for pattern in &order.files {
        if !listing.files.iter().any(|file| matches(pattern, &file.path)) {
            return Err(Cause::HubNotFound { file: format!("{}/{pattern}", order.repository.name()) }.into());
        }
    }
    let wanted =
        |file: &&RemoteFile| order.files.iter().chain(&order.if_there).any(|pattern| matches(pattern, &file.path));
    Ok(listing.files.iter().filter(wanted).cloned().collect())
}

/// One job for each blob, though several names may have the same contents.
fn distinct<'a, 'b>(jobs: &'b [Job<'a>]) -> BTreeMap<(String, &'b str), &'b Job<'a>> {
    jobs.iter().map(|job| ((job.repository.name(), job.file.hash.hex()), job)).collect()
}

fn is_whole(hub: &Hub, job: &Job<'_>) -> bool {
    let places =
        [job.repository.blob(&hub.cache, &job.file).0, job.repository.pointer(&hub.cache, job.commit, &job.file)];
    places.iter().any(|place| place.metadata().is_ok_and(|place| place.is_file() && place.len() == job.file.size))
}

/// Holds what will come against what the disk has.
fn check_space(folder: &Path, needed: u64) -> Result<()> {
    let Some(there) = folder.ancestors().find(|folder| folder.is_dir()) else { return Ok(()) };
    match fs4::available_space(there) {
        Ok(free) if needed > 0 && free < needed.saturating_add(SPARE) => {
            let gigabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e9);
            let (needed, free) = (gigabytes(needed + SPARE), gigabytes(free));
            Err(Cause::DiskFull { folder: there.to_owned(), needed, free }.into())
        }
        Ok(_) => Ok(()),
        Err(error) => {
            log::warn!("how much room {} has is not known: {error}", there.display());
            Ok(())
        }
    }
}

/// Transfers all `jobs`, several at a time; after a failure no further one begins, and those that run end.
fn all(hub: &Hub, jobs: Vec<&Job<'_>>, tally: &Tally<'_>) -> Result<()> {
    let failure: Mutex<Option<EngineError>> = Mutex::new(None);
    let threads = jobs.len().min(AT_A_TIME);
    let waiting = Mutex::new(jobs);
    let work = || {
        let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
        while let Some(job) = next().filter(|_| !tally.stopped()) {
            if let Err(error) = transfer(hub, job.repository, job.commit, &job.file, tally) {
                // The first one is the reason; those that were stopped for it say nothing new.
                tally.fail();
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(work)));
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None if tally.stopped() => Err(EngineError::cancelled()),
        None => Ok(()),
    }
}

/// Holds the files of `repository` on this computer that `patterns` mean against the hashes that they are kept under.
/// Gives the paths of those that are damaged, and of those that no hash is known of.
///
/// # Errors
/// Where a file cannot be read, or `watch` stops it.
pub fn verify(
    hub: &Path,
    repository: &Repository,
    patterns: &[String],
    watch: &dyn Watch,
) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let Some(snapshot) = repository.snapshot(hub) else { return Ok((Vec::new(), Vec::new())) };
    let files: Vec<PathBuf> = files_in(&snapshot)
        .into_iter()
        .filter(|path| {
            let name = path.strip_prefix(&snapshot).unwrap_or(path).to_string_lossy().replace('\\', "/");
            patterns.iter().any(|pattern| matches(pattern, &name))
        })
        .collect();
    let of = files.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    let (mut damaged, mut unknown, mut done) = (Vec::new(), Vec::new(), 0);
    for path in files {
        let name = std::fs::canonicalize(&path).ok();
        let name = name.as_ref().and_then(|path| path.file_name()?.to_str()).unwrap_or_default().to_owned();
        let hash = match name.len() {
            64 => FileHash::Sha256(name),
            40 => FileHash::GitBlob(name),
            _ => {
                unknown.push(path);
                continue;
            }
        };
        let found = hash_of(&path, &hash, &mut |bytes| {
            done = (done + bytes).min(of);
            watch.progress(Progress { done, of });
            !watch.stopped()
        });
        match found {
            Ok(found) if found == hash.hex() => {}
            Ok(_) => damaged.push(path),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => return Err(EngineError::cancelled()),
            Err(error) => return Err(EngineError::io(Doing::Read, &path, &error)),
        }
    }
    Ok((damaged, unknown))
}

/// Throws away what has come of files of `repository` that are not whole, but for those that another download writes.
///
/// # Errors
/// Where such a file cannot be removed.
pub fn forget(hub: &Path, repository: &Repository) -> Result<()> {
    let blobs = repository.folder(hub).join("blobs");
    for path in files_in(&blobs).into_iter().filter(|path| path.extension().is_some_and(|end| end == "incomplete")) {
        let written =
            std::fs::File::open(&path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
        if written {
            continue;
        }
        std::fs::remove_file(&path).map_err(|error| EngineError::io(Doing::Discard, &path, &error))?;
    }
    Ok(())
}

/// All files below `folder`; none where it is not there.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let below = |path: PathBuf| if path.is_dir() { files_in(&path) } else { vec![path] };
    paths.flat_map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::check_space;
    use crate::error::Cause;

    #[test]
    fn a_disk_that_is_too_small_is_said_before_anything_comes() {
        let folder = tempfile::tempdir().expect("a folder");
        // The cache itself need not be there yet.
        let cache = folder.path().join("not/there/yet");
        let error = check_space(&cache, u64::MAX / 2).expect_err("no disk is that large");
        assert!(matches!(error.cause, Cause::DiskFull { folder: named, .. } if named == folder.path()));
        check_space(&cache, 1).expect("a byte has room");
        check_space(&cache, 0).expect("nothing needs none");
    }
}
