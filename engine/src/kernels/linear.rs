//! The linear layer.
//!
//! Large weights lie as files have them, an output's together, which is what [`super::skinny_gemm`] wants; matrix
//! products of small ones begin sooner where an input's lie together. Where rows are many, they are shared out among
//! threads, else outputs are.

use burn::tensor::{DType, Tensor};
use half::{bf16, f16};
use rayon::prelude::*;

use super::gemm::{Matrix, product};
use super::scratch::{scratch_len, widened, with_scratch};
use super::skinny_gemm;
use super::threads;
use super::values::{Values, tensor};
use super::weight_element::WeightElement;

/// Weights of a layer from which they lie output after output: fewer stay in the cache.
pub const LARGE: usize = 128 << 10;
/// Rows that a thread should have at least, before outputs are shared out instead: each thread reads the whole weight.
const ROWS: usize = 256;
/// Outputs that a task takes at least.
const OUTPUTS: usize = 64;
/// Weights that are widened at a time: as many as stay in a cache.
const WIDENED: usize = 2 << 20;

/// x·weight + bias.
///
/// # Shapes
/// - `x`: `[…, from]`; `weight`: `[from, to]`, in single or half precision, without a copy where it lies input after
///   input or output after output; `bias`: `[to]`
/// - returns `[…, to]`
pub fn linear<const D: usize>(x: Tensor<D>, weight: Tensor<2>, bias: Option<Tensor<1>>) -> Tensor<D> {
    let mut shape = x.dims();
    let [from, to] = weight.dims();
    let rows = shape[..D - 1].iter().product();
    shape[D - 1] = to;
    let dtype = weight.dtype();
    let x = Values::of(x);
    let (weight, by_output) = Values::of_matrix(weight);
    let bias = bias.map_or_else(|| vec![0.0; to], |bias| Values::of(bias).slice().to_vec());
    let sizes = [rows, from, to];
    let out = match dtype {
        DType::F16 => layer::<f16>(x.slice(), (weight.stored(), by_output), &bias, sizes),
        DType::BF16 => layer::<bf16>(x.slice(), (weight.stored(), by_output), &bias, sizes),
        _ => layer::<f32>(x.slice(), (weight.stored(), by_output), &bias, sizes),
    };
    tensor(out, shape)
}

/// The layer with a weight that lies output after output, or input after input.
fn layer<T: WeightElement>(
    x: &[f32],
    (weight, by_output): (&[T], bool),
    bias: &[f32],
    [rows, from, to]: [usize; 3],
) -> Vec<f32> {
    if by_output && rows <= skinny_gemm::ROWS && weight.len() >= LARGE {
        let across = skinny_gemm::product(x, weight, [rows, from, to]);
        let row = |row: usize| across[row..].iter().step_by(rows).zip(bias).map(|(sum, bias)| sum + bias);
        return (0..rows).flat_map(row).collect();
    }
    let mut out = vec![0.0; rows * to];
    // What lies input after input is widened whole: only small weights do, or such as come from elsewhere.
    let outputs = if by_output && scratch_len(weight) > 0 { (WIDENED / from).clamp(1, to) } else { to };
    for (number, weight) in weight.chunks(outputs * from).enumerate() {
        with_scratch(scratch_len(weight), |scratch| {
            let weight = widened(weight, scratch);
            let shape = [from, weight.len() / from];
            let weight = Matrix::new(weight, shape, if by_output { [1, from] } else { [to, 1] });
            let into = &mut out[number * outputs..];
            if rows >= ROWS * threads() {
                by_rows(x, weight, into, [from, to]);
            } else {
                by_outputs(x, weight, into, [rows, from, to]);
            }
        });
    }
    out.par_chunks_mut(to).with_min_len(ROWS).for_each(|row| {
        row.iter_mut().zip(bias).for_each(|(value, bias)| *value += bias);
    });
    out
}

/// x·weight, whose rows are `to` apart, to `into`.
fn by_rows(x: &[f32], weight: Matrix<'_>, into: &mut [f32], [from, to]: [usize; 2]) {
    let part = (x.len() / from).div_ceil(threads());
    into.par_chunks_mut(part * to).zip(x.par_chunks(part * from)).for_each(|(into, x)| {
        product(into, to, Matrix::new(x, [x.len() / from, from], [from, 1]), weight, false);
    });
}

/// The same, each thread with some of the outputs.
fn by_outputs(x: &[f32], weight: Matrix<'_>, into: &mut [f32], [rows, from, to]: [usize; 3]) {
    let x = Matrix::new(x, [rows, from], [from, 1]);
    let part = weight.columns().div_ceil(threads()).max(OUTPUTS);
    let block = |first: usize| {
        let weight = weight.some_columns(first, part);
        let mut block = vec![0.0; rows * weight.columns()];
        product(&mut block, weight.columns(), x, weight, false);
        block
    };
    let starts: Vec<usize> = (0..weight.columns()).step_by(part).collect();
    let blocks: Vec<Vec<f32>> = starts.par_iter().map(|&first| block(first)).collect();
    for (first, block) in starts.into_iter().zip(blocks) {
        for (row, values) in block.chunks((block.len() / rows).max(1)).enumerate() {
            into[row * to + first..][..values.len()].copy_from_slice(values);
        }
    }
}
