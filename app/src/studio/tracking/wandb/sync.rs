//! Uploading a run with the official client, where it is installed.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::studio::error::{Result, StudioCause};

/// Lines of the client's that are kept.
const KEPT: usize = 200;

/// The client, where it is on the path.
pub fn client() -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) { &["wandb.exe", "wandb.cmd"] } else { &["wandb"] };
    let path = std::env::var_os("PATH")?;
    let all = std::env::split_paths(&path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    all.into_iter().find(|file| file.is_file())
}

/// What is typed into a terminal to upload the run in `folder`.
pub fn command(folder: &Path) -> String {
    let path = folder.display().to_string();
    let plain = path.chars().all(|c| c.is_alphanumeric() || "/\\._-:".contains(c));
    if plain {
        format!("wandb sync {path}")
    } else if cfg!(windows) {
        format!("wandb sync \"{path}\"")
    } else {
        format!("wandb sync '{}'", path.replace('\'', r"'\''"))
    }
}

/// An upload.
pub struct Sync {
    child: Child,
    lines: Receiver<String>,
    /// What the client said, the latest last.
    pub said: Vec<String>,
    /// Whether it went well, once it is over.
    pub done: Option<bool>,
}

impl Sync {
    /// Has `client` upload the run in `folder`. `wake` is called for each line.
    ///
    /// # Errors
    /// Where the client cannot be started.
    pub fn start(client: &Path, folder: &Path, wake: &Wake) -> Result<Self> {
        let mut command = Command::new(client);
        command.arg("sync").arg(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| StudioCause::WandbClient.detail(e))?;
        let (outbox, lines) = unbounded();
        child.stdout.take().into_iter().for_each(|from| read(from, outbox.clone(), wake.clone()));
        child.stderr.take().into_iter().for_each(|from| read(from, outbox.clone(), wake.clone()));
        Ok(Self { child, lines, said: Vec::new(), done: None })
    }

    /// Takes in what it said. Returns an error where it has just failed.
    pub fn tick(&mut self) -> Option<StudioCause> {
        self.said.extend(self.lines.try_iter());
        let over = self.said.len().saturating_sub(KEPT);
        self.said.drain(..over);
        if self.done.is_some() {
            return None;
        }
        let status = self.child.try_wait().ok().flatten()?;
        self.done = Some(status.success());
        (!status.success()).then_some(StudioCause::WandbClient)
    }

    /// Stops it.
    pub fn stop(&mut self) {
        if let Err(error) = self.child.kill() {
            log::info!("the upload was over: {error}");
        }
    }
}

impl Drop for Sync {
    fn drop(&mut self) {
        if self.done.is_none() {
            self.stop();
            log::debug!("the upload ended: {:?}", self.child.wait());
        }
    }
}

fn read(from: impl Read + Send + 'static, outbox: Sender<String>, wake: Wake) {
    let work = move || {
        for line in BufReader::new(from).split(b'\n').map_while(std::io::Result::ok) {
            // A bar that moves comes as one line with many beginnings.
            let line = String::from_utf8_lossy(&line);
            let line = line.rsplit('\r').find(|part| !part.trim().is_empty()).unwrap_or_default().to_owned();
            if outbox.send(line).is_err() {
                return;
            }
            wake();
        }
        wake();
    };
    if let Err(error) = std::thread::Builder::new().name("wandb".into()).spawn(work) {
        log::error!("no thread for the client's words: {error}");
    }
}
