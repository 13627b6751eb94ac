//! Models that are being fetched: each on a thread of its own, which goes on while the artist paints, and again after a
//! restart.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bluerider_engine::hub::{self, Hub, Progress};
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, bounded};
use serde::{Deserialize, Serialize};

use super::access_token;
use super::catalogue::{self, Choice, Entry, Source};
use crate::studio::error::{Result, StudioError};
use crate::studio::paths::Paths;
use crate::studio::shared_progress::SharedProgress;
use crate::studio::storage;

/// How far back the speed looks.
const SPAN: Duration = Duration::from_secs(10);
/// All that is fetched or waits to go on.
pub struct Downloads {
    paths: Paths,
    wake: Wake,
    list: Vec<Download>,
}

/// A model that is fetched.
pub struct Download {
    /// What it is.
    pub entry: &'static Entry,
    /// Which parts of it.
    pub choice: Choice,
    /// How it stands.
    pub state: State,
    /// How far it is; zero of zero until the hub has listed the files.
    pub progress: Progress,
    marks: VecDeque<(Instant, u64)>,
    running: Option<Running>,
}

/// How a download stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It comes.
    Running,
    /// It comes when another one has come that shares files with it.
    Waiting,
    /// The artist stopped it; what has come stays.
    Paused,
    /// It cannot go on; what has come stays.
    Failed(StudioError),
}

/// A thread that fetches.
struct Running {
    shared: Arc<SharedProgress>,
    /// Once it has stopped, what is not whole is thrown away.
    discard: Arc<AtomicBool>,
    result: Receiver<Result<Vec<PathBuf>>>,
}

/// A download on the disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    choice: Choice,
    paused: bool,
}

impl Downloads {
    /// Those of last time, which go on where they were not paused.
    pub fn open(paths: Paths, wake: Wake) -> (Self, Option<StudioError>) {
        let (kept, broken): (Vec<Kept>, _) = storage::read_json(&file(&paths));
        let mut downloads = Self { paths, wake, list: Vec::new() };
        for Kept { name, choice, paused } in kept {
            let Some(entry) = catalogue::named(&name) else { continue };
            downloads.list.push(Download::new(entry, choice));
            if !paused {
                downloads.start(&name);
            }
        }
        (downloads, broken)
    }

    /// All of them, in the order in which they were asked for.
    pub fn list(&self) -> &[Download] {
        &self.list
    }

    /// That of the model `name`.
    pub fn get(&self, name: &str) -> Option<&Download> {
        self.list.iter().find(|download| download.entry.name == name)
    }

    /// Fetches a model, or goes on with it.
    ///
    /// # Errors
    /// Where it cannot be noted down for the next start; it is fetched all the same.
    pub fn fetch(&mut self, entry: &'static Entry, choice: Choice) -> Result<()> {
        match self.list.iter_mut().find(|download| download.entry.name == entry.name) {
            Some(download) => download.choice = choice,
            None => self.list.push(Download::new(entry, choice)),
        }
        self.start(&entry.name);
        self.keep()
    }

    /// Holds a download; what has come stays.
    ///
    /// # Errors
    /// Where that cannot be noted down.
    pub fn pause(&mut self, name: &str) -> Result<()> {
        if let Some(download) = self.list.iter_mut().find(|download| download.entry.name == name) {
            download.stop();
            download.state = State::Paused;
        }
        self.keep()
    }

    /// Gives a download up, and throws away what has come of files that are not whole.
    ///
    /// # Errors
    /// Where that cannot be thrown away, or noted down.
    pub fn cancel(&mut self, name: &str) -> Result<()> {
        let Some(place) = self.list.iter().position(|download| download.entry.name == name) else { return Ok(()) };
        let mut download = self.list.remove(place);
        // A thread that runs has the files open, and throws them away when it ends.
        match &download.running {
            Some(running) => {
                running.discard.store(true, Ordering::Relaxed);
                download.stop();
            }
            None => discard(download.entry, &self.paths)?,
        }
        self.keep()
    }

