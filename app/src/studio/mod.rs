//! What the artist owns, without a window: the draft, the queue, the gallery, the settings.
//!
//! Panels read [`Studio`] and send [`Intent`]s; [`Studio::apply`] and [`Studio::on_event`] are the only places where it
//! changes. Nothing here knows egui, and all of it is tested without a window.

mod apply;
mod background;
pub mod completion;
pub mod contact_sheet;
pub mod draft;
pub mod error;
pub mod experiments;
pub mod extra_networks;
pub mod file_writer;
pub mod film;
pub mod gallery;
pub mod grid;
pub mod history;
pub mod image_cache;
pub mod instance_lock;
pub mod intent;
pub mod known_words;
pub mod live_blend;
pub mod mask;
mod memory_gauge;
mod messages;
pub mod models;
pub mod paths;
pub mod picture_file;
pub mod presets;
pub mod queue;
pub mod saver;
pub mod session;
pub mod settings;
pub mod shape;
mod shared_progress;
pub mod sketch;
mod starts;
pub mod storage;
pub mod styles;
pub mod supervisor;
pub mod tokens;
pub mod tracking;
pub mod undo;
pub mod wildcards;

use std::path::PathBuf;
use std::time::Instant;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{AdapterInfo, Command, DeviceInfo, Event, JobId, Model, Notice, Outcome, System};
use crossbeam_channel::{Receiver, Sender};

use self::contact_sheet::ContactSheet;
use self::draft::Draft;
use self::experiments::room::Experiments;
use self::file_writer::FileWriter;
use self::film::Film;
use self::gallery::{Entry, EntryId, Gallery, RunOutcome};
use self::history::{History, Words};
use self::intent::Intent;
use self::live_blend::LiveBlend;
use self::mask::Mask;
use self::memory_gauge::Gauge;
pub use self::memory_gauge::Memory;
pub use self::messages::{Message, Messages};
use self::models::manager::ModelManager;
use self::paths::Paths;
use self::picture_file::Provenance;
use self::presets::Shelf;
use self::queue::{Job, Queue};
use self::saver::{Saved, Saver};
use self::session::Session;
use self::settings::Settings;
use self::sketch::Sketch;
use self::starts::Starts;
use self::tokens::TokenCounter;
use self::tracking::tracker::Tracker;
use self::undo::Undo;

use crate::studio::error::{Result, StudioCause, StudioError};

/// Everything that the window shows.
pub struct Studio {
    /// What is being typed.
    pub draft: Draft,
    /// Jobs that run and wait.
    pub queue: Queue,
    /// Pictures that were painted.
    pub gallery: Gallery,
    /// What the artist set once.
    pub settings: Settings,
    /// The device that the engine paints on; `None` until it is open.
    pub device: Option<DeviceInfo>,
    /// The graphics adapters that there are, by their numbers; empty while nobody has said.
    pub adapters: Vec<AdapterInfo>,
    /// The operating system's number of the engine's process, where it has one.
    pub engine_process: Option<u32>,
    /// What to tell the artist, the newest last.
    pub messages: Messages,
    /// The artist's own presets.
    pub presets: Shelf,
    /// The blend room's live picture.
    pub live_blend: LiveBlend,
    /// The mask of Repaint.
    pub mask: Mask,
    /// What is painted by hand over the picture that Vary and Repaint begin with.
    pub sketch: Sketch,
    /// The pictures that Compare shows.
    pub compared: Option<(EntryId, EntryId)>,
    /// The shown picture was chosen while others are painted, and stays.
    pub pinned: bool,
    /// The grid that is being painted, or was last.
    pub grid: Option<grid::Run>,
    /// The film that is being painted.
    pub film: Option<film::Run>,
    /// Counts the draft's tokens.
    pub tokens: TokenCounter,
    /// What the Experiments room shows.
    pub experiments: Experiments,
    /// What is painted, on its way to Weights & Biases.
    pub tracker: Tracker,
    /// Models: those on this computer, and those that are being fetched.
    pub models: ModelManager,
    /// The draft's model, and its system.
    system: (Model, System),
    /// The picture that was selected when the one for Vary, Repaint and Extend was chosen.
    begun_at: Option<EntryId>,
    paths: Paths,
    undo: Undo,
    history: History,
    session: Session,
    starts: Starts,
    gauge: Gauge,
    saver: Saver,
    writer: FileWriter,
    contact_sheets: (Sender<ContactSheet>, Receiver<Result<()>>),
    films: (Sender<Film>, Receiver<Result<PathBuf>>),
}

