//! Group norm on graphics adapters in two passes: the statistics of each group, then the norm with all that comes after
//! it. Sums and what is between are in single precision, whatever the picture is kept in.
//!
//! Paper: Wu & He, "Group Normalization" (2018).

use burn::backend::cubecl::dtype_to_storage_type;
use burn::backend::tensor::FloatTensor;
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::backend::{Backend, Dispatch, backend_extension};
use burn::cubecl::prelude::*;
use burn::cubecl::{self, calculate_cube_count_elemwise};
use burn::tensor::{self, DType, Shape};

use super::empty;

/// Units that sum up one group.
const UNITS: u32 = 256;

/// The mean and the deviation, √(variance + `epsilon`), of each group.
///
/// # Shapes
/// - `x`: `[batch, channels, height, width]`, on a graphics adapter
/// - returns `[batch, groups, 2]`, in single precision
pub fn group_statistics(x: tensor::Tensor<4>, groups: usize, epsilon: f64) -> tensor::Tensor<3> {
    let x = x.into_dispatch();
    tensor::Tensor::from_dispatch(<Dispatch as GroupNorms>::group_statistics(x, groups, epsilon as f32))
}

/// A factor and a summand for each channel.
pub type PerChannel<const D: usize> = (tensor::Tensor<D>, tensor::Tensor<D>);

/// ((x − mean) / deviation · weight + bias) · (1 + scale) + shift, and SiLU of that.
///
/// # Shapes
/// - `x`: `[batch, channels, height, width]`, on a graphics adapter
/// - `statistics`, as of [`group_statistics`]: `[batch, groups, 2]`
/// - `affine`, weight and bias: `[channels]` each
/// - `modulation`, scale and shift: `[1 or batch, channels, 1, 1]` each
/// - returns as `x`
pub fn group_normalise(
    x: tensor::Tensor<4>,
    statistics: tensor::Tensor<3>,
    affine: Option<PerChannel<1>>,
    modulation: Option<PerChannel<4>>,
    silu: bool,
) -> tensor::Tensor<4> {
    let options = Options { affine: affine.is_some(), modulated: modulation.is_some(), silu };
    let statistics = statistics.into_dispatch();
    // What is not there is not read, but something has to stand in its place.
    let nothing = || (statistics.clone(), statistics.clone());
    let (weight, bias) = affine.map_or_else(nothing, |(w, b)| (w.into_dispatch(), b.into_dispatch()));
    let (scale, shift) = modulation.map_or_else(nothing, |(a, b)| (a.into_dispatch(), b.into_dispatch()));
    let x = x.into_dispatch();
    let y = <Dispatch as GroupNorms>::group_normalise(x, statistics.clone(), weight, bias, scale, shift, options);
    tensor::Tensor::from_dispatch(y)
}

/// What there is beside the norm itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Options {
    affine: bool,
    modulated: bool,
    silu: bool,
}

/// The operations, for the backend.
#[backend_extension(Cube, Fusion)]
trait GroupNorms: Backend {
    #[fusion(dtype = DType::F32, shape = of_groups(x, groups))]
    fn group_statistics(x: FloatTensor<Self>, groups: usize, epsilon: f32) -> FloatTensor<Self>;

    #[fusion(dtype = x, shape = x)]
    fn group_normalise(
        x: FloatTensor<Self>,
        statistics: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        scale: FloatTensor<Self>,
        shift: FloatTensor<Self>,
        options: Options,
    ) -> FloatTensor<Self>;
}

fn of_groups(x: &Shape, groups: &usize) -> Shape {
    Shape::new([x[0], *groups, 2])
}

impl GroupNorms for CubeBackend {
    fn group_statistics(x: CubeTensor, groups: usize, epsilon: f32) -> CubeTensor {
        let client = x.client.clone();
        let shape = of_groups(x.meta.shape(), &groups);
        let output = empty(&x, shape.clone(), DType::F32);
        // Sums halve their reach, so there is a power of two of them.
        let units = 1 << UNITS.min(client.properties().hardware.max_cube_dim.0).ilog2();
        let (flat, dtype) = (x.is_contiguous(), dtype_to_storage_type(x.dtype));
        statistics::launch(
            &client,
            CubeCount::Static(shape.num_elements() as u32 / 2, 1, 1),
            CubeDim::new_1d(units),
            x.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            epsilon,
            units,
            flat,
            dtype,
        );
        output
    }

    fn group_normalise(
        x: CubeTensor,
        statistics: CubeTensor,
        weight: CubeTensor,
        bias: CubeTensor,
        scale: CubeTensor,
        shift: CubeTensor,
        options: Options,
    ) -> CubeTensor {
        let client = x.client.clone();
        let shape = x.meta.shape().clone();
        let output = empty(&x, shape.clone(), x.dtype);
        let units = shape.num_elements();
        let cube_dim = CubeDim::new(&client, units);
        let (flat, dtype) = (x.is_contiguous(), dtype_to_storage_type(x.dtype));
        let (of_affine, of_modulation) = (dtype_to_storage_type(weight.dtype), dtype_to_storage_type(scale.dtype));
        normalise::launch(
            &client,
            calculate_cube_count_elemwise(&client, units, cube_dim),
            cube_dim,
            x.into_tensor_arg(),
            statistics.into_tensor_arg(),
            weight.into_tensor_arg(),
            bias.into_tensor_arg(),
            scale.into_tensor_arg(),
            shift.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            options.affine,
            options.modulated,
            options.silu,
            flat,
            [dtype, of_affine, of_modulation],
        );
        output
    }
}

