//! The zip archive around a pickle.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipLocator};

use super::{MOST_BYTES, MOST_ENTRIES, Refusal, Result};
use crate::files::Bytes;

/// What `byteorder` says where numbers are as they are read here.
const BYTE_ORDER: &[u8] = b"little";

/// True where a file begins as a zip archive does, whatever its name.
pub(in crate::checkpoint) fn is_archive(file: &Bytes) -> bool {
    file.part(0..4).is_ok_and(|start| start.as_ref() == b"PK\x03\x04")
}

/// A file, read where the archive's reader asks.
struct Reader<'a>(&'a Bytes);

impl ReaderAt for Reader<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.0.length());
        let end = self.0.length().min(start.saturating_add(buffer.len()));
        let bytes = self.0.part(start..end)?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

/// Where a storage lies in its file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    /// The checksum of all of it; 0 where the file was written without.
    pub(super) crc: u32,
}

/// An archive whose entries are known.
pub(super) struct Archive {
    pickle: Cow<'static, [u8]>,
    storages: HashMap<String, Place>,
    /// Bytes of the file.
    length: usize,
}

impl Archive {
    /// Reads the directory of `file`.
    pub(super) fn open(file: &Bytes) -> Result<Self> {
        if !is_archive(file) {
            return Err(Refusal::new("it is not a zip archive, as torch.save writes them since version 1.6"));
        }
        let broken = |error: rawzip::Error| Refusal::new(format!("its archive is damaged: {error}"));
        let unread = |error: std::io::Error| Refusal::new(format!("it cannot be read: {error}"));
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipLocator::new().locate_in_reader(Reader(file), &mut buffer, file.length() as u64);
        let archive = archive.map_err(|(_, error)| broken(error))?;
        let (mut pickle, mut storages, mut number) = (None, HashMap::new(), 0);
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(broken)? {
            number += 1;
            if number > MOST_ENTRIES {
                return Err(Refusal::new(format!("it has more than {MOST_ENTRIES} entries")));
            }
            let name = name(entry.file_path().as_bytes())?;
            if entry.compression_method() != CompressionMethod::STORE || entry.flags().is_encrypted() {
                return Err(Refusal::new(format!(
                    "the entry {name} is compressed or locked, which no checkpoint's is"
                )));
            }
            let (from, to) = archive.get_entry(entry.wayfinder()).map_err(broken)?.compressed_data_range();
            let range = usize::try_from(from).ok().zip(usize::try_from(to).ok()).map(|(from, to)| from..to);
            let range = range.filter(|range| range.end <= file.length() && range.start <= range.end);
            let Some(range) = range else {
                return Err(Refusal::new(format!("the entry {name} reaches past the file")));
            };
            // The folder around all entries has any name.
            let within = name.split_once('/').map_or(name, |(_, within)| within);
            let known = match within.strip_prefix("data/") {
                Some(key) => storages.insert(key.to_owned(), Place { range, crc: entry.crc32() }).is_some(),
                None if within == "data.pkl" => pickle.replace(range).is_some(),
                None if within == "byteorder" && range.len() > BYTE_ORDER.len() => {
                    return Err(Refusal::new("the order of its bytes is none"));
                }
                None if within == "byteorder" && file.part(range.clone()).map_err(unread)?.as_ref() != BYTE_ORDER => {
                    return Err(Refusal::new("its numbers are big-endian"));
                }
                None => false,
            };
            if known {
                return Err(Refusal::new(format!("the entry {name} is there twice")));
            }
        }
        let Some(pickle) = pickle else { return Err(Refusal::new("there is no data.pkl in it")) };
        if pickle.len() > MOST_BYTES {
            return Err(Refusal::new(format!("its pickle of {} bytes is too long", pickle.len())));
        }
        Ok(Self { pickle: file.part(pickle).map_err(unread)?, storages, length: file.length() })
    }

    /// The pickle.
    pub(super) fn pickle(&self) -> &[u8] {
        &self.pickle
    }

    /// Bytes of the file.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Where the storage `key` lies.
    pub(super) fn storage(&self, key: &str) -> Result<&Place> {
        self.storages.get(key).ok_or_else(|| Refusal::new(format!("the storage {key} is missing")))
    }
}

/// The name of an entry, which stays within the archive.
fn name(bytes: &[u8]) -> Result<&str> {
    let name = std::str::from_utf8(bytes).map_err(|_| Refusal::new("an entry has a name that is no text"))?;
    let leads_out =
        name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['/', '\\']) || name.contains(':');
    if leads_out {
        return Err(Refusal::new(format!("the entry {name} has a name that leads out of the archive")));
    }
    Ok(name)
}
