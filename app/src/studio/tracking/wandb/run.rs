//! A run on the disk: `offline-run-<time>-<id>` with the log, and the pictures and tables that it names.
//!
//! Every picture is a step of the history, with its caption and all its parameters; the prompts come once more as a
//! table when the run ends. What a run's pictures have in common is its configuration, which is kept right with each of
//! them, so that a run that was killed says as much as one that ended.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bluerider_engine::error::Doing;
use bluerider_engine::protocol::DeviceInfo;
use prost::Message as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use sysinfo::System;

use super::super::picture::TrackedRun;
use super::log::LogWriter;
use super::messages::{
    Config, Empty, Environment, Exit, Files, FilesItem, Header, History, Item, Kind, Memory, Record, Run, Step,
    Summary, Timestamp, VersionInfo,
};
use crate::studio::error::{Result, StudioError};
use crate::studio::experiments::parameter::Parameter;

/// Values of a parameter that the configuration names one by one.
const NAMED: usize = 50;
/// Rows that a table in a file may have.
const ROWS: usize = 10_000;

/// Where a run goes on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunSettings {
    /// The project.
    pub project: String,
    /// The person or team; empty for whoever uploads it.
    pub entity: String,
    /// The group; empty for the experiment's name.
    pub group: String,
    /// Tags.
    pub tags: Vec<String>,
    /// What the run is called; empty for a name of the board's making.
    pub name: String,
}

impl Default for RunSettings {
    fn default() -> Self {
        let empty = String::new;
        Self { project: "blue-rider".into(), entity: empty(), group: empty(), tags: Vec::new(), name: empty() }
    }
}

/// A run that is being written.
pub struct WandbRun {
    folder: PathBuf,
    log: LogWriter<File>,
    records: i64,
    begun: SystemTime,
    step: i64,
    /// The values of each parameter that is a setting.
    config: BTreeMap<&'static str, Vec<Json>>,
    summary: BTreeMap<String, Json>,
    rows: Vec<Vec<Json>>,
}

