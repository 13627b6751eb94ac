//! `torch.Generator("cuda").manual_seed(seed)` and `torch.randn` in single precision, draw for draw.
//!
//! Paper: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (2011), Philox4x32 with ten rounds.
//! Reference: PyTorch `aten/src/ATen/native/cuda/DistributionTemplates.h` and curand's `curand_normal4`.
//!
//! Each value has a thread of its own, whose number goes into the counter; each call of `randn` moves the counter on by
//! one. So it is on a GPU with at least as many threads as there are values: 160 000 and more on data-centre GPUs since
//! the V100, which is enough for latents of pictures of up to 1600×1600. Beyond that PyTorch's draws depend on the GPU.

use super::Normal;

/// PyTorch's CUDA generator.
#[derive(Clone)]
pub struct TorchCuda {
    key: [u32; 2],
    /// Calls so far.
    calls: u64,
}

impl TorchCuda {
    /// The generator after `manual_seed(seed)`; all 64 bits count.
    pub fn new(seed: u64) -> Self {
        Self { key: words(seed), calls: 0 }
    }
}

impl Normal for TorchCuda {
    fn fill(&mut self, out: &mut [f32]) {
        let [low, high] = words(self.calls);
        for (thread, value) in out.iter_mut().enumerate() {
            let [thread_low, thread_high] = words(thread as u64);
            let [x, y, _, _] = philox([low, high, thread_low, thread_high], self.key);
            *value = box_muller(x, y);
        }
        self.calls += 1;
    }
}

/// The low and the high half.
#[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
fn words(value: u64) -> [u32; 2] {
    [value as u32, (value >> 32) as u32]
}

/// Philox4x32 with ten rounds.
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
        }
        let [low_a, high_a] = words(u64::from(counter[0]) * 0xd251_1f53);
        let [low_b, high_b] = words(u64::from(counter[2]) * 0xcd9e_8d57);
        counter = [high_b ^ counter[1] ^ key[0], low_b, high_a ^ counter[3] ^ key[1], low_a];
    }
    counter
}

/// The first normal value of the pair that two words make.
fn box_muller(x: u32, y: u32) -> f32 {
    const STEP: f32 = 1.0 / 4_294_967_296.0;
    const TURN: f32 = STEP * std::f32::consts::TAU;
    let u = x as f32 * STEP + STEP / 2.0;
    let v = y as f32 * TURN + TURN / 2.0;
    (-2.0 * u.ln()).sqrt() * v.sin()
}
