//! Tensors in the files that `torch.save` writes: a zip archive with a pickle in it, and beside that one entry a
//! storage.
//!
//! A pickle is a program, and Python runs it. This reader does not: it follows the few instructions that put tensors
//! together ([`machine`]), knows the few names that those need ([`globals`]), looks nothing up and calls nothing. What
//! a file claims is held against what it has before anything is allocated; entries lie in the file as they are,
//! uncompressed, so none can be larger than the file. No entry is ever written anywhere under its own name.
//!
//! burn's own reader (`pytorch-reader`) keeps names that it does not know as they are, which is as safe, but reads no
//! tuple at the root, which one of the published files is.
//!
//! Reference: `torch/serialization.py` and CPython's `pickletools.py`, which describes every instruction.

mod archive;
mod globals;
#[cfg(test)]
mod hostile;
mod machine;
mod tensors;

use std::fmt;

use crate::files::Bytes;

use self::archive::Archive;
pub(super) use self::archive::is_archive;
pub(super) use self::tensors::StoredTensor;

/// Bytes that the pickle itself may have; the largest published one has under two million.
const MOST_BYTES: usize = 16 << 20;
/// Entries that an archive may have.
const MOST_ENTRIES: usize = 1 << 16;
/// Objects that a pickle may make.
const MOST_OBJECTS: usize = 1 << 21;
/// Lists, tuples and dictionaries within each other.
const DEEPEST: usize = 64;
/// Sides that a tensor may have.
const MOST_SIDES: usize = 8;
/// Bytes of a tensor's place in the dictionaries.
const LONGEST_KEY: usize = 512;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(String);

impl Refusal {
    fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

type Result<T> = std::result::Result<T, Refusal>;

/// The tensors of a file, by their places in its dictionaries, lists and tuples: `state_dict.encoder.conv_in.weight`,
/// `0`.
///
/// # Errors
/// Where the file is none that `torch.save` writes since version 1.6, is damaged, or asks for more than tensors.
pub(super) fn tensors(file: &Bytes) -> Result<Vec<StoredTensor>> {
    let archive = Archive::open(file)?;
    let (objects, root) = machine::run(archive.pickle())?;
    tensors::collect(&objects, root, &archive)
}
