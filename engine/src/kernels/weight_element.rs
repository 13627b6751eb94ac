//! The types that weights are kept in: as the file has them, and widened to single precision where they are used.

use burn::tensor::Element;
use half::{bf16, f16};
use pulp::Simd;
use pulp::bytemuck::{self, Pod};

/// A type of weight.
pub(super) trait WeightElement: Element + Pod {
    /// `from` in single precision, in `scratch` where it is not so already.
    #[inline(always)]
    fn widen<'a>(from: &'a [Self], scratch: &'a mut [f32]) -> &'a [f32] {
        let scratch = &mut scratch[..from.len()];
        scratch.iter_mut().zip(from).for_each(|(wide, half)| *wide = half.single());
        scratch
    }

    /// It in single precision.
    fn single(self) -> f32;

    /// `from`, as many as `simd` has lanes, in a register.
    fn vector<S: Simd, const L: usize>(simd: S, from: [Self; L]) -> S::f32s;
}

impl WeightElement for f32 {
    #[inline(always)]
    fn single(self) -> f32 {
        self
    }

    #[inline(always)]
    fn widen<'a>(from: &'a [Self], _room: &'a mut [f32]) -> &'a [f32] {
        from
    }

    #[inline(always)]
    fn vector<S: Simd, const L: usize>(_simd: S, from: [Self; L]) -> S::f32s {
        register(from)
    }
}

impl WeightElement for f16 {
    #[inline(always)]
    fn single(self) -> f32 {
        widened(self.to_bits())
    }

    #[inline(always)]
    fn vector<S: Simd, const L: usize>(simd: S, from: [Self; L]) -> S::f32s {
        // One instruction, where this is ten. The question is answered while this is compiled.
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = (&simd as &dyn std::any::Any).downcast_ref::<pulp::x86::V4>()
            && let Ok(halves) = <[f16; 16]>::try_from(&from[..])
        {
            return bytemuck::cast(simd.avx512f._mm512_cvtph_ps(bytemuck::cast(halves)));
        }
        register(from.map(Self::single))
    }
}

impl WeightElement for bf16 {
    #[inline(always)]
    fn single(self) -> f32 {
        f32::from_bits(u32::from(self.to_bits()) << 16)
    }

    #[inline(always)]
    fn vector<S: Simd, const L: usize>(_simd: S, from: [Self; L]) -> S::f32s {
        register(from.map(Self::single))
    }
}

/// `L` values as a register of as many lanes.
#[inline(always)]
fn register<V: Pod, const L: usize>(values: [f32; L]) -> V {
    bytemuck::pod_read_unaligned(bytemuck::cast_slice(&values))
}

/// A finite half-precision number, given as bits, in single precision: exact, and written so that the compiler can do
/// many at a time, which the `half` crate's own conversion is not.
#[inline(always)]
fn widened(bits: u16) -> f32 {
    /// What an exponent differs by between the two, in its place.
    const REBIAS: u32 = (127 - 15) << 23;
    /// The lowest exponent of single precision, in its place.
    const LOWEST: u32 = 1 << 23;
    let bits = u32::from(bits);
    let magnitude = (bits & 0x7fff) << 13;
    let normal = magnitude + REBIAS;
    // A subnormal has no leading one: it is put in front and subtracted again.
    let subnormal = f32::from_bits(normal + LOWEST) - f32::from_bits(REBIAS + LOWEST);
    let value = if magnitude < LOWEST { subnormal.to_bits() } else { normal };
    f32::from_bits(value | (bits & 0x8000) << 16)
}

#[cfg(test)]
mod tests {
    use half::f16;

    use super::{WeightElement, widened};

    #[test]
    fn every_finite_half_is_widened_exactly() {
        let halves: Vec<f16> = (0..=u16::MAX).map(f16::from_bits).filter(|half| half.is_finite()).collect();
        let mut scratch = vec![0.0; halves.len()];
        for (half, wide) in halves.iter().zip(f16::widen(&halves, &mut scratch)) {
            assert_eq!(widened(half.to_bits()).to_bits(), half.to_f32().to_bits(), "{half}");
            assert_eq!(wide.to_bits(), half.to_f32().to_bits(), "{half}, many at a time");
        }
    }
}
