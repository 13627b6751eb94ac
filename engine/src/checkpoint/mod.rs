//! Checkpoints: finding their parts, reading their configs, and filling networks with their weights.
//!
//! Nothing here knows a network's arithmetic; networks never open a file.

#[expect(clippy::module_inception, reason = "the folder is about checkpoints, and this file is one")]
mod checkpoint;
mod convert;
mod files;
mod keys;
mod layouts;
mod load;
mod part;
mod pickle;
mod precision;
mod raw;
mod safetensors;
mod source;
mod streamed;
mod system;

pub use checkpoint::Checkpoint;
pub use files::{Bytes, Files};
pub use load::{LoadProgress, Loading, ReadProgress, Rename, load};
pub use precision::Precision;
pub use safetensors::Weights;
pub use streamed::StreamedT5;
pub use system::{Network, System};