    /// Takes in how far the threads are. Returns the entries that are there now.
    pub fn tick(&mut self, now: Instant) -> Vec<&'static Entry> {
        let mut there = Vec::new();
        for download in &mut self.list {
            let Some(running) = &download.running else { continue };
            download.progress = running.shared.progress();
            if download.progress.of > 0 {
                download.marks.push_back((now, download.progress.done));
            }
            while download.marks.front().is_some_and(|(then, _)| now.duration_since(*then) > SPAN) {
                download.marks.pop_front();
            }
            match running.result.try_recv() {
                Ok(Ok(_)) => there.push(download.entry),
                Ok(Err(error)) => download.state = State::Failed(error),
                Err(crossbeam_channel::TryRecvError::Empty) => continue,
                Err(crossbeam_channel::TryRecvError::Disconnected) => {
                    download.state = State::Failed(StudioError::internal("the thread that fetched has ended"));
                }
            }
            download.running = None;
        }
        let waiting = self.list.iter().filter(|download| download.state == State::Waiting);
        let waiting: Vec<String> = waiting.map(|download| download.entry.name.clone()).collect();
        waiting.iter().for_each(|name| self.start(name));
        if !there.is_empty() {
            self.list.retain(|download| !there.iter().any(|entry| entry.name == download.entry.name));
            if let Err(error) = self.keep() {
                log::error!("what is fetched was not noted down: {error}");
            }
        }
        there
    }

    /// Ends all threads; the next start goes on where they were.
    pub fn close(&mut self) {
        self.list.iter_mut().for_each(Download::stop);
    }

    fn start(&mut self, name: &str) {
        let (paths, wake) = (self.paths.clone(), Arc::clone(&self.wake));
        let shares = |download: &Download| {
            let other = |source: &Source| download.entry.repositories.iter().any(|own| own.name == source.name);
            download.entry.name != name
                && download.running.is_some()
                && catalogue::named(name).is_some_and(|entry| entry.repositories.iter().any(other))
        };
        let shared = self.list.iter().any(shares);
        let Some(download) = self.list.iter_mut().find(|download| download.entry.name == name) else { return };
        if download.running.is_some() {
            return;
        }
        if shared {
            download.state = State::Waiting;
            return;
        }
        let shared = Arc::new(SharedProgress::new(Arc::clone(&wake)));
        let discarded = Arc::new(AtomicBool::new(false));
        let (sender, result) = bounded(1);
        let (entry, choice, watch) = (download.entry, download.choice, Arc::clone(&shared));
        let thrown_away = Arc::clone(&discarded);
        let work = move || {
            let token = access_token::load(&paths).map(|(token, _)| token);
            let hub = Hub::new(paths.hub.clone(), token);
            let fetched = hub::fetch(&hub, &entry.orders(choice), &*watch).map_err(StudioError::from);
            if thrown_away.load(Ordering::Relaxed)
                && let Err(error) = discard(entry, &paths)
            {
                log::warn!("what had come stays: {error}");
            }
            // Nobody listens where it was paused.
            if sender.send(fetched).is_ok() {
                wake();
            }
        };
        match std::thread::Builder::new().name("download".into()).spawn(work) {
            Ok(_) => {
                download.marks.clear();
                download.running = Some(Running { shared, discard: discarded, result });
                download.state = State::Running;
            }
            Err(error) => download.state = State::Failed(StudioError::internal(error)),
        }
    }

    fn keep(&self) -> Result<()> {
        let kept = self.list.iter().map(|download| Kept {
            name: download.entry.name.clone(),
            choice: download.choice,
            paused: download.state == State::Paused,
        });
        storage::write_json(&file(&self.paths), &kept.collect::<Vec<_>>())
    }
}

impl Drop for Downloads {
    fn drop(&mut self) {
        self.close();
    }
}

impl Download {
    fn new(entry: &'static Entry, choice: Choice) -> Self {
        let (state, progress, marks) = (State::Paused, Progress::default(), VecDeque::new());
        Self { entry, choice, state, progress, marks, running: None }
    }

    /// Bytes per second, of late; `None` before there is anything to tell from.
    pub fn speed(&self) -> Option<f64> {
        let ((first, from), (last, to)) = (self.marks.front()?, self.marks.back()?);
        let seconds = last.duration_since(*first).as_secs_f64();
        (seconds > 0.5 && self.running.is_some()).then(|| to.saturating_sub(*from) as f64 / seconds)
    }

    /// Time left at that speed.
    pub fn left(&self) -> Option<Duration> {
        let speed = self.speed().filter(|speed| *speed > 1.0)?;
        Some(Duration::from_secs_f64(self.progress.of.saturating_sub(self.progress.done) as f64 / speed))
    }

    /// Tells the thread to end; it is waited for by nobody.
    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.shared.stop();
        }
    }
}

/// Throws away what has come of files that are not whole.
fn discard(entry: &Entry, paths: &Paths) -> Result<()> {
    for source in &entry.repositories {
        hub::forget(&paths.hub, &source.repository())?;
    }
    Ok(())
}

fn file(paths: &Paths) -> PathBuf {
    paths.config.join("downloads.json")
}
