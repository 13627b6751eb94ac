//! Kernels for graphics adapters, written for burn's backend: `patches`, which makes convolutions matrix products, and
//! `group_norm`; and which slower ways are taken where an adapter fails at one.

mod fallbacks;
mod group_norm;
mod patches;

use burn::backend::wgpu::CubeTensor;
use burn::tensor::{DType, Shape};

pub use self::fallbacks::{take, taken};
pub use self::group_norm::{PerChannel, group_normalise, group_statistics};
pub use self::patches::patches;

/// A tensor that nothing is in yet, on the device of `like`.
fn empty(like: &CubeTensor, shape: Shape, dtype: DType) -> CubeTensor {
    let handle = like.client.empty(shape.num_elements() * dtype.size());
    CubeTensor::new_contiguous(like.client.clone(), like.device.clone(), shape, handle, dtype)
}
