//! Trackio: an SQLite file for each project, and pictures in folders beside it.
//!
//! Its tables are Trackio's own; a file of another version is refused before anything is written. Reference:
//! `sqlite_storage.py` and `media/` of the `trackio` package, version 0.43.

use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;
use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json, json};

use super::picture::TrackedRun;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::experiments::parameter::{Parameter, moment};

/// The version of the tables that are written.
const VERSION: i64 = 2;

/// The two tables that are written, as Trackio makes them. It adds its others when it opens the file.
const TABLES: &str = "
CREATE TABLE metrics (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    run_name TEXT NOT NULL,
    step INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    log_id TEXT,
    space_id TEXT
);
CREATE TABLE configs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    run_name TEXT NOT NULL,
    config TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE(run_id)
);
";

/// A run that is being written.
pub struct TrackioRun {
    file: PathBuf,
    connection: Connection,
    media: PathBuf,
    project: String,
    name: String,
    id: String,
    step: i64,
}

impl TrackioRun {
    /// Begins a run called `name` in `project`; `folder` is Trackio's, as [`folder_of_system`] says.
    ///
    /// # Errors
    /// Where the file cannot be opened or written, or has other tables than are known.
    pub fn begin(folder: &Path, project: &str, name: &str) -> Result<Self> {
        let project = canonical(project);
        let file = folder.join(format!("{project}.db"));
        std::fs::create_dir_all(folder).map_err(|e| StudioError::io(Doing::Write, folder, &e))?;
        let connection = Connection::open(&file).map_err(|e| failed(&file, e))?;
        prepare(&connection, &file)?;
        let id: String = std::iter::repeat_with(|| fastrand::digit(16)).take(32).collect();
        let media = folder.join("media");
        let run = Self { connection, media, project, name: name.to_owned(), id, step: 0, file };
        let config = json!({
            "studio": format!("Blue Rider {}", env!("CARGO_PKG_VERSION")),
            "_Created": moment(crate::studio::picture_file::micros(std::time::SystemTime::now())),
        });
        let new = "INSERT INTO configs (run_id, run_name, config, created_at) VALUES (?, ?, ?, ?)";
        let values = params![run.id, run.name, config.to_string(), config["_Created"].as_str()];
        run.connection.execute(new, values).map_err(|e| failed(&run.file, e))?;
        Ok(run)
    }

    /// Its file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Writes a picture and its parameters as the next step.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub fn log(&mut self, tracked: &TrackedRun) -> Result<()> {
        let mut metrics: Map<String, Json> =
            tracked.parameters().map(|(name, value)| (name.to_owned(), value.json())).collect();
        if let Some(picture) = &tracked.picture {
            let name = format!("{:016x}.{}", tracked.run.id.0, tracked.extension());
            // The run's number and not its name, which may hold any sign.
            let path = PathBuf::from(&self.project).join(&self.id).join(self.step.to_string()).join(name);
            let whole = self.media.join(&path);
            let made = whole.parent().map_or(Ok(()), std::fs::create_dir_all);
            let written = made.and_then(|()| std::fs::write(&whole, picture));
            written.map_err(|e| StudioError::io(Doing::Write, &whole, &e))?;
            let image = json!({ "_type": "trackio.image", "file_path": path, "caption": tracked.caption() });
            metrics.insert("image".into(), image);
        }
        let painted = Parameter::Painted.of(&tracked.run).to_string();
        let new = "INSERT INTO metrics (run_id, timestamp, run_name, step, metrics) VALUES (?, ?, ?, ?, ?)";
        let values = params![self.id, painted, self.name, self.step, Json::from(metrics).to_string()];
        self.connection.execute(new, values).map_err(|e| failed(&self.file, e))?;
        self.step += 1;
        Ok(())
    }
}

/// Trackio's folder: what `TRACKIO_DIR` says, or the one in Hugging Face's.
pub fn folder_of_system(hub: &Path) -> PathBuf {
    let said = std::env::var_os("TRACKIO_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    said.unwrap_or_else(|| hub.parent().unwrap_or(hub).join("trackio"))
}

/// A project's name on the disk: letters, digits, `-` and `_` of it.
fn canonical(project: &str) -> String {
    let name: String = project.chars().filter(|c| c.is_alphanumeric() || ['-', '_'].contains(c)).collect();
    if name.is_empty() { "default".to_owned() } else { name }
}

/// Makes the tables of a new file, and refuses one whose tables cannot be written to.
fn prepare(connection: &Connection, file: &Path) -> Result<()> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|e| failed(file, e));
    let (tables, version) = (number("SELECT count(*) FROM sqlite_schema")?, number("PRAGMA user_version")?);
    if tables == 0 {
        let made = connection.execute_batch(TABLES);
        return made
            .and_then(|()| connection.pragma_update(None, "user_version", VERSION))
            .map_err(|e| failed(file, e));
    }
    for (table, written) in [
        ("metrics", &["run_id", "timestamp", "run_name", "step", "metrics"][..]),
        ("configs", &["run_id", "run_name", "config", "created_at"]),
    ] {
        let columns = || -> rusqlite::Result<Vec<(String, bool)>> {
            let mut all = connection
                .prepare("SELECT name, \"notnull\" AND dflt_value IS NULL AND NOT pk FROM pragma_table_info(?)")?;
            all.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        let columns = columns().map_err(|e| failed(file, e))?;
        let there = written.iter().all(|name| columns.iter().any(|(column, _)| column == name));
        // One that must be given and is not known.
        let more = columns.iter().any(|(column, needed)| *needed && !written.contains(&column.as_str()));
        if !there || more || version > VERSION {
            let detail = format!("version {version}, {table}: {columns:?}");
            return Err(StudioCause::TrackioSchema { path: file.to_owned() }.detail(detail));
        }
    }
    Ok(())
}

fn failed(file: &Path, error: rusqlite::Error) -> StudioError {
    StudioError::io(Doing::Write, file, &std::io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::{TrackioRun, canonical};

    #[test]
    fn names_on_the_disk_are_trackios() {
        for (project, name) in [("my.model", "mymodel"), ("синий всадник", "синийвсадник"), ("../..", "default")]
        {
            assert_eq!(canonical(project), name);
        }
    }

    #[test]
    fn a_file_with_other_tables_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, sql) in [
            ("other", "CREATE TABLE pictures (id INTEGER)"),
            ("old", "CREATE TABLE metrics (id INTEGER, timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT)"),
            ("new", "PRAGMA user_version = 9; CREATE TABLE metrics (id INTEGER)"),
        ] {
            let file = folder.path().join(format!("{name}.db"));
            rusqlite::Connection::open(&file).and_then(|new| new.execute_batch(sql)).expect("a file");
            let before = std::fs::read(&file).expect("bytes");
            assert!(TrackioRun::begin(folder.path(), name, "run").is_err(), "{name}");
            assert_eq!(std::fs::read(&file).expect("bytes"), before, "{name}");
        }
        assert!(TrackioRun::begin(folder.path(), "fresh", "run").is_ok());
        assert!(TrackioRun::begin(folder.path(), "fresh", "another").is_ok());
    }
}
