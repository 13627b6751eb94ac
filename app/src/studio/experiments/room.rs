//! The Experiments room's own: what is shown, what is judged, and what is being written or uploaded.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bluerider_engine::hub::{Progress, Watch};
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::blind::{self, Pair, Round};
use super::groups::{Group, groups};
use super::look::{Look, Sort, View, sorted};
use super::parallel::Parallel;
use super::parameter::Parameter;
use super::scatter::Scatter;
use super::votes::{Vote, Votes};
use crate::locale::{Language, Locale};
use crate::studio::background;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::file_writer::FileWriter;
use crate::studio::gallery::{Run, Runs};
use crate::studio::shared_progress::SharedProgress;
use crate::studio::tracking::export::{Export, Format};
use crate::studio::tracking::tracker::TrackingSettings;
use crate::studio::tracking::wandb::folder::{self, RunFolder};
use crate::studio::tracking::wandb::{RunSettings, sync};

/// How long what was found of run directories is taken for true.
const LOOKED_FOR: Duration = Duration::from_secs(1);

/// Runs that are to be written, and where.
pub struct ExportAsk {
    /// As what.
    pub format: Format,
    /// The runs, in the order in which they are shown.
    pub runs: Vec<Run>,
    /// The experiment's name.
    pub title: String,
    /// The gallery's folder.
    pub pictures: PathBuf,
    /// The file or folder.
    pub target: PathBuf,
    /// Where a run goes on a board.
    pub settings: RunSettings,
    /// The language of a page.
    pub language: Language,
}

/// What came of writing runs.
pub type Exported = (Format, Result<PathBuf>);

/// What is worked out from runs is for a list of them, and a look.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Arranged {
    version: u64,
    sort: Sort,
    view: View,
    group: Parameter,
    x: Parameter,
    y: Parameter,
}

/// What the Experiments room shows.
pub struct Experiments {
    /// What is shown.
    pub look: Look,
    /// The pair that is judged blind.
    pub round: Round,
    /// What was judged.
    pub votes: Votes,
    /// The upload that runs, or ran last.
    pub sync: Option<sync::Sync>,
    /// The run that is to be uploaded, as soon as it is closed.
    pub wanted_upload: Option<PathBuf>,
    /// Run directories for Weights & Biases that are on this computer, the newest first.
    pub run_folders: Vec<RunFolder>,
    /// When they were last looked for.
    looked: Option<Instant>,
    /// Runs are being written.
    writing: bool,
    /// The places of the runs in the order of the table.
    order: Vec<usize>,
    groups: Vec<Group>,
    parallel: Parallel,
    scatter: Scatter,
    /// What these are of.
    arranged: Option<Arranged>,
    /// The setting in which the runs differ.
    differs: Parameter,
    shared: Arc<SharedProgress>,
    asks: Sender<ExportAsk>,
    answers: Receiver<Exported>,
    /// The official client of Weights & Biases on the path.
    client: Option<PathBuf>,
    wake: Wake,
}

impl Experiments {
    /// Opens the room on the gallery in `pictures`. `wake` is called when there is something new.
    pub fn open(pictures: &Path, wake: Wake) -> (Self, Option<StudioError>) {
        let (votes, broken) = Votes::open(pictures);
        let shared = Arc::new(SharedProgress::new(Arc::clone(&wake)));
        let watch = Arc::clone(&shared);
        let work = move |ask: ExportAsk| (ask.format, export(&ask, &*watch));
        let (asks, answers, _) = background::start("export", Arc::clone(&wake), work);
        let (look, round) = (Look::default(), Round::default());
        let room = Self {
            look,
            round,
            votes,
            sync: None,
            wanted_upload: None,
            run_folders: Vec::new(),
            looked: None,
            writing: false,
            order: Vec::new(),
            groups: Vec::new(),
            parallel: Parallel::default(),
            scatter: Scatter::default(),
            arranged: None,
            differs: Parameter::Model,
            shared,
            asks,
            answers,
            client: None,
            wake,
        };
        (room, broken)
    }

    /// The places of the runs in the order of the table.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The pictures by what they stand in columns for.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The scatter plot.
    pub fn scatter(&self) -> &Scatter {
        &self.scatter
    }

    /// The parallel coordinates.
    pub fn parallel(&self) -> &Parallel {
        &self.parallel
    }

    /// Shows this.
    pub fn set_look(&mut self, look: Look, runs: &Runs) {
        let other_pairs = (look.judged, look.view) != (self.look.judged, self.look.view);
        self.look = look;
        if other_pairs {
            self.deal(&runs.list);
        }
    }

    /// What pictures stand in columns for.
    pub fn group(&self) -> Parameter {
        self.look.group.unwrap_or(self.differs)
    }

    /// What is judged blind.
    pub fn judged(&self) -> Parameter {
        self.look.judged.unwrap_or(self.differs)
    }

    /// Deals the next pair.
    fn deal(&mut self, runs: &[Run]) {
        self.round = blind::next(runs, self.judged(), self.votes.list(), |count| fastrand::usize(..count));
    }

