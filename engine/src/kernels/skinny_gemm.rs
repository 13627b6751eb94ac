//! The product of few rows with a large matrix, which takes as long as the matrix takes to come from memory.
//!
//! A matrix product for many rows first brings the matrix into an order that it likes, which for few costs more than it
//! saves. Here each row of the matrix is read once, in its order, several at a time, and multiplied with all rows of
//! the input, which stay in the cache.

use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::weight_element::WeightElement;

/// Rows up to which this is the faster way.
pub(super) const ROWS: usize = 16;
/// Rows of the input that are summed up at a time, in registers.
const TOGETHER: usize = 6;
/// Rows of the matrix that a task takes: its part of the result is as long.
const TASK: usize = 64;

/// The rows of `x` times the transposed `weight`, transposed.
///
/// # Shapes
/// - `x`: `[rows, from]`; `weight`: `[to, from]`
/// - returns `[to, rows]`
pub(super) fn product<T: WeightElement>(x: &[f32], weight: &[T], [rows, from, to]: [usize; 3]) -> Vec<f32> {
    let mut out = vec![0.0; to * rows];
    if out.is_empty() || from == 0 {
        return out;
    }
    let arch = pulp::Arch::new();
    let tasks = out.par_chunks_mut(TASK * rows).zip(weight.par_chunks(TASK * from));
    tasks.for_each(|(out, weight)| arch.dispatch(Task { x, weight, out, rows, from }));
    out
}

/// Some rows of the matrix.
struct Task<'a, T> {
    x: &'a [f32],
    weight: &'a [T],
    out: &'a mut [f32],
    rows: usize,
    from: usize,
}

impl<T: WeightElement> WithSimd for Task<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Where there are 16 lanes there are 32 registers, enough for the sums of four rows of the matrix.
        match S::F32_LANES {
            16 => self.by::<S, 4, 16>(simd),
            8 => self.by::<S, 2, 8>(simd),
            4 => self.by::<S, 2, 4>(simd),
            _ => self.by::<pulp::Scalar, 2, 1>(pulp::Scalar),
        }
    }
}

impl<T: WeightElement> Task<'_, T> {
    /// `R` rows of the matrix at a time, and one at a time of those that are left.
    #[inline(always)]
    fn by<S: Simd, const R: usize, const L: usize>(self, simd: S) {
        let Self { x, weight, out, rows, from } = self;
        let whole = out.len() / rows / R * R;
        let (out, last_out) = out.split_at_mut(whole * rows);
        let (weight, last_weight) = weight.split_at(whole * from);
        for (out, weight) in out.chunks_exact_mut(R * rows).zip(weight.chunks_exact(R * from)) {
            all_rows::<S, T, R, L>(simd, x, weight, out, [rows, from]);
        }
        for (out, weight) in last_out.chunks_exact_mut(rows).zip(last_weight.chunks_exact(from)) {
            all_rows::<S, T, 1, L>(simd, x, weight, out, [rows, from]);
        }
    }
}

/// All rows of the input with `R` of the matrix. `out`: `[R, rows]`.
#[inline(always)]
fn all_rows<S: Simd, T: WeightElement, const R: usize, const L: usize>(
    simd: S,
    x: &[f32],
    weight: &[T],
    out: &mut [f32],
    [rows, from]: [usize; 2],
) {
    for (part, x) in x.chunks(TOGETHER * from).enumerate() {
        let out = &mut out[part * TOGETHER..];
        match x.len() / from {
            1 => together::<S, T, 1, R, L>(simd, x, weight, out, [rows, from]),
            2 => together::<S, T, 2, R, L>(simd, x, weight, out, [rows, from]),
            3 => together::<S, T, 3, R, L>(simd, x, weight, out, [rows, from]),
            4 => together::<S, T, 4, R, L>(simd, x, weight, out, [rows, from]),
            5 => together::<S, T, 5, R, L>(simd, x, weight, out, [rows, from]),
            _ => together::<S, T, TOGETHER, R, L>(simd, x, weight, out, [rows, from]),
        }
    }
}

/// `M` rows of the input with `R` of the matrix, `L` lanes at a time; the sums stay in registers.
#[inline(always)]
fn together<S: Simd, T: WeightElement, const M: usize, const R: usize, const L: usize>(
    simd: S,
    x: &[f32],
    weight: &[T],
    out: &mut [f32],
    [rows, from]: [usize; 2],
) {
    let mut sums = [[simd.splat_f32s(0.0); M]; R];
    // Slices of which the compiler knows that they are equally long, so that it need not ask below.
    let vectors = from / L;
    let input: [&[[f32; L]]; M] = std::array::from_fn(|row| &x[row * from..].as_chunks().0[..vectors]);
    let matrix: [&[[T; L]]; R] = std::array::from_fn(|row| &weight[row * from..].as_chunks().0[..vectors]);
    for i in 0..vectors {
        for row in 0..R {
            let values = T::vector(simd, matrix[row][i]);
            for column in 0..M {
                sums[row][column] = simd.mul_add_f32s(values, f32::vector(simd, input[column][i]), sums[row][column]);
            }
        }
    }
    for row in 0..R {
        let rest = &weight[row * from + vectors * L..(row + 1) * from];
        for column in 0..M {
            let input = &x[column * from + vectors * L..(column + 1) * from];
            let rest = rest.iter().zip(input).map(|(&a, b)| T::single(a) * b).sum::<f32>();
            out[row * rows + column] = simd.reduce_sum_f32s(sums[row][column]) + rest;
        }
    }
}
