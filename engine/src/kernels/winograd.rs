//! Winograd's minimal filtering F(2×2, 3×3): four results of a 3×3 convolution from sixteen products instead of
//! thirty-six.
//!
//! Paper: Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), section 4.1. Tiles of 4×4 pixels,
//! two pixels apart, and the weights are transformed; the transformed are multiplied, as sixteen matrix products over
//! the channels; and what comes is transformed back into 2×2 pixels. Its transforms are sums of a few values, so it
//! rounds about as the plain sum does.

use rayon::prelude::*;

use super::gemm::{Matrix, product};
use super::padded::{ConvSizes, Padded};
use super::scratch::with_scratch;
use super::weight_element::WeightElement;

/// Values of a transformed tile.
const TILE: usize = 16;
/// Tiles that a thread transforms and multiplies at a time, so that they stay in its cache.
const BLOCK: usize = 128;

/// Convolves. `weight`: `[9, to, from]`; see [`super::conv3()`].
pub(super) fn convolve<T: WeightElement>(padded: &Padded, weight: &[T], bias: &[f32], sizes: ConvSizes) -> Vec<f32> {
    let ConvSizes { from, to, .. } = sizes;
    with_scratch(TILE * to * from, |scratch| {
        transform_weights(weight, scratch, from);
        multiply(padded, scratch, bias, sizes)
    })
}

/// G·g·Gᵀ for each pair of channels: `[9, to, from]` → `[16, to, from]`.
fn transform_weights<T: WeightElement>(taps: &[T], into: &mut [f32], from: usize) {
    let plane = taps.len() / 9;
    let mut rows: Vec<Vec<&mut [f32]>> = (0..plane / from).map(|_| Vec::with_capacity(TILE)).collect();
    for values in into.chunks_mut(plane) {
        for (row, values) in rows.iter_mut().zip(values.chunks_mut(from)) {
            row.push(values);
        }
    }
    let arch = pulp::Arch::new();
    let scratch = || std::array::from_fn::<_, 9, _>(|_| vec![0.0; from]);
    rows.into_par_iter().with_min_len(8).enumerate().for_each_init(scratch, |scratch, (row, mut into)| {
        arch.dispatch(|| {
            let mut wide: [&[f32]; 9] = [&[]; 9];
            for (tap, (wide, scratch)) in wide.iter_mut().zip(scratch).enumerate() {
                *wide = T::widen(&taps[tap * plane + row * from..][..from], scratch);
            }
            for i in 0..from {
                let g: [f32; 9] = std::array::from_fn(|tap| wide[tap][i]);
                // Down the columns of the 3×3 weights, then along the rows of what comes.
                let spread = |a: f32, b: f32, c: f32| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
                let columns: [[f32; 4]; 3] = std::array::from_fn(|x| spread(g[x], g[3 + x], g[6 + x]));
                for y in 0..4 {
                    let line = spread(columns[0][y], columns[1][y], columns[2][y]);
                    for x in 0..4 {
                        into[4 * y + x][i] = line[x];
                    }
                }
            }
        });
    });
}

