//! Files that are written whole or not at all, and read without losing what cannot be read.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;
use bluerider_engine::storage::{commit_new, temporary_beside, write_atomic};
use bluerider_engine::untrusted;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::studio::error::{Result, StudioCause, StudioError};

/// Writes `bytes` to `path` through a temporary file beside it, flushed to the disk before it takes the name.
///
/// # Errors
/// Where the folder cannot be made or written to, or the disk is full. The file at `path` is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_atomic(path, bytes).map_err(|e| StudioError::io(Doing::Write, path, &e))
}

/// Writes `bytes` to `path`, or to a like name with a number where that is taken; returns the name that it got.
///
/// # Errors
/// See [`write`].
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let put = || -> std::io::Result<PathBuf> {
        let mut file = temporary_beside(path)?;
        file.write_all(bytes)?;
        commit_new(file, path)
    };
    put().map_err(|e| StudioError::io(Doing::Write, path, &e))
}

/// Writes `value` as JSON.
///
/// # Errors
/// See [`write`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let text = serde_json::to_vec_pretty(value).map_err(StudioError::internal)?;
    write(path, &text)
}

/// Reads JSON; the default where there is no file. Of a file that can be understood in part what can is taken, the file
/// stays and a copy is kept; one that cannot be read at all is moved aside. Nothing that was kept before is written
/// over, and the error says where it is.
pub fn read_json<T: DeserializeOwned + Default>(path: &Path) -> (T, Option<StudioError>) {
    let bytes = match untrusted::read(path, untrusted::MOST_TEXT_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (T::default(), None),
        Err(error) => {
            // Perhaps it can be read another day; what is written from now on must not take its place.
            let moved = move_aside(path, &error);
            return (T::default(), Some(moved.unwrap_or_else(|| StudioError::io(Doing::Read, path, &error))));
        }
    };
    let error = match serde_json::from_slice(&bytes) {
        Ok(value) => return (value, None),
        Err(error) => error,
    };
    match salvage(&bytes) {
        Some((value, count)) => {
            let kept = copy_aside(path, &bytes);
            let told =
                kept.map(|aside| StudioCause::PartSetAside { path: path.to_owned(), aside, count }.detail(error));
            (value, Some(told.unwrap_or_else(|failed| failed)))
        }
        None => (T::default(), Some(move_aside(path, &error).unwrap_or_else(|| StudioError::internal(error)))),
    }
}

/// What can be understood of JSON, and how many of its entries were left out: those of lists one by one, and fields of
/// the outermost object. `None` where nothing can.
fn salvage<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, usize)> {
    let mut json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let mut left_out = 0;
    loop {
        match serde_path_to_error::deserialize::<_, T>(&json) {
            Ok(value) => return Some((value, left_out)),
            Err(error) => {
                let steps: Vec<Segment> = error.path().iter().cloned().collect();
                left_out += if cut(&mut json, &steps) { 1 } else { cut_fields::<T>(&mut json)? };
            }
        }
    }
}

/// Takes out the innermost list entry on a path, or else the outermost field.
fn cut(json: &mut serde_json::Value, steps: &[Segment]) -> bool {
    let entry = steps.iter().rposition(|step| matches!(step, Segment::Seq { .. }));
    let Some((last, way)) = steps[..entry.map_or(steps.len().min(1), |at| at + 1)].split_last() else { return false };
    let parent = way.iter().try_fold(json, |json, step| match step {
        Segment::Seq { index } => json.get_mut(index),
        Segment::Map { key } => json.get_mut(key),
        _ => None,
    });
    match (parent, last) {
        (Some(serde_json::Value::Array(list)), Segment::Seq { index }) if *index < list.len() => {
            list.remove(*index);
            true
        }
        (Some(serde_json::Value::Object(fields)), Segment::Map { key }) => fields.remove(key).is_some(),
        _ => false,
    }
}

