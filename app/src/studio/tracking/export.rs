//! Runs into files: whichever kind is asked for, with progress, and stopped on request.

use std::path::{Path, PathBuf};

use bluerider_engine::hub::Watch;

use super::picture::TrackedRun;
use super::progress::report;
use super::tensorboard::TensorBoardRun;
use super::trackio::TrackioRun;
use super::wandb::{RunSettings, WandbRun};
use super::{csv, html};
use crate::locale::Locale;
use crate::studio::error::Result;
use crate::studio::gallery::Run;

/// What runs are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table.
    Csv,
    /// A page with the pictures.
    Html,
    /// A run directory of Weights & Biases.
    Wandb,
    /// A run in Trackio's database.
    Trackio,
    /// An event file of TensorBoard.
    TensorBoard,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Html, Self::Wandb, Self::Trackio, Self::TensorBoard];

    /// Its name on the command line, and after `export-` that of its sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Wandb => "wandb",
            Self::Trackio => "trackio",
            Self::TensorBoard => "tensorboard",
        }
    }
}

/// What is written, and from where.
pub struct Export<'a> {
    /// The runs, as a table or a page has them; others have them by their time.
    pub runs: &'a [Run],
    /// The experiment's name, or another.
    pub title: &'a str,
    /// The gallery's folder.
    pub pictures: &'a Path,
    /// Where a run goes on a board.
    pub settings: &'a RunSettings,
    /// The language of a page.
    pub locale: &'a Locale,
}

impl Export<'_> {
    /// Writes to `target`: a file for a table or a page, a folder for the others. Returns what was written.
    ///
    /// # Errors
    /// Where something cannot be read or written, or it is stopped; what is written of a run until then stays.
    pub fn write(&self, format: Format, target: &Path, watch: &dyn Watch) -> Result<PathBuf> {
        match format {
            Format::Csv => csv::write(target, self.runs).map(|()| target.to_owned()),
            Format::Html => {
                html::write(target, self.title, self.runs, self.pictures, self.locale, watch)?;
                Ok(target.to_owned())
            }
            Format::Wandb => {
                let mut run = WandbRun::begin(target, self.settings, Some(self.title), None)?;
                let folder = run.folder().to_owned();
                self.each(watch, |tracked| run.log(tracked))?;
                run.finish(0)?;
                Ok(folder)
            }
            Format::Trackio => {
                let mut run = TrackioRun::begin(target, &self.settings.project, self.title)?;
                self.each(watch, |tracked| run.log(tracked))?;
                Ok(run.file().to_owned())
            }
            Format::TensorBoard => {
                let mut run = TensorBoardRun::begin(target, &file_name(self.title))?;
                self.each(watch, |tracked| run.log(tracked))?;
                Ok(run.path().to_owned())
            }
        }
    }

    /// Writes one run after another, the oldest first.
    fn each(&self, watch: &dyn Watch, mut log: impl FnMut(&TrackedRun) -> Result<()>) -> Result<()> {
        let mut runs: Vec<&Run> = self.runs.iter().collect();
        runs.sort_by_key(|run| run.id);
        for (index, run) in runs.into_iter().enumerate() {
            report(watch, index, self.runs.len())?;
            log(&TrackedRun::read(run.clone(), self.pictures)?)?;
        }
        Ok(())
    }
}

/// A title as a file can be called.
pub fn file_name(title: &str) -> String {
    let sign = |c: char| if c.is_alphanumeric() || ['-', '_', ' '].contains(&c) { c } else { '-' };
    let name: String = title.trim().chars().take(60).map(sign).collect();
    if name.is_empty() { "experiment".to_owned() } else { name }
}
