//! The house itself: the lines that the architecture draws, and the tests' own eyes.

mod boundaries;
mod errors;
mod faults;
mod imports;
mod shape_detector;
mod untrusted;
