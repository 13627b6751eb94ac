//! Schedulers against the reference, step by step, and their refusals.

use std::collections::VecDeque;

use anyhow::{Context, Result};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::Sampler;
use bluerider_engine::rng::Normal;
use bluerider_engine::schedulers::{Ddpm, Prediction, SamplerConfig, Scheduler, UnClip, UnClipConfig};

#[derive(serde::Deserialize)]
struct Case {
    kind: String,
    config: serde_json::Value,
    steps: usize,
    #[serde(default)]
    eta: f32,
    timesteps: Vec<f32>,
    /// What the reference scales noise by at the start, and each step's input.
    #[serde(default)]
    initial_scale: Option<f32>,
    #[serde(default)]
    inputs: Vec<Vec<f32>>,
    /// Noise, where the sampler makes more of it than a multiple.
    #[serde(default)]
    first: Option<Vec<f32>>,
    start: Vec<f32>,
    predictions: Vec<Vec<f32>>,
    noises: VecDeque<Vec<f32>>,
    samples: Vec<Vec<f32>>,
}

/// Hands out recorded noise.
struct Recorded(VecDeque<Vec<f32>>);

impl Normal for Recorded {
    fn fill(&mut self, out: &mut [f32]) {
        out.copy_from_slice(&self.0.pop_front().expect("noise that the reference did not draw"));
    }
}

#[test]
fn steps_are_those_of_diffusers() -> Result<()> {
    check(include_str!("../../fixtures/schedulers.json"))
}

#[test]
fn steps_of_kandinsky_3_and_of_flash_are_those_of_the_papers() -> Result<()> {
    check(include_str!("../../fixtures/kandinsky3_samplers.json"))
}

fn check(table: &str) -> Result<()> {
    let cases: Vec<Case> = serde_json::from_str(table)?;
    assert!(!cases.is_empty());
    for case in cases {
        let name = format!("{} {}", case.kind, case.config);
        let mut scheduler: Box<dyn Scheduler> = match case.kind.as_str() {
            "unclip" => Box::new(UnClip::new(serde_json::from_value::<UnClipConfig>(case.config)?, case.steps)?),
            kind => {
                let sampler: Sampler = kind.parse().map_err(anyhow::Error::msg)?;
                sampler.scheduler(&serde_json::from_value::<SamplerConfig>(case.config)?, case.steps, case.eta)?
            }
        };
        let timesteps: Vec<f32> = (0..scheduler.steps()).map(|i| scheduler.timestep(i)).collect();
        assert!(close(&timesteps, &case.timesteps), "{name}: {timesteps:?}, not {:?}", case.timesteps);
        let initial = case.initial_scale.unwrap_or(1.0);
        assert!(close(&[scheduler.initial_scale()], &[initial]), "{name}: {}", scheduler.initial_scale());
        let (mut x, mut noise) = (case.start, Recorded(case.noises));
        if let Some(mut first) = case.first {
            scheduler.start(&mut first, &mut noise);
            assert!(close(&first, &x), "{name}: starts with {first:?}, not {x:?}");
        }
        for (index, (prediction, golden)) in case.predictions.iter().zip(&case.samples).enumerate() {
            let (value, variance) = prediction.split_at(x.len());
            let variance = Some(variance).filter(|v| !v.is_empty());
            let input: Vec<f32> = x.iter().map(|x| x * scheduler.input_scale(index)).collect();
            assert!(case.inputs.get(index).is_none_or(|golden| close(&input, golden)), "{name}, input {index}");
            let largest = x.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
            scheduler.step(index, Prediction { value, variance, known: None }, &mut x, &mut noise);
            // What was rounded away of a sample in deep noise does not come back with the noise gone.
            assert!(near(&x, golden, 2e-7 * largest), "{name}, step {index}: {x:?}, not {golden:?}");
            x.copy_from_slice(golden);
        }
        assert!(noise.0.is_empty(), "{name}: noise was left over");
    }
    Ok(())
}

/// Equal to rounding, relative to numbers near one.
fn close(ours: &[f32], golden: &[f32]) -> bool {
    near(ours, golden, 0.0)
}

/// The same, with this much more slack.
fn near(ours: &[f32], golden: &[f32], slack: f32) -> bool {
    let pair = |(a, b): (&f32, &f32)| (a - b).abs() <= 2e-5 * (1.0 + b.abs()) + slack;
    ours.len() == golden.len() && ours.iter().zip(golden).all(pair)
}

#[test]
fn impossible_step_counts_are_refused_by_name() -> Result<()> {
    for steps in [0, 1001] {
        let error = Ddpm::new(SamplerConfig::default(), steps).err().context("refused")?;
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRecipe, Some("steps")));
    }
    for steps in [0, 1, 1001] {
        let error = UnClip::new(UnClipConfig::default(), steps).err().context("refused")?;
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRecipe, Some("prior_steps")));
    }
    Ok(())
}
