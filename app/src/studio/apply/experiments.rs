//! What intents about experiments do.

use std::path::PathBuf;
use std::time::Instant;

use bluerider_engine::protocol::Recipe;

use crate::studio::draft::Room;
use crate::studio::error::{Result, StudioCause};
use crate::studio::experiments::guide;
use crate::studio::experiments::intent::ExperimentsIntent;
use crate::studio::experiments::room::ExportAsk;
use crate::studio::gallery::{Run, RunOutcome};
use crate::studio::grid::Axis;
use crate::studio::queue::NewJob;
use crate::studio::tracking::export::Format;
use crate::studio::tracking::trackio;
use crate::studio::{Message, Studio};

impl Studio {
    /// Does what the artist asks of experiments.
    pub(super) fn in_experiments(&mut self, intent: ExperimentsIntent) {
        match intent {
            ExperimentsIntent::Begin(name) => {
                let name = name.trim().to_owned();
                if !name.is_empty() {
                    self.experiments.look.experiment = Some(name.clone());
                    self.set_experiment(Some(name));
                }
            }
            ExperimentsIntent::End => self.set_experiment(None),
            ExperimentsIntent::Look(look) => self.experiments.set_look(*look, self.gallery.runs()),
            ExperimentsIntent::Prefer(side) => {
                let preferred = self.experiments.prefer(side, self.gallery.runs(), &self.writer);
                self.report(preferred);
            }
            ExperimentsIntent::Skip => self.experiments.skip(self.gallery.runs()),
            ExperimentsIntent::Export(format, target) => self.export_runs(format, target),
            ExperimentsIntent::StopExport => self.experiments.stop_export(),
            ExperimentsIntent::Sync(folder) => {
                // What is still being painted goes to a run of its own: a directory that was uploaded is closed.
                self.tracker.end();
                self.experiments.wanted_upload = Some(folder);
            }
            ExperimentsIntent::StopSync => self.experiments.sync.as_mut().into_iter().for_each(|sync| sync.stop()),
            ExperimentsIntent::PaintGuide => {
                let painted = self.paint_guide();
                self.report(painted);
            }
        }
    }

    /// The experiment of a grid: the one that runs, or, where it is to have one, one that is called like its prompt and
    /// what it varies.
    pub(super) fn grid_experiment(&self, recipe: &Recipe) -> Option<String> {
        let sides = &self.draft.grid;
        let own = || {
            let names = [sides.x, sides.y].into_iter().filter(|axis| *axis != Axis::Nothing).map(|axis| axis.id());
            let prompt: String = recipe.prompt.chars().take(40).collect();
            format!("{prompt} · {}", names.collect::<Vec<_>>().join(" × "))
        };
        self.settings.experiment.clone().or_else(|| sides.experiment.then(own))
    }

    /// What is painted from now on belongs to this experiment, or to none.
    fn set_experiment(&mut self, name: Option<String>) {
        self.settings.experiment = name;
        self.tracker.end();
        let saved = self.settings.save(&self.paths);
        self.report(saved);
    }

    /// The folder that runs are written to.
    pub fn tracking_folder(&self) -> PathBuf {
        self.settings.tracking.folder(&self.paths)
    }

    fn export_runs(&mut self, format: Format, target: PathBuf) {
        let runs = &self.gallery.runs().list;
        let shown = self.experiments.order().iter().filter_map(|&place| runs.get(place).cloned()).collect();
        let title = self.experiments.look.experiment.clone().unwrap_or_else(|| "Blue Rider".to_owned());
        self.experiments.export(ExportAsk {
            format,
            runs: shown,
            title,
            pictures: self.gallery.folder().to_owned(),
            target,
            settings: self.settings.tracking.run.clone(),
            language: self.settings.language(),
        });
    }

    /// Trackio's folder on this computer.
    pub fn trackio_folder(&self) -> PathBuf {
        trackio::folder_of_system(&self.paths.hub)
    }

    /// Paints the guide's own comparison, as an experiment of its own.
    fn paint_guide(&mut self) -> Result<()> {
        let mut models = Vec::new();
        for name in guide::MODELS {
            let missing = || Err(StudioCause::ModelNotHere { model: name.to_owned() }.into());
            models.push(self.models.named(name).unwrap_or_else(missing)?);
        }
        let models = models.try_into().map_err(|_| StudioCause::ModelNotHere { model: guide::MODELS.join(", ") })?;
        self.experiments.look.experiment = Some(guide::NAME.to_owned());
        for recipe in guide::recipes(models) {
            let new = NewJob { recipe, template: None, styled: None, experiment: Some(guide::NAME.to_owned()) };
            self.queue.submit(new, false);
        }
        Ok(())
    }

    /// Takes in what came of exports, tracking and uploads, and follows the runs that are shown.
    pub(in crate::studio) fn tick_experiments(&mut self, now: Instant) {
        let open = self.draft.room == Room::Experiments;
        let filter = (open || self.experiments.writing().is_some()).then(|| self.experiments.look.filter());
        self.gallery.follow_runs(filter.as_ref());
        let folder = self.tracking_folder();
        self.experiments.look_for_runs(&folder, now);
        let (exported, failed) = self.experiments.tick(self.gallery.runs());
        for (format, written) in exported {
            match written {
                Ok(path) => self.messages.push(Message::Exported(format, path)),
                Err(error) if error.is_cancelled() => {}
                Err(error) => self.messages.push(Message::Error(error)),
            }
        }
        let untracked = self.tracker.tick();
        if self.tracker.is_idle()
            && let Some(folder) = self.experiments.wanted_upload.take()
        {
            let started = self.experiments.start_sync(&folder, &self.settings.tracking);
            self.report(started);
        }
        failed.into_iter().chain(untracked).for_each(|error| self.messages.push(Message::Error(error)));
    }

    /// Has a picture that has its file now, or a job that failed, tracked, where that is wanted. What was stopped by
    /// hand says nothing of a model.
    pub(in crate::studio) fn track(&mut self, run: Run) {
        if self.settings.tracking.enabled && run.outcome != RunOutcome::Stopped {
            let (pictures, folder) = (self.gallery.folder().to_owned(), self.tracking_folder());
            self.tracker.log(run, pictures, &self.settings.tracking, folder, self.device.clone());
        }
    }
}
