//! torch's generators, draw for draw.

use anyhow::Result;
use bluerider_engine::rng::{Normal, TorchCpu, TorchCuda, VariedNoise, philox};

#[derive(serde::Deserialize)]
struct Case {
    seed: u64,
    draws: Vec<Vec<f32>>,
}

#[test]
fn draws_are_those_of_torch() -> Result<()> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../fixtures/torch_cpu_randn.json"))?;
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

/// The known answers that are published with Philox.
#[test]
fn philox_gives_its_known_answers() {
    let ones = [u32::MAX; 4];
    assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(philox(ones, [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
    let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
    let answer = [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1];
    assert_eq!(philox(pi, [0xa409_3822, 0x299f_31d0]), answer);
}

/// What `torch.randn(12, device="cuda")` gives after `torch.manual_seed(0)`.
#[test]
fn cuda_draws_are_those_of_torch() {
    let golden = [
        -0.924_663,
        -0.425_344_2,
        -2.643_846,
        0.145_184,
        -0.120_866_5,
        -0.579_726,
        -0.622_851_2,
        -0.328_387_1,
        -1.074_542,
        -0.363_144_1,
        -1.671_051,
        2.265_505,
    ];
    let mut generator = TorchCuda::new(0);
    let mut found = [0.0; 12];
    generator.fill(&mut found);
    for (a, b) in found.iter().zip(golden) {
        assert!((a - b).abs() <= 1e-5, "{a} instead of {b}");
    }
    // The next call goes on, and does not begin again.
    let first = found;
    generator.fill(&mut found);
    assert_ne!(found, first);
}

/// What `slerp` of `modules/rng.py` of the AUTOMATIC1111 web UI, given both vectors whole, makes of `torch.randn` of
/// seeds 3 and 8, computed with torch.
#[test]
fn variations_of_noise_are_those_of_the_reference() {
    let golden = [
        (0.1, [-0.261_072, 0.572_431, -0.443_458, 0.015_309, 0.714_018, -0.112_196]),
        (0.65, [-1.051_809, 1.372_974, 1.384_487, -0.264_435, 0.662_027, 0.782_905]),
    ];
    for (strength, golden) in golden {
        let of = |seed| Box::new(TorchCpu::new(seed));
        let mut found = vec![0.0; 4096];
        VariedNoise::new(of(3), of(8), strength).fill(&mut found);
        for (a, b) in found.iter().zip(golden) {
            assert!((a - b).abs() < 1e-5, "{strength}: {a} instead of {b}");
        }
        let variance = found.iter().map(|value| value * value).sum::<f32>() / found.len() as f32;
        assert!((variance - 1.0).abs() < 0.06, "{strength}: a variance of {variance}");
    }
}
