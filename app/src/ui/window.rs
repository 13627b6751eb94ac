//! The window itself: lays the panels out, carries intents to the studio and commands to the engine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bluerider_engine::error::EngineError;
use bluerider_engine::protocol::{Command, Event, Outcome};
use bluerider_engine::worker::{Engine, EngineConfig, Wake};
use egui::{Context, Key, Modifiers, Ui};

use super::textures::Textures;
use super::{
    Panel, blend_room, canvas, gallery_panel, messages, preset_browser, prompt_panel, rooms, theme, title_bar,
};
use crate::locale::Locale;
use crate::studio::intent::Intent;
use crate::studio::paths::Paths;
use crate::studio::settings::Appearance;
use crate::studio::{Message, Studio};

/// How often a waiting change is looked at while nothing else happens.
const IDLE: Duration = Duration::from_millis(250);

/// The window's state: the studio, the engine, and what is only about looks.
pub struct Window {
    studio: Studio,
    engine: Option<Engine>,
    locale: Locale,
    textures: Textures,
    appearance: Option<Appearance>,
}

impl Window {
    /// Opens the studio and starts the engine.
    pub fn new(context: &Context, paths: Paths, mut config: EngineConfig, device_asked: bool) -> Self {
        theme::install(context);
        let wake: Wake = {
            let context = context.clone();
            Arc::new(move || context.request_repaint())
        };
        let mut studio = Studio::open(paths, Arc::clone(&wake));
        if !device_asked {
            config.device = studio.settings.device;
        }
        let engine = Engine::start(config, wake)
            .inspect_err(|error| studio.messages.push(Message::Error(EngineError::internal(error))))
            .ok();
        let locale = Locale::new(studio.settings.language());
        prompt_panel::focus(context);
        Self { studio, engine, locale, textures: Textures::default(), appearance: None }
    }

    /// Takes in what has come. Also done while the window is hidden, or the engine would wait for a reader.
    pub fn advance(&mut self, context: &Context) {
        self.listen(context);
        if let Some(command) = self.studio.tick(Instant::now()) {
            self.tell(command);
        }
        if self.studio.unwritten() {
            context.request_repaint_after(IDLE);
        }
    }

    /// Draws one frame: the panels, and what they ask for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        self.dress(&context);

        let mut intents = shortcuts(&context, &self.studio);
        let mut panel = Panel {
            studio: &mut self.studio,
            locale: &self.locale,
            textures: &mut self.textures,
            intents: &mut intents,
        };
        egui::Panel::top("title").exact_size(44.0).show(ui, |ui| title_bar::show(&mut panel, ui));
        let column =
            egui::Panel::left("prompt").default_size(theme::PROMPT_WIDTH).size_range(theme::PROMPT_WIDTH..=480.0);
        column.show(ui, |ui| prompt_panel::show(&mut panel, ui));
        let gallery =
            egui::Panel::right("gallery").default_size(theme::GALLERY_WIDTH).size_range(theme::GALLERY_WIDTH..=600.0);
        gallery.show(ui, |ui| gallery_panel::show(&mut panel, ui));
        let mat = egui::Frame::new().fill(theme::tokens(ui).mat).inner_margin(theme::SPACE);
        egui::CentralPanel::default().frame(mat).show(ui, |ui| {
            rooms::show(&mut panel, ui);
            messages::show(&mut panel, ui);
            if panel.studio.draft.blending {
                blend_room::show(&mut panel, ui);
            } else {
                canvas::show(&mut panel, ui);
            }
        });

        preset_browser::show(&mut panel, ui.ctx());

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

    /// True while there are jobs.
    pub fn painting(&self) -> bool {
        !self.studio.jobs.list().is_empty()
    }

    /// Reads the engine's events and its latest preview.
    fn listen(&mut self, context: &Context) {
        let Some(engine) = &self.engine else { return };
        let events: Vec<Event> = engine.events().try_iter().collect();
        if let Some(preview) = engine.preview() {
            self.textures.set_preview(context, &preview.picture);
        }
        for event in events {
            if matches!(event, Event::Painted { .. } | Event::Finished { .. }) {
                self.textures.clear_preview();
            }
            self.studio.hear(event);
        }
    }

    /// Tells the engine; where it cannot listen the job is over and the artist knows why.
    fn tell(&mut self, command: Command) {
        let sent = self.engine.as_ref().is_some_and(|engine| engine.send(command.clone()).is_ok());
        if let (false, Command::Submit { job, .. }) = (sent, command) {
            let error = EngineError::internal("the engine does not listen");
            self.studio.hear(Event::Finished { job, outcome: Outcome::Failed(error) });
        }
    }

    /// Takes up a changed appearance or language.
    fn dress(&mut self, context: &Context) {
        let settings = &self.studio.settings;
        if self.locale.language() != settings.language() {
            self.locale = Locale::new(settings.language());
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

impl eframe::App for Window {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.advance(context);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self) {
        // The engine first: what it still paints is not waited for, what it has painted is written.
        self.engine = None;
        self.studio.close();
    }
}

/// What the keyboard asks for.
fn shortcuts(context: &Context, studio: &Studio) -> Vec<Intent> {
    let typing = context.egui_wants_keyboard_input();
    context.input_mut(|input| {
        let mut intents = Vec::new();
        if input.consume_key(Modifiers::COMMAND, Key::Enter) {
            intents.push(Intent::Paint);
        }
        if !studio.jobs.list().is_empty() && input.consume_key(Modifiers::NONE, Key::Escape) {
            intents.push(Intent::Stop);
        }
        if !typing {
            for (key, step) in [(Key::ArrowRight, 1), (Key::ArrowLeft, -1)] {
                if input.consume_key(Modifiers::NONE, key) {
                    intents.push(Intent::Select(studio.gallery.neighbour(step)));
                }
            }
        }
        intents
    })
}
