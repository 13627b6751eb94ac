//! Random numbers that other programs can reproduce.
//!
//! A seed is part of a recipe, so the draws behind it must not depend on the device, the thread count or a
//! library's version. They are made on the host and uploaded.

mod paired_noise;
mod torch_cpu;
mod torch_cuda;
mod varied_noise;

pub use paired_noise::PairedNoise;
pub use torch_cpu::TorchCpu;
pub use torch_cuda::{TorchCuda, philox};
pub use varied_noise::VariedNoise;

/// A source of standard normal values.
pub trait Normal {
    /// Fills `out` with draws from N(0, 1), as one call of the reference generator of this length would.
    fn fill(&mut self, out: &mut [f32]);
}
