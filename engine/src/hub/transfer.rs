//! One file from the hub: it grows beside its place, across interruptions and restarts, and takes its name only when
//! its size and its hash are those that the hub listed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode};
use ureq::{Body, http};

use super::client::Hub;
use super::hash::Running;
use super::remote_file::RemoteFile;
use super::repository::Repository;
use super::retry::{self, Answer, answered};
use super::tally::Tally;
use crate::error::{Cause, Doing, EngineError, Result};
use crate::untrusted::LFS_POINTER;

/// Bytes that are read at a time: what is lost at most when the program is killed.
const BLOCK: usize = 128 << 10;
/// Fetches `file` of `repository` at `commit`. `moved` has been told of what had come before.
pub(super) fn transfer(
    hub: &Hub,
    repository: &Repository,
    commit: &str,
    file: &RemoteFile,
    tally: &Tally<'_>,
) -> Result<()> {
    let (blob, growing) = repository.blob(&hub.cache, file);
    if let Some(folder) = blob.parent() {
        std::fs::create_dir_all(folder).map_err(|error| EngineError::io(Doing::Make, folder, &error))?;
    }
    let mut part = Part::open(&growing, file, tally)?;
    // Another process may have finished it while this one waited for its turn.
    if blob.metadata().is_ok_and(|blob| blob.len() == file.size) {
        tally.moved(file.size as i64 - part.have as i64);
        return Ok(());
    }
    let url = format!("{}/{}/resolve/{commit}/{}", hub.endpoint, repository.0.url(), file.path);
    for last in [false, true] {
        retry::retried(hub, true, &|| tally.stopped(), || {
            let before = part.have;
            part.stream(hub, repository, &url).map_err(|answer| match answer {
                Answer::Again { error, .. } => Answer::Again { error, moved: part.have > before },
                answer => answer,
            })
        })?;
        if part.running.clone().hex() == file.hash.hex() {
            return part.finish(&blob);
        }
        log::warn!("{} has another hash than {}", growing.display(), file.hash.hex());
        part.restart()?;
        if last {
            break;
        }
    }
    Err(Cause::HubHash { file: format!("{}/{}", repository.name(), file.path) }.into())
}

/// Keeps others from writing to a file. One that was stopped a moment ago is waited for.
fn lock(contents: &File, file: &RemoteFile, tally: &Tally<'_>) -> Result<()> {
    const MOMENT: Duration = Duration::from_secs(3);
    let begun = Instant::now();
    loop {
        match contents.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if tally.stopped() => return Err(EngineError::cancelled()),
            Err(TryLockError::WouldBlock) if begun.elapsed() < MOMENT => std::thread::sleep(MOMENT / 30),
            Err(TryLockError::WouldBlock) => return Err(Cause::FetchedElsewhere { file: file.path.clone() }.into()),
            // A disk without locks is used without.
            Err(TryLockError::Error(error)) => {
                log::debug!("{} is not locked: {error}", file.path);
                return Ok(());
            }
        }
    }
}

/// What has come of a file.
struct Part<'a> {
    path: &'a Path,
    contents: File,
    file: &'a RemoteFile,
    have: u64,
    running: Running,
    tally: &'a Tally<'a>,
}

impl<'a> Part<'a> {
    /// What an earlier run has left, hashed; or an empty file.
    fn open(path: &'a Path, file: &'a RemoteFile, tally: &'a Tally<'a>) -> Result<Self> {
        let io = |error: std::io::Error| written(path, &error);
        let contents = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        lock(&contents, file, tally)?;
        let mut part = Self { path, contents, file, have: 0, running: file.hash.running(file.size), tally };
        let length = part.contents.metadata().map_err(io)?.len();
        if length > file.size {
            part.have = length;
            part.restart()?;
        }
        let mut buffer = vec![0; BLOCK];
        loop {
            match part.contents.read(&mut buffer).map_err(io)? {
                0 => return Ok(part),
                count => {
                    part.have += count as u64;
                    part.running.update(&buffer[..count]);
                }
            }
            if tally.stopped() {
                return Err(EngineError::cancelled());
            }
        }
    }

