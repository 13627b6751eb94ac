//! Weights in safetensors files, one or several: a header is checked against the file before anything is allocated.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::thread::JoinHandle;

use half::{bf16, f16};
use rayon::prelude::*;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};

use crate::error::{Cause, EngineError, Result};
use crate::files::{Bytes, Files};
use crate::untrusted::LFS_POINTER;

/// The tensors of one file, or of several that belong together, not read yet.
pub struct Weights {
    path: PathBuf,
    files: Vec<Bytes>,
    tensors: BTreeMap<String, Entry>,
}

/// Where a tensor lies.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) shape: Vec<usize>,
    pub(super) dtype: Dtype,
    /// Which of the files.
    file: usize,
    range: Range<usize>,
}

impl Weights {
    /// Opens the first of `names` that is there.
    ///
    /// # Errors
    /// Where none is there, or the header does not describe this very file.
    pub fn open(files: &Files, names: &[&str]) -> Result<Self> {
        let name = names.iter().find(|name| files.has(name)).or(names.first()).copied().unwrap_or_default();
        let path = files.path(name);
        let bytes = files.read(name)?;
        if bytes.part(0..LFS_POINTER.len()).is_ok_and(|start| *start == *LFS_POINTER) {
            return Err(Cause::WeightsPointer { path }.into());
        }
        let tensors = index(&bytes).map_err(|e| Cause::WeightsDamaged { path: path.to_owned() }.detail(e))?;
        Ok(Self { path, files: vec![bytes], tensors })
    }

    /// The tensors of both.
    #[must_use]
    pub(super) fn and(mut self, other: Self) -> Self {
        let before = self.files.len();
        self.files.extend(other.files);
        let moved = |(key, entry): (String, Entry)| (key, Entry { file: before + entry.file, ..entry });
        self.tensors.extend(other.tensors.into_iter().map(moved));
        self
    }

    /// The same weights, with the attention's names of early exports (`query`, `proj_attn`, 1×1 convolutions) turned
    /// into today's (`to_q`, `to_out.0`, matrices).
    #[must_use]
    pub fn with_modern_attention_names(mut self) -> Self {
        const NAMES: [(&str, &str); 4] =
            [(".query.", ".to_q."), (".key.", ".to_k."), (".value.", ".to_v."), (".proj_attn.", ".to_out.0.")];
        let modern = |(mut key, mut entry): (String, Entry)| {
            if key.contains(".attentions.") {
                key = NAMES.iter().fold(key, |key, (early, today)| key.replace(early, today));
                if key.contains(".to_") && matches!(entry.shape[..], [_, _, 1, 1]) {
                    entry.shape.truncate(2);
                }
            }
            (key, entry)
        };
        self.tensors = self.tensors.into_iter().map(modern).collect();
        self
    }

    /// The file, for messages.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The keys and the sides of their tensors.
    pub(super) fn shapes(&self) -> impl Iterator<Item = (&String, &Vec<usize>)> {
        self.tensors.iter().map(|(key, entry)| (key, &entry.shape))
    }

    /// The keys and what is known of their tensors.
    pub(super) fn entries(&self) -> &BTreeMap<String, Entry> {
        &self.tensors
    }

