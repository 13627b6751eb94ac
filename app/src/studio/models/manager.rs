//! The Models room's own: what is on this computer, what is being fetched, checked or removed, and the folder that was
//! picked.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use bluerider_engine::hub::Progress;
use bluerider_engine::protocol::Model;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender};

use super::catalogue::{self, Choice, Entry};
use super::downloads::Downloads;
use super::folder::{self, Picked};
use super::{Found, access_token, import, known, named, remove};
use crate::studio::Message;
use crate::studio::background;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::paths::Paths;
use crate::studio::shared_progress::SharedProgress;

/// What the artist can ask of models.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelsIntent {
    /// Fetch this model, or go on with it.
    Get(String, Choice),
    /// Hold its download.
    Pause(String),
    /// Give its download up.
    Cancel(String),
    /// Hold its files against their hashes.
    Verify(String),
    /// Move its files to the bin.
    Remove(String),
    /// Stop verifying.
    Stop,
    /// Look at a folder, with the folder of a prior.
    Look(PathBuf, Option<PathBuf>),
    /// Think no more of the folder that was looked at.
    Forget,
    /// Keep an access token for the hub; an empty one forgets it.
    Token(String),
}

/// Models, as the artist sees them.
pub struct ModelManager {
    /// Every entry of the catalogue, and what of it is here.
    pub found: Vec<Found>,
    /// What is being fetched.
    pub downloads: Downloads,
    /// The folder that was looked at last.
    pub picked: Option<Picked>,
    /// Folders that were accepted, the latest first.
    pub recent: Vec<Model>,
    /// The model whose files are looked at or moved, and how far that is.
    pub busy: Option<(String, Progress)>,
    paths: Paths,
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
    shared: Arc<SharedProgress>,
}

/// What the thread for files does.
enum Ask {
    Verify(&'static Entry),
    Remove(&'static Entry),
    Token(String),
}

enum Answer {
    Verified(&'static Entry, Result<Vec<PathBuf>>),
    Removed(&'static Entry, Result<u64>),
    Token(Result<access_token::Place>),
}

impl ModelManager {
    /// Looks at what is here, and goes on with downloads of last time. `wake` is called when there is something new.
    pub fn open(paths: &Paths, wake: Wake) -> (Self, Option<StudioError>) {
        let (downloads, broken) = Downloads::open(paths.clone(), Arc::clone(&wake));
        let shared = Arc::new(SharedProgress::new(Arc::clone(&wake)));
        let (watch, own) = (Arc::clone(&shared), paths.clone());
        let work = move |ask: Ask| match ask {
            Ask::Verify(entry) => {
                Answer::Verified(entry, import::verify(entry, &own, &*watch).map(|(damaged, _)| damaged))
            }
            Ask::Remove(entry) => Answer::Removed(entry, remove::remove(entry, &own)),
            Ask::Token(token) => Answer::Token(access_token::keep(&own, &token)),
        };
        let (asks, answers, _) = background::start("models", wake, work);
        let models = Self {
            found: known(paths),
            downloads,
            picked: None,
            recent: folder::recent(paths),
            busy: None,
            paths: paths.clone(),
            asks,
            answers,
            shared,
        };
        (models, broken)
    }

    /// The models that are here.
    pub fn here(&self) -> impl Iterator<Item = (&'static Entry, &Model)> {
        self.found.iter().filter_map(|found| Some((found.entry, found.model.as_ref()?)))
    }

    /// The model of this name in the catalogue, where the catalogue has it; an error where it is not here, which says
    /// how to get it.
    pub fn named(&self, name: &str) -> Option<Result<Model>> {
        named(name, &self.paths)
    }

    /// Does what the artist asks for.
    ///
    /// # Errors
    /// Where what is to be done cannot be noted down.
    pub fn apply(&mut self, intent: ModelsIntent) -> Result<()> {
        match intent {
            ModelsIntent::Get(name, choice) => match catalogue::named(&name) {
                Some(entry) if entry.released => self.downloads.fetch(entry, choice),
                _ => Ok(()),
            },
            ModelsIntent::Pause(name) => self.downloads.pause(&name),
            ModelsIntent::Cancel(name) => self.downloads.cancel(&name),
            ModelsIntent::Verify(name) => self.ask(&name, Ask::Verify),
            ModelsIntent::Remove(name) => self.ask(&name, Ask::Remove),
            ModelsIntent::Stop => {
                self.shared.stop();
                Ok(())
            }
            ModelsIntent::Look(decoder, prior) => {
                self.picked = Some(Picked::look(decoder, prior));
                Ok(())
            }
            ModelsIntent::Forget => {
                self.picked = None;
                Ok(())
            }
            ModelsIntent::Token(token) => self.asks.send(Ask::Token(token)).map_err(StudioError::internal),
        }
    }

    fn ask(&mut self, name: &str, ask: fn(&'static Entry) -> Ask) -> Result<()> {
        let Some(entry) = catalogue::named(name).filter(|_| self.busy.is_none()) else { return Ok(()) };
        self.shared.reset();
        self.busy = Some((entry.name.clone(), Progress::default()));
        self.asks.send(ask(entry)).map_err(StudioError::internal)
    }

    /// Notes that a folder was accepted.
    ///
    /// # Errors
    /// Where it cannot be written down.
    pub fn accepted(&mut self, model: &Model) -> Result<()> {
        self.picked = None;
        let catalogued = self.here().any(|(_, here)| here == model);
        if *model == Model::Etude || catalogued {
            return Ok(());
        }
        let remembered = folder::remember(&self.paths, model);
        self.recent = folder::recent(&self.paths);
        remembered
    }

    /// Takes in what came from threads. Returns what to tell the artist.
    pub fn tick(&mut self, now: Instant) -> Vec<Message> {
        let mut messages: Vec<Message> =
            self.downloads.tick(now).into_iter().map(|entry| Message::ModelHere(entry.title.clone())).collect();
        if let Some((_, progress)) = &mut self.busy {
            *progress = self.shared.progress();
        }
        for answer in self.answers.try_iter() {
            if !matches!(answer, Answer::Token(_)) {
                self.busy = None;
            }
            messages.push(match answer {
                Answer::Verified(entry, Ok(damaged)) => match damaged.first() {
                    None => Message::ModelVerified(entry.title.clone()),
                    Some(path) => {
                        Message::Error(StudioCause::FilesDamaged { path: path.clone(), count: damaged.len() }.into())
                    }
                },
                Answer::Removed(entry, Ok(_)) => Message::ModelRemoved(entry.title.clone()),
                Answer::Token(Ok(_)) => Message::TokenKept,
                Answer::Verified(_, Err(error)) | Answer::Removed(_, Err(error)) | Answer::Token(Err(error)) => {
                    Message::Error(error)
                }
            });
        }
        if !messages.is_empty() {
            self.found = known(&self.paths);
        }
        messages.retain(|message| !matches!(message, Message::Error(error) if error.is_cancelled()));
        messages
    }

    /// Ends what runs; the next start goes on with it.
    pub fn close(&mut self) {
        self.shared.stop();
        self.downloads.close();
    }
}