    /// The pair is judged: this one is preferred, or neither; the next one comes.
    ///
    /// # Errors
    /// Where nothing can be written at all.
    pub fn prefer(&mut self, preferred: Option<usize>, runs: &Runs, writer: &FileWriter) -> Result<()> {
        let Some(pair) = self.round.next.take() else { return Ok(()) };
        let (experiment, parameter) = (self.look.experiment.clone(), self.judged());
        let vote = Vote { experiment, parameter, values: pair.values, files: pair.files, preferred };
        let added = self.votes.add(vote, writer);
        self.deal(&runs.list);
        added
    }

    /// Another pair comes.
    pub fn skip(&mut self, runs: &Runs) {
        self.deal(&runs.list);
    }

    /// Has runs written.
    pub fn export(&mut self, ask: ExportAsk) {
        if self.writing {
            return;
        }
        self.shared.reset();
        self.writing = self.asks.send(ask).is_ok();
        if !self.writing {
            log::error!("the thread that writes runs has ended");
        }
    }

    /// Runs are written, and so many of so many are.
    pub fn writing(&self) -> Option<Progress> {
        self.writing.then(|| self.shared.progress())
    }

    /// Stops writing.
    pub fn stop_export(&self) {
        self.shared.stop();
    }

    /// Looks for run directories in `folder`, and for the client, now and then while they are shown.
    pub fn look_for_runs(&mut self, folder: &Path, now: Instant) {
        let lately = self.looked.is_some_and(|looked| now.duration_since(looked) < LOOKED_FOR);
        if self.look.view == View::Tracking && !lately {
            self.looked = Some(now);
            self.run_folders = folder::list(folder);
            self.client = sync::client();
        }
    }

    /// The official client: the one that the settings name, or one that is installed.
    pub fn client<'a>(&'a self, tracking: &'a TrackingSettings) -> Option<&'a Path> {
        tracking.client.as_deref().filter(|client| client.is_file()).or(self.client.as_deref())
    }

    /// Has the official client upload the run in `folder`.
    ///
    /// # Errors
    /// Where there is none, or it cannot be started.
    pub fn start_sync(&mut self, folder: &Path, tracking: &TrackingSettings) -> Result<()> {
        let client = self.client(tracking).ok_or(StudioCause::WandbClient)?;
        self.sync = Some(sync::Sync::start(client, folder, &self.wake)?);
        Ok(())
    }

    /// Works out what the look shows of the runs, where either is another.
    fn arrange(&mut self, runs: &Runs) {
        let (version, sort, view) = (runs.version, self.look.sort, self.look.view);
        if self.arranged.is_none_or(|arranged| arranged.version != version) {
            self.differs = what_differs(&runs.list);
            // A pair that is looked at stays, if it is still there.
            let there = |pair: &Pair| pair.ids.iter().all(|id| runs.list.iter().any(|run| run.id == *id));
            if view == View::Blind && !self.round.next.as_ref().is_some_and(there) {
                self.deal(&runs.list);
            }
        }
        let (group, x, y) = (self.group(), self.look.x, self.look.y);
        let arranged = Some(Arranged { version, sort, view, group, x, y });
        if self.arranged == arranged {
            return;
        }
        self.arranged = arranged;
        // Exports go by this in every view.
        self.order = sorted(&runs.list, sort);
        match view {
            View::Columns => self.groups = groups(&runs.list, group),
            View::Scatter => self.scatter = Scatter::of(&runs.list, x, y),
            View::Parallel => self.parallel = Parallel::of(&runs.list),
            View::Table | View::Blind | View::Tracking => {}
        }
    }

    /// Takes in what has come. Returns what was written, and what failed.
    pub fn tick(&mut self, runs: &Runs) -> (Vec<Exported>, Option<StudioError>) {
        self.arrange(runs);
        let exported: Vec<Exported> = self.answers.try_iter().collect();
        if !exported.is_empty() {
            self.writing = false;
        }
        let failed = self.sync.as_mut().and_then(|sync| {
            let cause = sync.tick()?;
            Some(cause.detail(sync.said.join("\n")))
        });
        (exported, failed)
    }
}

/// The setting that an experiment is about: the first in which its runs differ beside their words and seeds.
fn what_differs(runs: &[Run]) -> Parameter {
    let usual = [Parameter::Prompt, Parameter::Negative, Parameter::Seed];
    let about = |parameter: &Parameter| parameter.is_setting() && !usual.contains(parameter);
    let several = |parameter: &Parameter| about(parameter) && parameter.differs(runs);
    Parameter::ALL.into_iter().find(several).unwrap_or(Parameter::Model)
}

fn export(ask: &ExportAsk, watch: &dyn Watch) -> Result<PathBuf> {
    let locale = Locale::new(ask.language);
    let ExportAsk { runs, title, pictures, settings, .. } = ask;
    Export { runs, title, pictures, settings, locale: &locale }.write(ask.format, &ask.target, watch)
}
