//! The zip archive around a pickle.

use std::collections::HashMap;
use std::ops::Range;

use rawzip::{CompressionMethod, ZipArchive};

use super::{MOST_BYTES, MOST_ENTRIES, Refusal, Result};

/// True where a file begins as a zip archive does, whatever its name.
pub(in crate::checkpoint) fn is_archive(file: &[u8]) -> bool {
    file.starts_with(b"PK\x03\x04")
}

/// Where a storage lies in its file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    /// The checksum of all of it; 0 where the file was written without.
    pub(super) crc: u32,
}

/// An archive whose entries are known.
pub(super) struct Archive<'a> {
    pickle: &'a [u8],
    storages: HashMap<String, Place>,
}

impl<'a> Archive<'a> {
    /// Reads the directory of `file`.
    pub(super) fn open(file: &'a [u8]) -> Result<Self> {
        if !is_archive(file) {
            return Err(Refusal::new("it is not a zip archive, as torch.save writes them since version 1.6"));
        }
        let broken = |error: rawzip::Error| Refusal::new(format!("its archive is damaged: {error}"));
        let archive = ZipArchive::from_slice(file).map_err(broken)?;
        let (mut pickle, mut storages) = (None, HashMap::new());
        for (number, entry) in archive.entries().enumerate() {
            let entry = entry.map_err(broken)?;
            if number == MOST_ENTRIES {
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
            let range = range.filter(|range| range.end <= file.len() && range.start <= range.end);
            let Some(range) = range else {
                return Err(Refusal::new(format!("the entry {name} reaches past the file")));
            };
            // The folder around all entries has any name.
            let within = name.split_once('/').map_or(name, |(_, within)| within);
            let known = match within.strip_prefix("data/") {
                Some(key) => storages.insert(key.to_owned(), Place { range, crc: entry.crc32() }).is_some(),
                None if within == "data.pkl" => pickle.replace(range).is_some(),
                None if within == "byteorder" && &file[range] != b"little" => {
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
        Ok(Self { pickle: &file[pickle], storages })
    }

    /// The pickle.
    pub(super) fn pickle(&self) -> &'a [u8] {
        self.pickle
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
