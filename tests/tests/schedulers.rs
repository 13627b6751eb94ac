//! Schedulers against the reference, step by step, and their refusals.

use std::collections::VecDeque;

use anyhow::{Context, Result};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::rng::Normal;
use bluerider_engine::schedulers::{Ddpm, DdpmConfig, Prediction, Scheduler, UnClip, UnClipConfig};

#[derive(serde::Deserialize)]
struct Case {
    kind: String,
    config: serde_json::Value,
    steps: usize,
    timesteps: Vec<usize>,
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
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/schedulers.json"))?;
    assert!(!cases.is_empty());
    for case in cases {
        let name = format!("{} {}", case.kind, case.config);
        let scheduler: Box<dyn Scheduler> = match case.kind.as_str() {
            "ddpm" => Box::new(Ddpm::new(serde_json::from_value::<DdpmConfig>(case.config)?, case.steps)?),
            _ => Box::new(UnClip::new(serde_json::from_value::<UnClipConfig>(case.config)?, case.steps)?),
        };
        assert_eq!(scheduler.timesteps(), case.timesteps, "{name}");
        let (mut x, mut noise) = (case.start, Recorded(case.noises));
        for (index, (prediction, golden)) in case.predictions.iter().zip(&case.samples).enumerate() {
            let (value, variance) = prediction.split_at(x.len());
            let variance = Some(variance).filter(|v| !v.is_empty());
            scheduler.step(index, Prediction { value, variance }, &mut x, &mut noise);
            let worst = x.iter().zip(golden).map(|(a, b)| (a - b).abs() / (1.0 + b.abs())).fold(0.0, f32::max);
            assert!(worst <= 2e-5, "{name}, step {index}: differs by {worst:.1e}");
        }
        assert!(noise.0.is_empty(), "{name}: noise was left over");
    }
    Ok(())
}

#[test]
fn impossible_step_counts_are_refused_by_name() -> Result<()> {
    for steps in [0, 1001] {
        let error = Ddpm::new(DdpmConfig::default(), steps).err().context("refused")?;
        assert_eq!((error.kind, error.field.as_deref()), (ErrorKind::InvalidRecipe, Some("steps")));
    }
    for steps in [0, 1, 1001] {
        let error = UnClip::new(UnClipConfig::default(), steps).err().context("refused")?;
        assert_eq!((error.kind, error.field.as_deref()), (ErrorKind::InvalidRecipe, Some("prior_steps")));
    }
    Ok(())
}
