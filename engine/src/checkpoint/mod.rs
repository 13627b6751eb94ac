//! Checkpoints: finding their parts, reading their configs, and filling networks with their weights.
//!
//! Nothing here knows a network's arithmetic; networks never open a file.

mod files;
mod kandinsky22;
mod load;
mod precision;
mod safetensors;

pub use files::{Bytes, Files};
pub use kandinsky22::{Kandinsky22, Sizes};
pub use load::{LoadProgress, Rename, load};
pub use precision::Precision;
pub use safetensors::Weights;
