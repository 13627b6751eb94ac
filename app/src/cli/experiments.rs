//! `bluerider experiments`: which experiments there are, and writing their runs for other programs.

use std::path::PathBuf;

use anstream::{eprintln, println};
use bluerider_engine::hub::{Progress, Watch};
use indicatif::ProgressBar;

use super::harmless::harmless;
use super::names;
use crate::studio::error::{Result, StudioCause};
use crate::studio::gallery::{self, Filter, View};
use crate::studio::paths::Paths;
use crate::studio::settings::Settings;
use crate::studio::tracking::export::{Export, Format, file_name};
use crate::studio::tracking::trackio;
use crate::studio::tracking::wandb::sync;

/// What `bluerider experiments` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of pictures; without it, the gallery's.
    #[arg(long, global = true, value_name = "DIR")]
    pictures: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Which experiments there are, and how many pictures belong to each.
    List,
    /// Write the runs of an experiment, or of all, for another program.
    Export {
        /// Its name; without it, all runs.
        name: Option<String>,
        #[arg(long = "as", value_name = "FORMAT", value_parser = format, help = names::help(
            "What is written:", Format::ALL.map(Format::name),
        ))]
        format: Format,
        /// A file for csv and html, a folder for the others; without it, a usual place, which is said.
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
    },
}

fn format(text: &str) -> std::result::Result<Format, String> {
    let found = Format::ALL.into_iter().find(|format| format.name() == text);
    found.ok_or_else(|| format!("no format {text:?}; there are {}", names::list(Format::ALL.map(Format::name))))
}

/// How many runs are written. A command is stopped by its signal.
struct RunsBar(ProgressBar);

impl Watch for RunsBar {
    fn progress(&self, progress: Progress) {
        self.0.set_position(progress.done);
    }

    fn stopped(&self) -> bool {
        false
    }
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let paths = Paths::of_system();
    let (settings, _) = Settings::load(&paths);
    let usual = || settings.gallery.clone().unwrap_or_else(|| paths.pictures.clone());
    let pictures = arguments.pictures.clone().unwrap_or_else(usual);
    if !pictures.is_dir() {
        return Err(StudioCause::NoRuns { path: pictures }.into());
    }
    match &arguments.verb {
        Verb::List => {
            for (name, count) in gallery::read_experiments(&pictures)? {
                println!("{count:6}  {}", harmless(&name));
            }
            Ok(())
        }
        Verb::Export { name, format, out } => {
            let view = name.clone().map_or(View::All, View::Experiment);
            let runs = gallery::read_runs(&pictures, &Filter { view, search: String::new() })?;
            if runs.is_empty() {
                let none = || StudioCause::NoRuns { path: pictures.clone() };
                return Err(name.clone().map_or_else(none, |name| StudioCause::NoExperiment { name }).into());
            }
            let title = name.as_deref().unwrap_or("Blue Rider");
            let target = out.clone().unwrap_or_else(|| match format {
                Format::Csv | Format::Html => PathBuf::from(format!("{}.{}", file_name(title), format.name())),
                Format::Wandb => settings.tracking.folder(&paths),
                Format::Trackio => trackio::folder_of_system(&paths.hub),
                Format::TensorBoard => PathBuf::from("runs"),
            });
            let bar = RunsBar(ProgressBar::new(runs.len() as u64));
            let locale = crate::locale::Locale::new(settings.language());
            let board = &settings.tracking.run;
            let export = Export { runs: &runs, title, pictures: &pictures, settings: board, locale: &locale };
            let written = export.write(*format, &target, &bar);
            bar.0.finish_and_clear();
            let written = written?;
            println!("{}", written.display());
            if *format == Format::Wandb {
                eprintln!("To upload it: {}", sync::command(&written));
            }
            Ok(())
        }
    }
}