impl Studio {
    /// Opens the studio on the last session. `wake` is called when there is something new to read.
    pub fn open(paths: Paths, wake: bluerider_engine::worker::Wake) -> Self {
        let (settings, broken_settings) = Settings::load(&paths);
        let (mut session, mut draft, broken_session) = Session::load(&paths);
        let (starts, plainly) = Starts::begin(&paths);
        let (presets, broken_presets) = Shelf::open(&paths);
        let (mut queue, broken_queue) = Queue::load(&paths);
        let (history, broken_history) = History::load(&paths);
        let (models, broken_downloads) = ModelManager::open(&paths, wake.clone());
        let folder = settings.gallery.clone().unwrap_or_else(|| paths.pictures.clone());
        let (experiments, broken_votes) = Experiments::open(&folder, wake.clone());
        let broken = [
            broken_settings,
            broken_session,
            broken_presets,
            broken_queue,
            broken_history,
            broken_downloads,
            broken_votes,
        ];
        let mut messages = Messages::default();
        broken.into_iter().flatten().for_each(|error| messages.push(Message::Error(error)));
        let mut undo = Undo::default();
        if plainly {
            let plain = starts::plain(&draft);
            undo.began_without(&draft);
            draft = plain;
            session.leave(&draft);
            queue.pause(true);
            messages.push(Message::PlainStart);
        }
        if queue.is_paused() && !queue.list().is_empty() {
            messages.push(Message::QueuePaused);
        }
        let draw = |sheet: ContactSheet| contact_sheet::save(&sheet);
        let (contact_sheets, drawn, _) = background::start("sheets", wake.clone(), draw);
        let contact_sheets = (contact_sheets, drawn);
        let encode = |film: Film| film::save(&film).map(|()| film.target);
        let (films, encoded, _) = background::start("films", wake.clone(), encode);
        let films = (films, encoded);
        let mut studio = Self {
            models,
            system: (draft.model.clone(), Checkpoint::system_of(&draft.model)),
            draft,
            queue,
            gallery: Gallery::open(folder, &paths.cache, wake.clone()),
            settings,
            device: None,
            adapters: Vec::new(),
            engine_process: None,
            messages,
            presets,
            live_blend: LiveBlend::default(),
            mask: Mask::default(),
            sketch: Sketch::default(),
            compared: None,
            pinned: false,
            grid: None,
            film: None,
            experiments,
            tracker: Tracker::new(wake.clone()),
            tokens: TokenCounter::new(wake.clone()),
            begun_at: None,
            paths,
            undo,
            history,
            session,
            starts,
            gauge: Gauge::default(),
            saver: Saver::new(wake.clone()),
            writer: FileWriter::new(wake.clone()),
            contact_sheets,
            films,
        };
        studio.take_mask();
        studio
    }

    /// Does what a panel asks for. Returns what the engine is to be told.
    pub fn apply(&mut self, intent: Intent) -> Vec<Command> {
        // The seed that was painted is no change by hand.
        let unchanged = matches!(intent, Intent::Undo | Intent::Redo | Intent::Paint(_) | Intent::PaintGrid);
        let by_hand = matches!(intent, Intent::Edit(_));
        let before = self.draft.clone();
        let commands = self.handle_intent(intent);
        if !unchanged {
            self.undo.changed(&before, &self.draft, by_hand, Instant::now());
        }
        if self.draft.mask != before.mask {
            self.take_mask();
        }
        commands
    }

