//! The gallery's index: one SQLite file in the gallery's folder. It has what it says from the pictures, stars and
//! boards too, and can have it again; only jobs of which no picture came, and what is said of JPEG and WebP files, it
//! alone knows.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use bluerider_engine::error::EngineError;
use rusqlite::{Connection, OptionalExtension, Result, Row, Transaction, params, params_from_iter};

use super::EntryId;
use super::query::Condition;
use super::run::{Run, RunOutcome};
use crate::studio::picture_file::{BoardEdit, Boards, Metadata, Remark};

/// The file, hidden beside the pictures, so that stars move with them.
pub(super) const FILE: &str = ".gallery.sqlite";

/// Raised when the tables change, with a line that brings an index of before there.
const VERSION: i64 = 2;

const TABLES: &str = "
CREATE TABLE picture (
    id INTEGER PRIMARY KEY,          -- when it was painted, in microseconds since 1970
    name TEXT NOT NULL UNIQUE,       -- the file's, in the folder
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    negative TEXT NOT NULL,
    model TEXT,
    sampler TEXT,
    seed INTEGER,
    steps INTEGER,
    guidance REAL,
    metadata TEXT,                   -- all of it, as JSON
    star INTEGER NOT NULL DEFAULT 0,
    board TEXT,                      -- names of boards, between several of them char(31)
    binned INTEGER NOT NULL DEFAULT 0, -- 0 in the folder, 1 in the bin, 2 away: its file is not there now
    rating INTEGER,
    note TEXT NOT NULL DEFAULT '',
    experiment TEXT
);
CREATE INDEX shown ON picture (binned, id);
CREATE INDEX starred ON picture (id) WHERE star = 1;
CREATE INDEX boards ON picture (board) WHERE board IS NOT NULL;
CREATE VIRTUAL TABLE words USING fts5(
    prompt, negative, content = 'picture', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3'
);
CREATE TRIGGER picture_new AFTER INSERT ON picture BEGIN
    INSERT INTO words (rowid, prompt, negative) VALUES (new.id, new.prompt, new.negative);
END;
CREATE TRIGGER picture_gone AFTER DELETE ON picture BEGIN
    INSERT INTO words (words, rowid, prompt, negative) VALUES ('delete', old.id, old.prompt, old.negative);
END;
";

/// What came with version 2, beside the columns of `picture`.
const TABLES_2: &str = "
CREATE INDEX experiments ON picture (experiment) WHERE experiment IS NOT NULL;
-- Jobs that were stopped, or failed.
CREATE TABLE unpainted (
    id INTEGER PRIMARY KEY,          -- when it ended, in microseconds since 1970
    prompt TEXT NOT NULL,
    experiment TEXT,
    metadata TEXT NOT NULL,
    reason TEXT                      -- why it failed, as JSON; none where it was stopped
);
";

/// What is known from an index that could not be read whole, until the pictures are read again.
const SALVAGED: &str = "
CREATE TABLE IF NOT EXISTS salvaged (name TEXT PRIMARY KEY, star INTEGER, board TEXT, rating INTEGER, note TEXT);
";

/// From version 1 to 2.
const TO_2: &str = "
ALTER TABLE picture ADD COLUMN rating INTEGER;
ALTER TABLE picture ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE picture ADD COLUMN experiment TEXT;
";

/// What the index says of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Record {
    pub(super) id: EntryId,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) size: (usize, usize),
    pub(super) metadata: Option<Metadata>,
    pub(super) remark: Remark,
    pub(super) binned: bool,
}

/// An open index.
pub(super) struct Index {
    connection: Connection,
    /// Where the one of before lies, if it could not be read and this one was built in its place.
    pub(super) aside: Option<PathBuf>,
    /// Where a number was taken, the next one to try: a folder may hold thousands of files of one time.
    next: HashMap<i64, i64>,
}

