//! The warm-up of an adapter, on the CPU, which has nothing to find out and takes the same way.

use anyhow::{Result, anyhow, ensure};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::error::{EngineError, Result as EngineResult};
use bluerider_engine::memory::MemoryPolicy;
use bluerider_engine::pipelines::{NoProgress, Pipeline, ProgressObserver};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{Model, Phase, Picture, Recipe};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::worker::request;
use bluerider_tests::worded::worded;
use burn::tensor::Device;

/// Notes what it is told, and stops at a report.
struct Noted {
    reports: Vec<(Phase, u64, u64)>,
    stop_at: usize,
}

impl ProgressObserver for Noted {
    fn progress(&mut self, phase: Phase, done: u64, of: u64) -> EngineResult<()> {
        self.reports.push((phase, done, of));
        if self.reports.len() == self.stop_at { Err(EngineError::cancelled()) } else { Ok(()) }
    }
}

fn small() -> Recipe {
    let mut recipe = Recipe { width: 64, height: 48, ..Recipe::new(Model::Etude, "a red circle") };
    (recipe.sampling.steps, recipe.sampling.prior_steps) = (2, 2);
    recipe
}

fn said(error: EngineError) -> anyhow::Error {
    anyhow!("{}", worded(error).message)
}

fn open() -> Result<Pipeline> {
    let policy = MemoryPolicy::default();
    Pipeline::open(Checkpoint::etude(), Device::flex(), Precision::F32, policy).map_err(said)
}

fn paint(pipeline: &mut Pipeline) -> Result<Picture> {
    let request = request(&small()).map_err(said)?;
    pipeline.paint(&request, &mut TorchCpu::new(1), &mut NoProgress).map_err(said)
}

#[test]
fn a_warm_up_is_told_to_its_end_and_leaves_nothing_behind() -> Result<()> {
    let mut pipeline = open()?;
    let mut noted = Noted { reports: Vec::new(), stop_at: usize::MAX };
    let request = request(&small()).map_err(said)?;
    pipeline.warm_up(&request, &mut TorchCpu::new(7), &mut noted).map_err(said)?;
    let phases = |(phase, ..): &&(Phase, u64, u64)| *phase == Phase::WarmUp;
    let own: Vec<_> = noted.reports.iter().filter(phases).map(|&(_, done, of)| (done, of)).collect();
    ensure!(own.first().is_some_and(|(done, _)| *done == 0), "{own:?}");
    ensure!(own.is_sorted() && own.last().is_some_and(|(done, of)| done == of), "{own:?}");
    // Each block of the UNet is seen, and the last word is not said long before the end.
    ensure!(own.len() as u64 + 3 > own[0].1, "{own:?}");
    let others = noted.reports.iter().filter(|report| !phases(report));
    ensure!(others.clone().all(|(phase, ..)| *phase == Phase::Load), "{:?}", noted.reports);
    ensure!(paint(&mut pipeline)? == paint(&mut open()?)?, "another picture");
    Ok(())
}

#[test]
fn a_warm_up_can_be_stopped_at_each_report() -> Result<()> {
    let request = request(&small()).map_err(said)?;
    let mut pipeline = open()?;
    let mut stop_at = 1;
    loop {
        let mut noted = Noted { reports: Vec::new(), stop_at };
        match pipeline.warm_up(&request, &mut TorchCpu::new(7), &mut noted) {
            Err(error) => ensure!(error.is_cancelled() && noted.reports.len() == stop_at, "{error}"),
            Ok(()) => break,
        }
        stop_at += 1;
    }
    ensure!(stop_at > 20, "only {stop_at} reports");
    ensure!(paint(&mut pipeline)? == paint(&mut open()?)?, "another picture");
    Ok(())
}
