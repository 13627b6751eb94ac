//! Memory as a plan: what a picture will need before anything is loaded, how much there is, and what to do where that
//! is less.

mod budget;
mod ladder;
mod peak;
mod plan;
mod policy;
mod trim_heap;

pub use budget::{budget, share_of};
pub use ladder::MemoryLevel;
pub(crate) use peak::PeakMemory;
pub use plan::{Plan, Stage};
pub use policy::MemoryPolicy;
pub use trim_heap::trim_heap;
