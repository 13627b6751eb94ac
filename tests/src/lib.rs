//! What the tests share: fixture roots and their cases, comparisons, and small pictures to look at.

pub mod compare;
pub mod examination;
pub mod fixtures;
pub mod looking;