    /// Takes in what the engine says.
    pub fn on_event(&mut self, event: Event) {
        // Jobs that the queue does not know paint what follows the hand.
        let queue = &self.queue;
        let Some(event) = self.live_blend.on_event(event, |job| queue.get(job).is_none()) else { return };
        match event {
            Event::Ready { device, refusal } => {
                self.device = Some(device);
                refusal.into_iter().for_each(|error| self.messages.push(Message::Error(error.into())));
            }
            Event::Adapters { adapters } => self.adapters = adapters,
            Event::Notice { notice, .. } => {
                if let Notice::DeviceChanged(device) = &notice {
                    self.device = Some(device.clone());
                }
                self.messages.push(Message::Notice(notice));
            }
            Event::Painted { job, picture, recipe, system, model_hash, measured, .. } => {
                if recipe.model == Model::Etude {
                    self.show_more_models();
                }
                let new = self.belonging(job, Provenance::new(*recipe, model_hash));
                let (system, measured) = (Some(system), Some(measured));
                let entry = self.gallery.add(picture, Provenance { system, measured, ..new });
                self.queue.painted(job, entry);
                self.film.iter_mut().for_each(|film| film.painted(job, entry));
                let of_grid = self.grid.as_mut().is_some_and(|grid| grid.painted(job, entry));
                if !of_grid && !self.pinned {
                    self.gallery.select(Some(entry));
                }
                if let Some(entry) = self.gallery.get(entry) {
                    self.saver.save(entry, self.gallery.folder());
                }
            }
            Event::Asked { job, question } => self.messages.push(Message::Question(job, question)),
            Event::Finished { job, outcome } => {
                self.finish(job, &outcome);
                if let Outcome::Failed(error) = outcome {
                    self.messages.push(Message::Error(error.into()));
                }
            }
            Event::Queued { .. } | Event::Started { .. } => {}
            Event::Progress { job, index, phase, done, of } => {
                self.messages.retain(|message| *message != Message::Overdue(job));
                self.queue.progress(job, index, phase, done, of, Instant::now());
            }
        }
    }

    /// `new` with what a job says beside its recipe: what was typed, and the experiment that it belongs to.
    fn belonging(&self, job: JobId, new: Provenance) -> Provenance {
        let Some(job) = self.queue.get(job) else { return new };
        let (template, styled, experiment) = (job.template.clone(), job.styled.clone(), job.experiment.clone());
        Provenance { template, styled, experiment, ..new }
    }

    /// A job is over.
    fn finish(&mut self, job: JobId, outcome: &Outcome) {
        self.record_unpainted(job, outcome);
        self.queue.finish(job, outcome);
        self.pinned &= self.queue.is_busy();
        self.messages.retain(|message| message.job() != Some(job));
    }

    /// Keeps a job in the record that ends without its last picture.
    fn record_unpainted(&mut self, job: JobId, outcome: &Outcome) {
        let outcome = match outcome {
            Outcome::Done => return,
            Outcome::Cancelled => RunOutcome::Stopped,
            Outcome::Failed(error) => RunOutcome::Failed(Box::new(error.clone())),
        };
        let Some(recipe) = self.queue.get(job).map(Job::rest) else { return };
        let provenance = self.belonging(job, Provenance::new(recipe, String::new()));
        let run = self.gallery.add_unpainted(provenance, outcome);
        self.track(run);
    }

    /// A picture has its file.
    fn written(&mut self, entry: EntryId, path: PathBuf, bytes: u64) {
        self.gallery.saved(entry, path, bytes);
        let run = self.gallery.get(entry).and_then(Entry::run);
        run.into_iter().for_each(|run| self.track(run));
    }

    /// A picture has no file: the queue waits, so that pictures do not heap up that a power cut would take.
    fn not_saved(&mut self, error: StudioError) {
        if self.queue.waiting() > 0 {
            self.queue.pause(true);
        }
        // One is enough, however many they are.
        self.messages.retain(|message| !matches!(message, Message::NotSaved(_)));
        self.messages.push(Message::NotSaved(error));
    }

    /// Tries once more to write the pictures that have no file.
    fn save_again(&mut self) {
        self.messages.retain(|message| !matches!(message, Message::NotSaved(_)));
        for id in self.saver.unsaved().clone() {
            if let Some(entry) = self.gallery.get(id) {
                self.saver.save(entry, self.gallery.folder());
            }
        }
    }

    /// How many pictures have no file because none could be written.
    pub fn unsaved(&self) -> usize {
        self.saver.unsaved().len()
    }

    /// True while new pictures are on their way to the disk.
    pub fn is_saving(&self) -> bool {
        self.saver.is_saving()
    }

    /// Says once where other models are to be had, where there is only étude.
    fn show_more_models(&mut self) {
        if self.settings.more_models_shown || self.models.here().next().is_some() {
            return;
        }
        self.settings.more_models_shown = true;
        if let Err(error) = self.settings.save(&self.paths) {
            log::warn!("the settings are not kept: {error}");
        }
        self.messages.push(Message::MoreModels);
    }