impl Index {
    /// Opens the index of `folder`, or makes it. One that is broken, or of another version, is kept beside it and built
    /// anew, with the stars and boards that can still be read in it. Where the folder cannot be written to, the index
    /// lives in memory, until the studio is closed.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let file = folder.join(FILE);
        let made = std::fs::create_dir_all(folder);
        log::debug!("{}: {made:?}", folder.display());
        match Self::at(&file) {
            Ok(index) => return Ok(index),
            Err(error) if is_broken(&error) => {
                log::warn!("{}: {error}; it is built anew", file.display());
                if let Ok(index) = Self::anew(&file) {
                    return Ok(index);
                }
            }
            Err(error) => log::warn!("{}: {error}", file.display()),
        }
        Self::prepared(Connection::open_in_memory()?)
    }

    /// Sets the index at `file` aside and builds a new one, with what can still be read in the old one.
    fn anew(file: &Path) -> Result<Self> {
        let aside = set_aside(file);
        let mut index = Self::at(file)?;
        let salvaged = aside.as_deref().map_or(Ok(0), |aside| index.salvage(aside));
        log::warn!("of the old index, stars, boards and notes were read: {salvaged:?}");
        index.aside = aside;
        Ok(index)
    }

    /// Builds the index of `folder` anew, since a damage showed only when it was read.
    pub(super) fn rebuild(&mut self, folder: &Path) -> Result<()> {
        // A file that is open cannot be moved everywhere.
        *self = Self::prepared(Connection::open_in_memory()?)?;
        Self::anew(&folder.join(FILE)).map(|index| *self = index)
    }

    fn at(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // What is acknowledged is on the disk: of some files what is said of them is nowhere else.
        connection.pragma_update(None, "synchronous", "FULL")?;
        // A page that is damaged would fail each time that it is asked for, and never be mended.
        let sound: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(broken(sound));
        }
        Self::prepared(connection)
    }

    fn prepared(mut connection: Connection) -> Result<Self> {
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            let tables = connection.transaction()?;
            tables.execute_batch(TABLES)?;
            tables.execute_batch(TABLES_2)?;
            tables.pragma_update(None, "user_version", VERSION)?;
            tables.commit()?;
        } else if version == 1 {
            let tables = connection.transaction()?;
            tables.execute_batch(TO_2)?;
            tables.execute_batch(TABLES_2)?;
            tables.pragma_update(None, "user_version", VERSION)?;
            tables.commit()?;
        } else if version != VERSION {
            return Err(broken(format!("version {version} of the index, not {VERSION}")));
        }
        connection.execute_batch(SALVAGED)?;
        // The index came with the folder, from anywhere: what is no name could lead out of it. They are looked for
        // where names are in order, for whole rows of very many pictures take seconds.
        connection.execute(
            "DELETE FROM picture WHERE name IN (SELECT name FROM picture
             WHERE instr(name, '/') OR instr(name, char(92)) OR name IN ('', '.', '..'))",
            [],
        )?;
        Ok(Self { connection, aside: None, next: HashMap::new() })
    }

    /// Takes what can be read of stars, boards, ratings and notes from the index at `aside`. How many pictures had
    /// some.
    fn salvage(&mut self, aside: &Path) -> Result<usize> {
        let old = Connection::open(aside)?;
        let salvaging = self.connection.transaction()?;
        let mut count = 0;
        // From both ends, for reading stops at a page that is damaged. Older indices have no ratings.
        for (order, said) in ["", "DESC"].into_iter().flat_map(|order| [(order, "rating, note"), (order, "NULL, ''")]) {
            let Ok(mut marked) =
                old.prepare(&format!("SELECT name, star, board, {said} FROM picture ORDER BY id {order}"))
            else {
                continue;
            };
            let mut rows = marked.query([])?;
            while let Ok(Some(row)) = rows.next() {
                let (Ok(name), Ok(said)) = (row.get::<_, String>(0), marks(row)) else { continue };
                if said != Remark::default() {
                    count += salvaging.execute(
                        "INSERT OR IGNORE INTO salvaged (name, star, board, rating, note) VALUES (?, ?, ?, ?, ?)",
                        params![name, said.star, said.boards.column(), said.rating, said.note],
                    )?;
                }
            }
        }
        salvaging.commit()?;
        Ok(count)
    }

    /// True where it knows more pictures than `count`.
    pub(super) fn has_more_than(&self, count: u32) -> bool {
        self.connection.query_row("SELECT 1 FROM picture LIMIT 1 OFFSET ?", [count], |_| Ok(())).is_ok()
    }

    /// The names of all files in the folder, or of those in the bin, and how large they were when they were read.
    pub(super) fn known(&self, binned: bool) -> Result<HashMap<String, u64>> {
        let mut all = self.connection.prepare("SELECT name, bytes FROM picture WHERE binned = ?")?;
        all.query_map([binned], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?.collect()
    }

    /// Enters pictures, all or none of them. One whose number is taken gets the next one; one whose name is there is
    /// replaced, and keeps its star and its board.
    pub(super) fn add(&mut self, records: &[Record]) -> Result<()> {
        let adding = self.connection.transaction()?;
        for record in records {
            add(&adding, record, &mut self.next)?;
        }
        adding.commit()
    }

    /// Marks files that are not there: a disk that is away for a day takes no star along. Those that come back are
    /// entered anew, and have what they had.
    pub(super) fn mark_away(&mut self, names: &[String]) -> Result<()> {
        let marking = self.connection.transaction()?;
        for name in names {
            marking.execute("UPDATE picture SET binned = 2 WHERE name = ? AND binned = 0", [name])?;
        }
        marking.commit()
    }

    /// The numbers of all pictures that meet `condition`, newest first.
    pub(super) fn ids(&self, condition: &Condition) -> Result<Vec<EntryId>> {
        let sql = format!("SELECT id FROM picture WHERE {} ORDER BY id DESC", condition.sql);
        let mut all = self.connection.prepare(&sql)?;
        all.query_map(params_from_iter(&condition.values), |row| row.get(0).map(EntryId))?.collect()
    }

    /// Whether the tables and what finds their rows say the same, which opening does not look at: it takes too long.
    ///
    /// # Errors
    /// Where they do not.
    pub(super) fn check(&self) -> Result<()> {
        let sound: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if sound == "ok" { Ok(()) } else { Err(broken(sound)) }
    }

    /// What is known of these.
    pub(super) fn records(&self, ids: &[EntryId]) -> Result<Vec<Record>> {
        let mut one = self.connection.prepare_cached(
            "SELECT id, name, bytes, width, height, metadata, star, board, binned, rating, note FROM picture \
             WHERE id = ?",
        )?;
        let found = ids.iter().map(|id| one.query_row([id.0], record).optional());
        found.filter_map(Result::transpose).collect()
    }

    /// Boards and how many pictures are on each, by name.
    pub(super) fn boards(&self) -> Result<Vec<(String, usize)>> {
        let mut all = self
            .connection
            .prepare("SELECT board, count(*) FROM picture WHERE board IS NOT NULL AND binned = 0 GROUP BY board")?;
        let mut counts = BTreeMap::new();
        // Pictures that are on the same boards come together.
        for row in all.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as usize)))? {
            let (boards, count) = row?;
            for board in Boards::of_column(Some(&boards)).iter() {
                *counts.entry(board.to_owned()).or_default() += count;
            }
        }
        Ok(counts.into_iter().collect())
    }

    /// How many pictures are in the bin.
    pub(super) fn binned(&self) -> Result<usize> {
        let count: i64 =
            self.connection.query_row("SELECT count(*) FROM picture WHERE binned = 1", [], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// Experiments and how many pictures belong to each, by name.
    pub(super) fn experiments(&self) -> Result<Vec<(String, usize)>> {
        let mut all = self.connection.prepare(
            "SELECT experiment, count(*) FROM picture WHERE experiment IS NOT NULL AND binned = 0 GROUP BY experiment \
             ORDER BY max(id) DESC",
        )?;
        all.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as usize)))?.collect()
    }

    /// Pictures that meet `condition`, as runs, newest first; those alone that say how they were painted.
    pub(super) fn runs(&self, condition: &Condition) -> Result<Vec<Run>> {
        let sql = format!(
            "SELECT id, name, metadata, rating, note FROM picture WHERE metadata IS NOT NULL AND {} ORDER BY id DESC",
            condition.sql
        );
        let mut all = self.connection.prepare(&sql)?;
        let run = |row: &Row<'_>| {
            let metadata: String = row.get(2)?;
            Ok(serde_json::from_str(&metadata).ok().map(|metadata| Run {
                id: EntryId(row.get(0).unwrap_or_default()),
                file: row.get(1).ok(),
                metadata,
                remark: Remark {
                    rating: row.get(3).ok().flatten(),
                    note: row.get(4).unwrap_or_default(),
                    ..Remark::default()
                },
                outcome: RunOutcome::Painted,
            }))
        };
        all.query_map(params_from_iter(&condition.values), run)?.filter_map(Result::transpose).collect()
    }

    /// Jobs of which no picture came; of one experiment, or of all.
    pub(super) fn unpainted(&self, experiment: Option<&str>) -> Result<Vec<Run>> {
        let mut all = self.connection.prepare(
            "SELECT id, metadata, reason FROM unpainted WHERE ?1 IS NULL OR experiment = ?1 ORDER BY id DESC",
        )?;
        let run = |row: &Row<'_>| {
            let (metadata, reason): (String, Option<String>) = (row.get(1)?, row.get(2)?);
            Ok(serde_json::from_str(&metadata).ok().map(|metadata| Run {
                id: EntryId(row.get(0).unwrap_or_default()),
                file: None,
                metadata,
                remark: Remark::default(),
                outcome: reason.map_or(RunOutcome::Stopped, |reason| failed(&reason)),
            }))
        };
        all.query_map([experiment], run)?.filter_map(Result::transpose).collect()
    }

    /// Enters a job of which no picture came.
    pub(super) fn add_unpainted(&mut self, run: &Run) -> Result<()> {
        let reason = match &run.outcome {
            RunOutcome::Failed(error) => serde_json::to_string(error).ok(),
            RunOutcome::Painted | RunOutcome::Stopped => None,
        };
        let metadata = serde_json::to_string(&run.metadata).unwrap_or_default();
        self.connection.execute(
            "INSERT OR IGNORE INTO unpainted (id, prompt, experiment, metadata, reason) VALUES (?, ?, ?, ?, ?)",
            params![run.id.0, run.metadata.prompt, run.metadata.experiment(), metadata, reason],
        )?;
        Ok(())
    }

    /// What the artist says of a picture, in a file of so many bytes.
    pub(super) fn remark(&mut self, id: EntryId, remark: &Remark, bytes: u64) -> Result<()> {
        self.each(&[id], |one, id| {
            let set = "UPDATE picture SET rating = ?, note = ?, bytes = ? WHERE id = ?";
            one.execute(set, params![remark.rating, remark.note, bytes as i64, id.0])
        })
    }

    /// Gives pictures a star, or takes it.
    pub(super) fn star(&mut self, ids: &[EntryId], star: bool) -> Result<()> {
        self.each(ids, |one, id| one.execute("UPDATE picture SET star = ? WHERE id = ?", params![star, id.0]))
    }

    /// Changes the boards of pictures.
    pub(super) fn boards_of(&mut self, ids: &[EntryId], edit: &BoardEdit) -> Result<()> {
        self.each(ids, |one, id| {
            let column = one
                .query_row("SELECT board FROM picture WHERE id = ?", [id.0], |row| row.get::<_, Option<String>>(0))
                .optional()?;
            let mut boards = Boards::of_column(column.flatten().as_deref());
            boards.edit(edit);
            one.execute("UPDATE picture SET board = ? WHERE id = ?", params![boards.column(), id.0])
        })
    }

    /// A picture lies in the bin now, or no longer, under this name.
    pub(super) fn moved(&mut self, id: EntryId, name: &str, binned: bool) -> Result<()> {
        self.each(&[id], |one, id| {
            one.execute("UPDATE picture SET binned = ?, name = ? WHERE id = ?", params![binned, name, id.0])
        })
    }

    /// Forgets pictures for good.
    pub(super) fn remove(&mut self, ids: &[EntryId]) -> Result<()> {
        self.each(ids, |one, id| one.execute("DELETE FROM picture WHERE id = ?", [id.0]))
    }

    fn each(&mut self, ids: &[EntryId], change: impl Fn(&Transaction<'_>, EntryId) -> Result<usize>) -> Result<()> {
        let changing = self.connection.transaction()?;
        for &id in ids {
            change(&changing, id)?;
        }
        changing.commit()
    }
}

