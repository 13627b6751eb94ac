//! The engine, watched: one that has ended is started anew, so that the queue goes on.

use std::time::Duration;

use bluerider_engine::device::DevicePreference;
use bluerider_engine::protocol::{Command, Event, Preview};
use bluerider_engine::worker::{Engine, EngineConfig, Wake};
use crossbeam_channel::TryRecvError;

use crate::studio::error::{Result, StudioCause, StudioError};

/// So many times, without a picture in between, another engine is started. Where that does not help, nothing will.
const RESTARTS: usize = 3;
/// How long an engine is waited for that another one takes the place of.
const PATIENCE: Duration = Duration::from_secs(2);
/// What ended so many processes in a row, with an adapter, is not tried with it again.
const ON_CPU: usize = 2;

/// The engine, and how to start another.
pub struct Supervisor {
    engine: Option<Engine>,
    config: EngineConfig,
    wake: Wake,
    /// Engines that have ended since the last picture.
    ended: usize,
    /// It has a graphics adapter, as far as it has said.
    on_adapter: bool,
}

impl Supervisor {
    /// Starts the engine.
    ///
    /// # Errors
    /// Where the operating system gives no thread.
    pub fn start(config: EngineConfig, wake: Wake) -> Result<Self> {
        let engine = start(&config, &wake).map_err(StudioError::internal)?;
        Ok(Self { engine: Some(engine), config, wake, ended: 0, on_adapter: false })
    }

    /// The events that have come; and, where the engine has ended behind them, what is to be said about it. Another has
    /// been started then, unless it is to be left at that.
    pub fn events(&mut self) -> (Vec<Event>, Option<StudioError>) {
        let (mut events, mut alive) = (Vec::new(), true);
        while let (Some(engine), true) = (&self.engine, alive) {
            match engine.events().try_recv() {
                Ok(event) => {
                    if let Event::Ready { device, .. } = &event {
                        self.on_adapter = device.threads.is_none();
                    }
                    events.push(event);
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => alive = false,
            }
        }
        if events.iter().any(|event| matches!(event, Event::Painted { .. })) {
            self.ended = 0;
        }
        (events, (!alive).then(|| self.restart()))
    }

    fn restart(&mut self) -> StudioError {
        let ended = self.engine.take();
        let how = ended.as_ref().and_then(Engine::how_it_ended).unwrap_or_default().to_owned();
        self.ended += 1;
        if self.ended > RESTARTS {
            return StudioCause::EngineGone.detail(how);
        }
        let mut cause = StudioCause::EngineEnded;
        if self.ended >= ON_CPU && self.config.process.is_some() && std::mem::take(&mut self.on_adapter) {
            self.config.device = DevicePreference::Cpu;
            cause = StudioCause::EngineOnCpu;
        }
        match start(&self.config, &self.wake) {
            Ok(engine) => {
                self.engine = Some(engine);
                cause.detail(how)
            }
            Err(error) => StudioCause::EngineGone.detail(error),
        }
    }

    /// The operating system's number of the engine's process, where it has one.
    pub fn process_id(&self) -> Option<u32> {
        self.engine.as_ref()?.process_id()
    }

    /// True where the engine has another device, or another limit of memory.
    pub fn differs(&self, device: DevicePreference, memory: Option<u64>) -> bool {
        (self.config.device, self.config.memory) != (device, memory)
    }

    /// Goes on with this device and this limit of memory, in another engine. What the old one paints is lost.
    ///
    /// # Errors
    /// Where there is none to be had.
    pub fn change(&mut self, device: DevicePreference, memory: Option<u64>) -> Result<()> {
        self.config = EngineConfig { device, memory, ..self.config.clone() };
        if let Some(engine) = self.engine.take() {
            engine.end_within(PATIENCE);
        }
        self.ended = 0;
        self.engine = Some(start(&self.config, &self.wake).map_err(|error| StudioCause::EngineGone.detail(error))?);
        Ok(())
    }

    /// Ends the engine, and waits for the step at hand only so long.
    pub fn end_within(self, patience: Duration) {
        self.engine.into_iter().for_each(|engine| engine.end_within(patience));
    }

    /// True while there is an engine.
    pub fn is_running(&self) -> bool {
        self.engine.is_some()
    }

    /// Takes the latest preview, if there is a new one.
    pub fn preview(&self) -> Option<Preview> {
        self.engine.as_ref()?.preview()
    }

    /// Tells the engine something. True where it listens.
    pub fn tell(&self, command: Command) -> bool {
        self.engine.as_ref().is_some_and(|engine| engine.send(command).is_ok())
    }
}

/// Starts an engine in the process that it is to have, or in this one where there is none to be had.
fn start(config: &EngineConfig, wake: &Wake) -> std::io::Result<Engine> {
    match Engine::start(config.clone(), wake.clone()) {
        Err(error) if config.process.is_some() => {
            log::warn!("the engine has no process of its own: {error}");
            Engine::start(EngineConfig { process: None, ..config.clone() }, wake.clone())
        }
        started => started,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::{DevicePreference, EngineConfig, Event, StudioCause, StudioError, Supervisor};

    /// An engine whose thread panics the first `times` times that it wakes somebody, which it does as soon as it is
    /// ready and when it ends; what was said, until `done`.
    fn said(times: usize, done: impl Fn(&[Event], &[StudioError]) -> bool) -> (Supervisor, Vec<StudioError>) {
        let woken = AtomicUsize::new(0);
        let wake = Arc::new(move || assert!(woken.fetch_add(1, Ordering::Relaxed) >= times, "a fault for a test"));
        let mut supervisor = Supervisor::start(EngineConfig::on(DevicePreference::Cpu), wake).expect("a thread");
        let (mut events, mut errors, start) = (Vec::new(), Vec::new(), Instant::now());
        while !done(&events, &errors) && start.elapsed() < Duration::from_secs(60) {
            let (new, ended) = supervisor.events();
            events.extend(new);
            errors.extend(ended);
            std::thread::sleep(Duration::from_millis(5));
        }
        (supervisor, errors)
    }

    #[test]
    fn another_engine_takes_the_place_of_one_that_ended() {
        let (supervisor, errors) = said(2, |events, _| events.len() == 2);
        assert_eq!(errors, [StudioError::from(StudioCause::EngineEnded)]);
        assert!(supervisor.is_running());
    }

    #[test]
    fn where_all_of_them_end_it_is_left_at_that() {
        let (supervisor, errors) = said(usize::MAX, |_, errors| errors.len() == 4);
        let mut expected = vec![StudioError::from(StudioCause::EngineEnded); 3];
        expected.push(StudioCause::EngineGone.into());
        assert_eq!(errors, expected);
        assert!(!supervisor.is_running());
    }
}
