//! Trying an adapter in a process of its own, and remembering how it did.
//!
//! A crash inside a driver cannot be caught; it ends the process. So the program calls itself once per adapter and
//! driver version to run `self_test`, and looks at how that ends. Where a part of it fails that can be done in a slower
//! way, the test is run once more with that: so one kernel that a driver does not bear costs speed, not the adapter.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Adapter, Part};
use crate::error::{Cause, EngineError, Result};
use crate::protocol::Fallback;
use crate::storage::write_atomic;

/// A driver compiles some kernels for the test; one that has not ended by then never will, to a person.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// How the test's process says, in a line of its own, that a part begins.
pub const BEGUN: &str = "begun: ";

/// How adapters are tried.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Probe {
    /// The program that runs `self_test`: this one, as a rule.
    pub program: PathBuf,
    /// Its arguments, before those that are added: the device (`gpu:0`), then the fallbacks.
    pub arguments: Vec<String>,
    /// The file that verdicts are kept in; none are kept without one.
    pub verdicts: Option<PathBuf>,
    /// How long the test may take: [`PATIENCE`], as a rule.
    pub patience: Duration,
}

/// How an adapter did: with which fallbacks it passed, or what went wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Verdict {
    trouble: Option<String>,
    #[serde(default)]
    fallbacks: Vec<Fallback>,
}

/// How a trial ended.
enum Tried {
    Passed,
    Failed {
        /// What had begun and not passed.
        part: Option<Part>,
        said: String,
    },
    TooSlow,
}

impl Probe {
    /// The fallbacks with which an adapter can be painted with, from memory or by trying.
    ///
    /// # Errors
    /// Where it crashed, hung, or computed wrongly whatever was tried.
    pub fn verdict(&self, number: usize, adapter: &Adapter) -> Result<Vec<Fallback>> {
        // Another driver, and another version of this program or of the test, is tried anew.
        let version = concat!(env!("CARGO_PKG_VERSION"), " · 2");
        let key = format!("{} · {} · {} · {version}", adapter.name, adapter.api, adapter.driver);
        let mut known = self.known();
        let verdict = match known.get(&key) {
            Some(verdict) => verdict.clone(),
            None => {
                let verdict = self.find_out(number, adapter)?;
                known.insert(key, verdict.clone());
                self.keep(&known);
                verdict
            }
        };
        match verdict.trouble {
            None => Ok(verdict.fallbacks),
            Some(trouble) => Err(failed_test(adapter, trouble)),
        }
    }

    /// Tries an adapter, and again with a fallback for each part that fails, until it passes or nothing is left.
    ///
    /// # Errors
    /// Where the test cannot be run, or was too slow: what was may have been busy with something else, and is tried
    /// again the next time.
    fn find_out(&self, number: usize, adapter: &Adapter) -> Result<Verdict> {
        let (mut fallbacks, mut said) = (Vec::new(), String::new());
        loop {
            log::info!("trying the graphics adapter {} with the fallbacks {fallbacks:?}", adapter.name);
            match self.try_out(number, &fallbacks)? {
                Tried::Passed => return Ok(Verdict { trouble: None, fallbacks }),
                Tried::TooSlow => {
                    let trouble = format!("the test had not ended after {} s", self.patience.as_secs());
                    return Err(failed_test(adapter, trouble));
                }
                Tried::Failed { part, said: new } => {
                    let name = part.map_or("before any part", Part::name);
                    log::warn!("the graphics adapter {} failed: {name}: {new}", adapter.name);
                    said += &format!("{name}: {new}\n");
                    match part.and_then(|part| part.fallback(&fallbacks)) {
                        Some(fallback) => fallbacks.push(fallback),
                        None => return Ok(Verdict { trouble: Some(said), fallbacks: Vec::new() }),
                    }
                }
            }
        }
    }

    /// Runs the test.
    fn try_out(&self, number: usize, fallbacks: &[Fallback]) -> Result<Tried> {
        let failed = |e: std::io::Error| EngineError::internal(format!("{}: {e}", self.program.display()));
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(format!("gpu:{number}"))
            .args(fallbacks.iter().map(Fallback::to_string))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        // Read beside the waiting: a full pipe would stop the child.
        let (reports, said) = (listen(child.stdout.take()), listen(child.stderr.take()));
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                break Some(status);
            }
            if start.elapsed() > self.patience {
                child.kill().map_err(failed)?;
                child.wait().map_err(failed)?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let (reports, said) = (reports.join().unwrap_or_default(), said.join().unwrap_or_default());
        Ok(match status {
            Some(status) if status.success() => Tried::Passed,
            Some(status) => {
                let part = begun(&reports);
                Tried::Failed { part, said: format!("the test ended with {status}\n{}", said.trim_end()) }
            }
            None => Tried::TooSlow,
        })
    }

    fn known(&self) -> BTreeMap<String, Verdict> {
        let text = self.verdicts.as_ref().and_then(|path| std::fs::read(path).ok());
        text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// What cannot be kept is found out again next time.
    fn keep(&self, known: &BTreeMap<String, Verdict>) {
        let Some(path) = &self.verdicts else { return };
        let write = || -> std::io::Result<()> { write_atomic(path, &serde_json::to_vec_pretty(known)?) };
        if let Err(error) = write() {
            log::warn!("the verdicts on graphics adapters were not kept: {error}");
        }
    }
}

/// Reads what a child says to its end.
fn listen(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let read = pipe.map(|mut pipe| pipe.read_to_end(&mut text));
        log::debug!("the test said {read:?}");
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// The part that began last, which has passed only if the test has.
fn begun(reports: &str) -> Option<Part> {
    let last = reports.lines().filter_map(|line| line.strip_prefix(BEGUN)).next_back()?;
    Part::ALL.into_iter().find(|part| part.name() == last)
}

fn failed_test(adapter: &Adapter, trouble: String) -> EngineError {
    Cause::AdapterFailedTest { name: adapter.name.clone() }.detail(trouble)
}
