//! torch's CPU generator, draw for draw.

use anyhow::Result;
use bluerider_engine::rng::{Normal, TorchCpu};

#[derive(serde::Deserialize)]
struct Case {
    seed: u64,
    draws: Vec<Vec<f32>>,
}

#[test]
fn draws_are_those_of_torch() -> Result<()> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/torch_cpu_randn.json"))?;
    assert!(!cases.is_empty());
    for case in cases {
        let mut generator = TorchCpu::new(case.seed);
        for (number, draw) in case.draws.iter().enumerate() {
            let mut found = vec![0.0; draw.len()];
            generator.fill(&mut found);
            for (a, b) in found.iter().zip(draw) {
                assert!((a - b).abs() <= 1e-6, "seed {}, draw {number}: {a} instead of {b}", case.seed);
            }
        }
    }
    Ok(())
}
