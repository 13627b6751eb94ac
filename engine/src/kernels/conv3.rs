//! The 3×3 convolution that keeps the size.
//!
//! Directly: the padded picture lies row after row, so that a shift by a tap is an offset and no copy; the convolution
//! is then a sum of nine matrix products, each added to the last in place. Or, where channels are many, by
//! [`super::winograd`].

use burn::tensor::{DType, Tensor};
use half::{bf16, f16};
use rayon::prelude::*;

use super::gemm::{Matrix, product};
use super::padded::{ConvSizes, Padded};
use super::scratch::{scratch_len, widened, with_scratch};
use super::values::{Values, tensor};
use super::weight_element::WeightElement;
use super::{threads, winograd};

/// Fewest channels, on either side, for which Winograd's transforms cost less than they save.
const WINOGRAD_FROM: usize = 128;
/// Fewest pixels in a batch for the same: below, its transformed weights are read for too little work.
const WINOGRAD_AREA: usize = 256;
/// Columns of a product, of which each thread has a block in its cache.
const COLUMNS: usize = 2048;

/// Convolves with one pixel of padding.
///
/// # Shapes
/// - `x`: `[batch, from, height, width]`; `weight`: `[to, from, 3, 3]`, without a copy where it lies tap after tap, in
///   single or half precision; `bias`: `[to]`
/// - returns `[batch, to, height, width]`
pub fn conv3(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    let shape @ [batch, from, height, width] = x.dims();
    let to = weight.dims()[0];
    let dtype = weight.dtype();
    let (x, bias) = (Values::of(x), Values::of(bias));
    let weight = Values::of(weight.permute([2, 3, 0, 1]));
    let padded = Padded::new(x.slice(), shape);
    let sizes = ConvSizes { batch, from, to, height, width };
    let out = match dtype {
        DType::F16 => layer::<f16>(&padded, weight.stored(), bias.slice(), sizes),
        DType::BF16 => layer::<bf16>(&padded, weight.stored(), bias.slice(), sizes),
        _ => layer::<f32>(&padded, weight.stored(), bias.slice(), sizes),
    };
    tensor(out, [batch, to, height, width])
}

/// The convolution in the faster of both ways. `weight`: `[9, to, from]`.
fn layer<T: WeightElement>(padded: &Padded, weight: &[T], bias: &[f32], sizes: ConvSizes) -> Vec<f32> {
    let ConvSizes { batch, from, to, height, width } = sizes;
    if from.min(to) < WINOGRAD_FROM || batch * height * width < WINOGRAD_AREA {
        return with_scratch(scratch_len(weight), |scratch| direct(padded, widened(weight, scratch), bias, sizes));
    }
    winograd::convolve(padded, weight, bias, sizes)
}

/// The convolution as nine products. `weight`: `[9, to, from]`.
fn direct(padded: &Padded, weight: &[f32], bias: &[f32], sizes: ConvSizes) -> Vec<f32> {
    let ConvSizes { batch, from, to, height, width } = sizes;
    let stride = padded.stride;
    // Small pictures are one run of columns, large ones blocks of rows; where that leaves threads without work, each
    // takes a part of the channels.
    let run = (batch - 1) * padded.picture + height * stride;
    let rows = if run <= COLUMNS { height } else { (COLUMNS / stride).clamp(1, height) };
    let (together, per_picture) = (run <= COLUMNS, height.div_ceil(rows));
    let blocks = if together { 1 } else { batch * per_picture };
    let parts = threads().div_ceil(blocks).min(to);
    let part = to.div_ceil(parts);

    let mut out = vec![0.0; batch * to * height * width];
    let mut tasks: Vec<Vec<&mut [f32]>> = (0..blocks * parts).map(|_| Vec::new()).collect();
    for (plane, values) in out.chunks_mut(height * width).enumerate() {
        let (picture, channel) = (plane / to, plane % to);
        for (block, values) in values.chunks_mut(rows * width).enumerate() {
            let block = if together { 0 } else { picture * per_picture + block };
            tasks[block * parts + channel / part].push(values);
        }
    }
    tasks.into_par_iter().enumerate().for_each_init(Vec::new, |sum, (task, planes)| {
        let (block, first) = (task / parts, task % parts * part);
        let channels = part.min(to.saturating_sub(first));
        let Some(lines) = planes.first().map(|plane| plane.len() / width) else { return };
        let start = block / per_picture * padded.picture + block % per_picture * rows * stride;
        let columns = if together { run } else { lines * stride };
        sum.resize(channels * columns, 0.0);
        for (before, tap) in (0..9).rev().enumerate() {
            let taps = Matrix::new(&weight[(tap * to + first) * from..], [channels, from], [from, 1]);
            let shifted = &padded.values[start + tap / 3 * stride + tap % 3..];
            product(sum, columns, taps, Matrix::new(shifted, [from, columns], [padded.channel, 1]), before > 0);
        }
        // The columns of padding, and the rows between pictures, came along and are left out here.
        for (number, plane) in planes.into_iter().enumerate() {
            let (picture, channel) = (number / channels, number % channels);
            let lines = sum[channel * columns + picture * padded.picture..].chunks(stride);
            for (row, line) in plane.chunks_mut(width).zip(lines) {
                row.iter_mut().zip(line).for_each(|(out, sum)| *out = bias[first + channel] + sum);
            }
        }
    });
    out
}
