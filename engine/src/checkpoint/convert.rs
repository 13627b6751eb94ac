//! Published files that networks do not read as they are, written once as safetensors under the names that they have
//! here.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use half::f16;
use rayon::prelude::*;
use safetensors::Dtype;
use safetensors::tensor::{View, serialize_to_file};

use super::keys::{Keys, Rows, Sides, Target};
use super::raw::{Header, Raw};
use crate::error::{Cause, EngineError, Result};
use crate::storage::{TEMPORARY, commit, temporary_beside};

/// Whether weights in single precision become half as large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halves {
    /// They stay what they are.
    Never,
    /// They do where all of them together have more bytes than this, but for those that T5's authors want precise.
    Above(u64),
}

/// The output projections of T5's feed-forward layers, whose sums leave half precision: transformers keeps them in
/// single precision too (`_keep_in_fp32_modules`).
const PRECISE: &str = ".wo.";

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
    /// It is in single precision in the file, and will be in half.
    halved: bool,
}

/// The keys, types and sides that files will have after conversion.
///
/// # Errors
/// Where a tensor cannot be what its name says.
pub(super) fn headers(raws: &[(Raw, Keys)], halves: Halves) -> Result<Vec<(String, Dtype, Vec<usize>)>> {
    let pieces = pieces(raws, halves)?;
    Ok(pieces.into_iter().map(|(key, piece)| (key, piece.dtype, piece.shape)).collect())
}

/// Writes the tensors of `raws` into the file `to`, which is there whole or not at all. `progress` is told bytes.
///
/// # Errors
/// Where a tensor is damaged or cannot be what its name says, the file cannot be written, or `progress` stops it.
pub(super) fn convert(
    raws: &[(Raw, Keys)],
    halves: Halves,
    to: &Path,
    progress: &mut dyn FnMut(u64, u64) -> Result<()>,
) -> Result<()> {
    let pieces = pieces(raws, halves)?;
    let total = pieces.values().map(|piece| piece.data_len() as u64).sum();
    let report = Report {
        progress: RefCell::new(progress),
        done: Cell::new(0),
        total,
        failure: RefCell::new(None),
        too_large: Cell::new(false),
    };
    let folder = to.parent().unwrap_or(Path::new("."));
    let unwritten = |error: &dyn std::fmt::Display| {
        Cause::ConversionUnwritten { folder: folder.to_owned(), gigabytes: format!("{:.1}", total as f64 / 1e9) }
            .detail(error)
    };
    let file = temporary_beside(to).map_err(|error| unwritten(&error))?;
    // Another process then knows that it is being written. (Elsewhere a lock would keep the writer itself out.)
    #[cfg(unix)]
    if let Err(error) = file.as_file().try_lock() {
        log::debug!("{} is not locked: {error}", file.path().display());
    }
    let views = pieces.iter().map(|(key, piece)| (key, Reported { piece, report: &report }));
    let written = serialize_to_file(views, None, file.path());
    if report.too_large.get() {
        log::warn!("a weight is too large for half precision, so all stay in single precision");
        let Report { progress, .. } = report;
        return convert(raws, Halves::Never, to, progress.into_inner());
    }
    if let Some(error) = report.failure.into_inner() {
        return Err(error);
    }
    written.map_err(|error| unwritten(&error))?;
    commit(file, to).map_err(|error| unwritten(&error))
}

/// Removes what conversions that were killed have left in `folder`; those that run hold theirs.
pub(super) fn sweep(folder: &Path) {
    if !cfg!(unix) {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Those of older versions have the name that the crate gives them.
        if !name.starts_with(TEMPORARY) && !name.starts_with(".tmp") {
            continue;
        }
        let left = std::fs::File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if left && let Err(error) = std::fs::remove_file(&path) {
            log::warn!("{} stays: {error}", path.display());
        }
    }
}

