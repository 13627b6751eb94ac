//! Scratch memory for what a layer prepares from its weights, kept from one layer to the next: giving it back each time
//! would have the system clear it for the next.

use std::cell::RefCell;

use rayon::prelude::*;

use super::weight_element::WeightElement;

thread_local! {
    static SCRATCH: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f` with scratch memory for `len` values, in which anything may stand.
pub(super) fn with_scratch<T>(len: usize, f: impl FnOnce(&mut [f32]) -> T) -> T {
    SCRATCH.with_borrow_mut(|scratch| {
        if scratch.len() < len {
            scratch.resize(len, 0.0);
        }
        f(&mut scratch[..len])
    })
}

/// Gives this thread's scratch memory back.
pub(super) fn release() {
    SCRATCH.take();
}

/// All of `from` in single precision, by all threads, in `scratch` where it is not so already. `scratch` is as long as
/// `from`, or, for what is in single precision, may be empty.
pub(super) fn widened<'a, T: WeightElement>(from: &'a [T], scratch: &'a mut [f32]) -> &'a [f32] {
    /// Values that a task widens.
    const TASK: usize = 64 << 10;
    if scratch.is_empty() {
        return T::widen(from, scratch);
    }
    let arch = pulp::Arch::new();
    scratch.par_chunks_mut(TASK).zip(from.par_chunks(TASK)).for_each(|(scratch, from)| {
        arch.dispatch(|| {
            T::widen(from, scratch);
        });
    });
    scratch
}

/// Scratch values that weights need to be widened in.
pub(super) fn scratch_len<T: WeightElement>(weights: &[T]) -> usize {
    if size_of::<T>() == size_of::<f32>() { 0 } else { weights.len() }
}
