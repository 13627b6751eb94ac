//! What the tests share: an engine to drive, fixture roots and their cases, comparisons, and small pictures to look at.

pub mod bench;
pub mod compare;
pub mod examination;
pub mod fixtures;
pub mod looking;
pub mod studio_window;
