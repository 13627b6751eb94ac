//! The linear layer.
//!
//! Many rows are shared out among threads, few rows have the weight's columns shared out. So the weight is read once
//! where rows are few, which is what the prior's steps take their time for, and no batch is multiplied by itself.

use burn::tensor::Tensor;
use rayon::prelude::*;

use super::gemm::{Matrix, product};
use super::threads;
use super::values::{Values, tensor};

/// Rows that a thread should have at least, before columns are shared out instead.
const ROWS: usize = 48;
/// Columns that a task takes at least.
const COLUMNS: usize = 64;

/// x·weight + bias.
///
/// # Shapes
/// - `x`: `[…, from]`; `weight`: `[from, to]`; `bias`: `[to]`
/// - returns `[…, to]`
pub fn linear<const D: usize>(x: Tensor<D>, weight: Tensor<2>, bias: Option<Tensor<1>>) -> Tensor<D> {
    let mut shape = x.dims();
    let [from, to] = weight.dims();
    let rows = shape[..D - 1].iter().product();
    shape[D - 1] = to;
    let (x, weight) = (Values::of(x), Values::of(weight));
    let bias = bias.map_or_else(|| vec![0.0; to], |bias| Values::of(bias).slice().to_vec());
    let (x, weight) = (x.slice(), weight.slice());
    let out = if rows >= ROWS * threads() {
        by_rows(x, weight, &bias, [rows, from, to])
    } else {
        by_columns(x, weight, &bias, [rows, from, to])
    };
    tensor(out, shape)
}

fn by_rows(x: &[f32], weight: &[f32], bias: &[f32], [rows, from, to]: [usize; 3]) -> Vec<f32> {
    let mut out = vec![0.0; rows * to];
    let part = rows.div_ceil(threads());
    out.par_chunks_mut(part * to).zip(x.par_chunks(part * from)).for_each(|(out, x)| {
        let x = Matrix::new(x, [x.len() / from, from], [from, 1]);
        product(out, to, x, Matrix::new(weight, [from, to], [to, 1]), false);
        for row in out.chunks_mut(to) {
            row.iter_mut().zip(bias).for_each(|(value, bias)| *value += bias);
        }
    });
    out
}

fn by_columns(x: &[f32], weight: &[f32], bias: &[f32], [rows, from, to]: [usize; 3]) -> Vec<f32> {
    let part = to.div_ceil(threads()).max(COLUMNS);
    let starts: Vec<usize> = (0..to).step_by(part).collect();
    let block = |start: usize| {
        let columns = part.min(to - start);
        let mut block = vec![0.0; rows * columns];
        let weight = Matrix::new(&weight[start..], [from, columns], [to, 1]);
        product(&mut block, columns, Matrix::new(x, [rows, from], [from, 1]), weight, false);
        block
    };
    let blocks: Vec<Vec<f32>> = starts.into_par_iter().map(block).collect();
    let mut out = Vec::with_capacity(rows * to);
    for row in 0..rows {
        for (block, bias) in blocks.iter().zip(bias.chunks(part)) {
            let values = &block[row * bias.len()..(row + 1) * bias.len()];
            out.extend(values.iter().zip(bias).map(|(value, bias)| value + bias));
        }
    }
    out
}
