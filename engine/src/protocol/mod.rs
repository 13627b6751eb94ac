//! The whole contract between the app and the engine: commands in, events out. Plain data, no tensor, no device.
//!
//! - The app allocates job ids and never reuses them. Each submitted job ends in exactly one [`Event::Finished`], also
//!   after a panic, a lost device or a shutdown; nothing for that job follows it.
//! - Cancelling is idempotent and takes effect within one step. Progress is monotone within a phase.
//! - Previews do not come as events: they lie in a slot where the latest wins. Everything else is lossless.

mod blend;
mod command;
mod device;
mod event;
mod finite;
mod measured;
mod model;
mod phase;
mod picture;
mod recipe;
mod sampler;
mod sampling;
mod system;
mod task;
mod variation;

pub use self::blend::{BlendOf, BlendPart, check_weights};
pub use self::command::{Command, JobId};
pub use self::device::{AdapterInfo, DeviceInfo, Fallback};
pub use self::event::{Event, Notice, Outcome, Preview, Question};
pub use self::finite::finite;
pub use self::measured::Measured;
pub use self::model::{Model, Rng};
pub use self::phase::Phase;
pub use self::picture::Picture;
pub use self::recipe::{COUNTS, GUIDANCE, PRIOR_STEPS, Recipe, SIDES, STEPS};
pub use self::sampler::Sampler;
pub use self::sampling::Sampling;
pub use self::system::{Published, System};
pub use self::task::{Margins, Task};
pub use self::variation::Variation;
