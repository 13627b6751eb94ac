//! The window itself: lays the panels out, carries intents to the studio and commands to the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bluerider_engine::device::DevicePreference;
use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{Command, Event, JobId, Outcome};
use bluerider_engine::worker::{EngineConfig, Wake};
use egui::{Context, Ui};

use super::close_question::{self, Closing};
use super::graphics_loss::GraphicsLoss;
use super::textures::Textures;
use super::{
    Panel, announcements, drop, focus_ring, gallery_panel, messages, notification, palette, preset_browser,
    prompt_panel, queue_strip, rooms, shortcuts, theme, title_bar,
};
use crate::locale::Locale;
use crate::studio::draft::Draft;
use crate::studio::error::StudioError;
use crate::studio::gallery::InView;
use crate::studio::image_cache::ImageCache;
use crate::studio::intent::Intent;
use crate::studio::paths::Paths;
use crate::studio::settings::{Appearance, Layout, Settings};
use crate::studio::supervisor::Supervisor;
use crate::studio::{Message, Studio};

/// How often a waiting change is looked at while nothing else happens.
const IDLE: Duration = Duration::from_millis(250);
/// How long closing waits for the step at hand.
const PATIENCE: Duration = Duration::from_secs(2);

/// The window's state: the studio, the engine, and what is only about looks.
pub struct Window {
    studio: Studio,
    engine: Option<Supervisor>,
    /// The settings' device and limit of memory that the engine was started for.
    followed: (DevicePreference, Option<u64>),
    locale: Locale,
    images: ImageCache,
    textures: Textures,
    appearance: Option<Appearance>,
    closing: Closing,
    told_to_end: Arc<AtomicBool>,
    loss: Arc<GraphicsLoss>,
    /// The window as it is, to be so again.
    layout: Layout,
    /// Everything is kept; what is drawn from now on is nobody's.
    closed: bool,
}

impl Window {
    /// Opens the studio and starts the engine, where `config` says how; without one nothing paints. `device_asked`: the
    /// device in `config` counts more than the settings' one.
    pub fn new(context: &Context, paths: Paths, config: Option<EngineConfig>, device_asked: bool) -> Self {
        theme::install(context);
        let wake: Wake = {
            let context = context.clone();
            Arc::new(move || context.request_repaint())
        };
        let images = ImageCache::new(Arc::clone(&wake));
        let mut studio = Studio::open(paths, Arc::clone(&wake));
        let start = |config: EngineConfig| {
            let device = if device_asked { config.device } else { studio.settings.device };
            let memory = config.memory.or(studio.settings.memory);
            let started = Supervisor::start(EngineConfig { device, memory, ..config }, wake);
            started.map_err(|error| studio.messages.push(Message::Error(error))).ok()
        };
        let engine = config.and_then(start);
        let locale = Locale::new(studio.settings.language());
        prompt_panel::focus(context);
        let layout = studio.settings.layout;
        let followed = (studio.settings.device, studio.settings.memory);
        Self {
            studio,
            engine,
            followed,
            locale,
            images,
            textures: Textures::default(),
            appearance: None,
            closing: Closing::No,
            told_to_end: Arc::default(),
            loss: Arc::default(),
            layout,
            closed: false,
        }
    }

    /// The same window, which ends where its graphics device is lost, and without a question once `told` is set: the
    /// system ends the program. It is looked at in the next frame.
    #[must_use]
    pub fn ended_by(mut self, loss: Arc<GraphicsLoss>, told: Arc<AtomicBool>) -> Self {
        (self.loss, self.told_to_end) = (loss, told);
        self
    }

    /// Says that something went wrong outside of it.
    pub fn tell_artist(&mut self, error: StudioError) {
        self.studio.messages.push(Message::Error(error));
    }

