//! The process's side: an engine whose commands come from a pipe and whose events go to one.

use std::io::{BufReader, BufWriter, Error, ErrorKind, Read, Result, Write};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{bounded, select};

use super::{Said, frame};
use crate::protocol::Command;
use crate::worker::config::EngineConfig;
use crate::worker::{Engine, Wake};

/// How long the step at hand is waited for when the app is gone; it is nobody's.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs an engine until `input` ends, nobody reads any more, or the engine ends.
///
/// # Errors
/// Where no setup comes, or the engine ended by itself.
pub fn serve(input: impl Read + Send + 'static, output: impl Write) -> Result<()> {
    match run(input, output) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn run(input: impl Read + Send + 'static, output: impl Write) -> Result<()> {
    let (mut input, mut output) = (BufReader::new(input), BufWriter::new(output));
    let config: EngineConfig = frame::read(&mut input)?.ok_or(ErrorKind::UnexpectedEof)?;
    // Where it is at home already it is not sent away once more.
    let config = EngineConfig { process: None, sheltered: true, ..config };
    let (woken, wakes) = bounded(1);
    // One that is not taken up yet stands for all.
    let wake: Wake = Arc::new(move || {
        _ = woken.try_send(());
    });
    let engine = Engine::start(config, wake)?;
    let commands = engine.commands();
    let (ending, ended) = bounded::<()>(0);
    let hear = move || {
        while let Ok(Some(command)) = frame::read::<Command>(&mut input) {
            if commands.send(command).is_err() {
                break;
            }
        }
        drop(ending);
    };
    std::thread::Builder::new().name("commands".into()).spawn(hear)?;
    loop {
        select! {
            recv(engine.events()) -> event => match event {
                Ok(event) => frame::write(&mut output, &Said::Event(event))?,
                Err(_) => return Err(Error::other("the engine has ended")),
            },
            recv(wakes) -> _ => if let Some(preview) = engine.preview() {
                frame::write(&mut output, &Said::Preview(preview))?;
            },
            recv(ended) -> _ => {
                engine.end_within(PATIENCE);
                return Ok(());
            }
        }
    }
}
