//! The CPU's own kernels against what burn computes from the same definition.

use anyhow::{Result, anyhow, ensure};
use bluerider_engine::kernels;
use bluerider_engine::models::layers::attend_in_turns;
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_tests::compare::relative;
use burn::tensor::module::{conv2d, interpolate};
use burn::tensor::ops::{ConvOptions, InterpolateMode, InterpolateOptions};
use burn::tensor::{DType, Device, Tensor, TensorData, activation};

/// Rounding alone.
const ROUNDING: f64 = 1e-6;

fn normal<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
    let mut values = vec![0.0; shape.iter().product()];
    TorchCpu::new(seed).fill(&mut values);
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn agree<const D: usize>(found: Tensor<D>, expected: Tensor<D>, what: &str) -> Result<()> {
    ensure!(found.dims() == expected.dims(), "{what}: {:?} and {:?}", found.dims(), expected.dims());
    let values = |t: Tensor<D>| {
        t.try_into_data().map_err(|e| anyhow!("{e:?}"))?.try_to_vec::<f32>().map_err(|e| anyhow!("{e:?}"))
    };
    let off = relative(&values(found)?, &values(expected)?);
    ensure!(off < ROUNDING, "{what}: off by {off:.1e}");
    Ok(())
}

#[test]
fn convolutions_of_all_sizes_are_what_burn_computes() -> Result<()> {
    // Narrow and wide, on both sides of where Winograd begins; one pixel, odd sides, many blocks, several pictures.
    let sizes = [
        [1, 1, 1, 1, 1],
        [1, 3, 5, 1, 7],
        [2, 4, 8, 5, 3],
        [3, 64, 16, 9, 11],
        [1, 8, 32, 130, 70],
        [2, 17, 3, 64, 61],
        [1, 130, 128, 16, 16],
        [2, 128, 160, 17, 13],
        [1, 128, 128, 2, 150],
        [3, 144, 129, 33, 8],
    ];
    for size @ [batch, from, to, height, width] in sizes {
        let (x, weight, bias) = (normal([batch, from, height, width], 1), normal([to, from, 3, 3], 2), normal([to], 3));
        let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
        let expected = conv2d(x.clone(), weight.clone(), Some(bias.clone()), options);
        agree(kernels::conv3(x.clone(), weight.clone(), bias.clone()), expected.clone(), &format!("{size:?}"))?;
        // The same weights and the same picture, lying otherwise in memory.
        let turned: Tensor<1> = weight.permute([2, 3, 0, 1]).reshape([-1]);
        let weight = turned.reshape([3, 3, to, from]).permute([2, 3, 0, 1]);
        let x = x.swap_dims(2, 3).reshape([batch, from, width, height]);
        let x = x.reshape([batch, from, width, height]).swap_dims(2, 3);
        agree(kernels::conv3(x, weight, bias), expected, &format!("{size:?}, turned"))?;
    }
    Ok(())
}

#[test]
fn a_norm_and_what_follows_is_what_burn_computes_step_by_step() -> Result<()> {
    for [batch, channels, groups, height, width] in [[1, 4, 2, 1, 1], [2, 12, 3, 5, 7], [1, 64, 32, 40, 33]] {
        let shape = [batch, channels, height, width];
        let x = normal(shape, 1) * 3.0 + 100.0;
        let (scale, shift) = (normal([batch, channels, 1, 1], 2), normal([1, channels, 1, 1], 3));
        let grouped: Tensor<3> = x.clone().reshape([batch, groups, channels / groups * height * width]);
        let (variance, mean) = grouped.clone().var_mean_bias(2);
        let own = kernels::statistics(std::slice::from_ref(&x), groups);
        agree(own.0, mean.clone(), "means")?;
        agree(own.1, variance, "variances")?;
        // The same picture in parts has the same statistics.
        if height > 2 {
            let parts = [x.clone().narrow(2, 0, 2), x.clone().narrow(2, 2, height - 2)];
            agree(kernels::statistics(&parts, groups).0, mean.clone(), "means of parts")?;
        }
        let centred = (grouped - mean.clone()).reshape(shape);
        let plain = centred * scale.clone() + shift.clone();
        let affine = (scale, shift);
        agree(kernels::normalise(x.clone(), mean.clone(), affine.clone(), None, false), plain.clone(), "plain")?;
        let silu = activation::silu(plain.clone());
        agree(kernels::normalise(x.clone(), mean.clone(), affine.clone(), None, true), silu, "SiLU")?;

        // Every value of the small picture counts for 3×3 places, the first row of which lie above by one.
        let (rows, columns) = ((height + 1).div_ceil(3), width.div_ceil(3));
        let (by, plus) = (normal([batch, channels, rows, columns], 4), normal([batch, channels, rows, columns], 5));
        let wide = |x: &Tensor<4>| {
            let options = InterpolateOptions::new(InterpolateMode::Nearest).with_output_size([3 * rows, 3 * columns]);
            interpolate(x.clone(), options).narrow(2, 1, height).narrow(3, 0, width)
        };
        let expected = activation::silu(plain * wide(&by) + wide(&plus));
        let places = kernels::Places { scale: by, shift: plus, times: 3, above: 1 };
        agree(kernels::normalise(x, mean, affine, Some(&places), true), expected, "by place")?;
    }
    Ok(())
}

