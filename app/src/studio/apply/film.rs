//! A blend's path as a film: its pictures are painted whole, one after the other, and joined once all have their files.

use std::path::PathBuf;

use bluerider_engine::protocol::{Command, JobId};

use crate::studio::draft::WELLS;
use crate::studio::error::{Result, StudioCause};
use crate::studio::film::{self, Plan, Run};
use crate::studio::queue::NewJob;
use crate::studio::{Message, Studio};

impl Studio {
    /// Enters the pictures of the draft's path into the queue.
    pub(super) fn paint_film(&mut self, plan: Plan, target: PathBuf) -> Result<()> {
        film::check_target(&target)?;
        let recipe = self.recipe()?;
        let count = recipe.blend.len();
        if count != *WELLS.start() {
            return Err(StudioCause::FilmOfMany { count }.into());
        }
        let recipes: Vec<_> = plan.recipes(&recipe).collect();
        recipes.iter().try_for_each(|recipe| recipe.check())?;
        self.clear_messages();
        self.follow_unless_painting();
        let experiment = self.settings.experiment.clone();
        let new = |recipe| NewJob { recipe, template: None, styled: None, experiment: experiment.clone() };
        let frames = recipes.into_iter().map(|recipe| (self.queue.submit(new(recipe), false), None)).collect();
        self.film = Some(Run { plan, frames, target });
        Ok(())
    }

    /// Has the film encoded once its pictures are there, and says where it is. Where one is not painted any more there
    /// is no film, and the others are not wanted. Returns what the engine is to be told.
    pub(in crate::studio) fn tick_film(&mut self) -> Vec<Command> {
        for encoded in self.films.1.try_iter() {
            self.messages.push(encoded.map_or_else(Message::Error, Message::FilmSaved));
        }
        let Some(run) = &self.film else { return Vec::new() };
        let missing: Vec<JobId> = run.missing().collect();
        if let Some(film) = run.film(&self.gallery) {
            self.film = None;
            if self.films.0.send(film).is_err() {
                log::error!("the thread that encodes films has ended");
            }
        } else if missing.iter().any(|&job| self.queue.get(job).is_none()) {
            self.film = None;
            return missing.into_iter().filter_map(|job| self.queue.cancel(job)).collect();
        }
        Vec::new()
    }
}
