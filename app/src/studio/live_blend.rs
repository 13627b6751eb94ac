//! The live picture of the blend room: whenever wells, weights or settings change, a small picture in few steps is
//! asked for, and the newest one wins. While nothing moves, the pictures of the path from the first well to the second
//! are filled in, one at a time.

use bluerider_engine::protocol::{BlendOf, Command, Event, JobId, Notice, Outcome, Picture, Recipe};

use super::draft::{Draft, Room};

/// Pictures of the path.
pub const FILM: usize = 7;

/// What a live job paints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// The picture at the weights as they are.
    Hand,
    /// A picture of the path.
    Film(usize),
}

/// The live picture and the filmstrip.
#[derive(Debug, Default)]
pub struct LiveBlend {
    /// The job that runs, and what it paints.
    running: Option<(JobId, Target)>,
    /// What was asked for last at the weights as they are: painted, being painted, or failed.
    asked: Option<Recipe>,
    /// What the filmstrip is of.
    film_of: Option<Recipe>,
    film: [Frame; FILM],
    picture: Option<Picture>,
    failed: bool,
    /// What sketches have given notice of: it is not said at each of them.
    said: Vec<Notice>,
}

/// A picture of the path.
#[derive(Debug, Clone, Default)]
enum Frame {
    #[default]
    Missing,
    Painted(Picture),
    /// It is not tried again, until something changes.
    Failed,
}

impl LiveBlend {
    /// The latest picture.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// Picture `index` of the path.
    pub fn frame(&self, index: usize) -> Option<&Picture> {
        match self.film.get(index) {
            Some(Frame::Painted(picture)) => Some(picture),
            _ => None,
        }
    }

    /// Where picture `index` of the path lies between the first well, at 0, and the second, at 1.
    pub fn place(index: usize) -> f32 {
        index as f32 / (FILM - 1) as f32
    }

    /// The job that runs.
    pub fn running(&self) -> Option<JobId> {
        self.running.map(|(job, _)| job)
    }

    /// True while the picture at hand is being painted.
    pub fn is_painting(&self) -> bool {
        matches!(self.running, Some((_, Target::Hand)))
    }

    /// True where the picture at hand could not be painted.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// What to tell the engine, where something changed or is missing. `number` gives a number for a job; `busy`: a job
    /// of another kind runs or waits, beside which only what is moved by hand is painted.
    pub fn next(&mut self, draft: &Draft, busy: bool, number: impl FnOnce() -> JobId) -> Option<Command> {
        let recipe = wanted(draft)?;
        if self.asked.as_ref() != Some(&recipe) {
            self.failed = false;
            return Some(self.ask(Target::Hand, recipe, number()));
        }
        if self.running.is_some() || busy || recipe.blend.len() != 2 {
            return None;
        }
        let path = at(&recipe, 0.0);
        if self.film_of.as_ref() != Some(&path) {
            self.film = Default::default();
            self.film_of = Some(path);
        }
        let index = self.film.iter().position(|frame| matches!(frame, Frame::Missing))?;
        Some(self.ask(Target::Film(index), at(&recipe, Self::place(index)), number()))
    }

    fn ask(&mut self, target: Target, recipe: Recipe, job: JobId) -> Command {
        if target == Target::Hand {
            self.asked = Some(recipe.clone());
        }
        self.running = Some((job, target));
        Command::Live { job, recipe: Box::new(recipe) }
    }

    /// Takes in an event of a live job. Gives events of others back.
    pub fn on_event(&mut self, event: Event, is_live: impl Fn(JobId) -> bool) -> Option<Event> {
        let job = match &event {
            Event::Queued { job, .. }
            | Event::Started { job }
            | Event::Progress { job, .. }
            | Event::Painted { job, .. }
            | Event::Finished { job, .. }
            | Event::Asked { job, .. } => *job,
            Event::Notice { job, notice } => {
                let known = is_live(*job) && self.said.contains(notice);
                if is_live(*job) && !known && !matches!(notice, Notice::DeviceChanged(_)) {
                    self.said.push(notice.clone());
                }
                return Some(event).filter(|_| !known);
            }
            Event::Ready { .. } | Event::Adapters { .. } => return Some(event),
        };
        if !is_live(job) {
            return Some(event);
        }
        // A job that something newer took the place of has nothing more to say.
        let target = self.running.filter(|(running, _)| *running == job).map(|(_, target)| target)?;
        match event {
            Event::Painted { picture, .. } => match target {
                Target::Hand => self.picture = Some(picture),
                Target::Film(index) => self.film[index] = Frame::Painted(picture),
            },
            Event::Finished { outcome, .. } => {
                self.running = None;
                match (outcome, target) {
                    (Outcome::Failed(error), target) => {
                        log::info!("no live picture: {error}");
                        match target {
                            Target::Hand => self.failed = true,
                            Target::Film(index) => self.film[index] = Frame::Failed,
                        }
                    }
                    // Stopped by the artist, not by something newer: it is not begun again by itself.
                    (Outcome::Cancelled, Target::Film(index)) => self.film[index] = Frame::Failed,
                    _ => {}
                }
            }
            _ => {}
        }
        None
    }
}

/// True where something stands in each well.
pub fn is_complete(draft: &Draft) -> bool {
    let filled = |of: &BlendOf| match of {
        BlendOf::Words(words) => !words.trim().is_empty(),
        BlendOf::Picture(_) => true,
    };
    draft.wells.len() > 1 && draft.wells.iter().all(|well| filled(&well.of))
}

/// The live picture that `draft` asks for; `None` where the room is closed, or wells are empty.
fn wanted(draft: &Draft) -> Option<Recipe> {
    // The prompt is not painted here, and typing it is no reason to sketch anew.
    let recipe = (draft.room == Room::Blend && is_complete(draft))
        .then(|| Recipe { prompt: String::new(), ..draft.to_recipe().sketch() })?;
    recipe.check().is_ok().then_some(recipe)
}

/// The same at a place between the first well and the second.
fn at(recipe: &Recipe, place: f32) -> Recipe {
    let mut recipe = recipe.clone();
    for (well, weight) in recipe.blend.iter_mut().zip([1.0 - place, place]) {
        well.weight = weight;
    }
    recipe
}
