//! Checkpoints: finding their parts, reading their configs, and filling networks with their weights.
//!
//! Nothing here knows a network's arithmetic; networks never open a file.

#[expect(clippy::module_inception, reason = "the folder is about checkpoints, and this file is one")]
mod checkpoint;
mod convert;
mod etude;
mod identify;
mod inspection;
mod keys;
mod layouts;
mod load;
mod network;
mod network_files;
mod part;
mod pickle;
mod raw;
mod safetensors;
mod streamed;
mod weight_source;

pub use checkpoint::Checkpoint;
pub use identify::Identified;
pub use inspection::Inspection;
pub use load::{LoadProgress, Loading, ReadProgress};
pub use network::Network;
pub use part::{Part, PartState};
pub use safetensors::Weights;
pub use streamed::StreamedT5;
