//! The transaction log of Weights & Biases: records in LevelDB's log format.
//!
//! A file has a header of seven bytes, then blocks of 32 KiB that are counted from the file's start. A record lies in
//! one chunk, or in a first, middle ones and a last where it crosses blocks. A chunk has a sum, a length and a kind
//! before its bytes. The sum is the CRC-32 of zlib over the kind and the bytes, and not LevelDB's masked CRC-32C: so no
//! crate for LevelDB's logs reads or writes it. Reference: the writer of the `wandb` client, whose vector the test has,
//! and <https://github.com/google/leveldb/blob/main/doc/log_format.md>.

use std::io::{Result, Write};

const BLOCK: usize = 32 << 10;
/// Sum, length and kind.
const CHUNK_HEADER: usize = 7;
/// `:W&B`, a magic number, and version 0.
const FILE_HEADER: [u8; 7] = [b':', b'W', b'&', b'B', 0xe1, 0xbe, 0];

/// Writes records. Each is handed over whole, so that a log whose writer was killed lacks at most its last one.
pub(super) struct LogWriter<W> {
    to: W,
    /// Bytes of the block that are written.
    filled: usize,
}

impl<W: Write> LogWriter<W> {
    /// Begins a log.
    ///
    /// # Errors
    /// Where it cannot be written to.
    pub(super) fn new(mut to: W) -> Result<Self> {
        to.write_all(&FILE_HEADER)?;
        Ok(Self { to, filled: FILE_HEADER.len() })
    }

    /// Appends a record.
    ///
    /// # Errors
    /// Where it cannot be written; the log then ends with a part of it, which readers leave out.
    pub(super) fn append(&mut self, record: &[u8]) -> Result<()> {
        let mut bytes = Vec::with_capacity(record.len() + CHUNK_HEADER);
        let mut rest = record;
        let mut first = true;
        let mut filled = self.filled;
        loop {
            if BLOCK - filled < CHUNK_HEADER {
                // No chunk fits behind that.
                bytes.resize(bytes.len() + BLOCK - filled, 0);
                filled = 0;
            }
            let (chunk, after) = rest.split_at(rest.len().min(BLOCK - filled - CHUNK_HEADER));
            let kind: u8 = match (first, after.is_empty()) {
                (true, true) => 1,
                (true, false) => 2,
                (false, false) => 3,
                (false, true) => 4,
            };
            let mut sum = crc32fast::Hasher::new();
            sum.update(&[kind]);
            sum.update(chunk);
            bytes.extend(sum.finalize().to_le_bytes());
            bytes.extend((chunk.len() as u16).to_le_bytes());
            bytes.push(kind);
            bytes.extend(chunk);
            filled += CHUNK_HEADER + chunk.len();
            (rest, first) = (after, false);
            if rest.is_empty() {
                break;
            }
        }
        self.to.write_all(&bytes)?;
        self.filled = filled % BLOCK;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, FILE_HEADER, LogWriter};

    /// What a log holds, read as the format says.
    fn records(mut log: &[u8]) -> Vec<Vec<u8>> {
        let whole = log.len();
        log = log.strip_prefix(&FILE_HEADER).expect("a header");
        let (mut records, mut record) = (Vec::new(), Vec::new());
        while !log.is_empty() {
            let left = BLOCK - (whole - log.len()) % BLOCK;
            if left < 7 {
                assert!(log[..left].iter().all(|&byte| byte == 0));
                log = &log[left..];
                continue;
            }
            let (length, kind) = (usize::from(u16::from_le_bytes([log[4], log[5]])), log[6]);
            let sum = crc32fast::hash(&log[6..7 + length]);
            assert_eq!(log[..4], sum.to_le_bytes());
            record.extend(&log[7..7 + length]);
            if kind == 1 || kind == 4 {
                records.push(std::mem::take(&mut record));
            }
            log = &log[7 + length..];
        }
        records
    }

    #[test]
    fn the_clients_own_bytes() {
        let mut log = Vec::new();
        // A record with number 1 that says that the run ended.
        LogWriter::new(&mut log).and_then(|mut log| log.append(&[0x08, 0x01, 0x92, 0x01, 0x00])).expect("written");
        assert_eq!(log[..7], [0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00]);
        let chunk = [0x7d, 0x03, 0xde, 0x15, 0x05, 0x00, 0x01, 0x08, 0x01, 0x92, 0x01, 0x00];
        assert_eq!(log[7..], chunk);
    }

    #[test]
    fn records_cross_blocks_at_every_place() {
        // The end of a block is met with every rest from none to a whole chunk's header.
        for first in BLOCK - 40..BLOCK + 10 {
            let written = [vec![1; first], vec![2; 3], Vec::new(), vec![3; 3 * BLOCK], vec![4]];
            let mut log = Vec::new();
            let mut writer = LogWriter::new(&mut log).expect("a log");
            written.iter().for_each(|record| writer.append(record).expect("written"));
            assert_eq!(records(&log), written, "{first}");
        }
    }
}
