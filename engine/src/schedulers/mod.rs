//! Schedulers: how much noise each timestep holds and how one step takes some of it away.
//!
//! One file an algorithm, behind one small trait. They work on plain slices on the host: latents are small, and so
//! every device, and the reference, sees the same arithmetic. Settings come from a checkpoint's own
//! `scheduler_config.json`.

mod betas;
mod config;
mod ddim;
mod ddpm;
mod dpm_solver;
mod euler;
mod flash;
mod kandinsky3;
mod known_region;
mod linear;
mod mixture;
mod plms;
mod posterior;
mod sampler;
mod scheduler;
mod sigmas;
mod solver;
mod spacing;
mod timestep_schedule;
mod unclip;
mod unipc;
mod x0;

pub use config::{BetaSchedule, PredictionType, Reference, SamplerConfig, TimestepSpacing, UnClipConfig, VarianceType};
pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dpm_solver::DpmSolver;
pub use euler::Euler;
pub use flash::Flash;
pub use kandinsky3::Kandinsky3;
pub use known_region::KnownRegion;
pub use linear::linear_mixture;
pub use mixture::Mixture;
pub use plms::Plms;
pub use scheduler::{NoiseSchedule, Prediction, Scheduler};
pub use unclip::UnClip;
pub use unipc::UniPc;
