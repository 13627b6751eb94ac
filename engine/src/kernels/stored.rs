//! The types that weights are kept in: as the file has them, and widened to single precision where they are used.

use burn::tensor::Element;
use half::{bf16, f16};
use pulp::bytemuck::{self, Pod};

/// A type of weight.
pub(super) trait Stored: Element + Pod {
    /// `from` in single precision, in `room` where it is not so already.
    fn widen<'a>(from: &'a [Self], room: &'a mut [f32]) -> &'a [f32];
}

impl Stored for f32 {
    #[inline(always)]
    fn widen<'a>(from: &'a [Self], _room: &'a mut [f32]) -> &'a [f32] {
        from
    }
}

impl Stored for f16 {
    #[inline(always)]
    fn widen<'a>(from: &'a [Self], room: &'a mut [f32]) -> &'a [f32] {
        let room = &mut room[..from.len()];
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V4::try_new() {
            simd.vectorize(Widen { simd, from, room });
            return room;
        }
        room.iter_mut().zip(from).for_each(|(wide, half)| *wide = widened(half.to_bits()));
        room
    }
}

/// Many at a time, by the instruction that AVX-512 has for it: [`widened`] takes ten, and half the time of a product.
#[cfg(target_arch = "x86_64")]
struct Widen<'a> {
    simd: pulp::x86::V4,
    from: &'a [f16],
    room: &'a mut [f32],
}

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Widen<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (from, last) = self.from.as_chunks::<16>();
        let (room, last_room) = self.room.as_chunks_mut::<16>();
        for (wide, halves) in room.iter_mut().zip(from) {
            let halves = bytemuck::pod_read_unaligned(bytemuck::bytes_of(halves));
            *wide = bytemuck::cast(self.simd.avx512f._mm512_cvtph_ps(halves));
        }
        last_room.iter_mut().zip(last).for_each(|(wide, half)| *wide = widened(half.to_bits()));
    }
}

impl Stored for bf16 {
    #[inline(always)]
    fn widen<'a>(from: &'a [Self], room: &'a mut [f32]) -> &'a [f32] {
        let room = &mut room[..from.len()];
        room.iter_mut().zip(from).for_each(|(wide, half)| *wide = f32::from_bits(u32::from(half.to_bits()) << 16));
        room
    }
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

    use super::{Stored, widened};

    #[test]
    fn every_finite_half_is_widened_exactly() {
        let halves: Vec<f16> = (0..=u16::MAX).map(f16::from_bits).filter(|half| half.is_finite()).collect();
        let mut room = vec![0.0; halves.len()];
        for (half, wide) in halves.iter().zip(f16::widen(&halves, &mut room)) {
            assert_eq!(widened(half.to_bits()).to_bits(), half.to_f32().to_bits(), "{half}");
            assert_eq!(wide.to_bits(), half.to_f32().to_bits(), "{half}, many at a time");
        }
    }
}
