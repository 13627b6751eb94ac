//! A hub on this machine: lists repositories, points to storage, sends files in ranges, and on request answers as bad
//! networks, proxies and mirrors do.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use bluerider_engine::hub::{FileHash, Progress, Watch, hash_of};

use crate::fixtures::root_of;

/// The commit of every repository.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
/// Files of at least so many bytes lie in large file storage.
const LARGE: usize = 4096;
/// Bytes that are sent at a time.
const BLOCK: usize = 16 << 10;

/// Nobody watches a fetch.
pub struct Alone;

impl Watch for Alone {
    fn progress(&self, _progress: Progress) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This status, with no body.
    Status(u16),
    /// A page in the place of the file.
    Page,
    /// What Git has in the place of a large file.
    Pointer,
    /// The connection ends after so many bytes.
    Cut(usize),
    /// Nothing comes after so many bytes.
    Stall(usize),
    /// The length is another one than listed.
    Length(usize),
    /// One byte is another one.
    Damaged,
    /// The whole file, whatever range was asked for.
    NoRange,
    /// Another range than was asked for.
    WrongRange,
    /// The head comes a byte at a time, and never ends.
    SlowHead,
    /// Elsewhere, without end where that is the file itself.
    Redirect(&'static str),
    /// The body is packed, although nobody asked for that.
    Packed,
    /// A name is proposed under which it should be kept.
    Named,
}

/// A request for a file's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The repository's name and the file's path.
    pub file: String,
    /// The first byte that was asked for.
    pub from: u64,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Arc<Vec<u8>>>,
    hashes: BTreeMap<String, FileHash>,
    faults: BTreeMap<String, VecDeque<Fault>>,
    requests: Vec<Request>,
    /// Who may read, where not everybody may.
    token: Option<String>,
}

/// The hub.
pub struct HubServer {
    address: String,
    state: Arc<Mutex<State>>,
    /// Microseconds between blocks.
    pause: Arc<AtomicU64>,
}

impl HubServer {
    /// Starts it; it ends with the process.
    ///
    /// # Errors
    /// Where there is no port.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let (state, pause) = (Arc::new(Mutex::new(State::default())), Arc::new(AtomicU64::new(0)));
        let (shared, paused) = (Arc::clone(&state), Arc::clone(&pause));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, paused) = (Arc::clone(&shared), Arc::clone(&paused));
                // A client that was killed is no trouble.
                std::thread::spawn(move || serve(&stream, &shared, &paused).ok());
            }
        });
        Ok(Self { address, state, pause })
    }

    /// Starts one with a small 2.2 and a small 3.1 under their published names.
    ///
    /// # Errors
    /// Where there is no root of one, or no port.
    pub fn with_small_models() -> Result<Self> {
        let server = Self::start()?;
        let (of_22, of_31) = (root_of("kandinsky-2.2")?, root_of("kandinsky-3.1")?);
        server.publish("kandinsky-community/kandinsky-2-2-decoder", &of_22.folder(&of_22.fixture.decoder)?)?;
        server.publish("kandinsky-community/kandinsky-2-2-prior", &of_22.folder(&of_22.fixture.prior)?)?;
        server.publish("ai-forever/Kandinsky3.1", &of_31.path)?;
        Ok(server)
    }

    /// Its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Publishes the files of `folder` as the repository `name`.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn publish(&self, name: &str, folder: &Path) -> Result<()> {
        self.publish_within(name, folder, "")
    }

    fn publish_within(&self, name: &str, folder: &Path, within: &str) -> Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{within}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.publish_within(name, &entry.path(), &format!("{path}/"))?;
                continue;
            }
            let contents = std::fs::read(entry.path())?;
            let kind = if contents.len() < LARGE { FileHash::GitBlob } else { FileHash::Sha256 };
            let hash = kind(hash_of(&entry.path(), &kind(String::new()), &mut |_| true)?);
            let mut state = self.state();
            let file = format!("{name}/{path}");
            state.hashes.insert(file.clone(), hash);
            state.files.insert(file, Arc::new(contents));
        }
        Ok(())
    }

    /// Gives the next answers for `file` these faults, one each.
    pub fn faults(&self, file: &str, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.insert(file.to_owned(), faults.into_iter().collect());
    }

    /// Answers only those that show this token.
    pub fn guard(&self, token: &str) {
        self.state().token = Some(token.to_owned());
    }

    /// Takes `file` away from the listing and from storage.
    pub fn withdraw(&self, file: &str) {
        self.state().files.remove(file);
    }

    /// Pauses so long between two blocks of 16 kB.
    pub fn slow(&self, pause: Duration) {
        self.pause.store(pause.as_micros() as u64, Ordering::Relaxed);
    }

    /// The requests for contents so far, which are forgotten.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state().requests)
    }

    /// The hash of a file, in hexadecimal.
    pub fn hash(&self, file: &str) -> Option<String> {
        self.state().hashes.get(file).map(|hash| hash.hex().to_owned())
    }

    /// The size of a file.
    pub fn size(&self, file: &str) -> Option<u64> {
        self.state().files.get(file).map(|contents| contents.len() as u64)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers one connection, which is closed after each answer.
fn serve(stream: &TcpStream, state: &Mutex<State>, pause: &AtomicU64) -> Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().context("nothing was asked")??;
    let target = first.split_whitespace().nth(1).context("no target")?.to_owned();
    let (mut from, mut token) = (0, None);
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "range" => from = value.trim().trim_start_matches("bytes=").trim_end_matches('-').parse()?,
            "authorization" => token = value.trim().strip_prefix("Bearer ").map(str::to_owned),
            _ => {}
        }
    }
    let locked = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = locked().token.clone();
    // Storage has links that say who may read; the hub itself asks who it is.
    if !target.starts_with("/storage/") && wanted.is_some() && token != wanted {
        return head(stream, if token.is_some() { 403 } else { 401 }, &[], 0);
    }
    if let Some(rest) = target.strip_prefix("/api/models/") {
        let name = rest.split("/revision/").next().unwrap_or_default();
        let fault = locked().faults.get_mut(name).and_then(VecDeque::pop_front);
        return match fault {
            Some(Fault::Status(status)) => head(stream, status, &[], 0),
            Some(Fault::Page) => page(stream),
            _ => listing(stream, &locked(), name),
        };
    }
    let path = target.strip_prefix("/storage/").map(str::to_owned);
    let resolved = target.split_once(&format!("/resolve/{COMMIT}/"));
    let file = match (&path, resolved) {
        (Some(path), _) => path.clone(),
        (None, Some((name, path))) => format!("{}/{path}", name.trim_start_matches('/')),
        (None, None) => return head(stream, 404, &[], 0),
    };
    let Some(contents) = locked().files.get(&file).cloned() else { return head(stream, 404, &[], 0) };
    if path.is_none() && contents.len() >= LARGE {
        return head(stream, 302, &[("Location", &format!("/storage/{file}"))], 0);
    }
    let fault = {
        let mut state = locked();
        state.requests.push(Request { file: file.clone(), from });
        state.faults.get_mut(&file).and_then(VecDeque::pop_front)
    };
    contents_of(stream, &contents, from as usize, fault.as_ref(), pause)
}

