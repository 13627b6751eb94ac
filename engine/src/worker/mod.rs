//! The engine: one thread that owns the device and does one job after another, in this process or in one of its own.
//!
//! The thread reads its commands between jobs and, while it paints, between steps; so one thread sees everything in
//! order and nothing is shared but the preview's slot.

mod config;
mod event_sink;
mod job;
mod process;
mod queue;
mod request;
mod runtime;
mod stopwatch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

pub use self::config::{EngineConfig, OnProgress};
pub use self::event_sink::Wake;
use self::event_sink::{EventSink, PreviewSlot};
use self::process::Process;
pub use self::process::{CommandLine, serve};
use self::queue::Queue;
pub use self::request::request;
use self::runtime::Runtime;
use crate::device::{self, DevicePreference};
use crate::error::{EngineError, Result, panic_message};
use crate::protocol::{AdapterInfo, Command, Event, Preview};

/// Room for commands and events. Events are small and the app reads them every frame; a full channel makes the
/// engine wait, never lose.
const COMMANDS: usize = 256;
const EVENTS: usize = 1024;
/// How long a process is waited for that nobody wants any more.
const LAST: Duration = Duration::from_secs(2);

/// The app's end of the engine.
pub struct Engine {
    commands: Sender<Command>,
    events: Receiver<Event>,
    preview: PreviewSlot,
    runs: Option<Runs>,
}

/// Where the engine runs.
enum Runs {
    Thread(JoinHandle<()>),
    Process(Process),
}

impl Engine {
    /// Starts the engine's thread, or its process. It opens the device and says [`Event::Ready`].
    ///
    /// # Errors
    /// Where the operating system gives no thread, or no process.
    pub fn start(config: EngineConfig, wake: Wake) -> std::io::Result<Self> {
        let (commands, inbox) = bounded(COMMANDS);
        let (outbox, events) = bounded(EVENTS);
        let preview = PreviewSlot::default();
        let sink = EventSink { events: outbox, preview: Arc::clone(&preview), wake };
        let runs = match &config.process {
            Some(line) => Runs::Process(process::start(line, &config, inbox, sink)?),
            None => {
                let thread = std::thread::Builder::new()
                    .name("engine".into())
                    // Deep module trees and kernels' generated code want more than the usual 2 MiB.
                    .stack_size(16 << 20);
                Runs::Thread(thread.spawn(move || watched(&config, &inbox, sink))?)
            }
        };
        Ok(Self { commands, events, preview, runs: Some(runs) })
    }

    /// The operating system's number of the engine's process, where it has one.
    pub fn process_id(&self) -> Option<u32> {
        match self.runs.as_ref()? {
            Runs::Thread(_) => None,
            Runs::Process(process) => Some(process.id()),
        }
    }

    /// How the engine's process ended, in the operating system's words, once its events have.
    pub fn how_it_ended(&self) -> Option<&str> {
        match self.runs.as_ref()? {
            Runs::Thread(_) => None,
            Runs::Process(process) => process.how_it_ended(),
        }
    }

    /// Another way in for commands, which may wait.
    fn commands(&self) -> Sender<Command> {
        self.commands.clone()
    }

    /// Sends a command without ever waiting.
    ///
    /// # Errors
    /// Where the engine is too busy to listen, or has ended.
    pub fn send(&self, command: Command) -> std::result::Result<(), TrySendError<Command>> {
        self.commands.try_send(command)
    }

    /// The events that have come.
    pub fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    /// Takes the latest preview, if there is a new one.
    pub fn preview(&self) -> Option<Preview> {
        self.preview.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Stops all jobs and waits for the engine for so long. A step may take minutes; a thread's is left to the end of
    /// this process, and a process is ended.
    pub fn end_within(mut self, patience: Duration) {
        self.stop();
        let thread = match self.runs.take() {
            Some(Runs::Thread(thread)) => thread,
            Some(Runs::Process(process)) => return process.end_within(patience),
            None => return,
        };
        let end = Instant::now() + patience;
        while !thread.is_finished() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        log::debug!("engine ended: {}", thread.is_finished());
    }

    /// Tells the thread to stop all jobs and to end; nothing that it says is heard from now on.
    fn stop(&mut self) {
        // A full channel means that the thread is working; closing the channel then says the same.
        let told = self.commands.try_send(Command::Shutdown);
        log::debug!("shutdown: {told:?}");
        let (closed, _) = bounded(0);
        self.commands = closed;
        let (_, unheard) = bounded(0);
        self.events = unheard;
    }
}

impl Drop for Engine {
    /// Stops all jobs and waits for the thread, which ends within one step; a process has less time.
    fn drop(&mut self) {
        // It was waited for already, as long as it may be.
        let Some(runs) = self.runs.take() else { return };
        self.stop();
        match runs {
            Runs::Thread(thread) => {
                let ended = thread.join();
                log::debug!("engine ended: {}", ended.is_ok());
            }
            Runs::Process(process) => process.end_within(LAST),
        }
    }
}

/// The engine's thread. However it ends, the app's end of its events is closed by then, and the app is woken to see it.
fn watched(config: &EngineConfig, inbox: &Receiver<Command>, events: EventSink) {
    let ended = catch_unwind(AssertUnwindSafe(|| run(config, inbox, &events)));
    if let Err(panic) = ended {
        log::error!("the engine ended: {}", panic_message(&*panic));
    }
    let wake = Arc::clone(&events.wake);
    drop(events);
    wake();
}

fn run(config: &EngineConfig, inbox: &Receiver<Command>, events: &EventSink) {
    let (opened, refusal) = open(config);
    let mut runtime = Runtime::new(opened, config);
    events.send(Event::Ready { device: runtime.info().clone(), refusal });
    if config.device != DevicePreference::Cpu {
        let adapters = device::adapters().into_iter().map(AdapterInfo::from).collect();
        events.send(Event::Adapters { adapters });
    }
    let mut queue = Queue::new(inbox);
    while let Some((job, recipe)) = queue.next(events) {
        let outcome = job::run(job, &recipe, &mut runtime, &mut queue, events);
        if runtime.is_lost() {
            // The job is not over: another engine begins it again.
            return log::error!("the graphics device is lost, and this process with it: {outcome:?}");
        }
        events.send(Event::Finished { job, outcome });
    }
}

/// The preferred device, or the CPU with a word about why.
fn open(config: &EngineConfig) -> (device::Opened, Option<EngineError>) {
    if let Some(folder) = &config.cache {
        device::keep_tuning_in(folder);
    }
    let (device, probe) = (config.device, config.probe.as_ref());
    let opened: Result<device::Opened> = catch_unwind(|| device::open_proven(device, probe))
        .unwrap_or_else(|panic| Err(EngineError::internal(panic_message(&*panic))));
    match opened {
        Ok(opened) => (opened, None),
        Err(error) => (device::cpu(), Some(error)),
    }
}
