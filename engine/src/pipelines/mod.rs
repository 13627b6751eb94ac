//! What an artist asks for, put together from networks and schedulers.

mod decoder;
mod economy;
mod embeddings;
mod encodings;
mod guard;
mod mix;
mod networks;
mod pipeline;
mod preview;
mod prior;
mod sidecar;
mod size;
mod source;
mod start;
mod task;
mod texts;
mod watch;
mod weigh;
mod words;

pub use decoder::Latents;
pub use economy::Economy;
pub(crate) use mix::check as check_blend;
pub use mix::{Blend, Ingredient, Part};
pub use pipeline::{PaintRequest, Pipeline};
pub use preview::LatentPreview;
pub use prior::{ImageEmbeds, PriorRequest, Seedling};
pub use size::LatentSize;
pub use task::Task;
pub use watch::{Phase, Silent, Watch};
