//! Published files that networks do not read as they are, written once as safetensors under the names that they have
//! here.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::{View, serialize_to_file};

use super::keys::{Keys, Rows, Sides, Target};
use super::raw::Raw;
use crate::error::{Cause, EngineError, Result};
use crate::storage::{commit, temporary_beside};

/// A tensor as it will be.
struct Piece<'a> {
    raw: &'a Raw,
    /// Its place among the file's tensors.
    place: usize,
    dtype: Dtype,
    /// The sides that it has in the file.
    from: Vec<usize>,
    target: Target,
    shape: Vec<usize>,
}

/// The keys, types and sides that files will have after conversion.
///
/// # Errors
/// Where a tensor cannot be what its name says.
pub(super) fn headers(raws: &[(Raw, Keys)]) -> Result<Vec<(String, Dtype, Vec<usize>)>> {
    let pieces = pieces(raws)?;
    Ok(pieces.into_iter().map(|(key, piece)| (key, piece.dtype, piece.shape)).collect())
}

/// Writes the tensors of `raws` into the file `to`, which is there whole or not at all. `progress` is told bytes.
///
/// # Errors
/// Where a tensor is damaged or cannot be what its name says, the file cannot be written, or `progress` stops it.
pub(super) fn convert(raws: &[(Raw, Keys)], to: &Path, progress: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<()> {
    let pieces = pieces(raws)?;
    let total = pieces.values().map(|piece| piece.data_len() as u64).sum();
    let report = Report { progress: RefCell::new(progress), done: Cell::new(0), total, failure: RefCell::new(None) };
    let folder = to.parent().unwrap_or(Path::new("."));
    let unwritten = |error: &dyn std::fmt::Display| {
        Cause::ConversionUnwritten { folder: folder.to_owned(), gigabytes: format!("{:.1}", total as f64 / 1e9) }
            .detail(error)
    };
    let file = temporary_beside(to).map_err(|error| unwritten(&error))?;
    let views = pieces.iter().map(|(key, piece)| (key, Reported { piece, report: &report }));
    let written = serialize_to_file(views, None, file.path());
    if let Some(error) = report.failure.into_inner() {
        return Err(error);
    }
    written.map_err(|error| unwritten(&error))?;
    commit(file, to).map_err(|error| unwritten(&error))
}

fn pieces(raws: &[(Raw, Keys)]) -> Result<BTreeMap<String, Piece<'_>>> {
    let mut pieces = BTreeMap::new();
    for (raw, keys) in raws {
        for (place, header) in raw.headers().iter().enumerate() {
            for target in keys.targets(header.key) {
                let Some(shape) = shape(header.shape, &target) else {
                    return Err(Cause::WeightsOfOtherModel
                        .detail(format!("{} {:?} is no {}", header.key, header.shape, target.key)));
                };
                let (dtype, from) = (header.dtype, header.shape.to_vec());
                pieces.insert(target.key.clone(), Piece { raw, place, dtype, from, target, shape });
            }
        }
    }
    Ok(pieces)
}

/// The sides of what becomes of a tensor with the sides `from`; `None` where it cannot become that.
fn shape(from: &[usize], target: &Target) -> Option<Vec<usize>> {
    let mut shape = from.to_vec();
    match target.rows {
        Rows::All => {}
        Rows::Turns { parts, head, .. } => {
            let rows = shape.first_mut()?;
            let turn = parts.checked_mul(head).filter(|turn| *turn > 0)?;
            *rows = rows.is_multiple_of(turn).then_some(*rows / parts)?;
        }
    }
    match target.sides {
        Sides::Same => {}
        Sides::Squeezed => {
            while shape.len() > 2 && shape.last() == Some(&1) {
                shape.pop();
            }
        }
        Sides::Row => shape.insert(0, 1),
        Sides::Flat => shape = vec![shape.iter().product()],
    }
    Some(shape)
}

impl Piece<'_> {
    fn data_len(&self) -> usize {
        self.shape.iter().product::<usize>() * self.dtype.bitsize() / 8
    }

    /// Its numbers.
    fn numbers(&self) -> Result<Vec<u8>> {
        let all = self.raw.numbers(self.place)?;
        let width = self.dtype.bitsize() / 8;
        let (rows, row) =
            (self.from.first().copied().unwrap_or(1), self.from.iter().skip(1).product::<usize>() * width);
        let of = |range: std::ops::Range<usize>| &all[range.start * row..range.end * row];
        let numbers = match self.target.rows {
            Rows::All => all.to_vec(),
            Rows::Turns { parts, part, head } => {
                let turn = |turn: usize| of((turn * parts + part) * head..(turn * parts + part + 1) * head);
                (0..rows / (parts * head)).flat_map(turn).copied().collect()
            }
        };
        self.raw.release(self.place);
        Ok(numbers)
    }
}

/// How far the writing is, and why it stopped.
struct Report<'a> {
    progress: RefCell<&'a mut dyn FnMut(u64, u64) -> Result<()>>,
    done: Cell<u64>,
    total: u64,
    failure: RefCell<Option<EngineError>>,
}

/// A piece that is read as it is written, so that one is in memory at a time.
struct Reported<'a, 'b> {
    piece: &'a Piece<'a>,
    report: &'a Report<'b>,
}

impl View for Reported<'_, '_> {
    fn dtype(&self) -> Dtype {
        self.piece.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.piece.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let report = self.report;
        let nothing = || Cow::Owned(vec![0; self.piece.data_len()]);
        // After a failure the writer goes on; what it writes is thrown away.
        if report.failure.borrow().is_some() {
            return nothing();
        }
        let done = report.done.get() + self.piece.data_len() as u64;
        report.done.set(done);
        let numbers = self.piece.numbers().and_then(|numbers| {
            (report.progress.borrow_mut())(done, report.total)?;
            Ok(numbers)
        });
        match numbers {
            Ok(numbers) => Cow::Owned(numbers),
            Err(error) => {
                report.failure.replace(Some(error));
                nothing()
            }
        }
    }

    fn data_len(&self) -> usize {
        self.piece.data_len()
    }
}
