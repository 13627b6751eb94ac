//! The 3×3 convolution that keeps the size: most of the work of the UNet and of the autoencoder.

use burn::module::{Module, Param};
use burn::nn::Initializer;
use burn::nn::conv::Conv2d;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{DType, Device, Tensor};

use crate::kernels;
use crate::protocol::Fallback;

/// Values that neighbourhoods may hold at once on an adapter: 48 MiB in half precision.
const MAX_PATCHES: usize = 24 << 20;
/// Products that an adapter may be given at once: systems reset one that is busy for two seconds.
const MAX_PRODUCTS: usize = 100_000_000_000;

/// A 3×3 convolution with one pixel of padding.
#[derive(Module, Debug)]
pub struct Conv3 {
    /// `[to, from, 3, 3]`.
    weight: Param<Tensor<4>>,
    /// `[to]`.
    bias: Param<Tensor<1>>,
}

impl Conv3 {
    /// A convolution from `from` to `to` channels whose weights are not loaded yet.
    pub fn new(from: usize, to: usize, device: &Device) -> Self {
        Self { weight: Initializer::Zeros.init([to, from, 3, 3], device), bias: Initializer::Zeros.init([to], device) }
    }

    /// `[batch, from, height, width]` → `[batch, to, height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if kernels::supports(&x) {
            return kernels::conv3(x, self.weight.val(), self.bias.val());
        }
        if kernels::on_adapter(&x) && !kernels::taken(Fallback::Convolution) {
            return as_products(x, self.weight.val(), self.bias.val());
        }
        let (weight, bias) = (self.weight.val().cast(DType::F32), self.bias.val().cast(DType::F32));
        let options = ConvOptions::new_with_padding([1, 1], [(1, 1), (1, 1)], [1, 1], 1);
        in_single(x, |x| conv2d(x, weight, Some(bias), options))
    }
}

/// A convolution of any other kind, by the backend: `[batch, from, height, width]` → `[batch, to, …]`.
pub fn convolve(convolution: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    if x.dtype() == DType::F32 {
        return convolution.forward(x);
    }
    let (weight, bias) = (single(&convolution.weight), convolution.bias.as_ref().map(single));
    in_single(x, |x| Conv2d { weight, bias, ..convolution.clone() }.forward(x))
}

/// A parameter in single precision.
pub(super) fn single<const D: usize>(param: &Param<Tensor<D>>) -> Param<Tensor<D>> {
    Param::initialized(param.id, param.val().cast(DType::F32))
}

/// `y`, and each channel's bias where there is one: `[batch, channels, height, width]` and `[channels]`.
pub(super) fn biased(y: Tensor<4>, bias: Option<&Param<Tensor<1>>>) -> Tensor<4> {
    let channels = y.dims()[1];
    match bias {
        Some(bias) => y + bias.val().reshape([1, channels, 1, 1]),
        None => y,
    }
}

/// Runs a convolution of the backend in single precision: it sums in the precision of what it is given.
pub(super) fn in_single(x: Tensor<4>, convolution: impl FnOnce(Tensor<4>) -> Tensor<4>) -> Tensor<4> {
    let dtype = x.dtype();
    convolution(x.cast(DType::F32)).cast(dtype)
}

/// A 1×1 convolution whose weights are as files have them: `[batch, from, height, width]` → `[batch, to, height,
/// width]`. On an adapter it is a matrix product, for the reason that [`Conv3`] is.
pub fn pointwise(convolution: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    if !kernels::on_adapter(&x) || kernels::taken(Fallback::Convolution) {
        return convolve(convolution, x);
    }
    let [batch, from, height, width] = x.dims();
    let weight = convolution.weight.val();
    let to = weight.dims()[0];
    let y = weight.reshape([1, to, from]).matmul(x.reshape([batch, from, height * width]));
    biased(y.reshape([batch, to, height, width]), convolution.bias.as_ref())
}

/// The convolution as matrix products, which an adapter sums in single precision whatever it is given; its own
/// convolutions sum in the precision of what they are given, and in half precision a sum over thousands of values loses
/// a hundredth. The picture is taken in turns of whole rows.
///
/// # Shapes
/// - `x`: `[batch, from, height, width]`
/// - `weight`: `[to, from, 3, 3]`
/// - `bias`: `[to]`
/// - returns `[batch, to, height, width]`
fn as_products(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    let [batch, from, height, width] = x.dims();
    let to = weight.dims()[0];
    let weight: Tensor<3> = weight.reshape([1, to, 9 * from]);
    let values = batch * 9 * from * width;
    let rows = (MAX_PATCHES / values).min(MAX_PRODUCTS / (values * to)).clamp(1, height.max(1));
    let turn = |start: usize| {
        let rows = rows.min(height - start);
        let patches = kernels::patches(x.clone(), start, rows);
        weight.clone().matmul(patches).reshape([batch, to, rows, width])
    };
    let mut turns: Vec<Tensor<4>> = (0..height).step_by(rows).map(turn).collect();
    let y = if turns.len() == 1 { turns.swap_remove(0) } else { Tensor::cat(turns, 2) };
    y + bias.reshape([1, to, 1, 1])
}
