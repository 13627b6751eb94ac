//! `torch.Generator("cpu").manual_seed(seed)` and `torch.randn`, draw for draw.
//!
//! Reference: PyTorch `aten/src/ATen/native/cpu/DistributionTemplates.h` (`normal_fill`) and
//! `aten/src/ATen/core/DistributionsHelper.h` (`normal_distribution`). The engine is MT19937, seeded with the low
//! 32 bits. A call for 16 values and more takes one 24-bit uniform for each value and turns blocks of 16 into
//! normals by Box–Muller; where the length is no multiple of 16, the last 16 values are drawn anew. A shorter call
//! goes value by value in double precision and keeps the second half of each pair for the next short call.

use rand_mt::Mt;

use super::Normal;

const BLOCK: usize = 16;

/// PyTorch's CPU generator.
#[derive(Clone)]
pub struct TorchCpu {
    engine: Mt,
    /// The spare half of the last Box–Muller pair of the short path.
    spare: Option<f64>,
}

impl TorchCpu {
    /// The generator after `manual_seed(seed)`. Like PyTorch, only the low 32 bits of the seed count.
    pub fn new(seed: u64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "PyTorch seeds MT19937 with the low 32 bits")]
        Self { engine: Mt::new(seed as u32), spare: None }
    }

    /// A uniform value in [0, 1) with 24 random bits.
    fn uniform_f32(&mut self) -> f32 {
        (self.engine.next_u32() & 0x00ff_ffff) as f32 * (1.0 / 16_777_216.0)
    }

    /// A uniform value in [0, 1) with 53 random bits; the first word is the high one.
    fn uniform_f64(&mut self) -> f64 {
        let high = u64::from(self.engine.next_u32());
        let low = u64::from(self.engine.next_u32());
        (((high << 32) | low) & ((1 << 53) - 1)) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// One value of the short path.
    fn scalar(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let (u1, u2) = (self.uniform_f64(), self.uniform_f64());
        let radius = (-2.0 * (-u2).ln_1p()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * u1).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }
}

/// Box–Muller on 16 uniforms in place: value j and j + 8 make a pair.
fn transform(block: &mut [f32]) {
    let (first, second) = block.split_at_mut(BLOCK / 2);
    for (a, b) in first.iter_mut().zip(second) {
        let radius = (-2.0 * (1.0 - *a).ln()).sqrt();
        let (sin, cos) = (std::f32::consts::TAU * *b).sin_cos();
        (*a, *b) = (radius * cos, radius * sin);
    }
}

impl Normal for TorchCpu {
    fn fill(&mut self, out: &mut [f32]) {
        if out.len() < BLOCK {
            out.iter_mut().for_each(|v| *v = self.scalar() as f32);
            return;
        }
        out.iter_mut().for_each(|v| *v = self.uniform_f32());
        out.chunks_exact_mut(BLOCK).for_each(transform);
        if !out.len().is_multiple_of(BLOCK) {
            let start = out.len() - BLOCK;
            let tail = &mut out[start..];
            tail.iter_mut().for_each(|v| *v = self.uniform_f32());
            transform(tail);
        }
    }
}
