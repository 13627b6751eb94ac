//! `--track`: what is painted without a window, into a run for Weights & Biases.

use std::path::{Path, PathBuf};

use anstream::eprintln;
use bluerider_engine::protocol::DeviceInfo;

use crate::studio::error::Result;
use crate::studio::gallery::{EntryId, Run, RunOutcome};
use crate::studio::paths::{Paths, file_name};
use crate::studio::picture_file::{Metadata, Provenance, Remark};
use crate::studio::settings::Settings;
use crate::studio::tracking::picture::TrackedRun;
use crate::studio::tracking::wandb::{RunSettings, WandbRun, sync};
use crate::wording;

/// Where and as what pictures are kept beside their files.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Tracked {
    /// The experiment that they belong to.
    #[arg(long, value_name = "NAME")]
    pub(super) experiment: Option<String>,
    /// Write them into a run for Weights & Biases, as the window's settings say; `wandb sync` uploads it.
    #[arg(long)]
    pub(super) track: bool,
}

/// A run of a command's pictures. A failure to write it is said, and painting goes on.
pub(super) struct Tracking {
    /// What is painted on.
    pub(super) device: Option<DeviceInfo>,
    folder: PathBuf,
    settings: RunSettings,
    experiment: Option<String>,
    run: Option<WandbRun>,
    failed: bool,
}

impl Tracking {
    /// As the window's settings say.
    pub(super) fn of_system(tracked: &Tracked) -> Self {
        let paths = Paths::of_system();
        let (settings, _) = Settings::load(&paths);
        let folder = settings.tracking.folder(&paths);
        let (settings, experiment) = (settings.tracking.run, tracked.experiment.clone());
        Self { device: None, folder, settings, experiment, run: None, failed: false }
    }

    /// Writes a picture that is in the file `path`.
    pub(super) fn log(&mut self, provenance: Provenance, path: &Path, picture: Vec<u8>) {
        if self.failed {
            return;
        }
        let (id, file) = (EntryId(provenance.painted), Some(file_name(path)));
        let (metadata, remark) = (Metadata::ours(provenance), Remark::default());
        let run = Run { id, file, metadata, remark, outcome: RunOutcome::Painted };
        let logged = self.log_run(&TrackedRun { run, picture: Some(picture) });
        self.say(logged);
    }

    fn log_run(&mut self, tracked: &TrackedRun) -> Result<()> {
        let run = match &mut self.run {
            Some(run) => run,
            None => {
                let experiment = self.experiment.as_deref();
                self.run.insert(WandbRun::begin(&self.folder, &self.settings, experiment, self.device.as_ref())?)
            }
        };
        run.log(tracked)
    }

    /// Ends the run, and says how it is uploaded.
    pub(super) fn finish(mut self, painted: &Result<()>) {
        let Some(run) = self.run.take() else { return };
        let folder = run.folder().to_owned();
        let ended = run.finish(i32::from(painted.is_err()));
        self.say(ended);
        eprintln!("Tracked. To upload it: {}", sync::command(&folder));
    }

    fn say(&mut self, written: Result<()>) {
        if let Err(error) = written {
            self.failed = true;
            let worded = wording::error(&super::locale(), &error);
            eprintln!("The run could not be written, and painting goes on. {} {}", worded.message, worded.advice);
        }
    }
}