    /// Forgets what has come.
    fn restart(&mut self) -> Result<()> {
        let io = |error: std::io::Error| written(self.path, &error);
        self.contents.set_len(0).map_err(io)?;
        self.contents.seek(SeekFrom::Start(0)).map_err(io)?;
        self.tally.moved(-(self.have.min(self.file.size) as i64));
        self.have = 0;
        self.running = self.file.hash.running(self.file.size);
        Ok(())
    }

    /// Asks for what is missing and takes it in until all is there.
    fn stream(&mut self, hub: &Hub, repository: &Repository, url: &str) -> std::result::Result<(), Answer> {
        if self.have == self.file.size {
            return Ok(());
        }
        let name = format!("{}/{}", repository.name(), self.file.path);
        let changed = |why: String| Answer::Final(Cause::HubChanged { file: name.clone() }.detail(why));
        let mut response = answered(hub, hub.get(url, self.have), repository, Some(&self.file.path))?;
        let length = response.body().content_length();
        let expected = match response.status() {
            StatusCode::PARTIAL_CONTENT => {
                let (start, total) = content_range(&response).ok_or_else(|| changed("no Content-Range".into()))?;
                if start != self.have || total.is_some_and(|total| total != self.file.size) {
                    return Err(changed(format!("{start} of {total:?}, not {} of {}", self.have, self.file.size)));
                }
                self.file.size - self.have
            }
            StatusCode::RANGE_NOT_SATISFIABLE => {
                // What is here is as long as what is there: it is another file.
                self.restart()?;
                let error = Cause::HubChanged { file: name.clone() }.detail("the range is none");
                return Err(Answer::Again { error, moved: false });
            }
            _ => {
                // It sends all again, whatever was asked for.
                if self.have > 0 {
                    self.restart()?;
                }
                self.file.size
            }
        };
        let html = response.body().mime_type().is_some_and(|kind| kind.contains("html"));
        let mut body = response.body_mut().as_reader();
        let mut buffer = vec![0; BLOCK];
        let mut first = true;
        loop {
            if self.tally.stopped() {
                return Err(Answer::Final(EngineError::cancelled()));
            }
            let count = match body.read(&mut buffer) {
                Ok(count) => count,
                Err(error) => {
                    let error = Cause::HubStalled { endpoint: hub.endpoint.clone() }.detail(error);
                    return Err(Answer::Again { error, moved: false });
                }
            };
            let bytes = &buffer[..count];
            if std::mem::take(&mut first) && (html || length.is_none_or(|length| length != expected)) {
                if bytes.starts_with(LFS_POINTER) {
                    return Err(Answer::Final(Cause::HubPointer { file: name }.into()));
                }
                if html || is_page(bytes) {
                    return Err(Answer::Final(Cause::HubPage { file: name }.into()));
                }
                if let Some(length) = length {
                    return Err(changed(format!("{length} bytes come, not {expected}")));
                }
            }
            if count == 0 {
                break;
            }
            if count as u64 > self.file.size - self.have {
                return Err(changed(format!("more than {} bytes come", self.file.size)));
            }
            self.contents.write_all(bytes).map_err(|error| written(self.path, &error))?;
            self.running.update(bytes);
            self.have += count as u64;
            self.tally.moved(count as i64);
        }
        if self.have == self.file.size {
            return Ok(());
        }
        let error = Cause::HubStalled { endpoint: hub.endpoint.clone() }.detail("the connection ended early");
        Err(Answer::Again { error, moved: false })
    }

    /// Gives the whole file its name.
    fn finish(self, blob: &Path) -> Result<()> {
        self.contents.sync_all().map_err(|error| written(self.path, &error))?;
        std::fs::rename(self.path, blob).map_err(|error| written(blob, &error))
    }
}

/// Where a part begins, and how long the whole is, where the answer says so.
fn content_range(response: &Response<Body>) -> Option<(u64, Option<u64>)> {
    let said = response.headers().get(http::header::CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = said.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    let total = if total == "*" { None } else { Some(total.trim().parse().ok()?) };
    Some((start.trim().parse().ok()?, total))
}

/// True where bytes are the beginning of a page, as portals and proxies answer in the place of what was asked for.
fn is_page(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes.iter().skip_while(|byte| byte.is_ascii_whitespace()).take(9).copied().collect();
    start.eq_ignore_ascii_case(b"<!doctype") || start.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"<html"))
}

fn written(path: &Path, error: &std::io::Error) -> EngineError {
    EngineError::io(Doing::Write, path, error)
}
