//! The tensors among a pickle's objects, and their numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use safetensors::Dtype;

use super::archive::{Archive, Place};
use super::machine::{Id, Object, View};
use super::{DEEPEST, LONGEST_KEY, MOST_OBJECTS, Refusal, Result};
use crate::files::Bytes;

/// How many times the file all its tensors may be.
const MOST_COPIES: usize = 4;

/// A tensor in its file.
#[derive(Debug, Clone)]
pub(in crate::checkpoint) struct StoredTensor {
    /// Its place in the file's dictionaries.
    pub(in crate::checkpoint) key: String,
    pub(in crate::checkpoint) dtype: Dtype,
    pub(in crate::checkpoint) shape: Vec<usize>,
    strides: Vec<usize>,
    /// Its first number in the storage.
    offset: usize,
    /// The storage in the file, and its checksum.
    range: Range<usize>,
    crc: u32,
}

/// All tensors under `root`.
pub(super) fn collect(objects: &[Object], root: Id, archive: &Archive) -> Result<Vec<StoredTensor>> {
    let mut walk = Walk { objects, archive, found: BTreeMap::new(), steps: 0 };
    walk.visit(root, String::new(), 0)?;
    if walk.found.is_empty() {
        return Err(Refusal::new("there is no tensor in it"));
    }
    // A storage may be shared, as words and their projection share one. One that hundreds of tensors name would be
    // written out hundreds of times.
    let bytes = walk.found.values().map(|tensor| tensor.count().saturating_mul(tensor.width()));
    if bytes.fold(0_usize, usize::saturating_add) > MOST_COPIES.saturating_mul(archive.length()) {
        return Err(Refusal::new("its tensors are several times as large as the file"));
    }
    Ok(walk.found.into_values().collect())
}

struct Walk<'a> {
    objects: &'a [Object],
    archive: &'a Archive,
    found: BTreeMap<String, StoredTensor>,
    /// An object that is in many places is visited in each.
    steps: usize,
}

impl Walk<'_> {
    fn visit(&mut self, id: Id, place: String, depth: usize) -> Result<()> {
        self.steps += 1;
        if self.steps > MOST_OBJECTS || depth > DEEPEST || place.len() > LONGEST_KEY {
            return Err(Refusal::new("its dictionaries are too many or too deep"));
        }
        let within = |name: &str| match (name.len() <= LONGEST_KEY, place.is_empty()) {
            (false, _) => Err(Refusal::new("a name in its dictionaries is too long")),
            (true, true) => Ok(name.to_owned()),
            (true, false) => Ok(format!("{place}.{name}")),
        };
        match &self.objects[id] {
            Object::Dict(pairs) => {
                for &(key, value) in pairs {
                    let name = match &self.objects[key] {
                        Object::Text(name) => within(name)?,
                        Object::Int(number) => within(&number.to_string())?,
                        _ => continue,
                    };
                    self.visit(value, name, depth + 1)?;
                }
            }
            Object::List(items) | Object::Tuple(items) => {
                for (number, &item) in items.iter().enumerate() {
                    self.visit(item, within(&number.to_string())?, depth + 1)?;
                }
            }
            Object::Tensor(view) => {
                let Object::Text(storage) = &self.objects[view.storage.key] else { return Ok(()) };
                let stored = stored(view, place, self.archive.storage(storage)?)?;
                self.found.insert(stored.key.clone(), stored);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Holds what a view claims against the file.
fn stored(view: &View, key: String, place: &Place) -> Result<StoredTensor> {
    let View { storage, offset, shape, strides } = view;
    let size = storage.dtype.bitsize() / 8;
    let fits = |count: usize| count.checked_mul(size).is_some_and(|bytes| bytes <= place.range.len());
    // The number behind the last one that the tensor reads; none where a side is 0.
    let last = shape
        .iter()
        .zip(strides)
        .try_fold(*offset, |last, (&side, &stride)| last.checked_add(side.saturating_sub(1).checked_mul(stride)?));
    let count = shape.iter().try_fold(1_usize, |count, &side| count.checked_mul(side));
    let end = last.and_then(|last| last.checked_add(1));
    let inside = match (count, end) {
        (Some(0), Some(_)) => true,
        // A stride of 0 would make many numbers of one: as many as the storage has are enough for any weight.
        (Some(count), Some(end)) => end <= storage.count && count <= storage.count,
        _ => false,
    };
    if !inside || !fits(storage.count) {
        return Err(Refusal::new(format!("the tensor {key} reaches past its storage")));
    }
    let (shape, strides) = (shape.clone(), strides.clone());
    Ok(StoredTensor {
        key,
        dtype: storage.dtype,
        shape,
        strides,
        offset: *offset,
        range: place.range.clone(),
        crc: place.crc,
    })
}

impl StoredTensor {
    /// Numbers that it has.
    pub(in crate::checkpoint) fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes of one of them.
    pub(in crate::checkpoint) fn width(&self) -> usize {
        self.dtype.bitsize() / 8
    }

    /// Its numbers row by row, as the file has them.
    ///
    /// # Errors
    /// Where the storage's checksum is another than the archive says.
    pub(in crate::checkpoint) fn numbers(&self, file: &Bytes) -> Result<Cow<'static, [u8]>> {
        let storage = file.part(self.range.clone());
        let storage = storage.map_err(|error| Refusal::new(format!("{} cannot be read: {error}", self.key)))?;
        // PyTorch can be told to write none, and then writes 0.
        if self.crc != 0 && rawzip::crc32(&storage) != self.crc {
            return Err(Refusal::new(format!("the numbers of {} are damaged", self.key)));
        }
        let (size, count) = (self.width(), self.count());
        if self.is_dense() {
            let part = self.offset * size..(self.offset + count) * size;
            return Ok(match storage {
                Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[part]),
                Cow::Owned(bytes) if part == (0..bytes.len()) => Cow::Owned(bytes),
                Cow::Owned(bytes) => Cow::Owned(bytes[part].to_vec()),
            });
        }
        let mut out = Vec::with_capacity(count * size);
        let mut at = vec![0; self.shape.len()];
        for _ in 0..count {
            let place = self.offset + at.iter().zip(&self.strides).map(|(i, stride)| i * stride).sum::<usize>();
            out.extend_from_slice(&storage[place * size..(place + 1) * size]);
            for (i, side) in at.iter_mut().zip(&self.shape).rev() {
                *i += 1;
                if *i < *side {
                    break;
                }
                *i = 0;
            }
        }
        Ok(Cow::Owned(out))
    }

    /// True where its numbers follow each other row by row.
    fn is_dense(&self) -> bool {
        let mut expected = 1;
        self.shape.iter().zip(&self.strides).rev().all(|(&side, &stride)| {
            let fits = side <= 1 || stride == expected;
            expected *= side;
            fits
        })
    }
}
