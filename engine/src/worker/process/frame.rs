//! Messages on a pipe: the length in four bytes, the least significant first, then MessagePack with the fields' names.

use std::io::{Error, ErrorKind, Read, Result, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of the longest message; a picture of the largest size has a tenth of it. What claims to be longer is none.
const LONGEST: u32 = 1 << 30;

/// Writes a message.
///
/// # Errors
/// Where nobody reads any more, or it cannot be written so.
pub(super) fn write(output: &mut impl Write, message: &impl Serialize) -> Result<()> {
    let bytes = rmp_serde::to_vec_named(message).map_err(Error::other)?;
    let length = u32::try_from(bytes.len()).ok().filter(|&length| length <= LONGEST);
    let length = length.ok_or_else(|| Error::new(ErrorKind::InvalidData, "a message that is too long"))?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)?;
    output.flush()
}

/// Reads a message; `None` at the end.
///
/// # Errors
/// Where the end comes in the middle of one, or it is none.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read) -> Result<Option<T>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(Error::new(ErrorKind::InvalidData, format!("a message of {length} bytes")));
    }
    // Grown as it comes, so that a wrong length asks for no memory.
    let mut bytes = Vec::new();
    input.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() < length as usize {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    rmp_serde::from_slice(&bytes).map(Some).map_err(Error::other)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{read, write};
    use crate::error::{Cause, EngineError};
    use crate::protocol::{
        AdapterInfo, Command, DeviceInfo, Event, Fallback, JobId, Measured, Model, Notice, Outcome, Phase, Picture,
        Preview, Question, Recipe, System,
    };
    use crate::worker::EngineConfig;
    use crate::worker::process::Said;

    fn device() -> DeviceInfo {
        let fallbacks = vec![Fallback::Attention];
        DeviceInfo { fallbacks, memory: Some(1 << 33), gpu: true, bits: 16, ..crate::device::cpu().info }
    }

    fn recipe(prompt: &str) -> Recipe {
        let mut recipe = Recipe { seed: u64::MAX, ..Recipe::new(Model::Etude, prompt) };
        // No number of few digits.
        recipe.sampling.guidance = 4.000_000_5;
        recipe
    }

    #[test]
    fn all_that_an_engine_says_is_read_as_it_was_written() {
        let (job, index) = (JobId(7), 1);
        let picture = || Picture { width: 2, height: 1, pixels: Arc::from([0u8, 127, 128, 255, 1, 2]) };
        let recipe = Box::new(recipe("красный круг"));
        let measured = Measured { seconds: vec![(Phase::Denoise, 0.1)], ..Measured::on(&device()) };
        let lost = EngineError::from(Cause::AdapterRefused { name: "A".into() });
        let said = [
            Said::Event(Event::Ready { device: device(), refusal: Some(lost.clone()) }),
            Said::Event(Event::Adapters {
                adapters: vec![AdapterInfo { name: "A".into(), api: "Vulkan".into(), software: false }],
            }),
            Said::Event(Event::Queued { job }),
            Said::Event(Event::Started { job }),
            Said::Event(Event::Progress { job, index, phase: Phase::Decode, done: 1, of: u64::MAX }),
            Said::Event(Event::Asked { job, question: Question::Short { needed: 2, free: 1 } }),
            Said::Event(Event::Asked { job, question: Question::OnCpu }),
            Said::Event(Event::Notice { job, notice: Notice::PromptCut("слова".into()) }),
            Said::Event(Event::Notice { job, notice: Notice::DeviceChanged(device()) }),
            Said::Event(Event::Painted {
                job,
                index,
                picture: picture(),
                recipe,
                system: System::Kandinsky22,
                model_hash: "0f".into(),
                measured,
            }),
            Said::Event(Event::Finished { job, outcome: Outcome::Failed(lost) }),
            Said::Event(Event::Finished { job, outcome: Outcome::Cancelled }),
            Said::Preview(Preview { job, index, step: 3, picture: picture() }),
        ];
        let mut pipe = Vec::new();
        said.iter().for_each(|said| write(&mut pipe, said).expect("a message"));
        let mut pipe = pipe.as_slice();
        for said in said {
            assert_eq!(read(&mut pipe).expect("a message"), Some(said));
        }
        assert_eq!(read::<Said>(&mut pipe).expect("the end"), None);
    }

    #[test]
    fn a_setup_and_commands_are_read_as_they_were_written() {
        let config = EngineConfig { memory: Some(5), ..EngineConfig::on("gpu:1".parse().expect("a device")) };
        let submit = Command::Submit { job: JobId(1), recipe: Box::new(recipe("x")) };
        let mut pipe = Vec::new();
        write(&mut pipe, &config).expect("a setup");
        write(&mut pipe, &submit).expect("a command");
        let mut pipe = pipe.as_slice();
        let read_config: EngineConfig = read(&mut pipe).expect("a setup").expect("not the end");
        assert_eq!((read_config.device, read_config.memory), (config.device, Some(5)));
        assert_eq!(read(&mut pipe).expect("a command"), Some(submit));
    }

    #[test]
    fn what_is_no_message_is_an_error_and_asks_for_no_memory() {
        let mut cut = Vec::new();
        write(&mut cut, &Command::CancelAll).expect("a command");
        cut.pop();
        for wrong in [&cut[..], b"error: XDG_RUNTIME_DIR", &[0xff; 64], &[3, 0, 0, 0, 0xc1, 0, 0], &[0, 0, 0, 0x3f, 1]]
        {
            assert!(read::<Command>(&mut &*wrong).is_err(), "{wrong:?}");
        }
    }
}
