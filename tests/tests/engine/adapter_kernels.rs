//! The kernels of graphics adapters on the one that is here, which may be a program, against the same written out.

use anyhow::{Context, Result, anyhow, ensure};
use bluerider_engine::device::{self, DevicePreference};
use bluerider_engine::kernels;
use bluerider_engine::models::layers::{Conv3, GroupNorm, Then, attend, doubled, halved};
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::Fallback;
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_engine::self_test::self_test;
use bluerider_tests::compare::relative;
use bluerider_tests::worded::worded;
use burn::cubecl::config::autotune::AutotuneLevel;
use burn::cubecl::config::{CubeClRuntimeConfig, RuntimeConfig};
use burn::module::{Module, ModuleMapper, Param};
use burn::nn::conv::{Conv2dConfig, ConvTranspose2dConfig};
use burn::tensor::{DType, Device, Tensor, TensorData};

/// Rounding alone, in single precision.
const ROUNDING: f64 = 1e-5;

/// The first adapter, or software where there is no other.
fn adapter() -> Result<Device> {
    let opened = device::open(DevicePreference::Gpu(Some(0)));
    Ok(opened.map_err(|error| anyhow!(worded(error).message)).context("Vulkan in software is needed")?.device)
}

fn normal<const D: usize>(shape: [usize; D], seed: u64, device: &Device) -> Tensor<D> {
    let mut values = vec![0.0; shape.iter().product()];
    TorchCpu::new(seed).fill(&mut values);
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.try_into_data().map_err(|error| anyhow!("{error:?}"))?;
    data.convert::<f32>().try_to_vec::<f32>().map_err(|error| anyhow!("{error:?}"))
}

fn agree<const D: usize>(found: Tensor<D>, expected: &[f32], what: &str) -> Result<()> {
    let off = relative(&values(found)?, expected);
    ensure!(off < ROUNDING, "{what}: off by {off:.1e}");
    Ok(())
}

/// The neighbourhoods of one row after another, value by value.
fn neighbourhoods(x: &[f32], [batch, channels, height, width]: [usize; 4], start: usize, rows: usize) -> Vec<f32> {
    let mut all = Vec::new();
    for plane in 0..batch * channels {
        for (down, right) in (0..9).map(|tap| (tap / 3, tap % 3)) {
            for (row, column) in (0..rows * width).map(|place| (start + place / width, place % width)) {
                let (y, x_at) = ((row + down).checked_sub(1), (column + right).checked_sub(1));
                let inside = y.zip(x_at).filter(|&(y, x)| y < height && x < width);
                all.push(inside.map_or(0.0, |(y, x_at)| x[(plane * height + y) * width + x_at]));
            }
        }
    }
    all
}

#[test]
fn neighbourhoods_are_those_of_a_convolution() -> Result<()> {
    let device = adapter()?;
    let cases = [
        ([1, 1, 1, 1], 0, 1),
        ([2, 3, 5, 7], 0, 5),
        ([2, 3, 5, 7], 2, 2),
        ([1, 33, 9, 4], 8, 1),
        ([3, 2, 40, 41], 0, 40),
    ];
    for (shape, start, rows) in cases {
        let x = normal(shape, 7, &device);
        let expected = neighbourhoods(&values(x.clone())?, shape, start, rows);
        agree(kernels::patches(x, start, rows), &expected, &format!("{shape:?}, {rows} rows from {start}"))?;
        // The same picture with its rows and columns exchanged: values that do not lie in their order.
        let [batch, channels, height, width] = shape;
        let turned = normal([batch, channels, width, height], 8, &device).swap_dims(2, 3);
        let expected = neighbourhoods(&values(turned.clone())?, shape, start, rows);
        agree(kernels::patches(turned, start, rows), &expected, &format!("{shape:?}, exchanged"))?;
    }
    Ok(())
}

#[test]
fn norms_with_all_that_comes_after_them_are_what_the_processor_computes() -> Result<()> {
    let device = adapter()?;
    let cpu = Device::flex();
    for (shape, groups) in [([1, 4, 1, 1], 2), ([2, 32, 5, 7], 8), ([1, 64, 33, 40], 32), ([3, 6, 16, 9], 1)] {
        let [batch, channels, ..] = shape;
        for silu in [false, true] {
            for modulation in [None, Some(1), Some(batch)] {
                let of = |device: &Device| -> Result<Tensor<4>> {
                    // Far from zero, where squares lose what their difference is.
                    let x = normal(shape, 1, device) * 0.5 + 20.0;
                    let modulation = modulation.map(|batch| {
                        (normal([batch, channels, 1, 1], 2, device), normal([batch, channels, 1, 1], 3, device))
                    });
                    Ok(GroupNorm::new(groups, channels, 1e-5, device).forward_then(
                        x,
                        None,
                        &Then { modulation, silu, ..Then::default() },
                    ))
                };
                let what = format!("{shape:?} in {groups} groups, {modulation:?}, {silu}");
                agree(of(&device)?, &values(of(&cpu)?)?, &what)?;
            }
        }
    }
    Ok(())
}

