//! Which slower ways this process's graphics adapter takes, because a faster one failed when it was tried.
//!
//! One for the process, as the adapter is: to name it in every layer would say nothing about those layers.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::protocol::Fallback;

static TAKEN: AtomicU8 = AtomicU8::new(0);

/// Takes these from now on, and no others.
pub fn take(fallbacks: &[Fallback]) {
    let bits = fallbacks.iter().fold(0, |bits, &fallback| bits | bit(fallback));
    TAKEN.store(bits, Ordering::Relaxed);
}

/// True where this one is taken.
pub fn taken(fallback: Fallback) -> bool {
    TAKEN.load(Ordering::Relaxed) & bit(fallback) != 0
}

fn bit(fallback: Fallback) -> u8 {
    1 << fallback as u8
}
