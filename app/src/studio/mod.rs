//! What the artist owns, without a window: the draft, the jobs, the gallery, the settings.
//!
//! Panels read [`Studio`] and send [`Intent`]s; [`Studio::apply`] and [`Studio::hear`] are the only places where it
//! changes. Nothing here knows egui, and all of it is tested without a window.

pub mod draft;
mod errand;
pub mod gallery;
pub mod intent;
pub mod jobs;
pub mod live_blend;
pub mod paths;
pub mod picture_file;
pub mod presets;
pub mod saver;
pub mod session;
pub mod settings;
pub mod stills;
pub mod storage;
pub mod tokens;

use std::time::Instant;

use bluerider_engine::device::DeviceInfo;
use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{BlendOf, Command, Event, JobId, Notice, Outcome, Question};

use self::draft::Draft;
use self::gallery::{Entry, Gallery};
use self::intent::Intent;
use self::jobs::Jobs;
use self::live_blend::LiveBlend;
use self::paths::Paths;
use self::presets::{Preset, Shelf};
use self::saver::{Saved, Saver};
use self::session::Session;
use self::settings::Settings;
use self::stills::Stills;
use self::tokens::TokenCounter;

/// Everything that the window shows.
pub struct Studio {
    /// What is being typed.
    pub draft: Draft,
    /// Jobs that run and wait.
    pub jobs: Jobs,
    /// Pictures that were painted.
    pub gallery: Gallery,
    /// What the artist set once.
    pub settings: Settings,
    /// The device that the engine paints on; `None` until it is open.
    pub device: Option<DeviceInfo>,
    /// What to tell the artist, the newest last.
    pub messages: Vec<Message>,
    /// The artist's own presets.
    pub presets: Shelf,
    /// The blend room's live picture.
    pub live_blend: LiveBlend,
    /// Small versions of pictures in its wells.
    pub stills: Stills,
    /// Counts the draft's tokens.
    pub tokens: TokenCounter,
    paths: Paths,
    session: Session,
    saver: Saver,
}

/// Something to tell the artist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Something failed.
    Error(EngineError),
    /// Something to know that stops nothing.
    Notice(Notice),
    /// A preset was taken away and can be brought back.
    PresetRemoved(String),
    /// So many new presets were read from a file.
    PresetsImported(usize),
    /// Something to decide; the job waits.
    Question(JobId, Question),
    /// A picture could not be saved; it stays in the gallery until the studio is closed.
    NotSaved(EngineError),
}

impl Studio {
    /// Opens the studio on the last session. `wake` is called when there is something new to read.
    pub fn open(paths: Paths, wake: bluerider_engine::worker::Wake) -> Self {
        let (settings, broken_settings) = Settings::load(&paths);
        let (session, draft, broken_session) = Session::load(&paths);
        let (presets, broken_presets) = Shelf::open(&paths);
        let broken = broken_settings.into_iter().chain(broken_session).chain(broken_presets);
        let folder = settings.gallery.clone().unwrap_or_else(|| paths.pictures.clone());
        Self {
            draft,
            jobs: Jobs::default(),
            gallery: Gallery::open(folder, wake.clone()),
            settings,
            device: None,
            messages: broken.map(Message::Error).collect(),
            presets,
            live_blend: LiveBlend::default(),
            stills: Stills::new(wake.clone()),
            tokens: TokenCounter::new(wake.clone()),
            paths,
            session,
            saver: Saver::new(wake),
        }
    }

    /// Does what a panel asks for. Returns what the engine is to be told.
    pub fn apply(&mut self, intent: Intent) -> Vec<Command> {
        match intent {
            Intent::Edit(draft) => self.draft = *draft,
            Intent::Paint => return self.paint(),
            Intent::Stop => return vec![Command::CancelAll],
            Intent::Dice => self.draft.seed = fastrand::u32(..).into(),
            Intent::Select(entry) => self.gallery.select(entry),
            Intent::UseRecipe(entry) => {
                if let Some(recipe) = self.gallery.get(entry).and_then(|e| e.recipe.clone()) {
                    self.draft = Draft::from_recipe(&recipe);
                    // The picture is to come out the same, so its seed stays.
                    self.draft.seed_locked = true;
                }
            }
            Intent::Blend(open) => {
                let shown = self.gallery.selected().and_then(|entry| entry.path.clone());
                let (typed, language) = (self.draft.prompt.trim().to_owned(), self.settings.language());
                // Something to begin with: what is there already, and a scene that étude paints.
                let scene = |index: usize| {
                    let scene = presets::shipped(language).get(index);
                    BlendOf::Words(scene.map(|(_, preset)| preset.prompt.clone()).unwrap_or_default())
                };
                let first = match shown {
                    Some(path) => BlendOf::Picture(path),
                    None if typed.is_empty() => scene(0),
                    None => BlendOf::Words(typed),
                };
                self.draft.set_blending(open, || [first, scene(1)]);
            }
            Intent::UsePreset(preset) => preset.apply(&mut self.draft),
            Intent::KeepPreset(name) => {
                let thumbnail = self.gallery.selected().and_then(|entry| entry.thumbnail.clone());
                let kept = self.presets.add(Preset::of_draft(&name, &self.draft), thumbnail.as_ref());
                self.report(kept);
            }
            Intent::RenamePreset(id, name) => {
                let renamed = self.presets.rename(id, &name);
                self.report(renamed);
            }
            Intent::ShiftPreset(id, step) => {
                let moved = self.presets.shift(id, step);
                self.report(moved);
            }
            Intent::RemovePreset(id) => {
                let name = self.presets.get(id).map(|preset| preset.name.clone());
                let removed = self.presets.remove(id);
                self.report(removed);
                self.messages.extend(name.map(Message::PresetRemoved));
            }
            Intent::RestorePreset => {
                let restored = self.presets.restore();
                if let Some(name) = self.report(restored).flatten() {
                    self.messages.retain(|message| *message != Message::PresetRemoved(name.clone()));
                }
            }
            Intent::ImportPresets(path) => {
                let imported = presets::exchange::read(&path).and_then(|presets| self.presets.add_all(presets));
                let count = self.report(imported);
                self.messages.extend(count.map(Message::PresetsImported));
            }
            Intent::ExportPresets(path) => {
                let exported = presets::exchange::write(&path, self.presets.list());
                self.report(exported);
            }
            Intent::UseModel(model) => self.draft.set_model(model),
            Intent::SaveAs(entry, path) => {
                if let Some(entry) = self.gallery.get(entry) {
                    self.saver.copy(entry, path);
                }
            }
            Intent::Answer(job, yes) => {
                self.messages.retain(|message| !matches!(message, Message::Question(of, _) if *of == job));
                return vec![Command::Answer { job, yes }];
            }
            Intent::Dismiss(index) => {
                if index < self.messages.len() {
                    self.messages.remove(index);
                }
            }
            Intent::Set(settings) => {
                self.settings = *settings;
                if let Err(error) = self.settings.save(&self.paths) {
                    self.messages.push(Message::Error(error));
                }
            }
        }
        Vec::new()
    }

