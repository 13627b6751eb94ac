//! What is painted, on its way to a run of Weights & Biases, on a thread of its own: painting never waits for it, and
//! goes on where it fails.
//!
//! A run holds what is painted in one session for one experiment: another experiment, other settings, or the studio's
//! end are its end.

use std::path::PathBuf;
use std::thread::JoinHandle;

use bluerider_engine::protocol::DeviceInfo;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};
use serde::{Deserialize, Serialize};

use super::picture::TrackedRun;
use super::wandb::{RunSettings, WandbRun};
use crate::studio::background;
use crate::studio::error::{Result, StudioError};
use crate::studio::gallery::Run;
use crate::studio::paths::Paths;

/// Whether pictures are tracked, and where runs go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TrackingSettings {
    /// Write what is painted into runs.
    pub enabled: bool,
    /// The folder of the runs; `None` takes the usual one.
    pub folder: Option<PathBuf>,
    /// The client that uploads runs; `None` takes the one on the path.
    pub client: Option<PathBuf>,
    /// Where runs go on the board.
    #[serde(flatten)]
    pub run: RunSettings,
}

impl TrackingSettings {
    /// The folder that runs are written to.
    pub fn folder(&self, paths: &Paths) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| paths.tracking.clone())
    }
}

/// Where a picture goes.
#[derive(Debug, Clone, PartialEq)]
struct Destination {
    folder: PathBuf,
    settings: RunSettings,
    experiment: Option<String>,
}

struct Logged {
    run: Run,
    /// The gallery's folder.
    pictures: PathBuf,
    destination: Destination,
    device: Option<DeviceInfo>,
}

enum Ask {
    Log(Box<Logged>),
    End,
}

/// What came of it: the directory of the run that was written to, and how many pictures it holds.
type Answer = Result<Option<(PathBuf, i64)>>;

/// The tracking thread.
pub struct Tracker {
    asks: Option<Sender<Ask>>,
    answers: Receiver<Answer>,
    thread: Option<JoinHandle<()>>,
    latest: Option<(PathBuf, i64)>,
    /// What was asked and is not answered.
    unanswered: usize,
}

impl Tracker {
    /// Starts the thread. `wake` is called after each picture.
    pub fn new(wake: Wake) -> Self {
        let mut current: Option<(Destination, WandbRun)> = None;
        let (asks, answers, thread) = background::start("tracker", wake, move |ask| answer(ask, &mut current));
        Self { asks: Some(asks), answers, thread, latest: None, unanswered: 0 }
    }

    /// Has a picture written, or a job of which none came. `pictures`: the gallery's folder.
    pub fn log(
        &mut self,
        run: Run,
        pictures: PathBuf,
        settings: &TrackingSettings,
        folder: PathBuf,
        device: Option<DeviceInfo>,
    ) {
        let experiment = run.metadata.experiment().map(str::to_owned);
        let destination = Destination { folder, settings: settings.run.clone(), experiment };
        self.ask(Ask::Log(Box::new(Logged { run, pictures, destination, device })));
    }

    /// Ends the run that is being written.
    pub fn end(&mut self) {
        self.ask(Ask::End);
    }

    fn ask(&mut self, ask: Ask) {
        if self.asks.as_ref().is_some_and(|asks| asks.send(ask).is_ok()) {
            self.unanswered += 1;
        } else {
            log::error!("the tracking thread has ended");
        }
    }

    /// True where all that was asked is written.
    pub fn is_idle(&self) -> bool {
        self.unanswered == 0
    }

    /// Takes in what was written. Returns what could not be.
    pub fn tick(&mut self) -> Vec<StudioError> {
        let mut failures = Vec::new();
        for answer in self.answers.try_iter() {
            self.unanswered = self.unanswered.saturating_sub(1);
            match answer {
                Ok(written) => self.latest = written.or(self.latest.take()),
                Err(error) => failures.push(error),
            }
        }
        failures
    }

    /// The directory of the latest run, and how many pictures it holds.
    pub fn latest(&self) -> Option<&(PathBuf, i64)> {
        self.latest.as_ref()
    }

    /// Ends the run, and waits until all is written.
    pub fn finish(&mut self) {
        self.end();
        self.asks = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the tracking thread panicked");
        }
    }
}

fn answer(ask: Ask, current: &mut Option<(Destination, WandbRun)>) -> Answer {
    let Ask::Log(logged) = ask else {
        return end(current).map(|()| None);
    };
    let Logged { run, pictures, destination, device } = *logged;
    if current.as_ref().is_some_and(|(of, _)| *of != destination) {
        end(current)?;
    }
    // A run that failed is not written to again: the next picture begins another.
    let mut wandb = match current.take() {
        Some((_, run)) => run,
        None => {
            let Destination { folder, settings, experiment } = &destination;
            WandbRun::begin(folder, settings, experiment.as_deref(), device.as_ref())?
        }
    };
    wandb.log(&TrackedRun::read(run, &pictures)?)?;
    let written = (wandb.folder().to_owned(), wandb.steps());
    *current = Some((destination, wandb));
    Ok(Some(written))
}

fn end(current: &mut Option<(Destination, WandbRun)>) -> Result<()> {
    current.take().map_or(Ok(()), |(_, run)| run.finish(0))
}