    /// The bytes of the tensor at `place` among the keys.
    ///
    /// # Errors
    /// Where the file cannot be read, or is shorter than it was.
    pub(super) fn bytes_at(&self, place: usize) -> Result<Cow<'static, [u8]>> {
        let Some(entry) = self.tensors.values().nth(place) else { return Ok(Cow::Borrowed(&[])) };
        self.files[entry.file].part(entry.range.clone()).map_err(|error| self.unread(&error))
    }

    /// A file that gave its header, and not its numbers.
    fn unread(&self, error: &std::io::Error) -> EngineError {
        Cause::WeightsDamaged { path: self.path.clone() }.detail(error)
    }

    /// Has the system fetch all tensors whose keys begin with `start`, on a thread that ends when they are there;
    /// `None` where there are none, or no thread is to be had.
    pub(super) fn fetch_ahead(&self, start: &str) -> Option<JoinHandle<()>> {
        let part = |entry: &Entry| (self.files[entry.file].clone(), entry.range.clone());
        let parts: Vec<(Bytes, Range<usize>)> = self.beginning(start).map(part).collect();
        let fetch = move || parts.iter().for_each(|(bytes, part)| bytes.warm(part));
        let begun = std::thread::Builder::new().name("weights".into()).spawn(fetch);
        begun.inspect_err(|error| log::warn!("weights are not fetched ahead: {error}")).ok()
    }

    /// Bytes of the tensors whose keys begin with `start`, of those that are numbers.
    pub(super) fn floats(&self, start: &str) -> usize {
        self.beginning(start).filter(|entry| entry.is_float()).map(Entry::bytes).sum()
    }

    /// The tensors whose keys begin with `start`.
    fn beginning(&self, start: &str) -> impl Iterator<Item = &Entry> {
        self.tensors
            .range(start.to_owned()..)
            .take_while(move |(key, _)| key.starts_with(start))
            .map(|(_, entry)| entry)
    }

    /// The rows `rows` of the matrix `key` in single precision, in that order; `None` where there is no such float
    /// matrix or no such row.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(super) fn rows(&self, key: &str, rows: &[usize]) -> Result<Option<Vec<f32>>> {
        let Some(entry) = self.tensors.get(key) else { return Ok(None) };
        let [count, width] = entry.shape[..] else { return Ok(None) };
        if !entry.is_float() || rows.iter().any(|&row| row >= count) {
            return Ok(None);
        }
        let size = entry.bytes() / (count * width).max(1);
        let mut values = Vec::with_capacity(rows.len() * width);
        for &row in rows {
            let start = entry.range.start + row * width * size;
            values.extend(self.numbers::<f32>(entry, start..start + width * size, None)?);
        }
        Ok(Some(values))
    }

    /// The tensor `key` as values of type `T`, whatever the file has it in; where `turned` says so, as a matrix of so
    /// many columns whose rows become columns.
    ///
    /// # Errors
    /// Where there is no such float tensor, or the file cannot be read.
    pub(super) fn read<T: Value>(&self, key: &str, turned: Option<usize>) -> Result<Vec<T>> {
        let entry = self.tensors.get(key).filter(|entry| entry.is_float());
        let entry = entry.ok_or_else(|| EngineError::internal(format!("{key} went missing while loading")))?;
        self.numbers(entry, entry.range.clone(), turned)
    }

    /// The numbers in `range` of the file of `entry`.
    fn numbers<T: Value>(&self, entry: &Entry, range: Range<usize>, turned: Option<usize>) -> Result<Vec<T>> {
        let source = Source { bytes: &self.files[entry.file], range, turned };
        let values = match entry.dtype {
            Dtype::F32 => source.values(|b| T::of(f32::from_le_bytes(b))),
            Dtype::F16 => source.values(|b| T::of_f16(f16::from_le_bytes(b))),
            Dtype::BF16 => source.values(|b| T::of_bf16(bf16::from_le_bytes(b))),
            _ => source.values(|b| T::of(f64::from_le_bytes(b) as f32)),
        };
        values.map_err(|error| self.unread(&error))
    }
}

/// A type that tensors are read as.
pub(super) trait Value: Copy + Default + Send + Sync {
    /// The nearest one.
    fn of(value: f32) -> Self;

    /// That of a number in half precision.
    fn of_f16(value: f16) -> Self {
        Self::of(value.to_f32())
    }

    /// That of a number in brain precision.
    fn of_bf16(value: bf16) -> Self {
        Self::of(value.to_f32())
    }
}

impl Value for f32 {
    fn of(value: f32) -> Self {
        value
    }
}

impl Value for f16 {
    fn of(value: f32) -> Self {
        Self::from_f32(value)
    }