fn contents_of(
    stream: &TcpStream,
    contents: &[u8],
    from: usize,
    fault: Option<&Fault>,
    pause: &AtomicU64,
) -> Result<()> {
    let total = contents.len();
    match fault {
        Some(Fault::Status(status)) => return head(stream, *status, &[], 0),
        Some(Fault::Page) => return page(stream),
        Some(Fault::Pointer) => {
            let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize {total}\n");
            head(stream, 200, &[], pointer.len())?;
            return Ok((&*stream).write_all(pointer.as_bytes())?);
        }
        Some(Fault::SlowHead) => {
            for byte in b"HTTP/1.1 200 Said\r\nX-Waits: ".iter().chain([&b'.'; 10_000]) {
                (&*stream).write_all(&[*byte])?;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Some(Fault::Redirect(target)) => return head(stream, 302, &[("Location", target)], 0),
        _ => {}
    }
    if from > 0 && from >= total {
        return head(stream, 416, &[("Content-Range", &format!("bytes */{total}"))], 0);
    }
    let ranged = from > 0 && fault != Some(&Fault::NoRange);
    let begin = if ranged { from } else { 0 };
    let mut bytes = contents[begin..].to_vec();
    let mut length = bytes.len();
    let mut sent = bytes.len();
    match fault {
        Some(Fault::Damaged) => bytes.iter_mut().take(1).for_each(|byte| *byte ^= 1),
        Some(Fault::Length(other)) => length = *other,
        Some(Fault::Cut(count) | Fault::Stall(count)) => sent = (*count).min(sent),
        _ => {}
    }
    let said = if fault == Some(&Fault::WrongRange) { begin + 1 } else { begin };
    // As the hub's storage: neither ETag nor Last-Modified.
    match ranged {
        true => head(stream, 206, &[("Content-Range", &format!("bytes {said}-{}/{total}", total - 1))], length)?,
        false if fault == Some(&Fault::Packed) => head(stream, 200, &[("Content-Encoding", "gzip")], length)?,
        false if fault == Some(&Fault::Named) => {
            head(stream, 200, &[("Content-Disposition", "attachment; filename=\"../../.bashrc\"")], length)?;
        }
        false => head(stream, 200, &[], length)?,
    }
    for block in bytes[..sent].chunks(BLOCK) {
        (&*stream).write_all(block)?;
        std::thread::sleep(Duration::from_micros(pause.load(Ordering::Relaxed)));
    }
    if matches!(fault, Some(Fault::Stall(_))) {
        std::thread::sleep(Duration::from_secs(30));
    }
    Ok(())
}

fn listing(stream: &TcpStream, state: &State, name: &str) -> Result<()> {
    let within = format!("{name}/");
    let siblings: Vec<serde_json::Value> = state
        .files
        .iter()
        .filter_map(|(file, contents)| {
            let path = file.strip_prefix(&within)?;
            let size = contents.len();
            Some(match state.hashes.get(file)? {
                FileHash::GitBlob(hash) => serde_json::json!({ "rfilename": path, "size": size, "blobId": hash }),
                FileHash::Sha256(hash) => serde_json::json!({
                    "rfilename": path, "size": size, "blobId": "0".repeat(40),
                    "lfs": { "sha256": hash, "size": size, "pointerSize": 130 },
                }),
            })
        })
        .collect();
    if siblings.is_empty() {
        return head(stream, 404, &[], 0);
    }
    let text = serde_json::json!({ "id": name, "sha": COMMIT, "siblings": siblings }).to_string();
    head(stream, 200, &[("Content-Type", "application/json")], text.len())?;
    Ok((&*stream).write_all(text.as_bytes())?)
}

fn page(stream: &TcpStream) -> Result<()> {
    let page = "<!DOCTYPE html><html><body>Please log in to this network</body></html>";
    head(stream, 200, &[("Content-Type", "text/html; charset=utf-8")], page.len())?;
    Ok((&*stream).write_all(page.as_bytes())?)
}

fn head(mut stream: &TcpStream, status: u16, headers: &[(&str, &str)], length: usize) -> Result<()> {
    let further: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("HTTP/1.1 {status} Said\r\n{further}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    Ok(stream.write_all(head.as_bytes())?)
}
