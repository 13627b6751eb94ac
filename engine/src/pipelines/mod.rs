//! What an artist asks for, put together from networks and schedulers.

mod decoder;
mod guard;
mod mix;
mod networks;
mod pipeline;
mod preview;
mod prior;
mod sidecar;
mod size;
mod source;
mod watch;

pub use decoder::{DenoiseRequest, Kept, Latents, Start};
pub use mix::{Blend, Ingredient, Part};
pub use pipeline::{PaintRequest, Painting, Pipeline, Task};
pub use preview::LatentPreview;
pub use prior::{ImageEmbeds, PriorRequest, Seedling};
pub use size::LatentSize;
pub use watch::{Phase, Silent, Watch};