    fn of_f16(value: f16) -> Self {
        value
    }
}

impl Value for bf16 {
    fn of(value: f32) -> Self {
        Self::from_f32(value)
    }

    fn of_bf16(value: bf16) -> Self {
        value
    }
}

/// Where numbers are read, and how they are laid out: as [`Weights::read`] says.
struct Source<'a> {
    bytes: &'a Bytes,
    range: Range<usize>,
    turned: Option<usize>,
}

impl Source<'_> {
    /// The numbers, `N` bytes each.
    fn values<const N: usize, T: Value>(&self, value: impl Fn([u8; N]) -> T + Sync) -> std::io::Result<Vec<T>> {
        /// Values that a task reads at least.
        const TASK: usize = 256 << 10;
        /// Columns that are turned at a time, so that each row gives a whole line of the cache.
        const TILE: usize = 32;
        let mut out = vec![T::default(); self.range.len() / N];
        match self.turned.filter(|&columns| columns > 0) {
            // Each task reads its own part, so that a large tensor is in memory once.
            None => out.par_chunks_mut(TASK).enumerate().try_for_each(|(task, out)| {
                let start = self.range.start + task * TASK * N;
                let bytes = self.bytes.part(start..start + out.len() * N)?;
                let (from, _) = bytes.as_chunks::<N>();
                out.iter_mut().zip(from).for_each(|(out, &from)| *out = value(from));
                Ok::<(), std::io::Error>(())
            })?,
            Some(columns) => {
                let bytes = self.bytes.part(self.range.clone())?;
                let (from, _) = bytes.as_chunks::<N>();
                let rows = from.len() / columns;
                out.par_chunks_mut(TILE * rows.max(1)).enumerate().for_each(|(tile, out)| {
                    for (row, from) in from.chunks(columns).enumerate() {
                        let from = &from[tile * TILE..columns.min((tile + 1) * TILE)];
                        from.iter().enumerate().for_each(|(column, &from)| out[column * rows + row] = value(from));
                    }
                });
            }
        }
        Ok(out)
    }
}

impl Entry {
    /// True where [`Weights::read`] can read it.
    pub(super) fn is_float(&self) -> bool {
        is_float(self.dtype)
    }

    /// Its length in the file, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.range.len()
    }
}

/// True for numbers that [`Weights::read`] can read.
pub(super) fn is_float(dtype: Dtype) -> bool {
    matches!(dtype, Dtype::F32 | Dtype::F16 | Dtype::BF16 | Dtype::F64)
}

/// Bytes that a header may have, as the format's own reader has it.
const LONGEST_HEADER: usize = 100 << 20;

/// Reads and checks the header. The crate verifies that offsets are in order, without holes, and match shapes and
/// element sizes; that they end where the file ends is verified here, since the crate wants all of the file for that.
fn index(bytes: &Bytes) -> std::result::Result<BTreeMap<String, Entry>, Box<dyn std::error::Error>> {
    const LENGTH: usize = 8;
    let length = bytes.part(0..LENGTH)?;
    let length = length.as_ref().try_into().map(u64::from_le_bytes)?;
    let start = usize::try_from(length).ok().filter(|length| *length <= LONGEST_HEADER).map(|length| LENGTH + length);
    let start = start.ok_or("the header is too long")?;
    let metadata: Metadata = serde_json::from_slice(&bytes.part(LENGTH..start)?)?;
    if start + metadata.data_len() != bytes.length() {
        return Err(format!(
            "the file has {} bytes, and {} are described",
            bytes.length(),
            start + metadata.data_len()
        )
        .into());
    }
    let entry = |info: &TensorInfo| {
        let (from, to) = info.data_offsets;
        Entry { shape: info.shape.clone(), dtype: info.dtype, file: 0, range: start + from..start + to }
    };
    Ok(metadata.tensors().into_iter().map(|(name, info)| (name, entry(info))).collect())
}