fn add(adding: &Transaction<'_>, record: &Record, next: &mut HashMap<i64, i64>) -> Result<()> {
    // What changed is another picture, under another number: nobody who holds the old one takes it for the new one. A
    // file that comes back as it was has all that was said of it, another one in its place the star and the board.
    let mut id = record.id.0;
    let old: Option<(i64, i64, Remark)> = adding
        .query_row(
            "SELECT name, star, board, rating, note, id, bytes FROM picture WHERE name = ?",
            [&record.name],
            |row| Ok((row.get(5)?, row.get(6)?, marks(row)?)),
        )
        .optional()?;
    let old = match old {
        Some((old, bytes, said)) => {
            adding.execute("DELETE FROM picture WHERE id = ?", [old])?;
            let same = bytes == record.bytes as i64;
            if same { said } else { Remark { rating: None, note: String::new(), ..said } }
        }
        None => Remark::default(),
    };
    let salvaged = adding
        .query_row("SELECT name, star, board, rating, note FROM salvaged WHERE name = ?", [&record.name], marks)
        .optional()?
        .unwrap_or_default();
    adding.execute("DELETE FROM salvaged WHERE name = ?", [&record.name])?;
    let remark = record.remark.clone().or(old).or(salvaged);
    let taken = |id: i64| adding.query_row("SELECT 1 FROM picture WHERE id = ?", [id], |_| Ok(())).optional();
    if taken(id)?.is_some() {
        id = next.get(&record.id.0).copied().unwrap_or(id + 1);
        while taken(id)?.is_some() {
            id += 1;
        }
        next.insert(record.id.0, id + 1);
    }
    let said = record.metadata.as_ref();
    let json = said.and_then(|said| serde_json::to_string(said).ok());
    let mut new = adding.prepare_cached(
        "INSERT INTO picture (id, name, bytes, width, height, prompt, negative, model, sampler, seed, steps, guidance, \
         metadata, star, board, binned, rating, note, experiment) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    new.execute(params![
        id,
        record.name,
        record.bytes as i64,
        record.size.0 as i64,
        record.size.1 as i64,
        said.map_or("", |said| &said.prompt),
        said.map_or("", |said| &said.negative),
        said.and_then(|said| said.model.as_deref()),
        said.and_then(|said| said.sampler.as_deref()),
        said.and_then(|said| said.seed).map(|seed| seed as i64),
        said.and_then(|said| said.steps).map(|steps| steps as i64),
        said.and_then(|said| said.guidance),
        json,
        remark.star,
        remark.boards.column(),
        record.binned,
        remark.rating,
        remark.note,
        said.and_then(Metadata::experiment),
    ])?;
    Ok(())
}

