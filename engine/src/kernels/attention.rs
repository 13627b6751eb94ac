//! Scaled dot-product attention, a block of queries at a time, so that scores stay in the cache.
//!
//! Paper: Vaswani et al., "Attention Is All You Need" (2017).

use burn::tensor::Tensor;
use rayon::prelude::*;

use super::gemm::{Matrix, product};
use super::scalar::{exp, sum};
use super::threads;
use super::values::{Strided, tensor};

/// Queries of a block, at most.
const BLOCK: usize = 128;

/// softmax(q·kᵀ/√dim + bias)·v.
///
/// # Shapes
/// - `query`: `[batch, heads, queries, dim]`; `key`, `value`: `[batch, heads, keys, dim]`, in any order in memory
/// - `bias`: `[batch or 1, heads or 1, queries, keys]`
/// - returns `[batch, heads, queries, dim]`, lying as `[batch, queries, heads, dim]`, so that merging heads is no copy
pub fn attend(query: Tensor<4>, key: Tensor<4>, value: Tensor<4>, bias: Option<&Tensor<4>>) -> Tensor<4> {
    let [batch, heads, queries, dim] = query.dims();
    let keys = key.dims()[2];
    let scale = (dim as f64).powf(-0.5) as f32;
    let (query, key, value) = (Strided::of(query), Strided::of(key), Strided::of(value));
    let bias = bias.map(|bias| Strided::of(bias.clone().expand([batch, heads, queries, keys])));
    let arch = pulp::Arch::new();
    let width = heads * dim;
    let mut out = vec![0.0; batch * queries * width];
    // A task is a block of queries of a picture, with all heads, which lie beside one another in the result.
    let block = (batch * queries).div_ceil(threads()).clamp(1, BLOCK);
    let mut tasks: Vec<(usize, usize, &mut [f32])> = Vec::new();
    for (b, picture) in out.chunks_mut(queries * width).enumerate() {
        tasks.extend(picture.chunks_mut(block * width).enumerate().map(|(number, out)| (b, number * block, out)));
    }
    tasks.into_par_iter().for_each_init(Vec::new, |scores: &mut Vec<f32>, (b, first, out)| {
        let rows = out.len() / width;
        scores.resize(rows * keys, 0.0);
        for h in 0..heads {
            let q = query.matrix([b, h], first, [rows, dim]);
            product(scores, keys, q, key.matrix([b, h], 0, [keys, dim]).transposed(), false);
            let mut sums = [0.0; BLOCK];
            for (row, (scores, sum)) in scores.chunks_mut(keys).zip(&mut sums).enumerate() {
                arch.dispatch(|| scores.iter_mut().for_each(|score| *score *= scale));
                if let Some(bias) = &bias {
                    let [s0, s1, s2, s3] = bias.strides;
                    let bias = &bias.slice()[b * s0 + h * s1 + (first + row) * s2..];
                    scores.iter_mut().enumerate().for_each(|(i, score)| *score += bias[i * s3]);
                }
                *sum = arch.dispatch(|| weights(scores));
            }
            let weights = Matrix::new(scores, [rows, keys], [keys, 1]);
            product(&mut out[h * dim..], width, weights, value.matrix([b, h], 0, [keys, dim]), false);
            for (row, sum) in out.chunks_mut(width).zip(sums) {
                row[h * dim..(h + 1) * dim].iter_mut().for_each(|value| *value /= sum);
            }
        }
    });
    tensor(out, [batch, queries, heads, dim]).swap_dims(1, 2)
}

/// exp(score − largest) in the scores' place. Returns their sum, by which the result is divided last, where
/// there is least to divide.
#[inline(always)]
fn weights(scores: &mut [f32]) -> f32 {
    let largest = largest(scores);
    for score in scores.iter_mut() {
        *score = exp(*score - largest);
    }
    sum(scores, |weight| weight) as f32
}

#[inline(always)]
fn largest(values: &[f32]) -> f32 {
    const LANES: usize = 32;
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max)
}
