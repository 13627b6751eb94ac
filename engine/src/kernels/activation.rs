//! Activations of every value by itself.

use burn::tensor::Tensor;
use rayon::prelude::*;

use super::scalar;
use super::values::{Values, tensor};

/// Values a task works on at least.
const TASK: usize = 16 << 10;

/// x · Φ(x), with the exact normal distribution, at any shape.
pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let shape = x.dims();
    let x = Values::of(x);
    let mut out = vec![0.0; x.slice().len()];
    let arch = pulp::Arch::new();
    out.par_chunks_mut(TASK).zip(x.slice().par_chunks(TASK)).for_each(|(out, x)| {
        arch.dispatch(|| out.iter_mut().zip(x).for_each(|(out, &x)| *out = scalar::gelu(x)));
    });
    tensor(out, shape)
}
