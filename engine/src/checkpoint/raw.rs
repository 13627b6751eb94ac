//! A file of weights as it was published, whatever its format. What it is, its contents say, not its name.

use std::borrow::Cow;
use std::path::PathBuf;

use safetensors::Dtype;

use super::pickle::{self, StoredTensor};
use super::safetensors::Weights;
use crate::error::{Cause, EngineError, Result};
use crate::files::{Bytes, Files};

/// A file whose tensors are known, and not read yet.
pub(super) struct Raw {
    path: PathBuf,
    contents: Contents,
}

enum Contents {
    Safetensors(Weights),
    Pickle(Bytes, Vec<StoredTensor>),
}

/// What is known of a tensor.
pub(super) struct Header<'a> {
    pub(super) key: &'a str,
    pub(super) dtype: Dtype,
    pub(super) shape: &'a [usize],
}

/// Where training keeps the weights, beside what is only for training.
const STATE: &str = "state_dict.";

impl Raw {
    /// Opens `name`.
    ///
    /// # Errors
    /// Where it is not there, is of no known format, or is not what it says.
    pub(super) fn open(files: &Files, name: &str) -> Result<Self> {
        let path = files.path(name);
        let bytes = files.read(name)?;
        if !pickle::is_archive(&bytes) {
            let weights = Weights::open(files, &[name])?;
            return Ok(Self { path, contents: Contents::Safetensors(weights) });
        }
        let mut tensors = pickle::tensors(&bytes).map_err(|why| refused(&path, &why))?;
        if tensors.iter().any(|tensor| tensor.key.starts_with(STATE)) {
            tensors.retain(|tensor| tensor.key.starts_with(STATE));
            tensors.iter_mut().for_each(|tensor| drop(tensor.key.drain(..STATE.len())));
        }
        Ok(Self { path, contents: Contents::Pickle(bytes, tensors) })
    }

    /// True where it can be read as it is.
    pub(super) fn is_safetensors(&self) -> bool {
        matches!(self.contents, Contents::Safetensors(_))
    }

    /// It as it is, where it can be read so.
    pub(super) fn into_weights(self) -> Option<Weights> {
        match self.contents {
            Contents::Safetensors(weights) => Some(weights),
            Contents::Pickle(..) => None,
        }
    }

    /// Its tensors; their numbers are read by their place in this list.
    pub(super) fn headers(&self) -> Vec<Header<'_>> {
        match &self.contents {
            Contents::Safetensors(weights) => weights
                .entries()
                .iter()
                .map(|(key, entry)| Header { key, dtype: entry.dtype, shape: &entry.shape })
                .collect(),
            Contents::Pickle(_, tensors) => tensors
                .iter()
                .map(|tensor| Header { key: &tensor.key, dtype: tensor.dtype, shape: &tensor.shape })
                .collect(),
        }
    }

    /// The numbers of tensor `place`, row by row.
    ///
    /// # Errors
    /// Where they are damaged.
    pub(super) fn numbers(&self, place: usize) -> Result<Cow<'_, [u8]>> {
        match &self.contents {
            Contents::Safetensors(weights) => weights.bytes_at(place),
            Contents::Pickle(bytes, tensors) => tensors[place].numbers(bytes).map_err(|why| refused(&self.path, &why)),
        }
    }
}

fn refused(path: &std::path::Path, why: &pickle::Refusal) -> EngineError {
    Cause::WeightsUnread { path: path.to_owned() }.detail(why)
}
