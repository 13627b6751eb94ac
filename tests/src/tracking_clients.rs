//! The official clients of what runs are written for, in a virtual environment, and a stand-in for a server of theirs.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Scripts and their requirements.
fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join(name)
}

/// The virtual environment with the clients, made in `folder` where it is not there yet. Other processes wait for it.
///
/// # Errors
/// Where there is no Python with `venv`, or the package index cannot be reached.
pub fn environment(folder: &Path) -> Result<PathBuf> {
    let home = folder.join("tracking-clients");
    std::fs::create_dir_all(&home)?;
    let lock = File::create(home.join("lock"))?;
    lock.lock()?;
    let (wanted, installed) =
        (std::fs::read_to_string(reference("requirements-tracking.txt"))?, home.join("installed"));
    if std::fs::read_to_string(&installed).ok().as_ref() != Some(&wanted) {
        done(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home.join("venv")).output()?)?;
        let mut pip = Command::new(home.join("venv/bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(reference("requirements-tracking.txt"));
        done(pip.output()?)?;
        std::fs::write(&installed, wanted)?;
    }
    Ok(home.join("venv"))
}

/// Runs a script of `tests/reference` whose output is JSON.
///
/// # Errors
/// Where it fails.
pub fn script(environment: &Path, name: &str, arguments: &[&str], trackio: &Path) -> Result<Value> {
    let mut python = Command::new(environment.join("bin/python"));
    let output = python.arg(reference(name)).args(arguments).env("TRACKIO_DIR", trackio).output()?;
    Ok(serde_json::from_slice(&done(output)?.stdout)?)
}

/// What a command said, if it ended well.
fn done(output: Output) -> Result<Output> {
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// A stand-in for the server of Weights & Biases, which keeps what is uploaded.
pub struct WandbServer {
    child: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl WandbServer {
    /// Starts one on this machine.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(environment: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut python = Command::new(environment.join("bin/python"));
        let mut child = python.arg(reference("wandb_server.py")).arg(folder.path()).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut address)?;
        Ok(Self { child, address: address.trim().to_owned(), folder })
    }

    /// Uploads a run with `wandb sync`.
    ///
    /// # Errors
    /// Where the client says that it failed.
    pub fn sync(&self, environment: &Path, run: &Path) -> Result<()> {
        let mut client = Command::new(environment.join("bin/wandb"));
        client.arg("sync").arg(run).env("HOME", self.folder.path()).current_dir(self.folder.path());
        for (name, value) in self.variables() {
            client.env(name, value);
        }
        done(client.output()?).map(drop)
    }

    /// What the client is told by its environment.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("WANDB_BASE_URL", self.address.clone()),
            ("WANDB_API_KEY", "0".repeat(40)),
            ("WANDB_ERROR_REPORTING", "false".to_owned()),
        ]
    }

    /// What arrived.
    ///
    /// # Errors
    /// Where it is not what a client sends.
    pub fn received(&self) -> Result<Received> {
        let text = std::fs::read_to_string(self.folder.path().join("requests.jsonl"))?;
        let requests: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let mut received = Received { files: self.folder.path().join("files"), ..Received::default() };
        for request in requests {
            if request["query"].as_str().is_some_and(|query| query.contains("upsertBucket")) {
                received.buckets.push(request["variables"].clone());
            }
            let stream = &request["stream"];
            received.exit = stream["exitcode"].as_i64().or(received.exit);
            for (name, lines) in
                [("wandb-history.jsonl", &mut received.history), ("wandb-summary.json", &mut received.summary)]
            {
                let part = &stream["files"][name];
                let Some(content) = part["content"].as_array() else { continue };
                lines.truncate(part["offset"].as_u64().context("no offset")? as usize);
                for line in content {
                    lines.push(serde_json::from_str(line.as_str().context("no line")?)?);
                }
            }
        }
        Ok(received)
    }
}

impl Drop for WandbServer {
    fn drop(&mut self) {
        // It has nothing to lose.
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}

/// What a server has of a run.
#[derive(Debug, Default)]
pub struct Received {
    /// What was said of the run each time.
    pub buckets: Vec<Value>,
    /// A line for each step.
    pub history: Vec<Value>,
    /// The latest values, in the last line.
    pub summary: Vec<Value>,
    /// The exit code.
    pub exit: Option<i64>,
    /// The uploaded files.
    pub files: PathBuf,
}
