//! Scaled dot-product attention over several heads.
//!
//! Paper: Vaswani et al., "Attention Is All You Need" (2017).

use std::cell::Cell;

use burn::tensor::{DType, Device, Tensor, TensorData};

use crate::kernels;
use crate::protocol::Fallback;

/// Scores held at once, in elements, where nothing else is said. More queries than that are taken in turns, which
/// changes nothing but the memory: 32 Mi scores are 128 MiB in f32, the largest buffer that every adapter has.
pub const MAX_SCORES: usize = 32 << 20;

thread_local! {
    /// Scores held at once. All networks run on one thread, and naming it in every layer between here and the pipeline
    /// would say nothing about those layers.
    static SCORES: Cell<usize> = const { Cell::new(MAX_SCORES) };
}

/// Runs `f`, in which attention holds at most so many scores at once.
pub fn holding_scores<T>(scores: usize, f: impl FnOnce() -> T) -> T {
    let before = SCORES.replace(scores);
    let result = f();
    SCORES.set(before);
    result
}

/// Splitting tokens into heads and back.
#[derive(Debug, Clone, Copy)]
pub struct Heads(pub usize);

impl Heads {
    /// `[batch, tokens, heads · dim]` → `[batch, heads, tokens, dim]`.
    pub fn split(self, x: Tensor<3>) -> Tensor<4> {
        let [batch, tokens, width] = x.dims();
        x.reshape([batch, tokens, self.0, width / self.0]).swap_dims(1, 2)
    }

    /// `[batch, heads, tokens, dim]` → `[batch, tokens, heads · dim]`.
    pub fn merge(self, x: Tensor<4>) -> Tensor<3> {
        let [batch, heads, tokens, dim] = x.dims();
        x.swap_dims(1, 2).reshape([batch, tokens, heads * dim])
    }
}

/// softmax(q·kᵀ/√dim + bias)·v.
///
/// # Shapes
/// - `query`: `[batch, heads, queries, dim]`
/// - `key`, `value`: `[batch, heads, keys, dim]`
/// - `bias`: broadcastable to `[batch, heads, queries, keys]`, its queries in full
/// - returns `[batch, heads, queries, dim]`
pub fn attend(query: Tensor<4>, key: Tensor<4>, value: Tensor<4>, bias: Option<&Tensor<4>>) -> Tensor<4> {
    if kernels::supports(&query) {
        return kernels::attend(query, key, value, bias);
    }
    let [batch, heads, _, _] = query.dims();
    let keys = key.dims()[2];
    if query.dtype() == DType::F16 && kernels::taken(Fallback::Attention) {
        let wide = |x: Tensor<4>| x.cast(DType::F32);
        return attend(wide(query), wide(key), wide(value), bias.cloned().map(wide).as_ref()).cast(DType::F16);
    }
    attend_in_turns(query, key, value, bias, SCORES.get() / (batch * heads * keys).max(1))
}

/// The same with at most `turn` queries at a time, at least one.
pub fn attend_in_turns(
    query: Tensor<4>,
    key: Tensor<4>,
    value: Tensor<4>,
    bias: Option<&Tensor<4>>,
    turn: usize,
) -> Tensor<4> {
    let [_, _, queries, dim] = query.dims();
    let turn = turn.clamp(1, queries.max(1));
    let query = query * (dim as f64).powf(-0.5);
    let key = key.transpose();
    let part = |query: Tensor<4>, bias: Option<Tensor<4>>| {
        let scores = query.matmul(key.clone());
        weighted(bias.map_or(scores.clone(), |bias| scores + bias), value.clone())
    };
    if turn >= queries {
        return part(query, bias.cloned());
    }
    let parts = (0..queries).step_by(turn).map(|start| {
        let length = turn.min(queries - start);
        part(query.clone().narrow(2, start, length), bias.map(|b| b.clone().narrow(2, start, length)))
    });
    Tensor::cat(parts.collect(), 2)
}

/// Forbids `queries` to look at padding: `[batch, 1, queries, tokens]`. `mask`: which of a batch's tokens are words.
pub fn padding_bias(mask: &[Vec<bool>], queries: usize, device: &Device, dtype: DType) -> Tensor<4> {
    /// What half precision holds and no score outweighs.
    const FORBIDDEN: f32 = -1e4;
    let (batch, tokens) = (mask.len(), mask.first().map_or(0, Vec::len));
    let values = mask.iter().flatten().map(|&word| if word { 0.0 } else { FORBIDDEN }).collect::<Vec<f32>>();
    let row = Tensor::<4>::from_data(TensorData::new(values, [batch, 1, 1, tokens]), (device, dtype));
    row.expand([batch, 1, queries, tokens])
}

/// softmax(scores)·value, divided first: undivided, the sum over the 16 384 keys of a picture of 1024² is more than
/// half precision holds once values are near 4.
fn weighted(scores: Tensor<4>, value: Tensor<4>) -> Tensor<4> {
    let largest = scores.clone().max_dim(3);
    let weights = (scores - largest).exp();
    let sum = weights.clone().sum_dim(3);
    (weights / sum).matmul(value)
}
