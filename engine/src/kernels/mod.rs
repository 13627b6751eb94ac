//! Kernels of our own. For graphics adapters those in `adapter`; for the CPU all else: layers that burn's CPU backend
//! computes slower than the processor can.
//!
//! Each of the CPU's takes and gives burn tensors of the backend `Flex` in single precision, so layers choose by
//! [`supports`] and everything else stays as it is. Weights of linear layers and 3×3 convolutions may be in half
//! precision: they are widened as they are used, so that what is computed is what it would be with the same weights in
//! single precision. Matrix products are those of the `gemm` crate, which the backend uses too; vector instructions are
//! chosen at run time by `pulp`; threads are those of `rayon`. How much each saves is in `docs/speed.md`.

mod activation;
mod adapter;
mod attention;
mod conv3;
mod gemm;
mod linear;
mod norm;
mod padded;
mod scalar;
mod scratch;
mod skinny_gemm;
mod values;
mod weight_element;
mod winograd;

use burn::backend::DispatchDevice;
use burn::tensor::{DType, Device, Tensor};

pub use self::activation::gelu;
pub use self::adapter::{PerChannel, group_normalise, group_statistics, patches, take, taken};
pub use self::attention::attend;
pub use self::conv3::conv3;
pub use self::linear::{LARGE, linear};
pub use self::norm::{Places, normalise, statistics};

/// True for a tensor on a graphics adapter.
pub fn on_adapter<const D: usize>(x: &Tensor<D>) -> bool {
    matches!(x.device().as_dispatch(), DispatchDevice::Cube(_))
}

/// True where the kernels support this tensor.
pub fn supports<const D: usize>(x: &Tensor<D>) -> bool {
    x.dtype() == DType::F32 && x.device() == Device::flex()
}

/// Gives back what the kernels keep from one layer to the next. Called by the thread that runs the networks.
pub fn release() {
    scratch::release();
}

/// Threads that compute.
fn threads() -> usize {
    rayon::current_num_threads()
}
