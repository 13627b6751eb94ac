//! Events as an engine sends them, for studios that are tested without one.

use bluerider_engine::protocol::{Event, JobId, Measured, Picture, Recipe, System};

/// A job's picture is there.
pub fn painted_event(job: JobId, picture: Picture, recipe: Box<Recipe>) -> Event {
    let (system, model_hash, measured) = (System::Kandinsky22, String::new(), Measured::default());
    Event::Painted { job, index: 0, picture, recipe, system, model_hash, measured }
}
