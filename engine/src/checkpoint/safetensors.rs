//! Weights in safetensors files, one or several: a header is checked against the file before anything is allocated.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::thread::JoinHandle;

use half::{bf16, f16};
use rayon::prelude::*;
use safetensors::{Dtype, SafeTensors};

use crate::error::{Cause, Result};
use crate::files::{Bytes, Files};

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
        let tensors = index(bytes.as_ref()).map_err(|e| Cause::WeightsDamaged { path: path.to_owned() }.detail(e))?;
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

    /// The keys and what is known of their tensors.
    pub(super) fn entries(&self) -> &BTreeMap<String, Entry> {
        &self.tensors
    }

    /// The bytes of the tensor at `place` among the keys.
    pub(super) fn bytes_at(&self, place: usize) -> std::borrow::Cow<'_, [u8]> {
        let entry = self.tensors.values().nth(place);
        std::borrow::Cow::Borrowed(entry.map_or(&[], |entry| self.bytes(entry)))
    }

    fn bytes(&self, entry: &Entry) -> &[u8] {
        &self.files[entry.file].as_ref()[entry.range.clone()]
    }

    /// Lets go of the memory behind a tensor that has been read.
    pub(super) fn release(&self, entry: &Entry) {
        self.files[entry.file].release(&entry.range);
    }

    /// Has the system fetch all tensors whose keys begin with `start`, on a thread that ends when they are there;
    /// `None` where there are none, or no thread is to be had.
    pub(super) fn fetch_ahead(&self, start: &str) -> Option<JoinHandle<()>> {
        let part = |entry: &Entry| (self.files[entry.file].clone(), entry.range.clone());
        let parts: Vec<(Bytes, Range<usize>)> = self.beginning(start).map(part).collect();
        let fetch = move || parts.iter().for_each(|(bytes, part)| bytes.fetch(part));
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
    pub(super) fn rows(&self, key: &str, rows: &[usize]) -> Option<Vec<f32>> {
        let entry = self.tensors.get(key)?;
        let [count, width] = entry.shape[..] else { return None };
        let size = entry.bytes() / (count * width).max(1);
        let mut values = Vec::with_capacity(rows.len() * width);
        for &row in rows {
            let bytes = self.bytes(entry).get(row * width * size..(row + 1) * width * size)?;
            values.extend(numbers::<f32>(bytes, entry.dtype, None)?);
        }
        Some(values)
    }

    /// The tensor `key` in single precision, whatever the file has it in; `None` where there is no such float tensor.
    pub fn f32(&self, key: &str) -> Option<Vec<f32>> {
        self.read(key, None)
    }

    /// The tensor `key` as values of type `T`, whatever the file has it in; where `turned` says so, as a matrix of so
    /// many columns whose rows become columns. `None` where there is no such float tensor.
    pub(super) fn read<T: Value>(&self, key: &str, turned: Option<usize>) -> Option<Vec<T>> {
        let entry = self.tensors.get(key)?;
        self.files[entry.file].fetch(&entry.range);
        numbers(self.bytes(entry), entry.dtype, turned)
    }
}

/// The numbers in `bytes`; `None` where they are no floats. `turned`: as for [`Weights::read`].
fn numbers<T: Value>(bytes: &[u8], dtype: Dtype, turned: Option<usize>) -> Option<Vec<T>> {
    Some(match dtype {
        Dtype::F32 => values(bytes, turned, |b| T::of(f32::from_le_bytes(b))),
        Dtype::F16 => values(bytes, turned, |b| T::of_f16(f16::from_le_bytes(b))),
        Dtype::BF16 => values(bytes, turned, |b| T::of_bf16(bf16::from_le_bytes(b))),
        Dtype::F64 => values(bytes, turned, |b| T::of(f64::from_le_bytes(b) as f32)),
        _ => return None,
    })
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

/// What `bytes` say, `N` bytes a value; where `turned` says so, as a matrix of so many columns whose rows become
/// columns.
fn values<const N: usize, T: Value>(
    bytes: &[u8],
    turned: Option<usize>,
    value: impl Fn([u8; N]) -> T + Sync,
) -> Vec<T> {
    /// Values that a task reads at least.
    const TASK: usize = 64 << 10;
    /// Columns that are turned at a time, so that each row gives a whole line of the cache.
    const TILE: usize = 32;
    let (from, _) = bytes.as_chunks::<N>();
    let mut out = vec![T::default(); from.len()];
    match turned.filter(|&columns| columns > 0) {
        None => out.par_chunks_mut(TASK).zip(from.par_chunks(TASK)).for_each(|(out, from)| {
            out.iter_mut().zip(from).for_each(|(out, &from)| *out = value(from));
        }),
        Some(columns) => {
            let rows = from.len() / columns;
            out.par_chunks_mut(TILE * rows.max(1)).enumerate().for_each(|(tile, out)| {
                for (row, from) in from.chunks(columns).enumerate() {
                    let from = &from[tile * TILE..columns.min((tile + 1) * TILE)];
                    from.iter().enumerate().for_each(|(column, &from)| out[column * rows + row] = value(from));
                }
            });
        }
    }
    out
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

/// Reads and checks the header. The crate verifies that offsets are in order, without holes, match shapes and
/// element sizes, and end where the file ends.
fn index(bytes: &[u8]) -> std::result::Result<BTreeMap<String, Entry>, safetensors::SafeTensorError> {
    let parsed = SafeTensors::deserialize(bytes)?;
    let start = bytes.as_ptr() as usize;
    let entry = |view: safetensors::tensor::TensorView<'_>| {
        let from = view.data().as_ptr() as usize - start;
        Entry { shape: view.shape().to_vec(), dtype: view.dtype(), file: 0, range: from..from + view.data().len() }
    };
    Ok(parsed.iter().map(|(name, view)| (name.to_owned(), entry(view))).collect())
}
