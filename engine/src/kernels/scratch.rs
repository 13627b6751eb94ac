//! Room for what a layer prepares from its weights, kept from one layer to the next: giving it back each time would have
//! the system clear it for the next.

use std::cell::RefCell;

use rayon::prelude::*;

use super::stored::Stored;

thread_local! {
    static ROOM: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f` with room for `len` values, in which anything may stand.
pub(super) fn with_room<T>(len: usize, f: impl FnOnce(&mut [f32]) -> T) -> T {
    ROOM.with_borrow_mut(|room| {
        if room.len() < len {
            room.resize(len, 0.0);
        }
        f(&mut room[..len])
    })
}

/// Gives this thread's room back.
pub(super) fn release() {
    ROOM.take();
}

/// All of `from` in single precision, by all threads, in `room` where it is not so already. `room` is as long as `from`,
/// or, for what is in single precision, may be empty.
pub(super) fn widened<'a, T: Stored>(from: &'a [T], room: &'a mut [f32]) -> &'a [f32] {
    /// Values that a task widens.
    const TASK: usize = 64 << 10;
    if room.is_empty() {
        return T::widen(from, room);
    }
    let arch = pulp::Arch::new();
    room.par_chunks_mut(TASK).zip(from.par_chunks(TASK)).for_each(|(room, from)| {
        arch.dispatch(|| {
            T::widen(from, room);
        });
    });
    room
}

/// Room that weights need to be widened in.
pub(super) fn room_for<T: Stored>(weights: &[T]) -> usize {
    if size_of::<T>() == size_of::<f32>() { 0 } else { weights.len() }
}