fn pieces(raws: &[(Raw, Keys)], halves: Halves) -> Result<BTreeMap<String, Piece<'_>>> {
    let mut pieces = BTreeMap::new();
    let single = |header: &Header<'_>| header.dtype == Dtype::F32;
    let bytes = |header: Header<'_>| 4 * header.shape.iter().product::<usize>() as u64;
    let all: u64 = raws.iter().flat_map(|(raw, _)| raw.headers()).filter(single).map(bytes).sum();
    let halve = matches!(halves, Halves::Above(limit) if all > limit);
    for (raw, keys) in raws {
        for (place, header) in raw.headers().iter().enumerate() {
            for target in keys.targets(header.key) {
                let Some(shape) = shape(header.shape, &target) else {
                    return Err(Cause::WeightsOfOtherModel
                        .detail(format!("{} {:?} is no {}", header.key, header.shape, target.key)));
                };
                let halved = halve && single(header) && shape.len() > 1 && !target.key.contains(PRECISE);
                let dtype = if halved { Dtype::F16 } else { header.dtype };
                let from = header.shape.to_vec();
                pieces.insert(target.key.clone(), Piece { raw, place, dtype, from, target, shape, halved });
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
        let width = if self.halved { Dtype::F32 } else { self.dtype }.bitsize() / 8;
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
        Ok(numbers)
    }

    /// Numbers in single precision in half of it; `None` where one is too large.
    fn halved(numbers: &[u8]) -> Option<Vec<u8>> {
        let (singles, _) = numbers.as_chunks::<4>();
        let halves = singles.par_iter().with_min_len(1 << 16).map(|single| {
            let (single, half) = (f32::from_le_bytes(*single), f16::from_f32(f32::from_le_bytes(*single)));
            (half.is_finite() || !single.is_finite()).then(|| half.to_le_bytes())
        });
        Some(halves.collect::<Option<Vec<[u8; 2]>>>()?.into_flattened())
    }
}

/// How far the writing is, and why it stopped.
struct Report<'a> {
    progress: RefCell<&'a mut dyn FnMut(u64, u64) -> Result<()>>,
    done: Cell<u64>,
    total: u64,
    failure: RefCell<Option<EngineError>>,
    /// A weight does not fit half precision.
    too_large: Cell<bool>,
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
        if report.failure.borrow().is_some() || report.too_large.get() {
            return nothing();
        }
        let done = report.done.get() + self.piece.data_len() as u64;
        report.done.set(done);
        let numbers = self.piece.numbers().and_then(|numbers| {
            (report.progress.borrow_mut())(done, report.total)?;
            Ok(numbers)
        });
        match numbers {
            Ok(numbers) if self.piece.halved => Piece::halved(&numbers).map_or_else(
                || {
                    report.too_large.set(true);
                    nothing()
                },
                Cow::Owned,
            ),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use safetensors::Dtype;
    use safetensors::tensor::{TensorView, serialize_to_file};

    use super::{Halves, convert, sweep};
    use crate::checkpoint::keys::Keys;
    use crate::checkpoint::raw::Raw;
    use crate::files::Files;

    /// A file with a matrix of `first` and 1, one that wants to stay precise, and a vector; and what becomes of it.
    fn converted(folder: &Path, first: f32, halves: Halves) -> Vec<Dtype> {
        let bytes: Vec<u8> = [first, 1.0].iter().flat_map(|value| value.to_le_bytes()).collect();
        let view = |shape: &[usize]| TensorView::new(Dtype::F32, shape.to_vec(), &bytes).expect("a tensor");
        let tensors = [("a.weight", view(&[1, 2])), ("b.wo.weight", view(&[1, 2])), ("c.weight", view(&[2]))];
        serialize_to_file(tensors, None, &folder.join("raw.safetensors")).expect("written");
        let files = Files::Folder(folder.to_owned());
        let raws = [(Raw::open(&files, "raw.safetensors").expect("open"), Keys::Same)];
        convert(&raws, halves, &folder.join("out.safetensors"), &mut |_, _| Ok(())).expect("converted");
        let out = Raw::open(&files, "out.safetensors").expect("open");
        out.headers().iter().map(|header| header.dtype).collect()
    }

    #[test]
    fn large_weights_become_halves_but_for_those_that_would_not_be_what_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let of = |first, halves| converted(folder.path(), first, halves);
        let single = [Dtype::F32; 3];
        assert_eq!(of(0.5, Halves::Above(10)), [Dtype::F16, Dtype::F32, Dtype::F32]);
        assert_eq!(of(0.5, Halves::Above(1000)), single);
        assert_eq!(of(0.5, Halves::Never), single);
        assert_eq!(of(1e6, Halves::Above(10)), single);
    }

    #[test]
    #[cfg(unix)]
    fn what_killed_conversions_left_is_swept_and_what_runs_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for name in [".writing-dead", ".tmpdead", ".writing-alive", "kept.safetensors"] {
            std::fs::write(path(name), "x").expect("written");
        }
        let alive = std::fs::File::open(path(".writing-alive")).expect("open");
        alive.try_lock().expect("locked");
        sweep(folder.path());
        let there = |name: &str| path(name).exists();
        assert!(!there(".writing-dead") && !there(".tmpdead"));
        assert!(there(".writing-alive") && there("kept.safetensors"));
    }
}