/// Where a picture's value lies: its number, where values lie in their order, or by the strides of `[batch, channels,
/// height, width]`.
#[cube]
fn place<F: Float>(input: &Tensor<F>, number: usize, #[comptime] flat: bool) -> usize {
    if flat {
        number
    } else {
        let width = input.shape(3);
        let height = input.shape(2);
        let channels = input.shape(1);
        let row = number / width;
        let channel = row / height;
        (channel / channels) * input.stride(0)
            + (channel % channels) * input.stride(1)
            + (row % height) * input.stride(2)
            + (number % width) * input.stride(3)
    }
}

/// The sum of what each unit of a cube brings, for all of them.
#[cube]
fn sum_of_cube(shared: &mut Shared<[f32]>, own: f32) -> f32 {
    let unit = UNIT_POS_X as usize;
    shared[unit] = own;
    sync_cube();
    let mut reach = CUBE_DIM_X as usize / 2;
    while reach > 0 {
        if unit < reach {
            shared[unit] += shared[unit + reach];
        }
        sync_cube();
        reach /= 2;
    }
    let sum = shared[0];
    // Nobody writes the next one before all have read this one.
    sync_cube();
    sum
}

/// A cube for each group: its mean, then the mean of the squares around it.
#[cube(launch)]
fn statistics<F: Float>(
    input: &Tensor<F>,        // [batch, channels, height, width]
    output: &mut Tensor<f32>, // [batch, groups, 2]
    epsilon: f32,
    #[comptime] units: u32,
    #[comptime] flat: bool,
    #[define(F)] _dtype: ElemType,
) {
    let group = CUBE_POS_X as usize;
    let all = input.shape(0) * input.shape(1) * input.shape(2) * input.shape(3);
    let values = all / (output.shape(0) * output.shape(1));
    let first = group * values;
    let mut shared = Shared::new_slice(units as usize);

    let mut sum = 0.0f32;
    let mut at = UNIT_POS_X as usize;
    while at < values {
        sum += f32::cast_from(input[place::<F>(input, first + at, flat)]);
        at += CUBE_DIM_X as usize;
    }
    let middle = sum_of_cube(&mut shared, sum) / values as f32;

    let mut squares = 0.0f32;
    let mut at = UNIT_POS_X as usize;
    while at < values {
        let value = f32::cast_from(input[place::<F>(input, first + at, flat)]) - middle;
        squares += value * value;
        at += CUBE_DIM_X as usize;
    }
    let variance = sum_of_cube(&mut shared, squares) / values as f32;
    if UNIT_POS_X == 0 {
        output[2 * group] = middle;
        output[2 * group + 1] = f32::sqrt(variance + epsilon);
    }
}

/// A unit for each value.
#[cube(launch)]
fn normalise<F: Float, A: Float, M: Float>(
    input: &Tensor<F>,        // [batch, channels, height, width]
    statistics: &Tensor<f32>, // [batch, groups, 2]
    weight: &Tensor<A>,       // [channels]
    bias: &Tensor<A>,         // [channels]
    scale: &Tensor<M>,        // [1 or batch, channels, 1, 1]
    shift: &Tensor<M>,        // [1 or batch, channels, 1, 1]
    output: &mut Tensor<F>,   // [batch, channels, height, width]
    #[comptime] affine: bool,
    #[comptime] modulated: bool,
    #[comptime] silu: bool,
    #[comptime] flat: bool,
    #[define(F, A, M)] _dtypes: [ElemType; 3],
) {
    let channels = input.shape(1);
    let places = input.shape(2) * input.shape(3);
    if ABSOLUTE_POS >= input.shape(0) * channels * places {
        terminate!();
    }
    let channel = (ABSOLUTE_POS / places) % channels;
    let batch = ABSOLUTE_POS / (places * channels);
    let groups = statistics.shape(1);
    let group = batch * groups + channel / (channels / groups);
    let centred = f32::cast_from(input[place::<F>(input, ABSOLUTE_POS, flat)]) - statistics[2 * group];
    let mut value = centred / statistics[2 * group + 1];
    if affine {
        value = value * f32::cast_from(weight[channel]) + f32::cast_from(bias[channel]);
    }
    if modulated {
        let by = (batch % scale.shape(0)) * scale.stride(0) + channel * scale.stride(1);
        let plus = (batch % shift.shape(0)) * shift.stride(0) + channel * shift.stride(1);
        value = value * (1.0f32 + f32::cast_from(scale[by])) + f32::cast_from(shift[plus]);
    }
    if silu {
        value = value / (1.0f32 + f32::exp(-value));
    }
    output[ABSOLUTE_POS] = F::cast_from(value);
}