/// Takes out the fields of an object that cannot be understood by themselves, and says how many; `None` where that is
/// none.
fn cut_fields<T: DeserializeOwned>(json: &mut serde_json::Value) -> Option<usize> {
    let fields = json.as_object_mut()?;
    let before = fields.len();
    fields.retain(|key, value| {
        let alone = serde_json::Map::from_iter([(key.clone(), value.clone())]);
        serde_json::from_value::<T>(alone.into()).is_ok()
    });
    Some(before - fields.len()).filter(|&count| count > 0)
}

/// Gives a file a name that says so, and that none has; what is to be said about it. `None` where it cannot be moved.
fn move_aside(path: &Path, why: &dyn Display) -> Option<StudioError> {
    let aside = aside(path).find(|aside| !aside.exists())?;
    std::fs::rename(path, &aside).inspect_err(|error| log::warn!("{}: {error}", path.display())).ok()?;
    Some(StudioCause::SetAside { path: path.to_owned(), aside }.detail(why))
}

/// Keeps a copy of a file that is read in part, where there is none yet.
fn copy_aside(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    for aside in aside(path) {
        if !aside.exists() {
            write(&aside, bytes)?;
            return Ok(aside);
        }
        if untrusted::read(&aside, untrusted::MOST_TEXT_FILE).is_ok_and(|kept| kept == bytes) {
            return Ok(aside);
        }
    }
    Err(StudioError::internal("there are too many files that could not be read"))
}

/// Names beside `path`: `queue.unreadable.json`, `queue.unreadable-2.json` …
fn aside(path: &Path) -> impl Iterator<Item = PathBuf> {
    /// So many are looked at before giving up.
    const MOST: usize = 10_000;
    let number = |number: usize| if number == 1 { String::new() } else { format!("-{number}") };
    (1..MOST).map(move |count| path.with_extension(format!("unreadable{}.json", number(count))))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::{aside, read_json};
    use crate::studio::error::StudioError;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Kept {
        on: bool,
        sizes: Vec<u8>,
    }

    fn read(text: &str) -> (Kept, Option<StudioError>, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("kept.json"), text).expect("a file");
        let (kept, error) = read_json(&folder.path().join("kept.json"));
        (kept, error, folder)
    }

    #[test]
    fn entries_that_cannot_be_understood_are_left_out_and_the_others_stay() {
        let (kept, error, folder) = read(r#"{"on": true, "sizes": [1, 300, 2, "three"]}"#);
        assert_eq!(kept, Kept { on: true, sizes: vec![1, 2] });
        assert!(error.is_some());
        let copy = std::fs::read_to_string(folder.path().join("kept.unreadable.json")).expect("a copy");
        assert!(copy.contains("three"));
        // Read again, it is the same file still, and one copy is enough.
        let (again, _) = read_json::<Kept>(&folder.path().join("kept.json"));
        assert_eq!((again, std::fs::read_dir(folder.path()).expect("a folder").count()), (kept, 2));
    }

    #[test]
    fn a_field_that_cannot_be_understood_leaves_the_others() {
        let (kept, error, _folder) = read(r#"{"on": "perhaps", "sizes": [1]}"#);
        assert_eq!(kept, Kept { on: false, sizes: vec![1] });
        assert!(error.is_some());
    }

    #[test]
    fn what_was_moved_aside_is_never_written_over() {
        let (kept, error, folder) = read("first");
        assert_eq!(kept, Kept::default());
        assert!(error.is_some());
        let file = folder.path().join("kept.json");
        for text in ["second", "third"] {
            std::fs::write(&file, text).expect("a file");
            read_json::<Kept>(&file).1.expect("an error");
        }
        let kept = aside(&file).take(3).map(|path| std::fs::read_to_string(path).expect("kept"));
        assert_eq!(kept.collect::<Vec<_>>(), ["first", "second", "third"]);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_an_empty_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("kept.json");
        // A folder in its place cannot be read by anyone, not even by root.
        std::fs::create_dir(&file).expect("a folder");
        assert!(read_json::<Kept>(&file).1.is_some());
        assert!(!file.exists() && aside(&file).next().is_some_and(|aside| aside.is_dir()));
    }
}