/// The convolution with transformed weights `[16, to, from]`.
fn multiply(padded: &Padded, weight: &[f32], bias: &[f32], sizes: ConvSizes) -> Vec<f32> {
    let ConvSizes { batch, from, to, height, width } = sizes;
    let across = width.div_ceil(2);
    // Rows of tiles in a block, and fewer where that leaves threads without work.
    let shares = super::threads().div_ceil(batch);
    let rows = (BLOCK / across).max(1).min(height.div_ceil(2).div_ceil(shares)).max(1);
    let per_picture = height.div_ceil(2).div_ceil(rows);

    let mut out = vec![0.0; batch * to * height * width];
    let mut tasks: Vec<Vec<&mut [f32]>> = (0..batch * per_picture).map(|_| Vec::with_capacity(to)).collect();
    for (plane, values) in out.chunks_mut(height * width).enumerate() {
        for (block, values) in values.chunks_mut(2 * rows * width).enumerate() {
            tasks[plane / to * per_picture + block].push(values);
        }
    }
    let arch = pulp::Arch::new();
    let scratch = || (Vec::new(), Vec::new(), vec![0.0; 4 * (2 * across + 2)]);
    tasks.into_par_iter().enumerate().for_each_init(scratch, |(input, output, lines), (task, planes)| {
        let (picture, top) = (task / per_picture, task % per_picture * rows);
        let own = planes.first().map_or(0, |plane| (plane.len() / width).div_ceil(2));
        let tiles = own * across;
        input.resize(TILE * from * tiles, 0.0);
        output.resize(TILE * to * tiles, 0.0);
        for channel in 0..from {
            let values = &padded.values[channel * padded.channel + picture * padded.picture..][..padded.picture];
            for row in 0..own {
                let at = channel * tiles + row * across;
                arch.dispatch(|| {
                    transform_row(values, padded.stride, top + row, lines, input, [from * tiles, at, across])
                });
            }
        }
        for number in 0..TILE {
            let weights = Matrix::new(&weight[number * to * from..], [to, from], [from, 1]);
            let tiles_of = Matrix::new(&input[number * from * tiles..], [from, tiles], [tiles, 1]);
            product(&mut output[number * to * tiles..], tiles, weights, tiles_of, false);
        }
        for (channel, plane) in planes.into_iter().enumerate() {
            for (row, pixels) in plane.chunks_mut(2 * width).enumerate() {
                let at = channel * tiles + row * across;
                let tile = |number: usize| &output[number * to * tiles + at..][..across];
                arch.dispatch(|| transform_back(std::array::from_fn(tile), pixels, width, bias[channel]));
            }
        }
    });
    out
}

/// Bᵀ·d·B for a row of tiles. Value `number` of tile `i` goes to `into[number · planes + at + i]`.
#[inline(always)]
fn transform_row(
    picture: &[f32],
    stride: usize,
    row: usize,
    lines: &mut [f32],
    into: &mut [f32],
    [plane, at, across]: [usize; 3],
) {
    // A picture of odd height or width has no pixels behind its last tiles' second half: zeros stand there.
    let need = 2 * across + 2;
    let line = |y: usize| {
        let start = ((2 * row + y) * stride).min(picture.len());
        let values = &picture[start..picture.len().min(start + stride)];
        &values[..values.len().min(need)]
    };
    let (d0, d1, d2, d3) = (line(0), line(1), line(2), line(3));
    lines.fill(0.0);
    let (t0, rest) = lines.split_at_mut(need);
    let (t1, rest) = rest.split_at_mut(need);
    let (t2, t3) = rest.split_at_mut(need);
    subtract(t0, d0, d2);
    add(t1, d1, d2);
    subtract(t2, d2, d1);
    subtract(t3, d1, d3);
    for (y, t) in [&*t0, &*t1, &*t2, &*t3].into_iter().enumerate() {
        let mut rows = into[4 * y * plane..].chunks_mut(plane).map(|values| &mut values[at..at + across]);
        let (Some(v0), Some(v1), Some(v2), Some(v3)) = (rows.next(), rows.next(), rows.next(), rows.next()) else {
            return;
        };
        for i in 0..across {
            let [a, b, c, d] = [t[2 * i], t[2 * i + 1], t[2 * i + 2], t[2 * i + 3]];
            v0[i] = a - c;
            v1[i] = b + c;
            v2[i] = c - b;
            v3[i] = b - d;
        }
    }
}

#[inline(always)]
fn add(into: &mut [f32], a: &[f32], b: &[f32]) {
    into.iter_mut().zip(a).zip(b).for_each(|((into, a), b)| *into = a + b);
}

#[inline(always)]
fn subtract(into: &mut [f32], a: &[f32], b: &[f32]) {
    into.iter_mut().zip(a).zip(b).for_each(|((into, a), b)| *into = a - b);
}

/// Aᵀ·m·A for a row of tiles: one or two rows of pixels.
#[inline(always)]
fn transform_back(tiles: [&[f32]; TILE], pixels: &mut [f32], width: usize, bias: f32) {
    let across = tiles[0].len();
    for (y, row) in pixels.chunks_mut(width).enumerate() {
        let column = |x: usize, i: usize| {
            let m = |number: usize| tiles[4 * number + x][i];
            if y == 0 { m(0) + m(1) + m(2) } else { m(1) - m(2) - m(3) }
        };
        for i in 0..across {
            let [a, b, c, d] = [column(0, i), column(1, i), column(2, i), column(3, i)];
            row[2 * i] = a + b + c + bias;
            if let Some(second) = row.get_mut(2 * i + 1) {
                *second = b - c - d + bias;
            }
        }
    }
}