impl WandbRun {
    /// Begins a run in a new directory in `folder`/wandb. `experiment`: the one that it belongs to.
    ///
    /// # Errors
    /// Where the directory cannot be written to.
    pub fn begin(
        folder: &Path,
        settings: &RunSettings,
        experiment: Option<&str>,
        device: Option<&DeviceInfo>,
    ) -> Result<Self> {
        let begun = SystemTime::now();
        let id: String = std::iter::repeat_with(|| fastrand::char('a'..='z')).take(8).collect();
        let time = jiff::Timestamp::try_from(begun).unwrap_or_default().strftime("%Y%m%d_%H%M%S").to_string();
        let folder = folder.join("wandb").join(format!("offline-run-{time}-{id}"));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |e: std::io::Error| StudioError::io(Doing::Write, &path, &e)
        };
        std::fs::create_dir_all(folder.join("files")).map_err(failed(&folder))?;
        let path = folder.join(format!("run-{id}.wandb"));
        let file = File::create_new(&path).map_err(failed(&path))?;
        let log = LogWriter::new(file).map_err(failed(&path))?;
        let (config, summary) = (BTreeMap::new(), BTreeMap::new());
        let mut run = Self { folder, log, records: 0, begun, step: 0, config, summary, rows: Vec::new() };
        run.put(Kind::Header(Header {
            version_info: Some(VersionInfo { producer: "0.31.0".into(), min_consumer: "0.31.0".into() }),
        }))?;
        let group = Some(settings.group.as_str()).filter(|group| !group.is_empty()).or(experiment);
        run.put(Kind::Run(Run {
            run_id: id.clone(),
            entity: settings.entity.clone(),
            project: settings.project.clone(),
            config: Some(Config { update: vec![item("_wandb", &json!({})), item("studio", &json!(studio()))] }),
            run_group: group.unwrap_or_default().to_owned(),
            job_type: "paint".into(),
            display_name: settings.name.clone(),
            tags: settings.tags.clone(),
            host: System::host_name().unwrap_or_default(),
            start_time: Some(timestamp(begun)),
        }))?;
        run.put(Kind::Environment(environment(device, begun, &id)))?;
        Ok(run)
    }

    /// Its directory, which `wandb sync` takes.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many pictures it holds.
    pub fn steps(&self) -> i64 {
        self.step
    }

    /// Writes a picture and its parameters as the next step.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn log(&mut self, tracked: &TrackedRun) -> Result<()> {
        let mut values: BTreeMap<String, Json> =
            tracked.parameters().map(|(name, value)| (name.to_owned(), value.json())).collect();
        self.configure(tracked)?;
        if let Some(picture) = &tracked.picture {
            let (path, digest) = self.media("images", "image", tracked.extension(), picture)?;
            let (width, height) = tracked.run.metadata.size;
            values.insert(
                "image".into(),
                json!({
                    "_type": "image-file", "path": path, "sha256": digest, "size": picture.len(), "width": width,
                    "height": height, "format": tracked.extension(), "caption": tracked.caption(),
                }),
            );
        }
        let columns = Parameter::ALL.into_iter().map(|parameter| parameter.of(&tracked.run).json());
        self.rows.push(columns.collect());
        values.insert("pictures".into(), json!(self.step + 1));
        values.insert("_timestamp".into(), json!(tracked.seconds()));
        self.step(values)
    }

    /// Ends the run: the table of prompts, and that it is over.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn finish(mut self, exit_code: i32) -> Result<()> {
        if !self.rows.is_empty() {
            let from = self.rows.len().saturating_sub(ROWS);
            let columns = Parameter::ALL.map(Parameter::name);
            let table = json!({ "columns": columns.as_slice(), "data": self.rows[from..] });
            let bytes = serde_json::to_vec(&table).map_err(StudioError::internal)?;
            let (path, digest) = self.media("table", "prompts", "table.json", &bytes)?;
            let table = json!({
                "_type": "table-file", "path": path, "sha256": digest, "size": bytes.len(), "ncols": columns.len(),
                "nrows": self.rows.len() - from,
            });
            let now = self.begun.elapsed().unwrap_or_default() + since_1970(self.begun);
            let values = [("prompts".to_owned(), table), ("_timestamp".into(), json!(now.as_secs_f64()))];
            self.step(values.into())?;
        }
        let runtime = self.runtime() as i32;
        self.put(Kind::Exit(Exit { exit_code, runtime }))?;
        self.put(Kind::Final(Empty {}))?;
        self.put(Kind::Footer(Empty {}))
    }

    /// A step of the history, which is the summary's latest too.
    fn step(&mut self, mut values: BTreeMap<String, Json>) -> Result<()> {
        values.insert("_step".into(), json!(self.step));
        values.insert("_runtime".into(), json!(self.runtime()));
        let items = |values: &BTreeMap<String, Json>| values.iter().map(|(key, value)| item(key, value)).collect();
        let step = Some(Step { num: self.step });
        self.put(Kind::History(History { item: items(&values), step }))?;
        self.summary.extend(values);
        let update = items(&self.summary);
        self.put(Kind::Summary(Summary { update }))?;
        self.step += 1;
        Ok(())
    }

    /// Keeps the configuration right: a setting's value, or its values where there are several.
    fn configure(&mut self, tracked: &TrackedRun) -> Result<()> {
        let mut update = Vec::new();
        for parameter in Parameter::ALL.into_iter().filter(|parameter| parameter.is_setting()) {
            let (name, value) = (parameter.name(), parameter.of(&tracked.run).json());
            let known = self.config.entry(name).or_default();
            if value.is_null() || known.contains(&value) || known.len() >= NAMED {
                continue;
            }
            known.push(value);
            update.push(item(name, &if let [one] = &known[..] { one.clone() } else { json!(known) }));
        }
        if update.is_empty() { Ok(()) } else { self.put(Kind::Config(Config { update })) }
    }

    /// Writes a file of the run's, under a name that no other has. Returns its path in `files` and its digest.
    fn media(&mut self, kind: &str, key: &str, extension: &str, bytes: &[u8]) -> Result<(String, String)> {
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("media/{kind}/{key}_{}_{}.{extension}", self.step, &digest[..20]);
        let file = self.folder.join("files").join(&path);
        let written = file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, bytes));
        written.map_err(|e| StudioError::io(Doing::Write, &file, &e))?;
        self.put(Kind::Files(Files { files: vec![FilesItem { path: path.clone() }] }))?;
        Ok((path, digest))
    }

    /// Seconds since it was begun.
    fn runtime(&self) -> f64 {
        self.begun.elapsed().unwrap_or_default().as_secs_f64()
    }

    fn put(&mut self, kind: Kind) -> Result<()> {
        self.records += 1;
        let record = Record { num: self.records, kind: Some(kind) };
        let written = self.log.append(&record.encode_to_vec());
        written.map_err(|e| StudioError::io(Doing::Write, &self.folder, &e))
    }
}

/// The studio's name and version.
fn studio() -> String {
    format!("Blue Rider {}", env!("CARGO_PKG_VERSION"))
}

fn item(key: &str, value: &Json) -> Item {
    Item { key: key.to_owned(), value_json: value.to_string() }
}

fn since_1970(time: SystemTime) -> std::time::Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

fn timestamp(time: SystemTime) -> Timestamp {
    let since = since_1970(time);
    Timestamp { seconds: since.as_secs() as i64, nanos: since.subsec_nanos() as i32 }
}

/// What is known of the machine.
fn environment(device: Option<&DeviceInfo>, begun: SystemTime, id: &str) -> Environment {
    let memory = System::new().ok().map(|mut system| {
        system.refresh_memory();
        Memory { total: system.total_memory() }
    });
    let logical = std::thread::available_parallelism().map_or(0, |count| count.get() as u32);
    let gpu = device.filter(|device| device.gpu);
    Environment {
        os: System::long_os_version().unwrap_or_default(),
        started_at: Some(timestamp(begun)),
        program: studio(),
        host: System::host_name().unwrap_or_default(),
        cpu_count: System::physical_core_count().map_or(logical, |count| count as u32),
        cpu_count_logical: logical,
        gpu_type: gpu.map(|device| device.name.clone()).unwrap_or_default(),
        gpu_count: u32::from(gpu.is_some()),
        memory,
        writer_id: id.to_owned(),
    }
}
