//! Thumbnails: made on threads of their own, what is in view first, and kept in the cache folder.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bluerider_engine::protocol::Picture;
use bluerider_engine::worker::Wake;
use crossbeam_channel::{Receiver, Sender, unbounded};
use image::codecs::jpeg::JpegEncoder;
use rusqlite::{Connection, OptionalExtension, params};

use super::EntryId;
use crate::studio::{background, picture_file};

/// Longest side of a thumbnail in pixels.
const THUMBNAIL: usize = 192;

/// Threads that make them; they wait for the disk as much as they compute.
const THREADS: usize = 2;
/// Quality of those that are kept, of 100.
const QUALITY: u8 = 80;
/// How many are kept.
const KEPT: i64 = 50_000;

/// A thumbnail that somebody looks at.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) id: EntryId,
    pub(super) path: PathBuf,
    /// Bytes of the file: a changed file is made anew.
    pub(super) bytes: u64,
}

/// What waits to be made, the next last; and what is being made.
#[derive(Default)]
struct Waiting {
    wants: Vec<Want>,
    making: HashSet<EntryId>,
    closed: bool,
}

#[derive(Default)]
struct Desk {
    waiting: Mutex<Waiting>,
    bell: Condvar,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next one to make; `None` where the gallery is closed.
    fn next(&self) -> Option<Want> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(want) = waiting.wants.pop() {
                waiting.making.insert(want.id);
                return Some(want);
            }
            waiting = self.bell.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The threads' end that the gallery holds.
pub(super) struct Thumbnails {
    desk: Arc<Desk>,
    made: Receiver<(EntryId, Option<Picture>)>,
}

impl Thumbnails {
    /// Starts the threads. What they make is kept under `cache`.
    pub(super) fn start(cache: &Path, wake: &Wake) -> Self {
        let desk = Arc::new(Desk::default());
        let (outbox, made) = unbounded();
        for _ in 0..THREADS {
            let (desk, outbox, wake) = (Arc::clone(&desk), outbox.clone(), Arc::clone(wake));
            let file = cache.join("thumbnails.sqlite");
            let open = {
                let wake = Arc::clone(&wake);
                move || make(&desk, &Kept::open(&file), &outbox, &wake)
            };
            let work = move || background::supervised(&wake, &open);
            if let Err(error) = std::thread::Builder::new().name("thumbnails".into()).spawn(work) {
                log::error!("no thread for thumbnails: {error}");
            }
        }
        Self { desk, made }
    }

    /// These are in view now, the most wanted first. What waited before and is not among them is not made.
    pub(super) fn want(&self, wants: Vec<Want>) {
        let mut waiting = self.desk.lock();
        let Waiting { wants: old, making, .. } = &mut *waiting;
        // One may be in view in several places.
        let mut seen = HashSet::new();
        let new = |want: &Want| !making.contains(&want.id) && seen.insert(want.id);
        *old = wants.into_iter().filter(new).collect();
        old.reverse();
        if !old.is_empty() {
            self.desk.bell.notify_all();
        }
    }

    /// Those that were made; `None` for a file that is no picture.
    pub(super) fn made(&self) -> Vec<(EntryId, Option<Picture>)> {
        let made: Vec<_> = self.made.try_iter().collect();
        if !made.is_empty() {
            let mut waiting = self.desk.lock();
            made.iter().for_each(|(id, _)| _ = waiting.making.remove(id));
        }
        made
    }
}

impl Drop for Thumbnails {
    fn drop(&mut self) {
        self.desk.lock().closed = true;
        self.desk.bell.notify_all();
    }
}

fn make(desk: &Desk, kept: &Kept, outbox: &Sender<(EntryId, Option<Picture>)>, wake: &Wake) {
    while let Some(want) = desk.next() {
        let picture = kept.get(&want).or_else(|| {
            let whole = picture_file::read_picture(&want.path);
            let small = shrink(&whole.inspect_err(|e| log::info!("{e}")).ok()?);
            kept.keep(&want, &small);
            Some(small)
        });
        if outbox.send((want.id, picture)).is_err() {
            return;
        }
        wake();
    }
}

/// Thumbnails on the disk. Without a disk that can be written to they are made anew each time.
struct Kept(Option<Connection>);

impl Kept {
    fn open(file: &Path) -> Self {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open(file)?;
            connection.busy_timeout(std::time::Duration::from_secs(2))?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            // They can be made again.
            connection.pragma_update(None, "synchronous", "OFF")?;
            connection.execute_batch(
                "CREATE TABLE IF NOT EXISTS thumbnail (path TEXT PRIMARY KEY, bytes INTEGER, jpeg BLOB)",
            )?;
            let old = "DELETE FROM thumbnail WHERE rowid <= (SELECT max(rowid) FROM thumbnail) - ?";
            connection.execute(old, [KEPT])?;
            Ok(connection)
        };
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        log::debug!("the folder for thumbnails: {folder:?}");
        Self(open().inspect_err(|e| log::warn!("thumbnails are not kept: {e}")).ok())
    }

    fn get(&self, want: &Want) -> Option<Picture> {
        let mut find =
            self.0.as_ref()?.prepare_cached("SELECT jpeg FROM thumbnail WHERE path = ? AND bytes = ?").ok()?;
        let path = want.path.to_string_lossy();
        let jpeg: Vec<u8> = find.query_row(params![path, want.bytes as i64], |row| row.get(0)).optional().ok()??;
        let small = image::load_from_memory(&jpeg).ok()?.into_rgb8();
        let (width, height) = (small.width() as usize, small.height() as usize);
        Some(Picture { width, height, pixels: Arc::from(small.into_raw()) })
    }

    fn keep(&self, want: &Want, small: &Picture) {
        let Some(connection) = &self.0 else { return };
        let mut jpeg = Cursor::new(Vec::new());
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        let (width, height) = (small.width as u32, small.height as u32);
        let encoded = encoder.encode(&small.pixels, width, height, image::ExtendedColorType::Rgb8);
        let path = want.path.to_string_lossy();
        let kept = encoded.map_err(|e| e.to_string()).and_then(|()| {
            let put = "INSERT OR REPLACE INTO thumbnail (path, bytes, jpeg) VALUES (?, ?, ?)";
            let mut put = connection.prepare_cached(put).map_err(|e| e.to_string())?;
            put.execute(params![path, want.bytes as i64, jpeg.into_inner()]).map_err(|e| e.to_string())
        });
        if let Err(error) = kept {
            log::info!("a thumbnail was not kept: {error}");
        }
    }
}

/// A version of the picture that is small enough for a list of many: 192 pixels on its longer side at most.
pub fn shrink(picture: &Picture) -> Picture {
    let (width, height) = (picture.width, picture.height);
    let longest = width.max(height);
    let buffer = image::RgbImage::from_raw(width as u32, height as u32, picture.pixels.to_vec());
    match buffer {
        Some(buffer) if longest > THUMBNAIL => {
            let side = |n: usize| (n * THUMBNAIL / longest).max(1) as u32;
            let small = image::imageops::thumbnail(&buffer, side(width), side(height));
            let (width, height) = (small.width() as usize, small.height() as usize);
            Picture { width, height, pixels: Arc::from(small.into_raw()) }
        }
        _ => picture.clone(),
    }
}