    /// Takes in what the engine says.
    pub fn hear(&mut self, event: Event) {
        // Jobs that the queue does not know paint what follows the hand.
        let jobs = &self.jobs;
        let Some(event) = self.live_blend.hear(event, |job| !jobs.has(job)) else { return };
        match event {
            Event::Ready { device, refusal } => {
                self.device = Some(device);
                self.messages.extend(refusal.map(Message::Error));
            }
            Event::Notice { notice, .. } => {
                if let Notice::DeviceChanged(device) = &notice {
                    self.device = Some(device.clone());
                }
                self.messages.push(Message::Notice(notice));
            }
            Event::Painted { job, picture, recipe, model_hash, .. } => {
                let entry = self.gallery.add(picture, *recipe, model_hash);
                self.jobs.painted(job, entry);
                self.gallery.select(Some(entry));
                if let Some(entry) = self.gallery.get(entry) {
                    self.saver.save(entry, self.gallery.folder());
                }
            }
            Event::Asked { job, question } => self.messages.push(Message::Question(job, question)),
            Event::Finished { job, outcome } => {
                self.jobs.finish(job);
                self.messages.retain(|message| !matches!(message, Message::Question(of, _) if *of == job));
                if let Outcome::Failed(error) = outcome {
                    self.messages.push(Message::Error(error));
                }
            }
            Event::Queued { .. } => {}
            Event::Started { job } => self.jobs.start(job, Instant::now()),
            Event::Progress { job, index, phase, done, of } => {
                self.jobs.progress(job, index, phase, done, of, Instant::now());
            }
        }
    }

    /// Takes in what came from the studio's own threads, and writes the draft where it has changed. Returns what the
    /// engine is to be told.
    pub fn tick(&mut self, now: Instant) -> Option<Command> {
        self.gallery.tick();
        self.stills.tick();
        self.tokens.ask(&self.draft);
        for saved in self.saver.results() {
            match saved {
                Saved::Written { entry, path } => self.gallery.saved(entry, path),
                Saved::Copied => {}
                Saved::Failed { error } => self.messages.push(Message::NotSaved(error)),
            }
        }
        if let Err(error) = self.session.keep(&self.draft, &self.paths, now) {
            self.messages.push(Message::Error(error));
        }
        let busy = !self.jobs.list().is_empty();
        self.live_blend.next(&self.draft, busy, || self.jobs.number())
    }

    /// Writes what is not written yet, before the studio closes.
    pub fn close(&mut self) {
        if let Err(error) = self.session.write(&self.draft, &self.paths) {
            log::error!("the session was not kept: {} {}", error.message, error.detail);
        }
        self.saver.finish();
    }

    /// What came of it, or nothing and a message.
    fn report<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.messages.push(Message::Error(error))).ok()
    }

    fn paint(&mut self) -> Vec<Command> {
        let mut recipe = self.draft.to_recipe();
        if self.draft.blending {
            // The picture's name in the gallery; its words are not painted.
            recipe.prompt = self.draft.blend_title();
        }
        if let Err(error) = recipe.check() {
            self.messages.push(Message::Error(error));
            return Vec::new();
        }
        self.messages.retain(|message| !matches!(message, Message::Error(_) | Message::Notice(_)));
        let job = self.jobs.submit(&recipe);
        // A blend is rendered as it was sketched, so its seed stays.
        if !self.draft.seed_locked && !self.draft.blending {
            // The seed that was painted is in the recipe; the next picture gets one of its own.
            self.draft.seed = fastrand::u32(..).into();
        }
        vec![Command::Submit { job, recipe: Box::new(recipe) }]
    }

    /// True while something typed is not on the disk yet.
    pub fn unwritten(&self) -> bool {
        self.session.waits()
    }

    /// The entry that the canvas shows.
    pub fn shown(&self) -> Option<&Entry> {
        self.gallery.selected()
    }
}