#[test]
fn a_norm_has_its_weights_and_may_be_given_its_statistics() -> Result<()> {
    let device = adapter()?;
    let shape = [2, 6, 5, 4];
    let x = normal(shape, 1, &device);
    let (weight, bias) = (normal([6], 2, &device), normal([6], 3, &device));
    let statistics = kernels::group_statistics(x.clone(), 3, 1e-5);
    let found = values(statistics.clone())?;
    let (all, weights, biases) = (values(x.clone())?, values(weight.clone())?, values(bias.clone())?);
    let mut expected = Vec::new();
    for (group, own) in all.chunks(2 * 20).enumerate() {
        let mean = own.iter().sum::<f32>() / 40.0;
        let deviation = (own.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / 40.0 + 1e-5).sqrt();
        ensure!((found[2 * group] - mean).abs() < 1e-5 && (found[2 * group + 1] - deviation).abs() < 1e-5, "{group}");
        for (at, value) in own.iter().enumerate() {
            let channel = group % 3 * 2 + at / 20;
            expected.push((value - mean) / deviation * weights[channel] + biases[channel]);
        }
    }
    agree(kernels::group_normalise(x, statistics, Some((weight, bias)), None, false), &expected, "with weights")
}

/// What half precision explains of a layer: some roundings, none of them of a sum.
const HALF: f64 = 2e-3;

/// An adapter that computes in half precision.
fn half_adapter() -> Result<Device> {
    let device = adapter()?;
    ensure!(device.supports_dtype(DType::F16), "the adapter does not compute in half precision");
    Ok(device)
}

#[test]
fn sums_of_thousands_keep_what_half_precision_has() -> Result<()> {
    let device = half_adapter()?;
    // All of one sign: a sum in half precision stops growing at 2048 times what is added.
    let (channels, side) = (512, 4);
    let x = normal([1, channels, side, side], 1, &Device::flex()).abs();
    let convolution = |device: &Device, dtype: DType| -> Result<Vec<f32>> {
        let x = Tensor::from_data(x.clone().into_data(), (device, dtype));
        let mut positive = Positive { device: device.clone(), dtype };
        values(Conv3::new(channels, 4, device).map(&mut positive).forward(x))
    };
    let off = relative(&convolution(&device, DType::F16)?, &convolution(&Device::flex(), DType::F32)?);
    ensure!(off < HALF, "off by {off:.1e}");
    Ok(())
}

#[test]
fn attention_over_many_keys_stays_in_the_range_of_half_precision() -> Result<()> {
    let device = half_adapter()?;
    // As many as the places of a picture of 1024×1024, with values far from zero: undivided, their sum is 98 304.
    let attention = |device: &Device, dtype: DType| -> Result<Vec<f32>> {
        let of = |shape, seed| normal::<4>(shape, seed, &Device::flex()).into_data();
        let tensor = |data| Tensor::<4>::from_data(data, (device, dtype));
        let (query, key) = (tensor(of([1, 1, 4, 32], 1)), tensor(of([1, 1, 16_384, 32], 2)));
        values(attend(query * 0.1, key, tensor(of([1, 1, 16_384, 32], 3)) * 0.5 + 6.0, None))
    };
    let off = relative(&attention(&device, DType::F16)?, &attention(&Device::flex(), DType::F32)?);
    ensure!(off < HALF, "off by {off:.1e}");
    Ok(())
}

/// Weights of one sign.
struct Positive {
    device: Device,
    dtype: DType,
}

impl ModuleMapper for Positive {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let values = normal(param.lazy_shape().dims::<D>(), 9, &Device::flex()).abs() * 0.02;
        Param::initialized(param.id, Tensor::from_data(values.into_data(), (&self.device, self.dtype)))
    }
}

#[test]
fn sizes_are_halved_and_doubled_as_the_processor_does_it() -> Result<()> {
    let device = adapter()?;
    for shape @ [_, channels, ..] in [[1, 3, 2, 2], [2, 5, 6, 4], [1, 4, 7, 5]] {
        let of = |device: &Device| -> Result<[Vec<f32>; 2]> {
            let mut positive = Positive { device: device.clone(), dtype: DType::F32 };
            let smaller = Conv2dConfig::new([channels, 6], [2, 2]).with_stride([2, 2]).init(device).map(&mut positive);
            let larger = ConvTranspose2dConfig::new([channels, 6], [2, 2]).with_stride([2, 2]).init(device);
            let x = normal(shape, 4, device);
            Ok([values(halved(&smaller, x.clone()))?, values(doubled(&larger.map(&mut positive), x))?])
        };
        for (ours, expected) in of(&device)?.iter().zip(of(&Device::flex())?) {
            let off = relative(ours, &expected);
            ensure!(ours.len() == expected.len() && off < ROUNDING, "{shape:?}: off by {off:.1e}");
        }
    }
    Ok(())
}

#[test]
fn the_self_test_passes_on_the_adapter_with_and_without_fallbacks() -> Result<()> {
    // Trying kernels out takes a software adapter longer than the test.
    let mut config = CubeClRuntimeConfig::from_current_dir().override_from_env();
    config.autotune.level = AutotuneLevel::Minimal;
    ensure!(CubeClRuntimeConfig::try_set(config), "the backend had its settings already");
    let opened = device::open(DevicePreference::Gpu(Some(0))).map_err(|error| anyhow!(worded(error).message))?;
    ensure!(opened.precision == Precision::F16, "{}", opened.info);
    for fallbacks in [&[][..], &[Fallback::Convolution, Fallback::Norm, Fallback::Attention]] {
        kernels::take(fallbacks);
        let tested = self_test(&opened, &mut |part, off| println!("{part}: {off:?}"));
        tested.map_err(|error| anyhow!("{fallbacks:?}: {}", worded(error).detail))?;
    }
    Ok(())
}
