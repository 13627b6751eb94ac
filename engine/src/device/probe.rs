//! Trying an adapter in a process of its own, and remembering how it did.
//!
//! A crash inside a driver cannot be caught; it ends the process. So the program calls itself once per adapter and
//! driver version to run [`super::self_test`], and looks at how that ends.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Adapter;
use crate::error::{Cause, EngineError, Result};
use crate::storage::write_atomic;

/// A driver compiles some kernels for the test; one that has not ended by then never will, to a person.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// How adapters are tried.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The program that runs [`super::self_test`]: this one, as a rule.
    pub program: PathBuf,
    /// Its arguments, before the last one, which is the device (`gpu:0`).
    pub arguments: Vec<String>,
    /// The file that verdicts are kept in; none are kept without one.
    pub verdicts: Option<PathBuf>,
    /// How long the test may take: [`PATIENCE`], as a rule.
    pub patience: Duration,
}

/// How an adapter did: nothing to say, or what went wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Verdict {
    trouble: Option<String>,
}

/// How a trial ended.
enum Tried {
    Passed,
    Failed(String),
    TooSlow,
}

impl Probe {
    /// Whether an adapter can be painted with, from memory or by trying.
    ///
    /// # Errors
    /// Where it crashed, hung, or computed wrongly.
    pub fn verdict(&self, number: usize, adapter: &Adapter) -> Result<()> {
        // Another driver, and another version of this program with other kernels, is tried anew.
        let key = format!("{} · {} · {} · {}", adapter.name, adapter.api, adapter.driver, env!("CARGO_PKG_VERSION"));
        let mut known = self.known();
        let verdict = match known.get(&key) {
            Some(verdict) => verdict.clone(),
            None => {
                log::info!("trying the graphics adapter {}", adapter.name);
                let tried = self.try_out(number)?;
                // What was too slow may have been busy with something else, and is tried again.
                let (trouble, lasts) = match tried {
                    Tried::Passed => (None, true),
                    Tried::Failed(trouble) => (Some(trouble), true),
                    Tried::TooSlow => {
                        (Some(format!("the test had not ended after {} s", self.patience.as_secs())), false)
                    }
                };
                let verdict = Verdict { trouble };
                if lasts {
                    known.insert(key, verdict.clone());
                    self.keep(&known);
                }
                verdict
            }
        };
        match verdict.trouble {
            None => Ok(()),
            Some(trouble) => Err(Cause::AdapterFailedTest { name: adapter.name.clone() }.detail(trouble)),
        }
    }

    /// Runs the test.
    fn try_out(&self, number: usize) -> Result<Tried> {
        let failed = |e: std::io::Error| EngineError::internal(format!("{}: {e}", self.program.display()));
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(format!("gpu:{number}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        // Read beside the waiting: a full pipe would stop the child.
        let pipe = child.stderr.take();
        let said = std::thread::spawn(move || {
            let mut text = Vec::new();
            let read = pipe.map(|mut pipe| pipe.read_to_end(&mut text));
            log::debug!("probe said {read:?}");
            String::from_utf8_lossy(&text).into_owned()
        });
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
        let said = said.join().unwrap_or_default();
        Ok(match status {
            Some(status) if status.success() => Tried::Passed,
            Some(status) => Tried::Failed(format!("the test ended with {status}\n{said}")),
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
