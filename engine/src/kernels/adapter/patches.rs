//! The neighbourhoods of a picture's places, side by side, on graphics adapters: what turns a convolution into a matrix
//! product.
//!
//! Paper: Chellapilla, Puri & Simard, "High Performance Convolutional Neural Networks for Document Processing" (2006).

use burn::backend::cubecl::dtype_to_storage_type;
use burn::backend::tensor::FloatTensor;
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::backend::{Backend, Dispatch, backend_extension};
use burn::cubecl::prelude::*;
use burn::cubecl::{self, calculate_cube_count_elemwise};
use burn::tensor::{self, Shape};

use super::empty;

/// Places of a neighbourhood of 3×3.
const TAPS: usize = 9;

/// The 3×3 neighbourhoods of `rows` rows of a picture from row `start` on, zeros beyond its edges.
///
/// # Shapes
/// - `x`: `[batch, channels, height, width]`, on a graphics adapter
/// - returns `[batch, channels · 9, rows · width]`; of each channel row by row, as the weights of a convolution are
pub fn patches(x: tensor::Tensor<4>, start: usize, rows: usize) -> tensor::Tensor<3> {
    tensor::Tensor::from_dispatch(<Dispatch as Patches>::patches(x.into_dispatch(), start, rows))
}

/// The operation, for the backend.
#[backend_extension(Cube, Fusion)]
trait Patches: Backend {
    #[fusion(dtype = x, shape = shape(x, rows))]
    fn patches(x: FloatTensor<Self>, start: usize, rows: usize) -> FloatTensor<Self>;
}

fn shape(x: &Shape, rows: &usize) -> Shape {
    let [batch, channels, _, width] = x.dims();
    Shape::new([batch, channels * TAPS, rows * width])
}

impl Patches for CubeBackend {
    fn patches(x: CubeTensor, start: usize, rows: usize) -> CubeTensor {
        let client = x.client.clone();
        let shape = shape(x.meta.shape(), &rows);
        let output = empty(&x, shape.clone(), x.dtype);
        let units = shape.num_elements() / TAPS;
        let cube_dim = CubeDim::new(&client, units);
        let cube_count = calculate_cube_count_elemwise(&client, units, cube_dim);
        let dtype = dtype_to_storage_type(x.dtype);
        neighbourhoods::launch(
            &client,
            cube_count,
            cube_dim,
            x.into_tensor_arg(),
            output.clone().into_tensor_arg(),
            start as u32,
            dtype,
        );
        output
    }
}

/// One unit copies the nine values around one place of one channel, so that units beside each other read and write
/// values beside each other.
#[cube(launch)]
fn neighbourhoods<F: Float>(
    input: &Tensor<F>,      // [batch, channels, height, width]
    output: &mut Tensor<F>, // [batch, channels · 9, rows · width]
    start: u32,
    #[define(F)] _dtype: ElemType,
) {
    let channels = input.shape(1);
    let height = input.shape(2);
    let width = input.shape(3);
    let places = output.shape(2);
    if ABSOLUTE_POS >= input.shape(0) * channels * places {
        terminate!();
    }
    let place = ABSOLUTE_POS % places;
    let channel = (ABSOLUTE_POS / places) % channels;
    let batch = ABSOLUTE_POS / (places * channels);
    // One more than the row and the column above and left of the place, which may lie beyond the edge.
    let row = start as usize + place / width;
    let column = place % width;
    let from = batch * input.stride(0) + channel * input.stride(1);
    let to = (batch * channels + channel) * 9 * places + place;
    #[unroll]
    for down in 0..3usize {
        #[unroll]
        for right in 0..3usize {
            let y = row + down;
            let x = column + right;
            let inside = y >= 1 && y <= height && x >= 1 && x <= width;
            let at = select(inside, from + (y - 1) * input.stride(2) + (x - 1) * input.stride(3), from);
            let value = select(inside, input[at], F::new(0.0_f32));
            output[to + (down * 3 + right) * places] = value;
        }
    }
}
