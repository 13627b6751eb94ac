//! Checkpoints: finding their parts, reading their configs, and filling networks with their weights.
//!
//! Nothing here knows a network's arithmetic; networks never open a file.

mod files;
mod kandinsky22;
mod load;
mod safetensors;

pub use files::{Bytes, Files};
pub use kandinsky22::{Counts, Kandinsky22};
pub use load::{LoadProgress, Precision, Rename, load};
pub use safetensors::Weights;