    /// Takes in what has come. Also done while the window is hidden, or the engine would wait for a reader.
    pub fn advance(&mut self, context: &Context) {
        if self.told_to_end.load(Ordering::Relaxed) && self.closing != Closing::Sure {
            self.closing = Closing::Sure;
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        self.listen(context);
        self.images.tick();
        self.follow_settings();
        for command in self.studio.tick(Instant::now()) {
            self.tell(command);
        }
        // A step that takes too long is noticed although nothing happens.
        if self.studio.unwritten() || self.studio.queue.running().is_some() {
            context.request_repaint_after(IDLE);
        }
    }

    /// Draws one frame: the panels, and what they ask for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        self.dress(&context);

        let (mut intents, mut in_view) = (Vec::new(), InView::default());
        let mut draft = self.studio.draft.clone();
        let kept = self.studio.settings.layout;
        let mut panel = Panel {
            studio: &self.studio,
            locale: &self.locale,
            images: &mut self.images,
            textures: &mut self.textures,
            in_view: &mut in_view,
            intents: &mut intents,
        };
        for action in shortcuts::pressed(&context, panel.studio) {
            shortcuts::act(&mut panel, &context, action);
        }
        egui::Panel::top("title").exact_size(theme::TITLE_BAR).show(ui, |ui| title_bar::show(&mut panel, ui));
        let wide = ui.available_width();
        // The range last: a usual size would widen it.
        let column = egui::Panel::left("prompt").default_size(kept.column.unwrap_or(theme::PROMPT_WIDTH));
        let column = column.size_range(theme::PROMPT_WIDTH..=theme::most_column(wide));
        let column = column.show(ui, |ui| prompt_panel::show(&mut panel, ui, &mut draft));
        let gallery = egui::Panel::right("gallery").default_size(kept.gallery.unwrap_or(theme::GALLERY_WIDTH));
        let gallery = gallery.size_range(theme::LEAST_GALLERY..=theme::most_gallery(wide));
        let gallery = gallery.show(ui, |ui| gallery_panel::show(&mut panel, ui));
        let viewport = context.input(|input| input.viewport().clone());
        let maximized = viewport.maximized.unwrap_or(false);
        self.layout = Layout {
            // The size before it filled the screen is the one to go back to.
            window: viewport.inner_rect.filter(|_| !maximized).map(|rect| rect.size().into()).or(self.layout.window),
            maximized,
            column: Some(column.response.rect.width()),
            gallery: Some(gallery.response.rect.width()),
        };
        let mat = egui::Frame::new().fill(theme::tokens(ui).mat).inner_margin(theme::SPACE);
        egui::CentralPanel::default().frame(mat).show(ui, |ui| {
            // On the mat a field is paper, or it could not be told from it.
            ui.visuals_mut().extreme_bg_color = theme::tokens(ui).paper;
            rooms::tabs(&mut panel, ui);
            queue_strip::show(&mut panel, ui);
            let room = ui.available_rect_before_wrap();
            rooms::show(&mut panel, ui, &mut draft);
            messages::show(&mut panel, ui.ctx(), room);
        });

        preset_browser::show(&mut panel, ui.ctx());
        drop::show(&mut panel, ui.ctx());
        match palette::show(&panel, ui.ctx()) {
            Some(palette::Chosen::Action(action)) => shortcuts::act(&mut panel, ui.ctx(), action),
            Some(palette::Chosen::Intent(intent)) => panel.intents.push(*intent),
            None => {}
        }
        announcements::show(&panel, ui);
        focus_ring::show(ui.ctx());

        intents.extend(close_question::show(&mut self.closing, &self.studio, &self.locale, ui.ctx()));
        self.studio.gallery.read(in_view);
        if draft != self.studio.draft {
            // What was typed counts before what was pressed.
            intents.insert(0, Intent::Edit(Box::new(draft)));
        }
        if !intents.is_empty() {
            // What an intent changed waits to be written, and may show in a panel that was drawn before it.
            context.request_repaint();
        }
        for intent in intents {
            self.apply(intent);
        }
        self.textures.end_frame();
    }

    /// Does what a panel asked for.
    pub fn apply(&mut self, intent: Intent) {
        for command in self.studio.apply(intent) {
            self.tell(command);
        }
    }

    /// What is being typed.
    pub fn draft(&self) -> &Draft {
        &self.studio.draft
    }

    /// True while there are jobs.
    pub fn painting(&self) -> bool {
        self.studio.queue.is_busy()
    }

    /// How many pictures the gallery shows, and whether the newest one's thumbnail is there.
    pub fn pictures(&self) -> (usize, bool) {
        let gallery = &self.studio.gallery;
        let newest = gallery.at(0).and_then(|id| gallery.get(id));
        (gallery.len(), newest.is_some_and(|entry| entry.thumbnail.is_some()))
    }

    /// The studio that it shows.
    pub fn studio(&self) -> &Studio {
        &self.studio
    }

    /// How many textures were made so far.
    pub fn thumbnails(&self) -> usize {
        self.textures.made()
    }