    /// Takes in what came from the studio's own threads, and has written what has changed. Returns what the engine is
    /// to be told.
    pub fn tick(&mut self, now: Instant) -> Vec<Command> {
        self.gallery.tick();
        self.gallery.failures().into_iter().for_each(|error| self.messages.push(Message::Error(error)));
        background::panics().into_iter().for_each(|error| self.messages.push(Message::Error(error)));
        self.tokens.ask(&self.draft, &self.wildcards());
        if self.system.0 != self.draft.model {
            self.system = (self.draft.model.clone(), Checkpoint::system_of(&self.draft.model));
        }
        for saved in self.saver.results() {
            match saved {
                Saved::Written { entry, path, bytes } => self.written(entry, path, bytes),
                Saved::Copied { .. } => self.messages.push(Message::Copied),
                Saved::Failed { new: true, error, .. } => self.not_saved(error),
                Saved::Failed { error, .. } => self.messages.push(Message::Error(error)),
            }
        }
        self.models.tick(now).into_iter().for_each(|message| self.messages.push(message));
        let ended = self.tick_film();
        for drawn in self.contact_sheets.1.try_iter() {
            self.messages.push(drawn.map_or_else(Message::Error, |()| Message::Copied));
        }
        self.tick_experiments(now);
        let kept = [
            self.session.keep(&self.draft, &self.writer, now),
            self.queue.keep(&self.writer),
            self.history.keep(&self.writer),
        ];
        let troubles = kept.into_iter().filter_map(Result::err).chain(self.writer.failures());
        troubles.for_each(|error| self.messages.push(Message::Error(error)));
        self.watch(now);
        self.starts.tick(now);
        self.gauge.tick(now, self.engine_process);
        self.messages.tick(now);
        let live = self.live_blend.next(&self.draft, self.queue.is_busy(), || self.queue.number());
        self.queue.next(now).into_iter().chain(live).chain(ended).collect()
    }

    /// The engine has ended: what it was painting is begun again, once, and has failed otherwise; either is said. With
    /// no other in its place nothing more is given to one.
    pub fn on_engine_ended(&mut self, error: StudioError, gone: bool) {
        let outcome = Outcome::Failed(EngineError::internal(&error));
        if let Some(job) = self.live_blend.running() {
            self.live_blend.on_event(Event::Finished { job, outcome: outcome.clone() }, |_| true);
        }
        let again = !gone && self.queue.begin_again();
        if let Some(job) = self.queue.running().map(|job| job.id) {
            self.finish(job, &outcome);
        }
        if gone {
            self.queue.pause(true);
        }
        let said = if again { StudioCause::EngineAgain.detail(&error.detail) } else { error };
        self.messages.push(Message::Error(said));
    }

    /// Says where a step takes far longer than those before it. A job that waits for an answer takes its time.
    fn watch(&mut self, now: Instant) {
        if self.messages.list().iter().any(|message| matches!(message, Message::Question(..))) {
            return;
        }
        self.queue.overdue(now).into_iter().for_each(|job| self.messages.push(Message::Overdue(job)));
    }

    /// Closes the studio as it should be closed.
    pub fn close(&mut self) {
        self.keep();
        self.starts.end();
    }

    /// Writes what is not written yet, and stops writing. By itself it is for an end that is a fault.
    pub fn keep(&mut self) {
        let kept =
            [self.session.write(&self.draft, &self.writer), self.queue.close(&self.writer), self.presets.close()];
        for error in kept.into_iter().filter_map(Result::err) {
            log::error!("it was not kept: {error}");
        }
        self.models.close();
        self.writer.finish();
        self.saver.finish();
        // Pictures that were written last.
        for saved in self.saver.results() {
            if let Saved::Written { entry, path, bytes } = saved {
                self.written(entry, path, bytes);
            }
        }
        self.tracker.finish();
    }

    /// True while something typed is not on the disk yet, or a message is about to go.
    pub fn unwritten(&self) -> bool {
        self.session.waits() || self.messages.any_fades()
    }

    /// The system of the draft's model: which controls there are.
    pub fn system(&self) -> System {
        self.system.1
    }

    /// True where the draft's model can follow a depth map. Étude is no decoder that was published for it.
    pub fn follows_depth(&self) -> bool {
        self.draft.model != Model::Etude && self.system().has_depth()
    }

    /// The computer's memory, as it was seen last.
    pub fn memory(&self) -> Option<Memory> {
        self.gauge.memory()
    }

    /// The entry that the canvas shows.
    pub fn shown(&self) -> Option<&Entry> {
        self.gallery.selected()
    }

    /// The words that were painted, the latest last.
    pub fn history(&self) -> &[Words] {
        self.history.list()
    }

    /// The folder for lists of words, one a file.
    pub fn wildcards(&self) -> PathBuf {
        self.paths.config.join("wildcards")
    }
}
