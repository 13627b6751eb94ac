//! Experiments: pictures that are painted to be compared, and how they compare.
//!
//! An experiment is a name that pictures bear; what it holds is asked of the record. Here is what the Experiments room
//! shows of it, and everything that is worked out from runs: tables, differences, and which value of a parameter is
//! preferred blind.

pub mod blind;
pub mod differences;
pub mod groups;
pub mod guide;
pub mod intent;
pub mod look;
pub mod parallel;
pub mod parameter;
pub mod room;
pub mod scatter;
pub mod votes;
