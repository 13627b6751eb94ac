//! Étude's checkpoint, or one in its place, kept loaded to paint one prompt after another.

use anyhow::Result;
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::device;
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::pipelines::{NoProgress, Pipeline};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::worker::request;

/// A pipeline on the CPU that stays loaded.
pub struct Painter(Pipeline);

impl Painter {
    /// One that paints with `checkpoint`.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(checkpoint: Checkpoint) -> Result<Self> {
        let kept = MemoryPolicy { keep: true, ..MemoryPolicy::default() };
        Ok(Self(Pipeline::open(checkpoint, device::cpu().device, Precision::F32, kept)?))
    }

    /// Paints `prompt` with étude's default settings.
    ///
    /// # Errors
    /// Where painting fails.
    pub fn paint(&mut self, prompt: &str, seed: u64) -> Result<Picture> {
        let request = request(&Recipe::new(Model::Etude, prompt))?;
        Ok(self.0.paint(&request, &mut TorchCpu::new(seed), &mut NoProgress)?)
    }
}
