//! What an artist asks for, put together from networks and schedulers.

mod blend;
mod conditioning;
mod decode;
mod denoise;
mod guard;
mod latents;
mod networks;
mod pipeline;
mod prepare;
mod preview;
mod progress;
mod request;
mod sidecar;
mod start;
mod task;
mod tensors;
mod warm_up;

pub use self::blend::{Blend, BlendInput, WeightedInput};
pub use self::conditioning::{Emb2Emb, ImageEmbeds};
pub use self::latents::Latents;
pub use self::pipeline::Pipeline;
pub use self::preview::LatentPreview;
pub use self::progress::{NoProgress, ProgressObserver};
pub use self::request::{PaintRequest, PriorRequest};
pub use self::task::LoadedTask;
