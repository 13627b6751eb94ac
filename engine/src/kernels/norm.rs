//! Group norm with what follows it, in one pass over the picture after its statistics: scale and shift by channel, by
//! place (MoVQ's spatial norm), and SiLU.

use burn::tensor::Tensor;
use rayon::prelude::*;

use super::scalar::{silu, sum};
use super::values::{Values, tensor};

/// Values a task works on at least.
const TASK: usize = 16 << 10;

/// A further scale and shift for each place, in a smaller picture of which every value counts for `times` × `times`.
pub struct Places {
    /// The factor, `[batch, channels, rows, columns]`.
    pub scale: Tensor<4>,
    /// What is added, of the same shape.
    pub shift: Tensor<4>,
    /// How many rows and columns one value counts for.
    pub times: usize,
    /// How many rows of the first value's lie above the picture.
    pub above: usize,
}

/// Means and variances, `[batch, groups, 1]` each, of a picture in `parts`, `[batch, channels, any, any]` and at least
/// one.
pub fn statistics(parts: &[Tensor<4>], groups: usize) -> (Tensor<3>, Tensor<3>) {
    let values: Vec<Values> = parts.iter().cloned().map(Values::of).collect();
    let batch = parts[0].dims()[0];
    let all = batch * groups;
    let part_of = |part: &Values, group: usize| {
        let length = part.slice().len() / all;
        group * length..(group + 1) * length
    };
    let count: usize = values.iter().map(|part| part_of(part, 0).len()).sum();
    let arch = pulp::Arch::new();
    let group = |group: usize| {
        let over = |f: &dyn Fn(&[f32]) -> f64| {
            let total: f64 = values.iter().map(|part| f(&part.slice()[part_of(part, group)])).sum();
            (total / count as f64) as f32
        };
        let mean = over(&|part| arch.dispatch(|| sum(part, |v| v)));
        (mean, over(&|part| arch.dispatch(|| sum(part, |v| (v - mean) * (v - mean)))))
    };
    let least = TASK.div_ceil(count.max(1));
    let (means, variances) = (0..all).into_par_iter().with_min_len(least).map(group).unzip();
    (tensor(means, [batch, groups, 1]), tensor(variances, [batch, groups, 1]))
}

/// (x − mean) · scale + shift, then for each place · scale + shift, then SiLU, the last two where they are asked for.
///
/// # Shapes
/// - `x`: `[batch, channels, height, width]`; `mean`: `[batch, groups, 1]`
/// - `scale`, `shift`: `[batch or 1, channels, 1, 1]`
/// - returns the shape of `x`
pub fn normalise(
    x: Tensor<4>,
    mean: Tensor<3>,
    (scale, shift): (Tensor<4>, Tensor<4>),
    places: Option<&Places>,
    activate: bool,
) -> Tensor<4> {
    let shape @ [batch, channels, height, width] = x.dims();
    let groups = mean.dims()[1];
    let each = |x: Tensor<4>| Values::of(x.expand([batch, channels, 1, 1]));
    let (x, mean, scale, shift) = (Values::of(x), Values::of(mean), each(scale), each(shift));
    let places = places.map(|p| (p, Values::of(p.scale.clone()), Values::of(p.shift.clone())));
    let arch = pulp::Arch::new();
    let mut out = vec![0.0; x.slice().len()];
    let plane = height * width;
    let tasks = out.par_chunks_mut(plane).zip(x.slice().par_chunks(plane)).enumerate();
    tasks.with_min_len(TASK.div_ceil(plane)).for_each(|(channel, (out, x))| {
        let mean = mean.slice()[channel * groups / channels];
        let (scale, shift) = (scale.slice()[channel], shift.slice()[channel]);
        let affine = |x: f32| (x - mean) * scale + shift;
        match &places {
            Some((places, scales, shifts)) => {
                let [_, _, rows, columns] = places.scale.dims();
                let mut wide = (vec![0.0; width], vec![0.0; width]);
                for (y, (out, x)) in out.chunks_mut(width).zip(x.chunks(width)).enumerate() {
                    let row = (places.above + y) / places.times;
                    if y == 0 || (places.above + y) % places.times == 0 {
                        let start = (channel * rows + row) * columns;
                        widen(&mut wide.0, &scales.slice()[start..start + columns], places.times);
                        widen(&mut wide.1, &shifts.slice()[start..start + columns], places.times);
                    }
                    arch.dispatch(|| {
                        for (((out, &x), &by), &plus) in out.iter_mut().zip(x).zip(&wide.0).zip(&wide.1) {
                            let value = affine(x) * by + plus;
                            *out = if activate { silu(value) } else { value };
                        }
                    });
                }
            }
            None => arch.dispatch(|| {
                if activate {
                    out.iter_mut().zip(x).for_each(|(out, &x)| *out = silu(affine(x)));
                } else {
                    out.iter_mut().zip(x).for_each(|(out, &x)| *out = affine(x));
                }
            }),
        }
    });
    tensor(out, shape)
}

/// Repeats each value `times` times.
fn widen(wide: &mut [f32], narrow: &[f32], times: usize) {
    for (wide, &value) in wide.chunks_mut(times).zip(narrow) {
        wide.fill(value);
    }
}
