//! What an artist asks for, put together from networks and schedulers.

mod decoder;
mod guard;
mod networks;
mod preview;
mod prior;
mod sidecar;
mod size;
mod text_to_image;
mod watch;

pub use decoder::{DenoiseRequest, Latents};
pub use preview::LatentPreview;
pub use prior::{ImageEmbeds, PriorRequest};
pub use size::LatentSize;
pub use text_to_image::{Painting, TextToImage, TextToImageRequest};
pub use watch::{Phase, Silent, Watch};
