//! The 2×2 convolutions with a stride of 2 that halve and double a picture's sides. No two of their windows meet, so
//! each is one matrix product, which an adapter sums in single precision; the backend's own convolutions do not.

use burn::nn::conv::{Conv2d, ConvTranspose2d};
use burn::tensor::Tensor;

use super::conv::{biased, in_single, single};

use crate::kernels;
use crate::protocol::Fallback;

/// `[batch, from, height, width]` → `[batch, to, height / 2, width / 2]`.
pub fn halved(convolution: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    if !as_product(&x) {
        return super::convolve(convolution, x);
    }
    let weight = convolution.weight.val();
    let ([batch, from, height, width], to) = (x.dims(), weight.dims()[0]);
    let (rows, columns) = (height / 2, width / 2);
    // A last row or column without a partner is in no window.
    let x = x.narrow(2, 0, 2 * rows).narrow(3, 0, 2 * columns);
    let windows = x.reshape([batch, from, rows, 2, columns, 2]).permute([0, 1, 3, 5, 2, 4]);
    let windows: Tensor<3> = windows.reshape([batch, 4 * from, rows * columns]);
    let y = weight.reshape([1, to, 4 * from]).matmul(windows);
    biased(y.reshape([batch, to, rows, columns]), convolution.bias.as_ref())
}

/// `[batch, from, height, width]` → `[batch, to, 2 · height, 2 · width]`.
pub fn doubled(convolution: &ConvTranspose2d, x: Tensor<4>) -> Tensor<4> {
    if !as_product(&x) {
        let (weight, bias) = (single(&convolution.weight), convolution.bias.as_ref().map(single));
        return in_single(x, |x| ConvTranspose2d { weight, bias, ..convolution.clone() }.forward(x));
    }
    let weight = convolution.weight.val();
    let ([batch, from, height, width], to) = (x.dims(), weight.dims()[1]);
    let weight: Tensor<3> = weight.reshape([1, from, 4 * to]).swap_dims(1, 2);
    let windows = weight.matmul(x.reshape([batch, from, height * width]));
    let windows = windows.reshape([batch, to, 2, 2, height, width]).permute([0, 1, 4, 2, 5, 3]);
    biased(windows.reshape([batch, to, 2 * height, 2 * width]), convolution.bias.as_ref())
}

fn as_product(x: &Tensor<4>) -> bool {
    kernels::on_adapter(x) && !kernels::taken(Fallback::Convolution)
}