fn record(row: &Row<'_>) -> Result<Record> {
    let metadata: Option<String> = row.get(5)?;
    // A bit that is wrong in a text is none of SQLite's concern.
    let metadata = metadata.map(|json| serde_json::from_str(&json)).transpose();
    Ok(Record {
        id: EntryId(row.get(0)?),
        name: row.get(1)?,
        bytes: row.get::<_, i64>(2)? as u64,
        size: (row.get::<_, i64>(3)? as usize, row.get::<_, i64>(4)? as usize),
        metadata: metadata.map_err(|error| broken(error.to_string()))?,
        binned: row.get(8)?,
        remark: Remark { rating: row.get(9)?, note: row.get(10)?, star: row.get(6)?, boards: boards(row, 7)? },
    })
}

/// What is said of a picture, from the columns behind its name.
fn marks(row: &Row<'_>) -> Result<Remark> {
    Ok(Remark { star: row.get(1)?, boards: boards(row, 2)?, rating: row.get(3)?, note: row.get(4)? })
}

/// The boards in a column.
fn boards(row: &Row<'_>, column: usize) -> Result<Boards> {
    Ok(Boards::of_column(row.get::<_, Option<String>>(column)?.as_deref()))
}

/// Why a job failed; what another version wrote may not be understood.
fn failed(reason: &str) -> RunOutcome {
    let error = serde_json::from_str(reason).unwrap_or_else(|_| EngineError::internal(reason));
    RunOutcome::Failed(Box::new(error))
}

/// An index that is there and cannot be used.
fn broken(what: String) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), Some(what))
}

/// True where the file is there and is no index that can be read, or what it says is nothing that was written.
pub(super) fn is_broken(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    let value = matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    );
    value || matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

/// Keeps a broken index under another name, never deleting an older one that was kept so. Where it is then.
fn set_aside(file: &Path) -> Option<PathBuf> {
    let with = |path: &Path, end: &str| {
        let mut path = path.as_os_str().to_owned();
        path.push(end);
        PathBuf::from(path)
    };
    let free = (1..).map(|number| with(file, &format!(".unreadable-{number}"))).find(|path| !path.exists())?;
    for end in ["", "-wal", "-shm"] {
        let moved = std::fs::rename(with(file, end), with(&free, end));
        log::debug!("{}{end}: {moved:?}", file.display());
    }
    Some(free)
}