    /// Reads the engine's events and its latest preview.
    fn listen(&mut self, context: &Context) {
        let Some(engine) = &mut self.engine else { return };
        let (events, ended) = engine.events();
        let gone = !engine.is_running();
        self.studio.engine_process = engine.process_id();
        if let Some(preview) = engine.preview() {
            self.textures.set_preview(context, &preview.picture);
        }
        for event in events {
            if matches!(event, Event::Painted { .. } | Event::Finished { .. }) {
                self.textures.clear_preview();
            }
            match &event {
                Event::Finished { job, outcome } => self.notify_end(context, *job, outcome),
                Event::Asked { job, .. } => self.notify(context, *job, "notify-asked"),
                _ => {}
            }
            self.studio.on_event(event);
        }
        if let Some(error) = ended {
            self.textures.clear_preview();
            self.studio.on_engine_ended(error, gone);
        }
    }

    /// Tells the system that a long job has ended.
    fn notify_end(&self, context: &Context, job: JobId, outcome: &Outcome) {
        let title = match outcome {
            Outcome::Done => "notify-done",
            Outcome::Failed(_) => "notify-failed",
            Outcome::Cancelled => return,
        };
        if self.studio.queue.get(job).is_some_and(|job| job.is_long(Instant::now())) {
            self.notify(context, job, title);
        }
    }

    /// Tells the system something of a job, where the artist looks at another window.
    fn notify(&self, context: &Context, job: JobId, title: &str) {
        let away = context.input(|input| !input.viewport().focused.unwrap_or(true));
        let Some(job) = self.studio.queue.get(job).filter(|_| away && self.studio.settings.notify) else { return };
        notification::show(self.locale.text(title), job.recipe.prompt.clone());
    }

    /// Has another engine begin the next picture where the settings name another device or limit of memory than they
    /// did for the one before.
    fn follow_settings(&mut self) {
        let Settings { device, memory, .. } = self.studio.settings;
        let Some(engine) = &mut self.engine else { return };
        let queue = &self.studio.queue;
        let begins = queue.running().is_none() && queue.waiting() > 0 && !queue.is_paused();
        if (device, memory) == self.followed || !begins {
            return;
        }
        self.followed = (device, memory);
        if engine.differs(device, memory) {
            self.studio.device = None;
            if let Err(error) = engine.change(device, memory) {
                self.studio.messages.push(Message::Error(error));
            }
        }
    }

    /// Tells the engine; where it cannot listen the job is over and the artist knows why.
    fn tell(&mut self, command: Command) {
        let sent = self.engine.as_ref().is_some_and(|engine| engine.tell(command.clone()));
        if let (false, Command::Submit { job, .. }) = (sent, command) {
            let error = EngineError::internal("the engine does not listen");
            self.studio.on_event(Event::Finished { job, outcome: Outcome::Failed(error) });
        }
    }

    /// Takes up a changed appearance or language.
    fn dress(&mut self, context: &Context) {
        let settings = &self.studio.settings;
        if self.locale.language() != settings.language() {
            self.locale = Locale::new(settings.language());
        }
        if (context.zoom_factor() - settings.scale).abs() > 0.004 {
            context.set_zoom_factor(settings.scale.clamp(*theme::SCALES.start(), *theme::SCALES.end()));
        }
        if self.appearance != Some(settings.appearance) {
            self.appearance = Some(settings.appearance);
            context.set_theme(match settings.appearance {
                Appearance::System => egui::ThemePreference::System,
                Appearance::Light => egui::ThemePreference::Light,
                Appearance::Dark => egui::ThemePreference::Dark,
            });
        }
    }
}

impl Window {
    /// Ends the engine, which does not finish its picture, and then has the studio closed by `close`, once.
    fn close(&mut self, close: fn(&mut Studio)) {
        if !std::mem::replace(&mut self.closed, true) {
            // The engine first: what it still paints is not waited for, what it has painted is written.
            self.engine.take().into_iter().for_each(|engine| engine.end_within(PATIENCE));
            if self.layout != self.studio.settings.layout {
                let settings = Settings { layout: self.layout, ..self.studio.settings.clone() };
                self.studio.apply(Intent::Set(Box::new(settings)));
            }
            close(&mut self.studio);
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        if self.loss.is_lost() {
            // Before the frame is drawn, which may end in a panic.
            self.close(Studio::close);
            context.send_viewport_cmd(egui::ViewportCommand::Close);
            return;
        }
        self.advance(context);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        if !self.closed {
            self.frame(ui);
        }
    }

    fn on_exit(&mut self) {
        self.close(Studio::close);
    }
}

impl Drop for Window {
    /// Where drawing panicked: all is kept, and it counts as a start that did not end well.
    fn drop(&mut self) {
        self.close(Studio::keep);
    }
}
