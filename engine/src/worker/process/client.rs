//! The app's side: starts the process and hands on what goes in and what comes out.

use std::io::{BufReader, BufWriter, Result};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::{CommandLine, Said, frame};
use crate::protocol;
use crate::worker::config::EngineConfig;
use crate::worker::event_sink::EventSink;

/// A process that says no more has so long to end by itself.
const LAST: Duration = Duration::from_secs(2);

/// The engine's process.
pub(in crate::worker) struct Process {
    child: Arc<Mutex<Child>>,
    reader: JoinHandle<()>,
    id: u32,
    ended: Arc<OnceLock<String>>,
}

/// Starts it. Its end closes the events' channel, and the end of `inbox` ends it.
///
/// # Errors
/// Where the program does not start, or the operating system gives no thread.
pub(in crate::worker) fn start(
    line: &CommandLine,
    config: &EngineConfig,
    inbox: Receiver<protocol::Command>,
    sink: EventSink,
) -> Result<Process> {
    let CommandLine { program, arguments } = line;
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let id = child.id();
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("a process without pipes"));
    };
    let mut input = BufWriter::new(input);
    frame::write(&mut input, config)?;
    let tell = move || {
        for command in inbox {
            if let Err(error) = frame::write(&mut input, &command) {
                log::debug!("the engine's process reads no more: {error}");
                return;
            }
        }
    };
    std::thread::Builder::new().name("to the engine".into()).spawn(tell)?;
    let (child, ended) = (Arc::new(Mutex::new(child)), Arc::new(OnceLock::new()));
    let (watched, said) = (Arc::clone(&child), Arc::clone(&ended));
    let listen = move || {
        listen(BufReader::new(output), &sink);
        let how = end(&watched, LAST).map_or_else(|error| error.to_string(), |status| status.to_string());
        log::info!("the engine's process ended: {how}");
        _ = said.set(how);
        let wake = Arc::clone(&sink.wake);
        drop(sink);
        wake();
    };
    let reader = std::thread::Builder::new().name("from the engine".into()).spawn(listen)?;
    Ok(Process { child, reader, id, ended })
}

/// Hands on what the process says, to its last word.
fn listen(mut output: impl std::io::Read, sink: &EventSink) {
    loop {
        match frame::read(&mut output) {
            Ok(Some(Said::Event(event))) => sink.send(event),
            Ok(Some(Said::Preview(preview))) => sink.show(preview),
            Ok(None) => return,
            Err(error) => return log::error!("what the engine's process says is not understood: {error}"),
        }
    }
}

/// Waits so long for a process to end, and ends it then.
fn end(child: &Mutex<Child>, patience: Duration) -> Result<ExitStatus> {
    let until = Instant::now() + patience;
    loop {
        let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
        match child.try_wait()? {
            Some(status) => return Ok(status),
            None if Instant::now() < until => {}
            None => {
                child.kill()?;
                return child.wait();
            }
        }
        drop(child);
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Process {
    /// The operating system's number of it.
    pub(in crate::worker) fn id(&self) -> u32 {
        self.id
    }

    /// How it ended, in the operating system's words, once its events have.
    pub(in crate::worker) fn how_it_ended(&self) -> Option<&str> {
        self.ended.get().map(String::as_str)
    }

    /// Waits so long for it, whose commands have ended, and ends it then.
    pub(in crate::worker) fn end_within(self, patience: Duration) {
        match end(&self.child, patience) {
            Ok(status) => log::debug!("the engine's process ended: {status}"),
            Err(error) => log::warn!("the engine's process: {error}"),
        }
        // Its output has ended with it.
        let read = self.reader.join();
        log::debug!("read to the end: {}", read.is_ok());
    }
}
