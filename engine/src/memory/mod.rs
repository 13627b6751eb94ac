//! Memory as a plan: what a picture will need before anything is loaded, how much there is, and what to do where that is
//! less.

mod budget;
mod give_back;
mod ladder;
mod plan;

pub use budget::budget;
pub use give_back::give_back;
pub use ladder::Rung;
pub use plan::{Plan, Stage};