#[test]
fn attention_is_what_burn_computes() -> Result<()> {
    for [batch, heads, queries, keys, dim] in
        [[1, 1, 1, 1, 1], [2, 3, 37, 41, 16], [1, 2, 300, 7, 8], [3, 1, 5, 700, 64]]
    {
        let q = normal([batch, heads, queries, dim], 1) * 2.0;
        let (k, v) = (normal([batch, heads, keys, dim], 2), normal([batch, heads, keys, dim], 3));
        let name = format!("{:?}", [batch, heads, queries, keys, dim]);
        let expected = attend_in_turns(q.clone(), k.clone(), v.clone(), None, usize::MAX);
        agree(kernels::attend(q.clone(), k.clone(), v.clone(), None), expected.clone(), &name)?;
        // Heads beside one another in memory, as a linear layer leaves them.
        let apart = |x: Tensor<4>| {
            let shape = x.dims();
            x.swap_dims(1, 2).reshape([shape[0], shape[2], shape[1], shape[3]]).swap_dims(1, 2)
        };
        agree(kernels::attend(apart(q.clone()), apart(k.clone()), apart(v.clone()), None), expected, &name)?;
        let bias = normal([1, 1, queries, keys], 4);
        let expected = attend_in_turns(q.clone(), k.clone(), v.clone(), Some(&bias), usize::MAX);
        agree(kernels::attend(q, k, v, Some(&bias)), expected, &format!("{name} with a bias"))?;
    }
    Ok(())
}

#[test]
fn linear_layers_of_all_sizes_are_what_burn_computes() -> Result<()> {
    // Few rows and many, with small weights and large ones, fewer columns than threads want, a row that lies across
    // memory.
    let sizes =
        [[1, 1, 1], [6, 64, 200], [3, 7, 5], [7, 1100, 67], [8, 1024, 130], [500, 33, 70], [96, 16, 1], [40, 20, 300]];
    for [rows, from, to] in sizes {
        let (x, weight, bias) = (normal([2, rows, from], 1), normal([from, to], 2), normal([to], 3));
        let name = format!("{:?}", [rows, from, to]);
        let expected = x.clone().matmul(weight.clone().unsqueeze());
        agree(kernels::linear(x.clone(), weight.clone(), None), expected.clone(), &name)?;
        let across = x.swap_dims(1, 2).reshape([2, from, rows]).swap_dims(1, 2);
        let expected = expected + bias.clone().unsqueeze();
        agree(kernels::linear(across.clone(), weight.clone(), Some(bias.clone())), expected.clone(), &name)?;
        // The same weights output after output.
        let weight = weight.swap_dims(0, 1).reshape([to * from]).reshape([to, from]).swap_dims(0, 1);
        agree(kernels::linear(across, weight, Some(bias)), expected, &format!("{name}, by outputs"))?;
    }
    Ok(())
}

#[test]
fn gelu_is_what_burn_computes() -> Result<()> {
    let x = normal([3, 20_001], 1) * 4.0;
    agree(kernels::gelu(x.clone()), activation::gelu(x), "GELU")
}

#[test]
fn weights_in_half_precision_are_what_they_are_in_single_precision() -> Result<()> {
    for dtype in [DType::F16, DType::BF16] {
        // Few rows, rows for each thread, and more weights than are widened at a time.
        for [rows, from, to] in [[5, 700, 90], [13, 1101, 167], [30, 64, 80], [300, 65, 40], [20, 2048, 1100]] {
            let (x, halves) = (normal([rows, from], 1), normal([to, from], 2).cast(dtype).swap_dims(0, 1));
            let expected = kernels::linear(x.clone(), halves.clone().cast(DType::F32), None);
            agree(kernels::linear(x, halves, None), expected, &format!("linear {dtype:?}, {:?}", [rows, from, to]))?;
        }
        // In nine products, and Winograd's.
        for [batch, from, to, height, width] in [[2, 6, 9, 5, 7], [1, 128, 130, 17, 16]] {
            let (x, bias) = (normal([batch, from, height, width], 1), normal([to], 3));
            let halves = normal([3, 3, to, from], 2).cast(dtype).permute([2, 3, 0, 1]);
            let expected = kernels::conv3(x.clone(), halves.clone().cast(DType::F32), bias.clone());
            agree(kernels::conv3(x, halves, bias), expected, &format!("convolution {dtype:?}"))?;
        }
    }
    Ok(())
}
